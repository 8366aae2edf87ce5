#include "audit/report_image.h"
#include "audit/report_parts.h"

namespace niem::audit {
namespace {

class Writer {
 public:
  Writer(const AuditReport& report, Lang lang) : report_(report), lang_(lang) {}

  std::string Write() {
    const Counts counts = CountOf(*report_.judged);
    for (const auto& [name, value] : MachineRows(*report_.collected)) {
      out_ += Say(FieldTitle(name)) + ": " + Shown(value) + "\n";
    }
    if (report_.run.image) {
      for (const auto& [name, value] : ImageRows(*report_.run.image, lang_))
        out_ += name + ": " + value + "\n";
    }
    if (report_.run.removable) out_ += RemovableNote(report_.run, lang_) + "\n";
    out_ += Say({"loại máy", "kind of computer"}) + ": " + Say(ProfileTitle(report_.run.profile)) +
            "\n";
    for (const Finding& finding : report_.judged->findings) {
      if (finding.verdict == Verdict::kSeen) Seen(finding);
    }
    Drives();
    Others(Verdict::kNotSeen, {"Không thấy dấu vết", "Not seen"});
    Others(Verdict::kSourceAbsent, {"Không có nguồn để xem", "No source to look in"});
    Sources();
    out_ += "\n" + Say({"Trái quy định: ", "Contrary to the rules: "}) + Number(counts.violations) +
            Say({" · dấu hiệu: ", " · indications: "}) + Number(counts.indications) +
            Say({" · ghi nhận: ", " · noted: "}) + Number(counts.notes) + "\n";
    out_ += Say(ClauseCaution()) + "\n";
    for (const Text& note : report_.run.notes) out_ += "! " + Shown(Say(note), 4000) + "\n";
    if (report_.run.interrupted) {
      out_ += Say({"BỊ NGẮT: chưa xem hết nguồn\n", "INTERRUPTED: not all sources were read\n"});
    }
    return std::move(out_);
  }

 private:
  std::string Say(const Text& text) const { return Pick(text, lang_); }

  static std::string Number(size_t number) { return std::to_string(number); }

  void Seen(const Finding& finding) {
    out_ += "\n" + Say(StandingTitle(finding.standing)) + ": " + Say(finding.rule->title) + "\n";
    out_ += "  " + finding.rule->id + " · " + Say(GradeTitle(finding.grade)) + " · " +
            Number(finding.facts.size()) + Say({" dấu vết\n", " traces\n"});
    for (const auto& [name, value] : finding.subject) {
      const std::string shown = Shown(SubjectValue(name, value, lang_), 300);
      out_ += "  " + Say(FieldTitle(name)) + ": " + shown + "\n";
    }
    if (const std::string times = TimesShown(finding, lang_); !times.empty())
      out_ += "  " + times + "\n";
    // What is only noted breaks no clause.
    const bool judged = finding.standing <= Standing::kIndication;
    const std::vector<const Clause*> clauses = ClausesOf(finding, *report_.pack);
    if (judged && clauses.empty()) {
      out_ += "  " + Say({"căn cứ: ", "clause: "}) + Say(NoClause()) + "\n";
    }
    for (const Clause* clause : clauses) {
      if (!judged) break;
      out_ += "  " + Say({"căn cứ: ", "clause: "}) + Say(clause->text) + " [" + clause->certainty +
              "]\n";
    }
    for (size_t i = 0; i < finding.facts.size() && i < 3; ++i) {
      const Fact& fact = report_.collected->facts[finding.facts[i]];
      if (fact.source >= report_.collected->sources.size()) continue;
      out_ += "    " + Shown(SourceName(report_.collected->sources[fact.source], lang_)) + " › " +
              Shown(fact.locator, 200) + "\n";
    }
    for (const Text& note : finding.notes) out_ += "  ! " + Shown(Say(note)) + "\n";
  }

  void Drives() {
    const std::vector<UsbDrive>& drives = report_.judged->drives;
    if (drives.empty()) return;
    out_ += "\n" + Say({"Thiết bị lưu trữ USB", "USB storage devices"}) + ":\n";
    for (size_t i = 0; i < drives.size(); ++i) {
      const UsbDrive& drive = drives[i];
      const std::string name = drive.name.empty() ? drive.vendor + " " + drive.product : drive.name;
      const std::string numbers = drive.vid.empty() ? "" : drive.vid + ":" + drive.pid + " ";
      out_ += "  " + Shown(name) + " " + numbers + Shown(drive.serial) + "\n";
      const std::vector<UsbVisit>& visits = report_.judged->visits[i];
      if (visits.empty()) continue;
      out_ += Say({"    các lần cắm có ghi lại, ít nhất ", "    recorded visits, at least "}) +
              Number(visits.size()) + ":\n";
      for (const size_t shown : VisitsToShow(visits.size())) {
        out_ += "      " + VisitShown(visits[shown], lang_) + "\n";
      }
    }
  }

  void Others(Verdict verdict, const Text& title) {
    bool any = false;
    for (const Finding& finding : report_.judged->findings) {
      if (finding.verdict != verdict) continue;
      if (!any) out_ += "\n" + Say(title) + ":\n";
      any = true;
      out_ += "  " + finding.rule->id + ": " + Say(TitleOf(finding));
      out_ += (finding.partial ? " (" + Say(finding.notes.front()) + ")" : "") + "\n";
      if (finding.facts.empty()) continue;
      for (const Text& note : finding.notes) out_ += "      " + Shown(Say(note)) + "\n";
    }
  }

  void Sources() {
    out_ += "\n" + Say({"Nguồn đã xem", "Sources"}) + ":\n";
    for (const Source& source : report_.collected->sources) {
      out_ += (source.read ? "  + " : "  - ") + Shown(SourceName(source, lang_));
      const bool lacks = source.read && source.partial;
      out_ += (lacks ? Say({" (đọc thiếu)", " (read in part)"}) : "") + "\n";
      for (const Text& note : source.notes) out_ += "      " + Shown(Say(note)) + "\n";
    }
  }

  const AuditReport& report_;
  Lang lang_;
  std::string out_;
};

}  // namespace

std::string ReportText(const AuditReport& report, Lang lang) {
  return Writer(report, lang).Write();
}

}  // namespace niem::audit
