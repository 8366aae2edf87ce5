// A report of `niem audit` from outside, and the signature file beside it: what was read fits the
// registers, and nothing in it could break a row or a line.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "registry/audit_intake.h"
#include "verify/report_proof.h"

namespace {

void Check(const std::string& text, size_t most, bool lines = false) {
  if (text.size() > most) std::abort();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && !(lines && c == '\n')) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = niem::AsText(niem::Bytes(data, size));
  if (const auto read = niem::registry::ReadAudit(text); read.ok()) {
    constexpr size_t kWord = 4 * niem::registry::kMaxAuditFindings;  // escapes make four of one
    Check(read->machine, kWord);
    for (const niem::registry::AuditFinding& one : read->findings) {
      if (one.rule.empty() || one.title.empty() || one.identity.size() != 64) std::abort();
      Check(one.title, kWord), Check(one.clauses, kWord), Check(one.subject, kWord, true);
      Check(one.first, kWord), Check(one.last, kWord);
    }
    for (const niem::registry::DeviceRead& one : read->devices) {
      if (one.device.serial.empty()) std::abort();
      Check(one.device.serial, kWord), Check(one.device.name, kWord), Check(one.use.users, kWord);
    }
  }
  niem::verify::ReportProof proof;
  if (!niem::verify::CheckReport("report", text, {}, &proof)) std::abort();  // nobody signed that
  return 0;
}
