#include "base/certificate.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <optional>
#include <vector>

#include "base/digest.h"

namespace niem {
namespace {

constexpr size_t kMost = 64U << 10;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Owner = std::unique_ptr<X509, decltype(&X509_free)>;

Error NoCertificate() {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument,
          {"không phải một chứng thư dạng PEM (BEGIN CERTIFICATE … END CERTIFICATE)",
           "not one certificate in PEM (BEGIN CERTIFICATE … END CERTIFICATE)"}};
}

std::optional<Date> DayOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return Date::FromYmd(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

std::string SubjectOf(const X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()), BIO_free);
  constexpr unsigned long kStyle = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
  if (out == nullptr ||
      X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, kStyle) < 0) {
    return {};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<size_t>(size)) : std::string();
}

}  // namespace

Result<Certificate> ReadCertificate(std::string_view pem) {
  if (pem.size() > kMost) return NoCertificate();
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  if (in == nullptr) return NoCertificate();
  const X509Owner one(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  if (one == nullptr) return NoCertificate();
  const X509Owner more(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  ERR_clear_error();  // the end of the text is an error there
  const std::optional<Date> from = DayOf(X509_get0_notBefore(one.get()));
  const std::optional<Date> until = DayOf(X509_get0_notAfter(one.get()));
  const int size = i2d_X509(one.get(), nullptr);
  if (more != nullptr || !from || !until || size <= 0) return NoCertificate();
  std::vector<uint8_t> der(static_cast<size_t>(size));
  uint8_t* at = der.data();
  if (i2d_X509(one.get(), &at) != size) return NoCertificate();
  return Certificate{ToHex(Sha256Of(der)), SubjectOf(one.get()), *from, *until};
}

}  // namespace niem
