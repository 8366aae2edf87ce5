// What a sandboxed reading process answers is believed in nothing: form, joining, judging, reports.
#include "audit/findings.h"
#include "audit/report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  static const RulePack pack = *RulePack::BuiltIn();
  auto facts = ReadFacts({data, size});
  if (!facts.ok() || facts->facts.size() > 2000) return 0;
  Collected collected;
  collected.sources.push_back({{SourceKind::kSystemHive, "SYSTEM", {}, {}}, {}, 0, 0, true, {}});
  collected.facts = std::move(facts->facts);
  const Judged judged = Judge(collected, pack, {});
  AuditReport report;
  report.pack = &pack, report.collected = &collected, report.judged = &judged;
  (void)ReportJson(report), (void)ReportText(report, Lang::kVi),
      (void)ReportHtml(report, Lang::kEn);
  return 0;
}
