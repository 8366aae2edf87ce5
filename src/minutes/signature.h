// The signature beside an audit's JSON report: a small JSON file of fixed form
// (docs/formats/report-signature.md), made with an Ed25519 key in a sealed file or on a token.
// niem-verify proves it by code of its own (src/verify).
//
// What is signed is not the report but a text that names its digest, its size, the key and the
// time, under a first line that no other signature of the program begins with. Thread-safety: pure
// functions but for the signer. Errors: the signer's.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/signer.h"

namespace niem::minutes {

// The name in the keys that sign reports: "niem-audit+hex id+base64".
inline constexpr std::string_view kReportKeyName = "niem-audit";

std::string ReportKeyText(const ledger::PublicKey& key);

// The bytes of REPORT.sig. `time`: UTC, "2026-11-23T06:13:01Z", of the signing machine's clock.
Result<std::string> SignReport(std::string_view report, std::string_view time,
                               ledger::Signer& signer);

}  // namespace niem::minutes
