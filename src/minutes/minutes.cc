#include "minutes/minutes.h"

#include <algorithm>
#include <map>

#include "audit/bridges.h"
#include "audit/report_image.h"
#include "audit/report_parts.h"
#include "audit/timeline.h"
#include "minutes/picture.h"

namespace niem::minutes {
namespace {

using audit::AuditReport;
using audit::Capital;
using audit::Clause;
using audit::Finding;
using audit::Moment;
using audit::Shown;
using audit::ShownTime;
using audit::Standing;
using audit::Verdict;

constexpr double kSmall = 9;  // points, of tables

std::string Say(const Text& text) {
  return text.vi;
}

std::string When(const std::optional<Moment>& moment) {
  if (!moment) return "–";
  const bool utc = moment->origin == audit::TimeOrigin::kUtc;
  return moment->Shown() + (utc ? "" : "\n(" + Say(OriginTitle(moment->origin)) + ")");
}

std::string Joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + Shown(text, 100);
  return all;
}

class Writer {
 public:
  Writer(const AuditReport& report, const JsonFile& json) : report_(report), json_(json) {}

  print::Paper Write() {
    Head();
    Circumstances();
    Machine();
    Result();
    Contrary();
    Noted();
    Devices();
    Over();
    Between();
    Rest();
    Sources();
    End();
    Foot();
    return std::move(paper_);
  }

 private:
  template <typename Block>
  void Put(Block block) {
    paper_.blocks.emplace_back(std::move(block));
  }

  void Section(const std::string& title, double keep = 30) {
    constexpr std::string_view kNumbers[] = {"I",   "II",   "III", "IV", "V",  "VI",
                                             "VII", "VIII", "IX",  "X",  "XI", "XII"};
    print::Paragraph head{std::string(kNumbers[sections_++ % std::size(kNumbers)]) + ". " + title};
    head.bold = true, head.before = 4, head.keep = keep;
    Put(std::move(head));
    Put(print::Space{1.2});
  }

  void Say11(std::string text, bool italic = false) {
    print::Paragraph paragraph{std::move(text), 11};
    paragraph.italic = italic;
    Put(std::move(paragraph));
  }

  void Head() {
    paper_.name = "Biên bản kiểm tra máy tính";
    print::Letterhead head;
    head.left = {"CƠ QUAN, ĐƠN VỊ KIỂM TRA", "…………………………………"};
    head.right = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"};
    Put(std::move(head));
    Put(print::Heading{"Biên bản kiểm tra máy tính", "(dấu vết kết nối mạng, thiết bị và phần mềm)",
                       14, true});
  }

  void Circumstances() {
    const audit::AuditRun& run = report_.run;
    Section("Thời gian, thành phần, phương tiện");
    print::Facts facts;
    facts.points = 11;
    const auto add = [&](std::string name, const std::string& value) {
      facts.facts.push_back({std::move(name), Shown(value, 500)});
    };
    add("Bắt đầu", ShownTime(run.started));
    add("Kết thúc", ShownTime(run.finished));
    add("Địa điểm", "");
    add("Người kiểm tra", run.inspector);
    add("Người sử dụng máy", "");
    add("Người chứng kiến", "");
    add("Công cụ", "Niêm " + run.version + ", lệnh niem audit");
    if (run.image) {
      for (const auto& [name, value] : ImageRows(*run.image, Lang::kVi)) add(name, value);
    } else {
      add("Đối tượng đọc", run.root);
    }
    if (run.live) add("Cách kiểm tra", "máy đang chạy (--live)");
    add("Máy được khai là", Say(ProfileTitle(run.profile)));
    add("Sổ thiết bị đối chiếu",
        run.has_register ? std::to_string(run.registered) + " thiết bị" : "không đưa vào");
    Put(std::move(facts));
    if (!json_.sha256.empty()) Accompanying();
    // What this run could not see, as every other report says it.
    if (run.removable) Say11(RemovableNote(run, Lang::kVi));
    for (const Text& note : run.notes) Say11("Chú ý: " + Shown(Say(note), 2000) + ".");
    if (run.interrupted) Say11("BỊ NGẮT GIỮA CHỪNG: chưa xem hết nguồn.");
  }

  void Accompanying() {
    Say11(
        "Kèm theo: báo cáo " + Shown(json_.name) + ", mã SHA-256 " + json_.sha256 +
        (json_.signed_by.empty() ? "; chưa ký số." : "; ký số bằng khóa " + json_.signed_by + "."));
  }

  void Machine() {
    Section("Máy được kiểm tra");
    print::Facts facts;
    facts.points = 11;
    for (const auto& [name, value] : MachineRows(*report_.collected)) {
      facts.facts.push_back({Capital(Say(audit::FieldTitle(name))), Shown(value)});
    }
    facts.facts.push_back({"Số tài sản, niêm phong", ""});
    Put(std::move(facts));
  }

  void Result() {
    const audit::Counts counts = CountOf(*report_.judged);
    Section("Kết quả");
    print::Paragraph sum{"Trái quy định: " + std::to_string(counts.violations) +
                             "; dấu hiệu cần làm rõ: " + std::to_string(counts.indications) +
                             "; ghi nhận: " + std::to_string(counts.notes) +
                             "; không thấy dấu vết: " + std::to_string(counts.not_seen) +
                             "; không có nguồn để xem: " + std::to_string(counts.absent) + ".",
                         11};
    sum.bold = true;
    Put(std::move(sum));
    Say11(
        "“Không thấy” nghĩa là các nguồn còn lại trên máy không có dấu vết, không phải là chưa "
        "từng "
        "xảy ra. " +
            Say(audit::ClauseCaution()),
        true);
  }

  // One table for each set of clauses that findings share.
  void Contrary() {
    Section("Phát hiện theo điều luật", 90);  // a clause, a head, a finding with its evidence
    std::vector<std::vector<const Clause*>> order;
    std::map<std::vector<const Clause*>, std::vector<const Finding*>> groups;
    for (const Finding& finding : report_.judged->findings) {
      if (finding.verdict != Verdict::kSeen || finding.standing > Standing::kIndication) continue;
      const std::vector<const Clause*> clauses = ClausesOf(finding, *report_.pack);
      if (!groups.contains(clauses)) order.push_back(clauses);
      groups[clauses].push_back(&finding);
    }
    if (order.empty()) Say11("Không có phát hiện trái quy định hay dấu hiệu cần làm rõ.");
    for (const std::vector<const Clause*>& clauses : order) {
      Put(print::Space{3});
      print::Table table = TableOf(groups[clauses]);
      table.title = ClauseLines(clauses);
      Put(std::move(table));
    }
  }

  static std::string ClauseLines(const std::vector<const Clause*>& clauses) {
    std::string text;
    for (const Clause* clause : clauses) {
      text += (text.empty() ? "" : "\n") + Say(clause->text) + " [" + clause->certainty + "]";
    }
    if (clauses.empty()) {
      text = "Xảy ra trước khi các điều khoản của quy tắc có hiệu lực; người kiểm tra xác định.";
    }
    return text;
  }

  print::Table TableOf(const std::vector<const Finding*>& findings) {
    print::Table table;
    table.points = kSmall;
    table.columns = {{"Số", 0.5, print::Align::kCentre},
                     {"Phát hiện", 3.6},
                     {"Lần đầu", 1.3},
                     {"Lần cuối", 1.3},
                     {"Mức", 1.4},
                     {"Bằng chứng", 3}};
    for (const Finding* finding : findings) {
      table.rows.push_back({std::to_string(++number_), What(*finding), When(finding->first),
                            When(finding->last), HowSure(*finding), Evidence(*finding)});
    }
    return table;
  }

  static std::string What(const Finding& finding) {
    std::string text = Capital(Say(finding.rule->title));
    for (const auto& [name, value] : finding.subject) {
      text += "\n" + Say(audit::FieldTitle(name)) + ": " +
              Shown(audit::SubjectValue(name, value, Lang::kVi), 300);
    }
    for (const Text& note : finding.notes) text += "\nChú ý: " + Shown(Say(note), 300);
    return text;
  }

  static std::string HowSure(const Finding& finding) {
    return Say(StandingTitle(finding.standing)) + "; " + Say(GradeTitle(finding.grade));
  }

  std::string Evidence(const Finding& finding) const {
    constexpr size_t kMost = 3;
    std::string text;
    size_t told = 0;
    for (const size_t index : finding.facts) {
      const audit::Fact& fact = report_.collected->facts[index];
      if (fact.source >= report_.collected->sources.size()) continue;
      if (told++ == kMost) break;
      const audit::Source& source = report_.collected->sources[fact.source];
      text += (text.empty() ? "" : "\n") + Shown(SourceName(source, Lang::kVi), 160) + " › " +
              Shown(fact.locator, 160);
    }
    if (finding.facts.size() > kMost)
      text += "\n(cả thảy " + std::to_string(finding.facts.size()) + " dấu vết)";
    return text;
  }

  void Noted() {
    std::vector<const Finding*> findings;
    for (const Finding& finding : report_.judged->findings) {
      if (finding.verdict == Verdict::kSeen && finding.standing > Standing::kIndication)
        findings.push_back(&finding);
    }
    if (findings.empty()) return;
    Section("Ghi nhận khác");
    Put(TableOf(findings));
  }

  void Devices() {
    Section("Thiết bị lưu trữ USB");
    if (report_.judged->drives.empty()) return Say11("Không thấy dấu vết thiết bị nào.");
    print::Table table;
    table.points = kSmall;
    table.columns = {{"Số", 0.5, print::Align::kCentre},
                     {"Thiết bị", 2.2},
                     {"Số sê-ri", 2.2},
                     {"Nhãn, ổ", 1.2},
                     {"Lần đầu", 1.3},
                     {"Lần cuối", 1.3},
                     {"Người dùng", 1.1},
                     {"Sổ thiết bị", 1.3}};
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) table.rows.push_back(DeviceRow(i));
    Put(std::move(table));
    for (size_t i = 0; i < report_.judged->visits.size(); ++i) Visits(i);
  }

  void Visits(size_t index) {
    const std::vector<audit::UsbVisit>& visits = report_.judged->visits[index];
    if (visits.empty()) return;
    std::string text = "Thiết bị " + std::to_string(index + 1) +
                       ", các lần cắm có ghi lại, ít nhất " + std::to_string(visits.size()) + ": ";
    for (const size_t shown : audit::VisitsToShow(visits.size())) {
      text += (text.ends_with(": ") ? "" : "; ") + VisitShown(visits[shown], Lang::kVi);
    }
    Put(print::Paragraph{text + ".", 10});
  }

  std::vector<std::string> DeviceRow(size_t index) const {
    const audit::UsbDrive& drive = report_.judged->drives[index];
    const std::string name = drive.name.empty() ? drive.vendor + " " + drive.product : drive.name;
    return {std::to_string(index + 1),
            Shown(name, 100) + (drive.vid.empty() ? "" : "\n" + drive.vid + ":" + drive.pid),
            Shown(drive.serial, 100) + (drive.made_up ? "\n(không phải sê-ri của thiết bị)" : ""),
            Joined(drive.labels) + " " + Joined(drive.letters),
            When(drive.first),
            When(drive.last),
            Joined(drive.users),
            Say(audit::RegisterTitle(report_.judged->answers[index].state))};
  }

  void Over() {
    const audit::Timeline timeline = TimelineOf(report_, Lang::kVi);
    if (timeline.rows.empty()) return;
    Section("Mạng và thiết bị theo thời gian (UTC)");
    Put(PictureOf(DrawTimeline(timeline, Lang::kVi)));
    if (const std::string left = LeftOutOf(timeline, Lang::kVi); !left.empty()) Say11(left, true);
  }

  void Between() {
    const audit::Bridges bridges = BridgesBetween(report_, Lang::kVi);
    if (bridges.machines.empty()) return;
    Section("Thiết bị dùng ở nhiều máy");
    Say11(ComparedText(report_, bridges, Lang::kVi));
    if (!bridges.drives.empty()) Put(PictureOf(DrawBridges(bridges, Lang::kVi)));
  }

  // What was not seen, and what cannot be said.
  void Rest() {
    Section("Không thấy dấu vết, không nói được");
    for (const Verdict verdict : {Verdict::kNotSeen, Verdict::kSourceAbsent}) {
      std::string text;
      for (const Finding& finding : report_.judged->findings) {
        if (finding.verdict != verdict) continue;
        text += (text.empty() ? "" : "; ") + Say(TitleOf(finding));
        if (finding.partial) text += " (" + Say(finding.notes.front()) + ")";
        // A part of a question: which part.
        if (finding.facts.empty()) continue;
        std::string notes;
        for (const Text& note : finding.notes) {
          notes += (notes.empty() ? "" : "; ") + Shown(Say(note), 300);
        }
        text += " (" + notes + ")";
      }
      if (!text.empty()) Say11(Capital(Say(VerdictTitle(verdict))) + ": " + text + ".");
    }
  }

  void Sources() {
    Section("Nguồn đã xem");
    print::Table table;
    table.points = 8;
    table.columns = {{"Nguồn", 3}, {"SHA-256", 2.6}, {"Ghi chú", 2}};
    // What could not be read comes first: it bounds everything above.
    for (const bool read : {false, true}) {
      for (const audit::Source& source : report_.collected->sources) {
        if (source.read != read) continue;
        std::string notes = !read ? "KHÔNG ĐỌC ĐƯỢC. " : source.partial ? "ĐỌC THIẾU. " : "";
        for (const Text& note : source.notes) notes += Shown(Say(note), 300) + ". ";
        table.rows.push_back({Shown(SourceName(source, Lang::kVi), 300), source.sha256, notes});
      }
    }
    Put(std::move(table));
  }

  void End() {
    Section("Ý kiến của người sử dụng máy, đơn vị");
    print::Facts lines;
    lines.points = 11;
    lines.facts = {{"Ý kiến", ""}, {"Việc đã làm, vật đã giữ", ""}};
    Put(std::move(lines));
    Say11(
        "Biên bản đã đọc lại cho những người có tên nghe, công nhận đúng và cùng ký. Biên bản lập "
        "thành ..... bản.");
    print::Signatures signatures;
    constexpr const char* kNote = "(Ký, ghi rõ họ tên)";
    signatures.list = {{"NGƯỜI SỬ DỤNG MÁY", kNote, ""},
                       {"THỦ TRƯỞNG ĐƠN VỊ", kNote, ""},
                       {"NGƯỜI KIỂM TRA", kNote, Shown(report_.run.inspector, 80)}};
    signatures.dotted = true;
    Put(std::move(signatures));
  }

  void Foot() {
    paper_.foot.push_back(
        "Gói luật không có mẫu giấy này: trình bày của phần mềm, chưa đối chiếu bản gốc.");
    if (!json_.sha256.empty())
      paper_.foot.push_back("SHA-256 của báo cáo JSON: " + json_.sha256 + ".");
    paper_.foot.push_back("Niêm " + report_.run.version + ", " + ShownTime(report_.run.finished) +
                          ".");
  }

  const AuditReport& report_;
  const JsonFile& json_;
  print::Paper paper_;
  size_t sections_ = 0;
  size_t number_ = 0;
};

}  // namespace

print::Paper MinutesOf(const AuditReport& report, const JsonFile& json) {
  return Writer(report, json).Write();
}

}  // namespace niem::minutes
