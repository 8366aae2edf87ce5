// The one-file HTML report. The page's parts are report_html/{template.html,style.css,app.js}; this
// file fills the template and streams the documents as JSON blocks that the script reads.
//
// Nothing from a scanned file is ever written as markup: JSON blocks have '<' escaped, the few
// texts of the part readable without JavaScript are escaped, and the content security policy allows
// exactly our own script and style by their digests, and no network.
#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/digest.h"
#include "base/html.h"
#include "detect/finding_json.h"
#include "scan/report_facts.h"
#include "scan/report_json_parts.h"
#include "scan/report_names.h"
#include "scan/report_words.h"
#include "scan/report_writers.h"

extern "C" {
extern const char niem_report_template[], niem_report_template_end[];
extern const char niem_report_style[], niem_report_style_end[];
extern const char niem_report_app[], niem_report_app_end[];
}

namespace niem::scan {
namespace {

using detect::Verdict;
using Json = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr size_t kDocumentsPerBlock = 500;
constexpr size_t kMaxListedWithoutScript = 500;
// The template's places; everything before "documents" is written by Begin, the rest by End.
constexpr std::string_view kOpen = "<!--niem:", kClose = "-->";

std::string_view Embedded(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

std::string Base64(Bytes bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) group = group << 8 | (at + i < bytes.size() ? bytes[at + i] : 0);
    for (size_t i = 0; i < 4; ++i) {
      out += at + i > bytes.size() ? '=' : kAlphabet[group >> (18 - 6 * i) & 63];
    }
  }
  return out;
}

std::string Policy() {
  const auto digest = [](std::string_view text) {
    return "'sha256-" + Base64(Sha256Of(AsBytes(text))) + "'";
  };
  return "default-src 'none'; script-src " +
         digest(Embedded(niem_report_app, niem_report_app_end)) + "; style-src " +
         digest(Embedded(niem_report_style, niem_report_style_end)) +
         "; img-src data:; base-uri 'none'; form-action 'none'";
}

// JSON that may stand inside <script>: no "</script", no "<!--".
std::string ForScript(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 32);
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

std::string Block(std::string_view attributes, std::string_view json) {
  return "<script type=\"application/json\" " + std::string(attributes) + ">" + ForScript(json) +
         "</script>\n";
}

void PutPair(Json& json, const StaticText& text) {
  json.StartArray();
  json.String(text.vi.data(), static_cast<rapidjson::SizeType>(text.vi.size()));
  json.String(text.en.data(), static_cast<rapidjson::SizeType>(text.en.size()));
  json.EndArray();
}

// Every word the page needs:
// {"verdicts":{name:[title,meaning,next]},"rules":[[rule,title,why]],...}, each text as [vi, en].
std::string WordsJson() {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  json.Key("verdicts");
  json.StartObject();
  for (const Verdict verdict : kVerdictOrder) {
    const VerdictWords& words = WordsOf(verdict);
    json.Key(std::string(detect::VerdictName(verdict)).c_str());
    json.StartArray();
    PutPair(json, words.title), PutPair(json, words.meaning), PutPair(json, words.next);
    json.EndArray();
  }
  json.EndObject();
  json.Key("rules");
  json.StartArray();
  for (const RuleWords& words : AllRuleWords()) {
    json.StartArray();
    json.String(std::string(words.rule)), PutPair(json, words.title), PutPair(json, words.why);
    json.EndArray();
  }
  json.EndArray();
  json.Key("places");
  json.StartObject();
  for (int i = 0; i <= static_cast<int>(extract::Place::kFileName); ++i) {
    const auto place = static_cast<extract::Place>(i);
    json.Key(std::string(extract::PlaceName(place)).c_str()), PutPair(json, PlaceTitle(place));
  }
  json.EndObject();
  json.Key("sources");
  json.StartObject();
  for (int i = 0; i <= static_cast<int>(detect::Source::kName); ++i) {
    const auto source = static_cast<detect::Source>(i);
    json.Key(std::string(detect::SourceName(source)).c_str()), PutPair(json, SourceTitle(source));
  }
  json.EndObject();
  json.Key("reasons");
  json.StartObject();
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    const std::string_view name = ErrorCodeName(static_cast<ErrorCode>(i));
    json.Key(std::string(name).c_str()), PutPair(json, ReasonTitle(name));
  }
  json.EndObject();
  json.Key("disclaimer"), PutPair(json, kDisclaimer);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

// [[label vi, label en, value vi, value en], ...] with names neutralised.
std::string FactsJson(const std::vector<Fact>& facts) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartArray();
  for (const Fact& fact : facts) {
    json.StartArray();
    for (const std::string* text :
         {&fact.label.vi, &fact.label.en, &fact.value.vi, &fact.value.en}) {
      json.String(Printable(*text));
    }
    json.EndArray();
  }
  json.EndArray();
  return {buffer.GetString(), buffer.GetSize()};
}

// The page shows names as text; what could mislead a reader's eye is neutralised here.
detect::DocumentResult Neutral(detect::DocumentResult result) {
  result.path = Printable(result.path);
  for (std::string& member : result.member) member = Printable(member);
  result.copy_of = Printable(result.copy_of);
  for (detect::Evidence& evidence : result.evidence) {
    evidence.text = Printable(evidence.text);
    evidence.rule = Printable(evidence.rule);
    evidence.locator = Printable(evidence.locator);
  }
  for (extract::Note& note : result.notes)
    note.text = {Printable(note.text.vi), Printable(note.text.en)};
  return result;
}

class HtmlReport final : public ReportWriter {
 public:
  explicit HtmlReport(std::unique_ptr<ReportSink> sink) : sink_(std::move(sink)) {}

  Status Begin(const RunInfo& run) override {
    run_ = run;
    return WriteTemplateUntil("documents");
  }

  Status Add(const detect::DocumentResult& result) override {
    const detect::DocumentResult neutral = Neutral(result);
    Remember(neutral);
    block_ += (block_.empty() ? "[" : ",\n") + detect::ToWireJson(neutral);
    return ++in_block_ < kDocumentsPerBlock ? Ok() : FlushBlock();
  }

  Status End(const Summary& summary) override {
    summary_ = summary;
    TRY(FlushBlock());
    TRY(WriteTemplateUntil({}));
    return sink_->Finish();
  }

 private:
  std::string Say(const StaticText& text) const { return std::string(Pick(text, run_.lang)); }

  // Writes the template from where the last call stopped until just behind the named place (empty:
  // the end), filling the places on the way.
  Status WriteTemplateUntil(std::string_view last) {
    const std::string_view page = Embedded(niem_report_template, niem_report_template_end);
    while (true) {
      const size_t open = page.find(kOpen, at_);
      if (open == std::string_view::npos) break;
      const size_t begin = open + kOpen.size();
      const size_t close = page.find(kClose, begin);
      const std::string_view name = page.substr(begin, close - begin);
      TRY(sink_->Write(page.substr(at_, open - at_)));
      at_ = close + kClose.size();
      TRY(sink_->Write(Fill(name)));
      if (name == last) return Ok();
    }
    return sink_->Write(page.substr(at_));
  }

  std::string Fill(std::string_view name) const {
    if (name == "lang") return run_.lang == Lang::kVi ? "vi" : "en";
    if (name == "policy")
      return "<meta http-equiv=\"Content-Security-Policy\" content=\"" + Policy() + "\">";
    if (name == "title")
      return EscapeHtml(Say({"Báo cáo quét bí mật nhà nước", "State secret scan report"}));
    if (name == "style")
      return "<style>" + std::string(Embedded(niem_report_style, niem_report_style_end)) +
             "</style>";
    if (name == "script")
      return "<script>" + std::string(Embedded(niem_report_app, niem_report_app_end)) + "</script>";
    if (name == "run") return Block("id=\"run\"", RunJson(NeutralRun()));
    if (name == "words") return Block("id=\"words\"", WordsJson());
    if (name == "summary") return Block("id=\"summary\"", SummaryJson(NeutralRun(), summary_));
    if (name == "facts") {
      std::vector<Fact> facts = RunFacts(run_);
      for (Fact& fact : SummaryFacts(summary_)) facts.push_back(std::move(fact));
      return Block("id=\"facts\"", FactsJson(facts));
    }
    if (name == "noscript") return WithoutScript();
    return {};
  }

  RunInfo NeutralRun() const {
    RunInfo run = run_;
    for (std::string* text : {&run.machine, &run.system, &run.operator_name})
      *text = Printable(*text);
    for (std::string& root : run.roots) root = Printable(root);
    for (auto& [name, value] : run.settings) value = Printable(value);
    return run;
  }

  Status FlushBlock() {
    if (block_.empty()) return Ok();
    const std::string block = Block("class=\"documents\"", block_ + "]");
    block_.clear();
    in_block_ = 0;
    return sink_->Write(block);
  }

  void Remember(const detect::DocumentResult& result) {
    const bool wanted = result.verdict == Verdict::kMarked || result.verdict == Verdict::kCopy ||
                        result.verdict == Verdict::kSuspect ||
                        result.verdict == Verdict::kUnreadable;
    if (!wanted) return;
    if (listed_++ >= kMaxListedWithoutScript) return;
    list_ += "<tr><td>" + EscapeHtml(Say(WordsOf(result.verdict).title)) + "</td><td>" +
             std::string(LevelTitle(result.level)) + "</td><td>" + EscapeHtml(FullName(result)) +
             "</td><td>" + EscapeHtml(result.evidence.empty() ? "" : result.evidence.front().text) +
             "</td></tr>\n";
  }

  std::string WithoutScript() const {
    std::string out = "<h2>" + EscapeHtml(Say({"Tổng hợp", "Summary"})) + "</h2><table>";
    for (const Verdict verdict : kVerdictOrder) {
      out += "<tr><th scope=\"row\">" + EscapeHtml(Say(WordsOf(verdict).title)) + "</th><td>" +
             FormatCount(CountOf(summary_.by_verdict, detect::VerdictName(verdict)), run_.lang) +
             "</td><td>" + EscapeHtml(Say(WordsOf(verdict).next)) + "</td></tr>\n";
    }
    out += "</table><h2>" + EscapeHtml(Say({"Tài liệu cần xem", "Documents to look at"})) +
           "</h2><table>" + list_ + "</table>";
    if (listed_ > kMaxListedWithoutScript) {
      out += "<p>" +
             EscapeHtml(Say({"Còn nữa; mở bằng trình duyệt có JavaScript để xem hết.",
                             "There are more; open with JavaScript to see all."})) +
             "</p>";
    }
    out += "<h2>" + EscapeHtml(Say({"Thông tin phiên quét", "About this run"})) + "</h2><table>";
    std::vector<Fact> facts = RunFacts(run_);
    for (Fact& fact : SummaryFacts(summary_)) facts.push_back(std::move(fact));
    for (const Fact& fact : facts) {
      out += "<tr><th scope=\"row\">" + EscapeHtml(Printable(Pick(fact.label, run_.lang))) +
             "</th><td>" + EscapeHtml(Printable(Pick(fact.value, run_.lang))) + "</td></tr>\n";
    }
    return out + "</table><p>" + EscapeHtml(Say(kDisclaimer)) + "</p>";
  }

  std::unique_ptr<ReportSink> sink_;
  RunInfo run_;
  Summary summary_;
  size_t at_ = 0;  // in the template
  std::string block_;
  size_t in_block_ = 0;
  std::string list_;  // rows for readers without JavaScript, bounded
  size_t listed_ = 0;
};

}  // namespace

std::unique_ptr<ReportWriter> MakeHtmlReport(std::unique_ptr<ReportSink> sink) {
  return std::make_unique<HtmlReport>(std::move(sink));
}

}  // namespace niem::scan
