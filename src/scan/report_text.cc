// The report for a terminal. Lines come as the scan finds them: each document that a person should
// know of (all but clean and mentioning ones), then the summary, worst verdict first.
#include <unistd.h>

#include <algorithm>

#include "scan/report_facts.h"
#include "scan/report_names.h"
#include "scan/report_words.h"
#include "scan/report_writers.h"

namespace niem::scan {
namespace {

using detect::Verdict;

constexpr int kMarkColumns = 12;  // "TUYỆT MẬT" and the words that stand in its place
constexpr size_t kMaxEvidenceShown = 4;

StaticText ShortTitle(const detect::DocumentResult& result) {
  if (result.verdict == Verdict::kMarked && result.level != Level::kNone) {
    return {LevelTitle(result.level), LevelTitle(result.level)};
  }
  switch (result.verdict) {
    case Verdict::kMarked:
      return {"MANG DẤU", "MARKED"};
    case Verdict::kCopy:
      return {"TRÙNG", "COPY"};
    case Verdict::kSuspect:
      return {"NGHI NGỜ", "SUSPECT"};
    case Verdict::kUnreadable:
      return {"CHƯA ĐỌC", "UNREADABLE"};
    case Verdict::kDeclassified:
      return {"GIẢI MẬT", "DECLASS."};
    case Verdict::kMentions:
      return {"NHẮC TỚI", "MENTIONS"};
    case Verdict::kClean:
      break;
  }
  return {"không dấu", "no mark"};
}

const char* ColorOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMarked:
    case Verdict::kCopy:
      return "\033[1;31m";
    case Verdict::kSuspect:
      return "\033[1;33m";
    case Verdict::kUnreadable:
      return "\033[35m";
    case Verdict::kDeclassified:
      return "\033[36m";
    case Verdict::kMentions:
    case Verdict::kClean:
      break;
  }
  return "\033[2m";
}

class TextReport final : public ReportWriter {
 public:
  TextReport(std::unique_ptr<ReportSink> sink, const ReportTarget& target)
      : sink_(std::move(sink)), color_(target.color), width_(std::clamp(target.width, 40, 200)) {}

  Status Begin(const RunInfo& run) override {
    run_ = run;
    std::string line = "Niêm " + run.version + " · " + Say({"luật ", "rules "}) +
                       run.rules_version + " · " + run.machine + " · " + run.operator_name + " · " +
                       run.started;
    std::string out = Paint("\033[2m", FitMiddle(Printable(line), width_)) + "\n";
    for (const std::string& root : run.roots) {
      const std::string label = Say({"Quét ", "Scanning "});
      out += label + FitMiddle(Printable(root), width_ - DisplayWidth(label)) + "\n";
    }
    TRY(sink_->Write(out + "\n"));
    return sink_->Flush();
  }

  Status Add(const detect::DocumentResult& result) override {
    if (result.verdict == Verdict::kClean || result.verdict == Verdict::kMentions) return Ok();
    const int room = width_ - kMarkColumns - 1;
    const std::string title = PadRight(Say(ShortTitle(result)), kMarkColumns);
    std::string out =
        Paint(ColorOf(result.verdict), title) + " " + FitMiddle(FullName(result), room) + "\n";
    for (const std::string& line : Details(result)) {
      for (const std::string& part : Wrap(line, room))
        out += Indent() + Paint("\033[2m", part) + "\n";
    }
    TRY(sink_->Write(out));
    return sink_->Flush();
  }

  Status End(const Summary& summary) override {
    std::string out = "\n" + Heading({"Tổng hợp", "Summary"});
    for (const Verdict verdict : kVerdictOrder) out += VerdictLine(verdict, summary);
    out += "\n" + Heading({"Việc cần làm", "What to do next"});
    bool any = false;
    for (const Verdict verdict : kVerdictOrder) out += NextLines(verdict, summary, any);
    if (!any) out += "  " + Say(WordsOf(Verdict::kClean).next) + "\n";
    out += "\n" + Heading({"Thông tin phiên quét", "About this run"});
    for (const Fact& fact : RunFacts(run_)) out += FactLine(fact);
    for (const Fact& fact : SummaryFacts(summary)) out += FactLine(fact);
    out += "\n";
    for (const std::string& line : Wrap(Say(kDisclaimer), width_))
      out += Paint("\033[2m", line) + "\n";
    TRY(sink_->Write(out));
    return sink_->Finish();
  }

 private:
  std::string Say(const StaticText& text) const { return std::string(Pick(text, run_.lang)); }

  std::string Paint(const char* color, const std::string& text) const {
    return color_ ? color + text + "\033[0m" : text;
  }

  static std::string Indent() { return std::string(kMarkColumns + 1, ' '); }

  std::string Heading(const StaticText& text) const { return Paint("\033[1m", Say(text)) + "\n"; }

  std::string EvidenceText(const detect::Evidence& evidence) const {
    std::string out = evidence.text.empty() ? Say(WordsOfRule(evidence.rule).title)
                                            : "“" + Printable(evidence.text) + "”";
    if (evidence.page > 0) out += Say({" trang ", " page "}) + std::to_string(evidence.page);
    return out + ", " + Say(PlaceTitle(evidence.place));
  }

  // One mark gives several pieces of evidence: each text and place is said once, the strongest
  // first.
  std::string EvidenceLine(const detect::DocumentResult& result) const {
    std::vector<std::string> said;
    for (const detect::Evidence& evidence : result.evidence) {
      std::string text = EvidenceText(evidence);
      if (std::find(said.begin(), said.end(), text) == said.end()) said.push_back(std::move(text));
    }
    std::string line;
    for (size_t i = 0; i < std::min(said.size(), kMaxEvidenceShown); ++i)
      line += (i == 0 ? "" : "; ") + said[i];
    if (said.size() <= kMaxEvidenceShown) return line;
    return line + Say({"; và ", "; and "}) + std::to_string(said.size() - kMaxEvidenceShown) +
           Say({" căn cứ khác", " more"});
  }

  std::vector<std::string> Details(const detect::DocumentResult& result) const {
    std::vector<std::string> lines;
    std::string facts = std::string(extract::FormatName(result.format)) + " · " +
                        FormatBytes(result.bytes, run_.lang);
    if (result.verdict != Verdict::kUnreadable) {
      facts += " · " + Say({"tin cậy ", "confidence "}) + FormatShare(result.confidence);
    }
    if (!result.copy_of.empty()) {
      facts += " · " + Say({"trùng ", "copy of "}) + Printable(result.copy_of);
    }
    lines.push_back(std::move(facts));
    if (std::string evidence = EvidenceLine(result); !evidence.empty())
      lines.push_back(std::move(evidence));
    for (const extract::Note& note : result.notes) {
      lines.push_back(Say(ReasonTitle(ErrorCodeName(note.code))) + ": " +
                      Printable(Pick(note.text, run_.lang)));
    }
    return lines;
  }

  std::string VerdictLine(Verdict verdict, const Summary& summary) const {
    const uint64_t count = CountOf(summary.by_verdict, detect::VerdictName(verdict));
    std::string line = "  " + Paint(ColorOf(verdict), PadRight(Say(WordsOf(verdict).title), 26));
    const std::string number = FormatCount(count, run_.lang);
    line += std::string(static_cast<size_t>(std::max(0, 10 - DisplayWidth(number))), ' ') + number;
    const std::string parts = verdict == Verdict::kMarked       ? Levels(summary)
                              : verdict == Verdict::kUnreadable ? Reasons(summary)
                                                                : std::string();
    if (parts.empty()) return line + "\n";
    const std::vector<std::string> wrapped = Wrap(parts, std::max(20, width_ - 41));
    for (size_t i = 0; i < wrapped.size(); ++i) {
      line += i == 0 ? "   " + wrapped[i] + "\n" : std::string(41, ' ') + wrapped[i] + "\n";
    }
    return line;
  }

  std::string Levels(const Summary& summary) const {
    std::string out;
    for (const Level level : {Level::kTuyetMat, Level::kToiMat, Level::kMat}) {
      const uint64_t count = CountOf(summary.by_level, LevelName(level));
      if (count == 0) continue;
      if (!out.empty()) out += " · ";
      out += std::string(LevelTitle(level)) + " " + FormatCount(count, run_.lang);
    }
    return out;
  }

  std::string Reasons(const Summary& summary) const {
    std::string out;
    for (const auto& [reason, count] : summary.unreadable_by_reason) {
      if (!out.empty()) out += " · ";
      out += Say(ReasonTitle(reason)) + " " + FormatCount(count, run_.lang);
    }
    return out;
  }

  std::string NextLines(Verdict verdict, const Summary& summary, bool& any) const {
    if (verdict == Verdict::kClean || verdict == Verdict::kMentions) return {};
    if (CountOf(summary.by_verdict, detect::VerdictName(verdict)) == 0) return {};
    any = true;
    std::string out = "  " + Paint(ColorOf(verdict), Say(WordsOf(verdict).title)) + "\n";
    for (const std::string& line : Wrap(Say(WordsOf(verdict).next), width_ - 4))
      out += "    " + line + "\n";
    return out;
  }

  std::string FactLine(const Fact& fact) const {
    const int label = 38;
    const std::string name = FitMiddle(Printable(Pick(fact.label, run_.lang)), label - 2);
    return "  " + PadRight(name, label) +
           FitMiddle(Printable(Pick(fact.value, run_.lang)), std::max(10, width_ - label - 2)) +
           "\n";
  }

  std::unique_ptr<ReportSink> sink_;
  RunInfo run_;
  bool color_;
  int width_;
};

}  // namespace

std::unique_ptr<ReportWriter> MakeTextReport(std::unique_ptr<ReportSink> sink,
                                             const ReportTarget& target) {
  return std::make_unique<TextReport>(std::move(sink), target);
}

}  // namespace niem::scan
