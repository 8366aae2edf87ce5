// The XLSX report: sheets of results, evidence, summary and minutes (sheet/book.h).
#include "scan/report_facts.h"
#include "scan/report_names.h"
#include "scan/report_words.h"
#include "scan/report_writers.h"
#include "sheet/book.h"

namespace niem::scan {
namespace {

using detect::Verdict;
using sheet::Column;
using sheet::Page;
using sheet::Style;
using sheet::Table;

constexpr Column kResultColumns[] = {
    {{"Kết luận", "Verdict"}, 16},
    {{"Độ mật", "Level"}, 12},
    {{"Tệp", "File"}, 48},
    {{"Bên trong", "Member"}, 24},
    {{"Định dạng", "Format"}, 10},
    {{"Cỡ (byte)", "Size (bytes)"}, 12},
    {{"Sửa lần cuối", "Modified"}, 20},
    {{"Tin cậy", "Confidence"}, 9},
    {{"Căn cứ chính", "Main evidence"}, 34},
    {{"Trùng với", "Copy of"}, 14},
    {{"Ghi chú", "Notes"}, 36},
    {{"SHA-256", "SHA-256"}, 20},
};

constexpr Column kEvidenceColumns[] = {
    {{"Tệp", "File"}, 44},
    {{"Bên trong", "Member"}, 22},
    {{"Căn cứ", "Evidence"}, 26},
    {{"Nguyên văn", "Text"}, 30},
    {{"Trang", "Page"}, 7},
    {{"Vị trí", "Place"}, 26},
    {{"Nguồn", "Source"}, 16},
    {{"Trọng số", "Weight"}, 9},
    {{"Giải thích", "Explanation"}, 60},
    {{"Chỗ trong tệp", "Locator"}, 20},
    {{"Quy tắc", "Rule"}, 20},
};

class XlsxReport final : public ReportWriter {
 public:
  explicit XlsxReport(std::unique_ptr<ReportSink> sink) : sink_(std::move(sink)) {}

  Status Begin(const RunInfo& run) override {
    run_ = run;
    std::string path = sink_->temporary_path();
    if (path.empty()) {
      TRY_ASSIGN(ScratchFile scratch, ScratchFile::Create());
      scratch_ = std::make_unique<ScratchFile>(std::move(scratch));
      path = scratch_->path();
    }
    written_path_ = path;
    TRY_ASSIGN(sheet::Book book, sheet::Book::Create(path, Say({"Báo cáo quét bí mật nhà nước",
                                                                "State secret scan report"})));
    book_ = std::make_unique<sheet::Book>(std::move(book));
    results_ =
        std::make_unique<Table>(book_->AddTable({"Kết quả", "Results"}, kResultColumns, run_.lang));
    evidence_ = std::make_unique<Table>(
        book_->AddTable({"Căn cứ", "Evidence"}, kEvidenceColumns, run_.lang));
    totals_ = std::make_unique<Page>(AddPage({"Tổng hợp", "Summary"}));
    minutes_ = std::make_unique<Page>(AddPage({"Biên bản", "Minutes"}));
    return Ok();
  }

  Status Add(const detect::DocumentResult& result) override {
    AddResult(result);
    for (const detect::Evidence& evidence : result.evidence) AddEvidence(result, evidence);
    return Ok();
  }

  Status End(const Summary& summary) override {
    results_->Stop();
    evidence_->Stop();
    WriteTotals(summary);
    WriteMinutes(summary);
    TRY(book_->Close());
    if (scratch_ == nullptr) return sink_->FinishWrittenElsewhere();
    TRY(CopyInto(written_path_, *sink_));
    return sink_->Finish();
  }

 private:
  std::string Say(const StaticText& text) const { return std::string(Pick(text, run_.lang)); }

  Page AddPage(const StaticText& name) {
    Page page = book_->AddPage(Say(name));
    page.SetWidth(0, 0, 42), page.SetWidth(1, 1, 30), page.SetWidth(2, 2, 70);
    return page;
  }

  static Style StyleOf(Verdict verdict) {
    if (verdict == Verdict::kMarked || verdict == Verdict::kCopy) return Style::kAlarm;
    if (verdict == Verdict::kSuspect || verdict == Verdict::kUnreadable) return Style::kWarn;
    return Style::kText;
  }

  static std::string Members(const detect::DocumentResult& result) {
    std::string out;
    for (const std::string& member : result.member)
      out += (out.empty() ? "" : " › ") + Printable(member);
    return out;
  }

  void AddResult(const detect::DocumentResult& result) {
    Table& table = *results_;
    table.Next();
    table.Put(0, Say(WordsOf(result.verdict).title), StyleOf(result.verdict));
    table.Put(1, std::string(LevelTitle(result.level)), StyleOf(result.verdict));
    table.Put(2, Printable(result.path), Style::kWrapped);
    table.Put(3, Members(result), Style::kWrapped);
    table.Put(4, std::string(extract::FormatName(result.format)), Style::kText);
    table.Put(5, static_cast<double>(result.bytes), Style::kNumber);
    table.Put(6, result.modified, Style::kText);
    table.Put(7, result.confidence, Style::kPercent);
    if (!result.evidence.empty()) {
      const detect::Evidence& first = result.evidence.front();
      table.Put(8, Printable(first.text) + " (" + Say(PlaceTitle(first.place)) + ")",
                Style::kWrapped);
    }
    table.Put(9, Printable(result.copy_of), Style::kText);
    std::string notes;
    for (const extract::Note& note : result.notes) {
      notes += (notes.empty() ? "" : "; ") + Say(ReasonTitle(ErrorCodeName(note.code))) + ": " +
               Printable(Pick(note.text, run_.lang));
    }
    table.Put(10, notes, Style::kWrapped);
    table.Put(11, result.sha256, Style::kText);
  }

  void AddEvidence(const detect::DocumentResult& result, const detect::Evidence& evidence) {
    Table& table = *evidence_;
    const RuleWords& words = WordsOfRule(evidence.rule);
    table.Next();
    table.Put(0, Printable(result.path), Style::kWrapped);
    table.Put(1, Members(result), Style::kWrapped);
    table.Put(2, Say(words.title), Style::kWrapped);
    table.Put(3, Printable(evidence.text), Style::kWrapped);
    if (evidence.page > 0) table.Put(4, evidence.page, Style::kNumber);
    table.Put(5, Say(PlaceTitle(evidence.place)), Style::kWrapped);
    table.Put(6, Say(SourceTitle(evidence.source)), Style::kText);
    table.Put(7, evidence.weight, Style::kText);
    table.Put(8, Say(words.why), Style::kWrapped);
    table.Put(9, Printable(evidence.locator), Style::kWrapped);
    table.Put(10, Printable(evidence.rule), Style::kText);
  }

  void WriteCounts(uint32_t& row, const StaticText& title,
                   const std::map<std::string, uint64_t>& counts,
                   StaticText (*name)(std::string_view)) {
    if (counts.empty()) return;
    row += 2;
    totals_->Put(row, 0, Say(title), Style::kHead);
    for (const auto& [key, count] : counts) {
      ++row;
      totals_->Put(row, 0, Say(name(key)), Style::kText);
      totals_->Put(row, 1, static_cast<double>(count), Style::kNumber);
    }
  }

  void WriteTotals(const Summary& summary) {
    uint32_t row = 0;
    totals_->Put(row, 0, Say({"Tổng hợp kết quả", "Summary of results"}), Style::kTitle);
    row += 2;
    totals_->Put(row, 0, Say({"Kết luận", "Verdict"}), Style::kHead);
    totals_->Put(row, 1, Say({"Số tài liệu", "Documents"}), Style::kHead);
    totals_->Put(row, 2, Say({"Việc cần làm", "What to do next"}), Style::kHead);
    for (const Verdict verdict : kVerdictOrder) {
      ++row;
      totals_->Put(row, 0, Say(WordsOf(verdict).title), StyleOf(verdict));
      totals_->Put(row, 1,
                   static_cast<double>(CountOf(summary.by_verdict, detect::VerdictName(verdict))),
                   Style::kNumber);
      totals_->Put(row, 2, Say(WordsOf(verdict).next), Style::kWrapped);
    }
    WriteCounts(row, {"Theo độ mật", "By level"}, summary.by_level, [](std::string_view key) {
      const std::string_view title = LevelTitle(LevelFromName(key).value_or(Level::kNone));
      return StaticText{title, title};
    });
    WriteCounts(row, {"Theo định dạng", "By format"}, summary.by_format, [](std::string_view key) {
      return StaticText{key, key};
    });
    WriteCounts(row, {"Chưa đọc được, theo lý do", "Unreadable, by reason"},
                summary.unreadable_by_reason, ReasonTitle);
  }

  void WriteMinutes(const Summary& summary) {
    uint32_t row = 0;
    minutes_->Put(row, 0,
                  Say({"Số liệu cho biên bản kiểm tra", "Facts for the minutes of inspection"}),
                  Style::kTitle);
    row = 2;
    std::vector<Fact> facts = RunFacts(run_);
    for (Fact& fact : SummaryFacts(summary)) facts.push_back(std::move(fact));
    for (const Fact& fact : facts) {
      minutes_->Put(row, 0, Printable(Pick(fact.label, run_.lang)), Style::kStrong);
      minutes_->Put(row, 1, Printable(Pick(fact.value, run_.lang)), Style::kText);
      ++row;
    }
    minutes_->Put(row, 0, Say({"Mã băm SHA-256 của tệp này", "SHA-256 of this file"}),
                  Style::kStrong);
    minutes_->Put(row, 1, Say({"ở tệp .sha256 đi kèm", "in the .sha256 file beside it"}),
                  Style::kText);
    row += 2;
    minutes_->Put(row, 0, Say(kDisclaimer), Style::kText);
    row += 2;
    minutes_->Put(row, 0, Say({"NGƯỜI KIỂM TRA", "INSPECTOR"}), Style::kCenter);
    minutes_->Put(row, 2, Say({"ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "FOR THE INSPECTED UNIT"}),
                  Style::kCenter);
  }

  std::unique_ptr<ReportSink> sink_;
  std::unique_ptr<ScratchFile> scratch_;
  std::string written_path_;
  RunInfo run_;
  std::unique_ptr<sheet::Book> book_;
  std::unique_ptr<Table> results_, evidence_;
  std::unique_ptr<Page> totals_, minutes_;
};

}  // namespace

std::unique_ptr<ReportWriter> MakeXlsxReport(std::unique_ptr<ReportSink> sink) {
  return std::make_unique<XlsxReport>(std::move(sink));
}

}  // namespace niem::scan
