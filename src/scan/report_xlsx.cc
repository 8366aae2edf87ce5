// The XLSX report by libxlsxwriter in its constant-memory mode: sheets of results, evidence,
// summary and minutes. Every cell that holds text from a file is written as a string, never as a
// formula or a link. A sheet that reaches Excel's last row goes on in "Kết quả (2)" and so on.
#include <xlsxwriter.h>

#include <algorithm>

#include "scan/report_facts.h"
#include "scan/report_names.h"
#include "scan/report_words.h"
#include "scan/report_writers.h"

namespace niem::scan {
namespace {

using detect::Verdict;

constexpr lxw_row_t kLastRow = 1'048'575;
constexpr size_t kMaxCellCharacters = 32'000;  // Excel: 32,767 UTF-16 units

struct Column {
  StaticText title;
  double width;
};

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

// At a character's boundary.
std::string Cell(std::string text) {
  if (text.size() <= kMaxCellCharacters) return text;
  size_t end = kMaxCellCharacters;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

struct Formats {
  lxw_format* title = nullptr;
  lxw_format* head = nullptr;
  lxw_format* text = nullptr;
  lxw_format* wrapped = nullptr;
  lxw_format* number = nullptr;
  lxw_format* percent = nullptr;
  lxw_format* strong = nullptr;
  lxw_format* alarm = nullptr;
  lxw_format* warn = nullptr;
  lxw_format* center = nullptr;
};

struct BookCloser {
  void operator()(lxw_workbook* book) const { workbook_close(book); }
};

// One logical table over as many sheets as it needs.
class Table {
 public:
  Table(lxw_workbook* book, const Formats* formats, const StaticText& name,
        std::span<const Column> columns, Lang lang)
      : book_(book), formats_(formats), name_(Pick(name, lang)), columns_(columns), lang_(lang) {}

  void Start() {
    ++part_;
    const std::string name = part_ == 1 ? name_ : name_ + " (" + std::to_string(part_) + ")";
    sheet_ = workbook_add_worksheet(book_, name.c_str());
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, 9);  // A4
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_repeat_rows(sheet_, 0, 0);
    worksheet_set_footer(sheet_, "&L&A&R&P/&N");
    worksheet_set_margins(sheet_, 0.5, 0.5, 0.6, 0.6);
    worksheet_freeze_panes(sheet_, 1, 0);
    for (size_t i = 0; i < columns_.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, columns_[i].width, nullptr);
    }
    row_ = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      Text(static_cast<lxw_col_t>(i), std::string(Pick(columns_[i].title, lang_)), formats_->head);
    }
  }

  // Starts the next row, on a new sheet where this one is full.
  void Next() {
    if (row_ >= kLastRow) {
      Stop();
      Start();
    }
    ++row_;
  }

  void Text(lxw_col_t column, const std::string& text, lxw_format* format) {
    if (!text.empty()) worksheet_write_string(sheet_, row_, column, Cell(text).c_str(), format);
  }

  void Number(lxw_col_t column, double number, lxw_format* format) {
    worksheet_write_number(sheet_, row_, column, number, format);
  }

  // After the last row.
  void Stop() {
    worksheet_autofilter(sheet_, 0, 0, std::max<lxw_row_t>(row_, 1),
                         static_cast<lxw_col_t>(columns_.size() - 1));
  }

 private:
  lxw_workbook* book_;
  const Formats* formats_;
  std::string name_;
  std::span<const Column> columns_;
  Lang lang_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_row_t row_ = 0;
  int part_ = 0;
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
    lxw_workbook_options options = {};
    options.constant_memory = LXW_TRUE;
    book_.reset(workbook_new_opt(path.c_str(), &options));
    if (book_ == nullptr) return Failed("");
    SetProperties();
    MakeFormats();
    results_ = std::make_unique<Table>(book_.get(), &formats_, StaticText{"Kết quả", "Results"},
                                       kResultColumns, run_.lang);
    evidence_ = std::make_unique<Table>(book_.get(), &formats_, StaticText{"Căn cứ", "Evidence"},
                                        kEvidenceColumns, run_.lang);
    results_->Start();
    evidence_->Start();
    totals_ = AddSheet({"Tổng hợp", "Summary"});
    minutes_ = AddSheet({"Biên bản", "Minutes"});
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
    const lxw_error error = workbook_close(book_.release());
    if (error != LXW_NO_ERROR) return Failed(lxw_strerror(error));
    if (scratch_ == nullptr) return sink_->FinishWrittenElsewhere();
    TRY(CopyInto(written_path_, *sink_));
    return sink_->Finish();
  }

 private:
  std::string Say(const StaticText& text) const { return std::string(Pick(text, run_.lang)); }

  static Error Failed(const std::string& reason) {
    return {ErrorCode::kIo,
            {"không ghi được báo cáo XLSX; xem lại chỗ trống trên đĩa " + reason,
             "cannot write the XLSX report; check the space on the disk " + reason}};
  }

  // A fixed date: the same results give the same bytes; the run's times stand in the sheets.
  void SetProperties() {
    std::string title = Say({"Báo cáo quét bí mật nhà nước", "State secret scan report"});
    lxw_doc_properties properties = {};
    properties.title = title.data();
    properties.created = 315'532'800;  // 1980-01-01
    workbook_set_properties(book_.get(), &properties);
  }

  lxw_format* NewFormat() {
    lxw_format* format = workbook_add_format(book_.get());
    format_set_font_name(format, "Times New Roman");
    format_set_font_size(format, 11);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
  }

  void MakeFormats() {
    formats_.title = NewFormat();
    format_set_bold(formats_.title);
    format_set_font_size(formats_.title, 14);
    formats_.head = NewFormat();
    format_set_bold(formats_.head);
    format_set_bg_color(formats_.head, 0xE8ECF1);
    format_set_border(formats_.head, LXW_BORDER_THIN);
    format_set_text_wrap(formats_.head);
    formats_.text = NewFormat();
    formats_.wrapped = NewFormat();
    format_set_text_wrap(formats_.wrapped);
    formats_.number = NewFormat();
    format_set_num_format(formats_.number, "#,##0");
    formats_.percent = NewFormat();
    format_set_num_format(formats_.percent, "0%");
    formats_.strong = NewFormat();
    format_set_bold(formats_.strong);
    formats_.alarm = NewFormat();
    format_set_bold(formats_.alarm);
    format_set_font_color(formats_.alarm, 0xB00020);
    formats_.warn = NewFormat();
    format_set_bold(formats_.warn);
    format_set_font_color(formats_.warn, 0x8A4B00);
    formats_.center = NewFormat();
    format_set_bold(formats_.center);
    format_set_align(formats_.center, LXW_ALIGN_CENTER);
  }

  lxw_worksheet* AddSheet(const StaticText& name) {
    lxw_worksheet* sheet = workbook_add_worksheet(book_.get(), Say(name).c_str());
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_footer(sheet, "&L&A&R&P/&N");
    worksheet_set_column(sheet, 0, 0, 42, nullptr);
    worksheet_set_column(sheet, 1, 1, 30, nullptr);
    worksheet_set_column(sheet, 2, 2, 70, nullptr);
    return sheet;
  }

  lxw_format* FormatOf(Verdict verdict) const {
    if (verdict == Verdict::kMarked || verdict == Verdict::kCopy) return formats_.alarm;
    if (verdict == Verdict::kSuspect || verdict == Verdict::kUnreadable) return formats_.warn;
    return formats_.text;
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
    table.Text(0, Say(WordsOf(result.verdict).title), FormatOf(result.verdict));
    table.Text(1, std::string(LevelTitle(result.level)), FormatOf(result.verdict));
    table.Text(2, Printable(result.path), formats_.wrapped);
    table.Text(3, Members(result), formats_.wrapped);
    table.Text(4, std::string(extract::FormatName(result.format)), formats_.text);
    table.Number(5, static_cast<double>(result.bytes), formats_.number);
    table.Text(6, result.modified, formats_.text);
    table.Number(7, result.confidence, formats_.percent);
    if (!result.evidence.empty()) {
      const detect::Evidence& first = result.evidence.front();
      table.Text(8, Printable(first.text) + " (" + Say(PlaceTitle(first.place)) + ")",
                 formats_.wrapped);
    }
    table.Text(9, Printable(result.copy_of), formats_.text);
    std::string notes;
    for (const extract::Note& note : result.notes) {
      notes += (notes.empty() ? "" : "; ") + Say(ReasonTitle(ErrorCodeName(note.code))) + ": " +
               Printable(Pick(note.text, run_.lang));
    }
    table.Text(10, notes, formats_.wrapped);
    table.Text(11, result.sha256, formats_.text);
  }

  void AddEvidence(const detect::DocumentResult& result, const detect::Evidence& evidence) {
    Table& table = *evidence_;
    const RuleWords& words = WordsOfRule(evidence.rule);
    table.Next();
    table.Text(0, Printable(result.path), formats_.wrapped);
    table.Text(1, Members(result), formats_.wrapped);
    table.Text(2, Say(words.title), formats_.wrapped);
    table.Text(3, Printable(evidence.text), formats_.wrapped);
    if (evidence.page > 0) table.Number(4, evidence.page, formats_.number);
    table.Text(5, Say(PlaceTitle(evidence.place)), formats_.wrapped);
    table.Text(6, Say(SourceTitle(evidence.source)), formats_.text);
    table.Number(7, evidence.weight, formats_.text);
    table.Text(8, Say(words.why), formats_.wrapped);
    table.Text(9, Printable(evidence.locator), formats_.wrapped);
    table.Text(10, Printable(evidence.rule), formats_.text);
  }

  static void Put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
                  lxw_format* format) {
    worksheet_write_string(sheet, row, column, Cell(text).c_str(), format);
  }

  void WriteCounts(lxw_row_t& row, const StaticText& title,
                   const std::map<std::string, uint64_t>& counts,
                   StaticText (*name)(std::string_view)) {
    if (counts.empty()) return;
    row += 2;
    Put(totals_, row, 0, Say(title), formats_.head);
    for (const auto& [key, count] : counts) {
      ++row;
      Put(totals_, row, 0, Say(name(key)), formats_.text);
      worksheet_write_number(totals_, row, 1, static_cast<double>(count), formats_.number);
    }
  }

  void WriteTotals(const Summary& summary) {
    lxw_row_t row = 0;
    Put(totals_, row, 0, Say({"Tổng hợp kết quả", "Summary of results"}), formats_.title);
    row += 2;
    Put(totals_, row, 0, Say({"Kết luận", "Verdict"}), formats_.head);
    Put(totals_, row, 1, Say({"Số tài liệu", "Documents"}), formats_.head);
    Put(totals_, row, 2, Say({"Việc cần làm", "What to do next"}), formats_.head);
    for (const Verdict verdict : kVerdictOrder) {
      ++row;
      Put(totals_, row, 0, Say(WordsOf(verdict).title), FormatOf(verdict));
      worksheet_write_number(
          totals_, row, 1,
          static_cast<double>(CountOf(summary.by_verdict, detect::VerdictName(verdict))),
          formats_.number);
      Put(totals_, row, 2, Say(WordsOf(verdict).next), formats_.wrapped);
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
    lxw_row_t row = 0;
    Put(minutes_, row, 0,
        Say({"Số liệu cho biên bản kiểm tra", "Facts for the minutes of inspection"}),
        formats_.title);
    row = 2;
    std::vector<Fact> facts = RunFacts(run_);
    for (Fact& fact : SummaryFacts(summary)) facts.push_back(std::move(fact));
    for (const Fact& fact : facts) {
      Put(minutes_, row, 0, Printable(Pick(fact.label, run_.lang)), formats_.strong);
      Put(minutes_, row, 1, Printable(Pick(fact.value, run_.lang)), formats_.text);
      ++row;
    }
    Put(minutes_, row, 0, Say({"Mã băm SHA-256 của tệp này", "SHA-256 of this file"}),
        formats_.strong);
    Put(minutes_, row, 1, Say({"ở tệp .sha256 đi kèm", "in the .sha256 file beside it"}),
        formats_.text);
    row += 2;
    Put(minutes_, row, 0, Say(kDisclaimer), formats_.text);
    row += 2;
    Put(minutes_, row, 0, Say({"NGƯỜI KIỂM TRA", "INSPECTOR"}), formats_.center);
    Put(minutes_, row, 2, Say({"ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "FOR THE INSPECTED UNIT"}),
        formats_.center);
  }

  std::unique_ptr<ReportSink> sink_;
  std::unique_ptr<ScratchFile> scratch_;
  std::string written_path_;
  RunInfo run_;
  std::unique_ptr<lxw_workbook, BookCloser> book_;
  Formats formats_;
  std::unique_ptr<Table> results_;
  std::unique_ptr<Table> evidence_;
  lxw_worksheet* totals_ = nullptr;
  lxw_worksheet* minutes_ = nullptr;
};

}  // namespace

std::unique_ptr<ReportWriter> MakeXlsxReport(std::unique_ptr<ReportSink> sink) {
  return std::make_unique<XlsxReport>(std::move(sink));
}

}  // namespace niem::scan
