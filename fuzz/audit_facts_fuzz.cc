// What a sandboxed reading process answers is believed in nothing: form, joining, judging, reports.
#include <rapidjson/document.h>

#include <cstdlib>

#include "audit/findings.h"
#include "audit/redact.h"
#include "audit/report.h"

namespace {

// Whatever a trace says, a report is well-formed.
void Check(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  if (document.HasParseError()) abort();
}

void CheckLines(const std::string& lines) {
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = lines.find('\n', begin);
    Check(std::string_view(lines).substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  static const RulePack pack = *RulePack::BuiltIn();
  auto facts = ReadFacts({data, size});
  if (!facts.ok() || facts->facts.size() > 2000) return 0;
  Collected collected;
  collected.sources.push_back({{SourceKind::kSystemHive, "SYSTEM", {}, {}}, {}, 0, 0, true, {}});
  collected.facts = std::move(facts->facts);
  const bool redact = (size & 1) != 0;
  Judged judged = Judge(collected, pack, {Profile::kDrafting, nullptr, {}, redact});
  AuditReport report;
  if (redact) RedactNames(collected, judged, report.run, {});
  report.pack = &pack, report.collected = &collected, report.judged = &judged;
  (void)ReportText(report, Lang::kVi), (void)ReportHtml(report, Lang::kEn);
  Check(ReportJson(report)), Check(ReportSarif(report, Lang::kVi));
  CheckLines(ReportLines(report));
  return 0;
}
