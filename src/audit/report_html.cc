// One page without script, network or foreign markup: every text goes through Escaped.

#include <algorithm>

#include "audit/bridges.h"
#include "audit/report_image.h"
#include "audit/report_parts.h"
#include "audit/timeline.h"
#include "base/html.h"

namespace niem::audit {
namespace {

constexpr std::string_view kStyle =
    ":root{--ink:#111;--paper:#fff;--quiet:#444;--line:#999;--band:#f3f3f0;--red:#b00020;"
    "--amber:#b36b00;--blue:#1f4e9c}@media screen and (prefers-color-scheme:dark){:root{--ink:#eee;"
    "--paper:#161616;--quiet:#bbb;--line:#777;--band:#232323;--red:#ff6b81;--amber:#f0a840;"
    "--blue:#7fb0ff}}:root{color-scheme:light dark}"
    "@page{size:A4;margin:18mm 15mm}body{font:12pt/1.35 'Times New Roman',Tinos,serif;"
    "max-width:48em;margin:1em auto;padding:0 1em;color:var(--ink);background:var(--paper)}"
    "h1{font-size:16pt;text-align:center}h2{font-size:13pt;border-bottom:1px solid;"
    "margin-top:1.4em}h3{font-size:12pt;margin:.9em 0 .2em}table{border-collapse:collapse;"
    "width:100%;font-size:10.5pt}td,th{border:1px solid var(--line);padding:2pt 4pt;"
    "vertical-align:top;"
    "text-align:left;overflow-wrap:anywhere}thead{display:table-header-group}"
    "tr,h3,svg{break-inside:avoid;break-after:auto}p{margin:.2em 0}.violation{border-left:4px "
    "solid "
    "var(--red);padding-left:.6em}.indication{border-left:4px solid var(--amber);padding-left:.6em}"
    ".note,.expected{border-left:4px solid var(--line);padding-left:.6em}code{font:9.5pt "
    "monospace;overflow-wrap:anywhere}.sign{display:flex;justify-content:space-between;"
    "margin-top:2em;text-align:center}.sign div{width:32%;min-height:6em}svg{width:100%}"
    "details{margin:.2em 0}tbody th{width:22%;overflow-wrap:normal}td.when{white-space:nowrap}";

std::string Escaped(std::string_view raw) {
  return EscapeHtml(Shown(raw, 2000));
}

std::string Joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

class Writer {
 public:
  Writer(const AuditReport& report, Lang lang) : report_(report), lang_(lang) {}

  std::string Write() {
    const std::string title = Say({"BIÊN BẢN KIỂM TRA MÁY TÍNH", "MINUTES OF A COMPUTER AUDIT"});
    out_ = "<!doctype html><html lang=\"" + Say({"vi", "en"}) +
           "\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" "
           "content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"viewport\" "
           "content=\"width=device-width\"><title>" +
           title + "</title><style>" + std::string(kStyle) + std::string(DrawingStyle()) +
           "</style></head><body><h1>" + title + "</h1>";
    Machine();
    Summary();
    Over();
    Between();
    Drives();
    Findings();
    Others();
    Sources();
    Signatures();
    return out_ + "</body></html>\n";
  }

 private:
  std::string Say(const Text& text) const { return Pick(text, lang_); }

  void Row(const std::string& name, const std::string& value) {
    if (!value.empty())
      out_ += "<tr><th>" + Escaped(Capital(name)) + "</th><td>" + Escaped(value) + "</td></tr>";
  }

  void Machine() {
    const AuditRun& run = report_.run;
    out_ += "<table><tbody>";
    for (const auto& [name, value] : MachineRows(*report_.collected))
      Row(Say(FieldTitle(name)), value);
    Row(Say({"Loại máy", "Kind of computer"}), Say(ProfileTitle(run.profile)));
    if (run.image) {
      for (const auto& [name, value] : ImageRows(*run.image, lang_)) Row(name, value);
    } else {
      Row(Say({"Thư mục gốc được kiểm tra", "Root examined"}), run.root);
    }
    if (run.live) {
      Row(Say({"Cách kiểm tra", "How"}),
          Say({"máy đang chạy (--live)", "the running computer (--live)"}));
    }
    Row(Say({"Ổ rời", "Removable drive"}), RemovableNote(run, lang_));
    Row(Say({"Bắt đầu, kết thúc (UTC)", "Started, finished (UTC)"}),
        run.started + " – " + run.finished);
    Row(Say({"Người kiểm tra", "Inspector"}), run.inspector);
    Row(Say({"Sổ thiết bị", "Register of devices"}),
        run.has_register ? std::to_string(run.registered) + Say({" thiết bị", " devices"})
                         : Say({"không đưa vào", "not given"}));
    Row(Say({"Công cụ", "Tool"}), "Niêm " + run.version);
    Row(Say({"Hộp cát của tiến trình đọc tệp", "Sandbox of the reading processes"}),
        Say(run.sandbox));
    out_ += "</tbody></table>";
    for (const Text& note : run.notes) out_ += "<p>" + Escaped(Say(note)) + "</p>";
    if (run.interrupted) {
      out_ += "<p><b>" +
              Say({"Bị ngắt giữa chừng: chưa xem hết nguồn.",
                   "Interrupted: not all sources were read."}) +
              "</b></p>";
    }
  }

  void Summary() {
    const Counts counts = CountOf(*report_.judged);
    out_ +=
        "<p><b>" + Say({"Trái quy định", "Contrary to the rules"}) + ": " +
        std::to_string(counts.violations) + "</b> · " + Say({"dấu hiệu", "indications"}) + ": " +
        std::to_string(counts.indications) + " · " + Say({"ghi nhận", "noted"}) + ": " +
        std::to_string(counts.notes) + " · " + Say({"không thấy", "not seen"}) + ": " +
        std::to_string(counts.not_seen) + " · " + Say({"không có nguồn", "no source"}) + ": " +
        std::to_string(counts.absent) + "</p><p>" +
        Say({"“Không thấy” nghĩa là các nguồn còn lại trên máy không có dấu vết, không phải là "
             "chưa từng xảy ra.",
             "“Not seen” means that what is left on the machine has no trace, not that it never "
             "happened."}) +
        " " + Say(ClauseCaution()) + "</p>";
  }

  // The same in words, for whoever sees no picture.
  void TableOf(const std::vector<Text>& heads, const std::vector<std::vector<std::string>>& rows) {
    out_ += "<details><summary>" +
            Say({"Bảng số liệu của hình", "The picture's figures as a table"}) +
            "</summary><table><thead><tr>";
    for (const Text& head : heads) out_ += "<th>" + Escaped(Say(head)) + "</th>";
    out_ += "</tr></thead><tbody>";
    for (const std::vector<std::string>& row : rows) {
      out_ += "<tr>";
      for (const std::string& cell : row) Cell(cell);
      out_ += "</tr>";
    }
    out_ += "</tbody></table></details>";
  }

  void Over() {
    const Timeline timeline = TimelineOf(report_, lang_);
    if (timeline.rows.empty()) return;
    out_ += "<h2>" + Say({"Theo thời gian (UTC)", "Over time (UTC)"}) + "</h2>" +
            Svg(DrawTimeline(timeline, lang_), "timeline");
    if (const std::string left = LeftOutOf(timeline, lang_); !left.empty())
      out_ += "<p><i>" + Escaped(left) + "</i></p>";
    std::vector<std::vector<std::string>> rows;
    for (const TimelineRow& row : timeline.rows) {
      rows.push_back(
          {row.title, row.first.Shown(), row.last.Shown(), std::to_string(row.marks.size())});
    }
    TableOf({{"Mạng, thiết bị", "Network, device"},
             {"Dấu vết đầu", "First trace"},
             {"Dấu vết cuối", "Last trace"},
             {"Số thời điểm", "Points in time"}},
            rows);
  }

  void Between() {
    const Bridges bridges = BridgesBetween(report_, lang_);
    if (bridges.machines.empty()) return;
    out_ += "<h2>" + Say({"Thiết bị dùng ở nhiều máy", "Drives used in several computers"}) +
            "</h2><p>" + Escaped(ComparedText(report_, bridges, lang_)) + "</p>";
    if (bridges.drives.empty()) return;
    out_ += Svg(DrawBridges(bridges, lang_), "bridges");
    std::vector<std::vector<std::string>> rows;
    for (const Bridge& bridge : bridges.drives) {
      for (const BridgeUse& use : bridge.uses) {
        const BridgeMachine& machine = bridges.machines[use.machine];
        rows.push_back({bridge.name + " " + bridge.serial,
                        machine.name + " (" + ShownProfile(machine.profile, lang_) + ")",
                        ShownUse(use)});
      }
    }
    TableOf({{"Thiết bị", "Drive"}, {"Máy", "Computer"}, {"Lần đầu – lần cuối", "First – last"}},
            rows);
  }

  void Cell(const std::string& text) { out_ += "<td>" + Escaped(text) + "</td>"; }

  std::string When(const std::optional<Moment>& moment) const {
    if (!moment) return "–";
    return moment->Shown() + (moment->origin == TimeOrigin::kUtc
                                  ? ""
                                  : " (" + Say(OriginTitle(moment->origin)) + ")");
  }

  void Drives() {
    if (report_.judged->drives.empty()) return;
    out_ +=
        "<h2>" + Say({"Thiết bị lưu trữ USB", "USB storage devices"}) + "</h2><table><thead><tr>";
    for (const Text& head : std::vector<Text>{{"Thiết bị", "Device"},
                                              {"Sê-ri", "Serial"},
                                              {"Nhãn, ổ", "Label, letter"},
                                              {"Lần đầu", "First"},
                                              {"Lần cuối", "Last"},
                                              {"Người dùng", "User"},
                                              {"Sổ", "Register"}}) {
      out_ += "<th>" + Say(head) + "</th>";
    }
    out_ += "</tr></thead><tbody>";
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) {
      const UsbDrive& drive = report_.judged->drives[i];
      out_ += "<tr>";
      const std::string numbers = drive.vid.empty() ? "" : " " + drive.vid + ":" + drive.pid;
      Cell((drive.name.empty() ? drive.vendor + " " + drive.product : drive.name) + numbers);
      Cell(drive.serial +
           (drive.made_up ? Say({" (không phải sê-ri của thiết bị)", " (not the device's own)"})
                          : ""));
      Cell(Joined(drive.labels) + " " + Joined(drive.letters));
      Cell(When(drive.first)), Cell(When(drive.last)), Cell(Joined(drive.users));
      Cell(Say(RegisterTitle(report_.judged->answers[i].state)));
      out_ += "</tr>";
    }
    out_ += "</tbody></table>";
    Visits();
  }

  void Visits() {
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) {
      const std::vector<UsbVisit>& visits = report_.judged->visits[i];
      if (visits.empty()) continue;
      const UsbDrive& drive = report_.judged->drives[i];
      out_ += "<details open><summary>" +
              Escaped(Say({"Các lần cắm có ghi lại của ", "Recorded visits of "}) + drive.serial +
                      Say({": ít nhất ", ": at least "}) + std::to_string(visits.size())) +
              "</summary><ul>";
      for (const size_t shown : VisitsToShow(visits.size())) {
        out_ += "<li>" + Escaped(VisitShown(visits[shown], lang_)) + "</li>";
      }
      out_ += "</ul></details>";
    }
  }

  void Findings() {
    out_ += "<h2>" + Say({"Phát hiện", "Findings"}) + "</h2>";
    for (const Finding& finding : report_.judged->findings) {
      if (finding.verdict == Verdict::kSeen) One(finding);
    }
  }

  void One(const Finding& finding) {
    out_ += "<section class=\"" + std::string(StandingName(finding.standing)) + "\"><h3>" +
            Escaped(Say(StandingTitle(finding.standing)) + ": " + Say(finding.rule->title)) +
            "</h3><p>" + Escaped(Say(finding.rule->explain)) + "</p><table><tbody>";
    for (const auto& [name, value] : finding.subject) {
      Row(Say(FieldTitle(name)), SubjectValue(name, value, lang_));
    }
    if (finding.first) Row(Say({"Lần đầu", "First"}), When(finding.first));
    if (finding.last) Row(Say({"Lần cuối", "Last"}), When(finding.last));
    Row(Say({"Mức chắc chắn", "Grade"}), Say(GradeTitle(finding.grade)) + ", " +
                                             std::to_string(finding.facts.size()) +
                                             Say({" dấu vết", " traces"}));
    const std::vector<const Clause*> clauses = ClausesOf(finding, *report_.pack);
    for (const Clause* clause : clauses) {
      Row(Say({"Căn cứ", "Clause"}), Say(clause->text) + " [" + clause->certainty + "]");
    }
    if (clauses.empty()) {
      Row(Say({"Căn cứ", "Clause"}), Say(NoClause()));
    }
    for (const Text& note : finding.notes) Row(Say({"Chú ý", "Note"}), Say(note));
    out_ +=
        "</tbody></table><details open><summary>" + Say({"Bằng chứng", "Evidence"}) + "</summary>";
    for (size_t i = 0; i < finding.facts.size() && i < kMaxEvidence; ++i) {
      const Fact& fact = report_.collected->facts[finding.facts[i]];
      if (fact.source >= report_.collected->sources.size()) continue;
      out_ += "<p><code>" +
              Escaped(SourceName(report_.collected->sources[fact.source], lang_) + " › " +
                      fact.locator) +
              "</code></p>";
    }
    out_ += "</details></section>";
  }

  void Others() {
    for (const Verdict verdict : {Verdict::kNotSeen, Verdict::kSourceAbsent}) {
      out_ += "<h2>" + Capital(Say(VerdictTitle(verdict))) + "</h2><ul>";
      for (const Finding& finding : report_.judged->findings) {
        if (finding.verdict != verdict) continue;
        out_ += "<li>" + Escaped(Capital(Say(TitleOf(finding))));
        for (const Text& note : finding.notes) out_ += " – " + Escaped(Say(note));
        out_ += "</li>";
      }
      out_ += "</ul>";
    }
  }

  void Sources() {
    out_ += "<h2>" + Say({"Nguồn", "Sources"}) + "</h2><table><thead><tr><th>" +
            Say({"Tệp", "File"}) + "</th><th>SHA-256</th><th>" + Say({"Ghi chú", "Notes"}) +
            "</th></tr></thead><tbody>";
    for (const Source& source : report_.collected->sources) {
      out_ += "<tr>";
      Cell(SourceName(source, lang_));
      out_ += "<td><code>" + Escaped(source.sha256) + "</code></td>";
      std::string notes = source.read ? "" : Say({"KHÔNG ĐỌC ĐƯỢC. ", "NOT READ. "});
      if (source.read && source.partial) notes = Say({"ĐỌC THIẾU. ", "READ IN PART. "});
      for (const Text& note : source.notes) notes += Say(note) + ". ";
      Cell(notes);
      out_ += "</tr>";
    }
    out_ += "</tbody></table>";
  }

  void Signatures() {
    out_ += "<div class=\"sign\">";
    for (const Text& who : std::vector<Text>{{"NGƯỜI SỬ DỤNG MÁY", "USER OF THE COMPUTER"},
                                             {"THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"},
                                             {"NGƯỜI KIỂM TRA", "INSPECTOR"}}) {
      out_ += "<div><b>" + Say(who) + "</b><br><i>" +
              Say({"(ký, ghi rõ họ tên)", "(signature, full name)"}) + "</i></div>";
    }
    out_ += "</div>";
  }

  const AuditReport& report_;
  Lang lang_;
  std::string out_;
};

}  // namespace

std::string ReportHtml(const AuditReport& report, Lang lang) {
  return Writer(report, lang).Write();
}

}  // namespace niem::audit
