#include "minutes/workbook.h"

#include "audit/report_image.h"
#include "audit/report_parts.h"
#include "sheet/book.h"

namespace niem::minutes {
namespace {

using audit::Fact;
using audit::Finding;
using audit::Moment;
using audit::Shown;
using audit::Source;
using audit::Standing;
using audit::UsbDrive;
using audit::UsbVisit;
using audit::Verdict;
using sheet::Column;
using sheet::Style;
using sheet::Table;

constexpr size_t kMostText = 4000;

constexpr Column kFindingColumns[] = {
    {{"Số", "No."}, 6},
    {{"Kết luận", "Verdict"}, 16},
    {{"Phát hiện", "Finding"}, 36},
    {{"Chi tiết", "Details"}, 44},
    {{"Từ", "From"}, 19},
    {{"Đến", "To"}, 19},
    {{"Giờ là", "Times are"}, 16},
    {{"Mức chắc chắn", "Grade"}, 18},
    {{"Căn cứ", "Clauses"}, 44},
    {{"Số dấu vết", "Traces"}, 8},
    {{"Lưu ý", "Notes"}, 50},
    {{"Quy tắc", "Rule"}, 24},
    {{"Máy", "Computer"}, 18},
};

constexpr Column kEvidenceColumns[] = {
    {{"Phát hiện số", "Finding no."}, 10},
    {{"Phát hiện", "Finding"}, 30},
    {{"Nguồn", "Source"}, 40},
    {{"Chỗ trong nguồn", "Locator"}, 60},
    {{"Loại dấu vết", "Kind of trace"}, 18},
    {{"Mốc giờ sớm nhất", "Earliest time"}, 19},
    {{"Các mốc giờ", "Times"}, 44},
    {{"SHA-256 của nguồn", "SHA-256 of the source"}, 24},
    {{"Máy", "Computer"}, 18},
};

constexpr Column kDeviceColumns[] = {
    {{"Thiết bị", "Device"}, 30},      {{"Mã hãng", "VID"}, 8},
    {{"Mã sản phẩm", "PID"}, 8},       {{"Sê-ri", "Serial"}, 28},
    {{"Nhãn", "Labels"}, 16},          {{"Ổ", "Letters"}, 8},
    {{"Người dùng", "Users"}, 16},     {{"Sê-ri phân vùng", "Volume serials"}, 16},
    {{"Lần đầu", "First"}, 19},        {{"Lần cuối", "Last"}, 19},
    {{"Giờ là", "Times are"}, 16},     {{"Số lần cắm có ghi lại", "Recorded visits"}, 10},
    {{"Sổ thiết bị", "Register"}, 22}, {{"Người giữ", "Owner"}, 18},
    {{"Đơn vị", "Unit"}, 18},          {{"Lưu ý", "Notes"}, 40},
    {{"Máy", "Computer"}, 18},
};

constexpr Column kVisitColumns[] = {
    {{"Thiết bị", "Device"}, 30},
    {{"Sê-ri", "Serial"}, 28},
    {{"Cắm vào (UTC)", "Arrived (UTC)"}, 19},
    {{"Rút ra (UTC)", "Left (UTC)"}, 19},
    {{"Còn thấy lúc (UTC)", "Still there (UTC)"}, 19},
    {{"Số dấu vết", "Traces"}, 8},
    {{"Máy", "Computer"}, 18},
};

constexpr Column kSourceColumns[] = {
    {{"Nguồn", "Source"}, 30},
    {{"Tệp", "File"}, 50},
    {{"Người dùng", "User"}, 14},
    {{"Đã đọc", "Read"}, 12},
    {{"Cỡ (byte)", "Size (bytes)"}, 12},
    {{"Số khoá, bản ghi", "Keys, records"}, 12},
    {{"Lưu ý", "Notes"}, 60},
    {{"SHA-256", "SHA-256"}, 24},
    {{"Máy", "Computer"}, 18},
};

class Writer {
 public:
  Writer(const audit::AuditReport& report, Lang lang, sheet::Book& book)
      : report_(report), lang_(lang), book_(book) {
    for (const auto& [name, value] : audit::MachineRows(*report.collected)) {
      if (name == "name") machine_ = Shown(value);
    }
  }

  void Write() {
    Findings();
    Evidence();
    Devices();
    Visits();
    Sources();
    Run();
  }

 private:
  std::string Say(const Text& text) const { return Pick(text, lang_); }

  std::string Notes(const std::vector<Text>& notes) const {
    std::string all;
    for (const Text& note : notes) all += (all.empty() ? "" : "\n") + Shown(Say(note), kMostText);
    return all;
  }

  static std::string Joined(const std::set<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + Shown(text);
    return all;
  }

  static void PutTime(Table& table, uint16_t column, const std::optional<Moment>& moment) {
    if (!moment) return;
    constexpr int64_t kFirst1970 = 11'644'473'600;  // seconds since 1601
    const int64_t seconds = moment->ticks / audit::kTicksPerSecond - kFirst1970;
    table.Put(column, sheet::DayOf(seconds), Style::kTime);
  }

  // The earliest, and all by name.
  void PutTimes(Table& table, uint16_t column, const Fact& fact) const {
    std::optional<Moment> earliest;
    std::string all;
    for (const auto& [name, moment] : fact.times) {
      if (!earliest || moment.ticks < earliest->ticks) earliest = moment;
      all += (all.empty() ? "" : "\n") + name + ": " + moment.Shown() + " (" +
             Say(audit::OriginTitle(moment.origin)) + ")";
    }
    PutTime(table, column, earliest);
    table.Put(column + 1, all, Style::kWrapped);
  }

  // Of two times of different origins, what each of them is.
  std::string Origins(const std::optional<Moment>& first, const std::optional<Moment>& last) const {
    if (!first && !last) return {};
    const audit::TimeOrigin one = first ? first->origin : last->origin;
    const audit::TimeOrigin other = last ? last->origin : one;
    const std::string text = Say(audit::OriginTitle(one));
    return one == other ? text : text + " – " + Say(audit::OriginTitle(other));
  }

  static Style StyleOf(const Finding& finding) {
    if (finding.verdict != Verdict::kSeen) return Style::kWrapped;
    if (finding.standing == Standing::kViolation) return Style::kAlarm;
    return finding.standing == Standing::kIndication ? Style::kWarn : Style::kWrapped;
  }

  std::string Clauses(const Finding& finding) const {
    if (finding.verdict != Verdict::kSeen || finding.standing > Standing::kIndication) return {};
    const auto clauses = ClausesOf(finding, *report_.pack);
    if (clauses.empty()) return Say(audit::NoClause());
    std::string all;
    for (const audit::Clause* clause : clauses) {
      all += (all.empty() ? "" : "\n") + Say(clause->text) + " [" + clause->certainty + "]";
    }
    return all;
  }

  std::string Details(const Finding& finding) const {
    std::string all;
    for (const auto& [name, value] : finding.subject) {
      all += (all.empty() ? "" : "\n") + Say(audit::FieldTitle(name)) + ": " +
             Shown(audit::SubjectValue(name, value, lang_), kMostText);
    }
    return all;
  }

  void Findings() {
    Table table = book_.AddTable({"Phát hiện", "Findings"}, kFindingColumns, lang_);
    double number = 0;
    for (const Finding& finding : report_.judged->findings) {
      const bool seen = finding.verdict == Verdict::kSeen;
      table.Next();
      table.Put(0, ++number, Style::kNumber);
      table.Put(1,
                audit::Capital(Say(seen ? audit::StandingTitle(finding.standing)
                                        : audit::VerdictTitle(finding.verdict))),
                StyleOf(finding));
      table.Put(2, audit::Capital(Say(TitleOf(finding))), Style::kWrapped);
      table.Put(3, Details(finding), Style::kWrapped);
      PutTime(table, 4, finding.first);
      PutTime(table, 5, finding.last);
      table.Put(6, Origins(finding.first, finding.last), Style::kWrapped);
      if (seen) table.Put(7, Say(audit::GradeTitle(finding.grade)), Style::kWrapped);
      table.Put(8, Clauses(finding), Style::kWrapped);
      table.Put(9, static_cast<double>(finding.facts.size()), Style::kNumber);
      table.Put(10, Notes(finding.notes), Style::kWrapped);
      table.Put(11, finding.rule->id, Style::kText);
      table.Put(12, machine_, Style::kText);
    }
    table.Stop();
  }

  void Evidence() {
    Table table = book_.AddTable({"Bằng chứng", "Evidence"}, kEvidenceColumns, lang_);
    double number = 0;
    for (const Finding& finding : report_.judged->findings) {
      ++number;
      for (const size_t index : finding.facts) {
        const Fact& fact = report_.collected->facts[index];
        if (fact.source >= report_.collected->sources.size()) continue;
        const Source& source = report_.collected->sources[fact.source];
        table.Next();
        table.Put(0, number, Style::kNumber);
        table.Put(1, audit::Capital(Say(TitleOf(finding))), Style::kWrapped);
        table.Put(2, Shown(SourceName(source, lang_), kMostText), Style::kWrapped);
        table.Put(3, Shown(fact.locator, kMostText), Style::kWrapped);
        table.Put(4, fact.kind, Style::kText);
        PutTimes(table, 5, fact);
        table.Put(7, source.sha256, Style::kText);
        table.Put(8, machine_, Style::kText);
      }
    }
    table.Stop();
  }

  static std::string Name(const UsbDrive& drive) {
    return Shown(drive.name.empty() ? drive.vendor + " " + drive.product : drive.name);
  }

  void Devices() {
    Table table = book_.AddTable({"Thiết bị USB", "USB devices"}, kDeviceColumns, lang_);
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) {
      const UsbDrive& drive = report_.judged->drives[i];
      const audit::RegisterAnswer& answer = report_.judged->answers[i];
      table.Next();
      table.Put(0, Name(drive), Style::kWrapped);
      table.Put(1, Shown(drive.vid), Style::kText);
      table.Put(2, Shown(drive.pid), Style::kText);
      table.Put(3, Shown(drive.serial), Style::kText);
      table.Put(4, Joined(drive.labels), Style::kWrapped);
      table.Put(5, Joined(drive.letters), Style::kWrapped);
      table.Put(6, Joined(drive.users), Style::kWrapped);
      table.Put(7, Joined(drive.volume_serials), Style::kWrapped);
      PutTime(table, 8, drive.first);
      PutTime(table, 9, drive.last);
      table.Put(10, Origins(drive.first, drive.last), Style::kWrapped);
      table.Put(11, static_cast<double>(report_.judged->visits[i].size()), Style::kNumber);
      table.Put(12, audit::Capital(Say(audit::RegisterTitle(answer.state))), Style::kWrapped);
      if (answer.device != nullptr) {
        table.Put(13, Shown(answer.device->owner), Style::kWrapped);
        table.Put(14, Shown(answer.device->unit), Style::kWrapped);
      }
      table.Put(15, Notes(drive.inconsistencies), Style::kWrapped);
      table.Put(16, machine_, Style::kText);
    }
    table.Stop();
  }

  void Visits() {
    Table table = book_.AddTable({"Lần cắm", "Visits"}, kVisitColumns, lang_);
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) {
      const UsbDrive& drive = report_.judged->drives[i];
      for (const UsbVisit& visit : report_.judged->visits[i]) {
        table.Next();
        table.Put(0, Name(drive), Style::kWrapped);
        table.Put(1, Shown(drive.serial), Style::kText);
        PutTime(table, 2, visit.arrived);
        PutTime(table, 3, visit.left);
        PutTime(table, 4, visit.last_seen);
        table.Put(5, static_cast<double>(visit.facts.size()), Style::kNumber);
        table.Put(6, machine_, Style::kText);
      }
    }
    table.Stop();
  }

  void Sources() {
    Table table = book_.AddTable({"Nguồn đã xem", "Sources"}, kSourceColumns, lang_);
    for (const Source& source : report_.collected->sources) {
      const Text read = !source.read     ? Text{"không đọc được", "not read"}
                        : source.partial ? Text{"đọc thiếu", "in part"}
                                         : Text{"đủ", "whole"};
      table.Next();
      table.Put(0, std::string(Pick(SourceKindTitle(source.id.kind), lang_)), Style::kWrapped);
      table.Put(1, Shown(source.id.path, kMostText), Style::kWrapped);
      table.Put(2, Shown(source.id.user), Style::kText);
      table.Put(3, Say(read), source.read && !source.partial ? Style::kText : Style::kWarn);
      table.Put(4, static_cast<double>(source.size), Style::kNumber);
      table.Put(5, static_cast<double>(source.units), Style::kNumber);
      table.Put(6, Notes(source.notes), Style::kWrapped);
      table.Put(7, source.sha256, Style::kText);
      table.Put(8, machine_, Style::kText);
    }
    table.Stop();
  }

  void Run() {
    const audit::AuditRun& run = report_.run;
    const audit::Counts counts = CountOf(*report_.judged);
    std::vector<std::pair<std::string, std::string>> rows;
    const auto add = [&](const Text& title, const std::string& value) {
      if (!value.empty()) rows.emplace_back(audit::Capital(Say(title)), value);
    };
    for (const auto& [name, value] : audit::MachineRows(*report_.collected))
      add(audit::FieldTitle(name), Shown(value));
    if (run.image) {
      for (const auto& [name, value] : audit::ImageRows(*run.image, lang_))
        add({name, name}, value);
    }
    if (run.removable) add({"Lưu ý", "Note"}, RemovableNote(run, lang_));
    add({"loại máy", "kind of computer"}, Say(audit::ProfileTitle(run.profile)));
    add({"trái quy định", "contrary to the rules"}, std::to_string(counts.violations));
    add({"dấu hiệu", "indications"}, std::to_string(counts.indications));
    add({"ghi nhận", "noted"}, std::to_string(counts.notes));
    add({"người kiểm tra", "inspector"}, Shown(run.inspector));
    add({"bắt đầu", "begun"}, audit::ShownTime(run.started));
    add({"xong", "done"}, audit::ShownTime(run.finished));
    add({"phiên bản Niêm", "version of Niêm"}, run.version);
    add({"nơi xem", "looked at"}, Shown(run.root));
    add({"hộp cát", "sandbox"}, Say(run.sandbox));
    if (run.has_register) {
      add({"số thiết bị trong sổ", "devices in the register"}, std::to_string(run.registered));
    }
    for (const Text& note : run.notes) add({"lưu ý", "note"}, Shown(Say(note), kMostText));
    if (run.interrupted) {
      add({"bị ngắt", "interrupted"}, Say({"chưa xem hết nguồn", "not all sources were read"}));
    }
    add({"căn cứ", "clauses"}, Say(audit::ClauseCaution()));
    sheet::Page page = book_.AddPage(Say({"Máy và lần kiểm tra", "Computer and run"}));
    page.SetWidth(0, 0, 34), page.SetWidth(1, 1, 90);
    uint32_t row = 0;
    page.Put(row++, 0, Say({"Kiểm tra máy tính", "Examination of a computer"}), Style::kTitle);
    for (const auto& [title, value] : rows) {
      page.Put(++row, 0, title, Style::kStrong);
      page.Put(row, 1, value, Style::kWrapped);
    }
  }

  const audit::AuditReport& report_;
  Lang lang_;
  sheet::Book& book_;
  std::string machine_;  // whose rows these are, where those of many are put together
};

}  // namespace

Result<std::string> WorkbookOf(const audit::AuditReport& report, Lang lang) {
  const Text title{"Kiểm tra máy tính", "Examination of a computer"};
  return sheet::BookBytes(Pick(title, lang),
                          [&](sheet::Book& book) { Writer(report, lang, book).Write(); });
}

}  // namespace niem::minutes
