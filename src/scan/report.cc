#include "scan/report.h"

#include <array>

#include "scan/report_names.h"
#include "scan/report_writers.h"

namespace niem::scan {
namespace {

constexpr std::array<std::string_view, 6> kFormats = {"text",  "jsonl", "json",
                                                      "sarif", "html",  "xlsx"};

// Takes the names away before any writer sees them, so that no format can forget one.
class RedactingWriter final : public ReportWriter {
 public:
  explicit RedactingWriter(std::unique_ptr<ReportWriter> inner) : inner_(std::move(inner)) {}

  Status Begin(const RunInfo& run) override {
    redact_ = run.redact;
    return inner_->Begin(redact_ ? Redact(run) : run);
  }

  Status Add(const detect::DocumentResult& result) override {
    return redact_ ? inner_->Add(Redact(result)) : inner_->Add(result);
  }

  Status End(const Summary& summary) override { return inner_->End(summary); }

 private:
  std::unique_ptr<ReportWriter> inner_;
  bool redact_ = false;
};

std::unique_ptr<ReportWriter> Make(const ReportTarget& target, std::unique_ptr<ReportSink> sink) {
  switch (target.format) {
    case ReportFormat::kText:
      return MakeTextReport(std::move(sink), target);
    case ReportFormat::kJsonl:
      return MakeJsonlReport(std::move(sink));
    case ReportFormat::kJson:
      return MakeJsonReport(std::move(sink));
    case ReportFormat::kSarif:
      return MakeSarifReport(std::move(sink));
    case ReportFormat::kHtml:
      return MakeHtmlReport(std::move(sink));
    case ReportFormat::kXlsx:
      return MakeXlsxReport(std::move(sink));
  }
  return nullptr;
}

}  // namespace

std::optional<ReportFormat> ReportFormatFromName(std::string_view name) {
  for (size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i] == name) return static_cast<ReportFormat>(i);
  }
  return std::nullopt;
}

Result<std::unique_ptr<ReportWriter>> MakeReportWriter(const ReportTarget& target) {
  TRY_ASSIGN(std::unique_ptr<ReportSink> sink, ReportSink::Open(target.path));
  std::unique_ptr<ReportWriter> writer = Make(target, std::move(sink));
  return std::unique_ptr<ReportWriter>(std::make_unique<RedactingWriter>(std::move(writer)));
}

}  // namespace niem::scan
