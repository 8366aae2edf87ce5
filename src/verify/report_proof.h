// A signed audit report: REPORT and REPORT.sig, by code that shares nothing with src/minutes and
// src/ledger. The form is in docs/formats/report-signature.md; a signature file in any other form,
// even of the same meaning, is refused.
//
// Thread-safety: pure function; StartCrypto() before it (digest.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/i18n.h"
#include "verify/records.h"

namespace niem::verify {

inline constexpr size_t kMostReport = 64U << 20, kMostSignatureFile = 4096;

struct ReportProof {
  std::string key, digest, time;  // as the signature file has them, once its form is right
  uint64_t bytes = 0;
  bool trusted = false;  // the key is one of `trusted`
};

// What is wrong, or nothing: then `proof` says what was proved. With `trusted` keys the report must
// bear the signature of one of them.
std::optional<Text> CheckReport(std::string_view report, std::string_view signature_file,
                                const std::vector<Key>& trusted, ReportProof* proof);

}  // namespace niem::verify
