// What of an X.509 certificate is kept: its fingerprint, its owner, its days. Read by OpenSSL; no
// chain is checked here.
// Ownership: plain values. Thread-safety: any thread. Errors: kInvalidArgument for what is no
// certificate, or not exactly one. Source: RFC 5280; the textual form, RFC 7468.
#pragma once

#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace niem {

struct Certificate {
  std::string fingerprint;  // SHA-256 of the DER, lower-case hexadecimal
  std::string subject;      // RFC 2253, UTF-8
  Date from;                // the days in UTC
  Date until;
};

Result<Certificate> ReadCertificate(std::string_view pem);

}  // namespace niem
