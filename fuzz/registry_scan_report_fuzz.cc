// A report of `niem scan` from outside: read whole, and read piece by piece into its short form.
// What was read fits the registers; where the short form is made of a report that was read, it says
// the same.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "registry/scan_report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using niem::registry::ReadReport;
  const std::string_view text = niem::AsText(niem::Bytes(data, size));
  const auto read = ReadReport(text, true);
  if (read.ok()) {
    if (read->machine.empty() || read->report.sha256.size() != 64) std::abort();
    for (const niem::registry::Finding& one : read->findings) {
      if (one.path.empty() || one.mark.size() > 4 * 500) std::abort();
      for (const char c : one.path + one.member + one.mark) {
        if (static_cast<unsigned char>(c) < 0x20) std::abort();
      }
    }
  }
  niem::registry::Abridger abridger;
  for (size_t at = 0; at < size; at += 7) {
    if (!abridger.Add(text.substr(at, 7)).ok()) return 0;
  }
  const auto abridged = abridger.Finish();
  if (!abridged.ok() || !read.ok() || text.find("\"abridged\"") != std::string_view::npos) return 0;
  const auto again = ReadReport(*abridged, true);
  if (!again.ok() || again->findings.size() != read->findings.size() ||
      again->report.sha256 != read->report.sha256) {
    std::abort();
  }
  return 0;
}
