// SARIF 2.1.0 (OASIS, errata 01), streamed: rules first, one result per document that a person
// should look at, the invocation last. docs/formats/sarif.md maps every field.
#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "base/digest.h"
#include "base/uri.h"
#include "scan/report_facts.h"
#include "scan/report_names.h"
#include "scan/report_words.h"
#include "scan/report_writers.h"

namespace niem::scan {
namespace {

using detect::Verdict;
using Json = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

struct SarifRule {
  std::string_view id;
  std::string_view name;
  std::string_view level;  // of its results
  Verdict verdict;
  Level mark;
};

constexpr SarifRule kSarifRules[] = {
    {"niem.marked.tuyet_mat", "MarkedTuyetMat", "error", Verdict::kMarked, Level::kTuyetMat},
    {"niem.marked.toi_mat", "MarkedToiMat", "error", Verdict::kMarked, Level::kToiMat},
    {"niem.marked.mat", "MarkedMat", "error", Verdict::kMarked, Level::kMat},
    {"niem.marked", "Marked", "error", Verdict::kMarked, Level::kNone},
    {"niem.copy", "CopyOfRegistered", "error", Verdict::kCopy, Level::kNone},
    {"niem.suspect", "Suspect", "warning", Verdict::kSuspect, Level::kNone},
    {"niem.unreadable", "NotInspected", "warning", Verdict::kUnreadable, Level::kNone},
    {"niem.declassified", "Declassified", "note", Verdict::kDeclassified, Level::kNone},
};

// Null for verdicts that are no result (clean, mentions).
const SarifRule* RuleFor(const detect::DocumentResult& result) {
  for (const SarifRule& rule : kSarifRules) {
    if (rule.verdict == result.verdict && (rule.mark == Level::kNone || rule.mark == result.level))
      return &rule;
  }
  return nullptr;
}

std::string ArtifactUri(const std::string& path) {
  return (path.starts_with('/') ? "file://" : "") + PercentEncode(path);
}

void Put(Json& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void PutMessage(Json& json, const char* key, std::string_view text) {
  json.Key(key);
  json.StartObject();
  json.Key("text"), Put(json, text);
  json.EndObject();
}

class SarifReport final : public ReportWriter {
 public:
  explicit SarifReport(std::unique_ptr<ReportSink> sink) : sink_(std::move(sink)) {}

  Status Begin(const RunInfo& run) override {
    run_ = run;
    return sink_->Write("{\"$schema\":\"" + std::string(kSchema) +
                        "\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":" + Tool() +
                        ",\"language\":\"" + Language() + "\",\"results\":[");
  }

  Status Add(const detect::DocumentResult& result) override {
    const SarifRule* rule = RuleFor(result);
    if (rule == nullptr) return Ok();
    TRY(sink_->Write(first_ ? "\n" : ",\n"));
    first_ = false;
    return sink_->Write(ResultJson(result, *rule));
  }

  Status End(const Summary& summary) override {
    TRY(sink_->Write("\n],\"invocations\":[" + Invocation(summary) +
                     "],\"properties\":" + Properties(summary) + "}]}\n"));
    return sink_->Finish();
  }

 private:
  std::string Say(const StaticText& text) const { return std::string(Pick(text, run_.lang)); }

  std::string Language() const { return run_.lang == Lang::kVi ? "vi" : "en"; }

  std::string RuleTitle(const SarifRule& rule) const {
    std::string title = Say(WordsOf(rule.verdict).title);
    if (rule.mark != Level::kNone) title += ": " + std::string(LevelTitle(rule.mark));
    return title;
  }

  std::string Tool() const {
    rapidjson::StringBuffer buffer;
    Json json(buffer);
    json.StartObject();
    json.Key("driver");
    json.StartObject();
    json.Key("name"), json.String("Niêm");
    json.Key("version"), json.String(run_.version);
    PutMessage(json, "shortDescription",
               Say({"Tìm tài liệu mang dấu mật", "Finds documents that bear a secrecy mark"}));
    json.Key("rules");
    json.StartArray();
    for (const SarifRule& rule : kSarifRules) PutRule(json, rule);
    json.EndArray();
    json.Key("properties");
    json.StartObject();
    json.Key("rulesVersion"), json.String(run_.rules_version);
    json.EndObject();
    json.EndObject();
    json.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
  }

  void PutRule(Json& json, const SarifRule& rule) const {
    const VerdictWords& words = WordsOf(rule.verdict);
    json.StartObject();
    json.Key("id"), Put(json, rule.id);
    json.Key("name"), Put(json, rule.name);
    PutMessage(json, "shortDescription", RuleTitle(rule));
    PutMessage(json, "fullDescription", Say(words.meaning));
    PutMessage(json, "help", Say(words.next) + "\n\n" + Say(kDisclaimer));
    json.Key("defaultConfiguration");
    json.StartObject();
    json.Key("level"), Put(json, rule.level);
    json.EndObject();
    json.EndObject();
  }

  std::string ResultJson(const detect::DocumentResult& result, const SarifRule& rule) const {
    rapidjson::StringBuffer buffer;
    Json json(buffer);
    json.StartObject();
    json.Key("ruleId"), Put(json, rule.id);
    json.Key("ruleIndex"), json.Int(static_cast<int>(&rule - kSarifRules));
    json.Key("level"), Put(json, rule.level);
    json.Key("kind"), json.String("fail");  // section 3.27.10: no other may have a level
    if (result.verdict == Verdict::kMarked) {
      json.Key("rank"), json.Double(std::round(result.confidence * 1000) / 10);
    }
    PutMessage(json, "message", MessageText(result, rule));
    json.Key("locations");
    json.StartArray();
    PutLocation(json, result);
    json.EndArray();
    PutFingerprints(json, result, rule);
    PutResultProperties(json, result);
    json.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
  }

  std::string MessageText(const detect::DocumentResult& result, const SarifRule& rule) const {
    std::string text = RuleTitle(rule) + ".";
    for (const detect::Evidence& evidence : result.evidence) {
      text += " “" + Printable(evidence.text) + "”";
      if (evidence.page > 0) text += Say({", trang ", ", page "}) + std::to_string(evidence.page);
      text += ", " + Say(PlaceTitle(evidence.place)) + " (" +
              Say(WordsOfRule(evidence.rule).title) + ").";
    }
    for (const extract::Note& note : result.notes)
      text += " " + Printable(Pick(note.text, run_.lang)) + ".";
    return text;
  }

  static void PutLocation(Json& json, const detect::DocumentResult& result) {
    json.StartObject();
    json.Key("physicalLocation");
    json.StartObject();
    json.Key("artifactLocation");
    json.StartObject();
    json.Key("uri"), json.String(ArtifactUri(result.path));
    json.EndObject();
    json.EndObject();
    if (!result.member.empty()) {
      json.Key("logicalLocations");
      json.StartArray();
      std::string full;
      for (const std::string& member : result.member) full += (full.empty() ? "" : "!/") + member;
      json.StartObject();
      json.Key("name"), json.String(result.member.back());
      json.Key("fullyQualifiedName"), json.String(full);
      json.Key("kind"), json.String("member");
      json.EndObject();
      json.EndArray();
    }
    json.EndObject();
  }

  // Stable from run to run, so that a viewer can tell new results from known ones.
  static void PutFingerprints(Json& json, const detect::DocumentResult& result,
                              const SarifRule& rule) {
    std::string key(rule.id);
    key += '\0' + result.path;
    for (const std::string& member : result.member) key += '\0' + member;
    json.Key("fingerprints");
    json.StartObject();
    json.Key("niemDocument/v1"), json.String(ToHex(Sha256Of(AsBytes(key))));
    json.EndObject();
    if (result.sha256.empty()) return;
    json.Key("partialFingerprints");
    json.StartObject();
    json.Key("contentSha256/v1"), json.String(result.sha256);
    json.EndObject();
  }

  void PutResultProperties(Json& json, const detect::DocumentResult& result) const {
    json.Key("properties");
    json.StartObject();
    json.Key("verdict"), Put(json, detect::VerdictName(result.verdict));
    json.Key("secrecyLevel");
    if (result.level == Level::kNone)
      json.Null();
    else
      Put(json, LevelName(result.level));
    json.Key("confidence"), json.Double(std::round(result.confidence * 1000) / 1000);
    if (!result.copy_of.empty()) json.Key("copyOf"), json.String(result.copy_of);
    json.Key("format"), Put(json, extract::FormatName(result.format));
    json.Key("bytes"), json.Uint64(result.bytes);
    json.Key("evidence");
    json.StartArray();
    for (const detect::Evidence& evidence : result.evidence) {
      json.StartObject();
      json.Key("rule"), json.String(evidence.rule);
      json.Key("text"), json.String(evidence.text);
      json.Key("page");
      if (evidence.page == 0)
        json.Null();
      else
        json.Uint(evidence.page);
      json.Key("place"), Put(json, extract::PlaceName(evidence.place));
      json.Key("weight"), json.Double(std::round(evidence.weight * 1000) / 1000);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }

  std::string Invocation(const Summary& summary) const {
    rapidjson::StringBuffer buffer;
    Json json(buffer);
    json.StartObject();
    json.Key("executionSuccessful"), json.Bool(!summary.interrupted);
    const std::string started = ToUtc(run_.started), finished = ToUtc(summary.finished);
    if (!started.empty()) json.Key("startTimeUtc"), json.String(started);
    if (!finished.empty()) json.Key("endTimeUtc"), json.String(finished);
    json.Key("machine"), json.String(run_.machine);
    json.Key("account"), json.String(run_.operator_name);
    if (summary.interrupted) {
      json.Key("toolExecutionNotifications");
      json.StartArray();
      json.StartObject();
      json.Key("level"), json.String("warning");
      PutMessage(json, "message",
                 Say({"Bị ngắt giữa chừng: phần còn lại chưa được xem.",
                      "Interrupted: the rest was not looked at."}));
      json.EndObject();
      json.EndArray();
    }
    json.Key("properties");
    json.StartObject();
    json.Key("system"), json.String(run_.system);
    json.Key("roots");
    json.StartArray();
    for (const std::string& root : run_.roots) json.String(root);
    json.EndArray();
    json.Key("sandbox"), json.String(run_.sandbox.en);
    json.Key("settings");
    json.StartObject();
    for (const auto& [name, value] : run_.settings) json.Key(name.c_str()), json.String(value);
    json.EndObject();
    json.EndObject();
    json.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
  }

  static void PutCounts(Json& json, const char* key,
                        const std::map<std::string, uint64_t>& counts) {
    json.Key(key);
    json.StartObject();
    for (const auto& [name, count] : counts) json.Key(name.c_str()), json.Uint64(count);
    json.EndObject();
  }

  static std::string Properties(const Summary& summary) {
    rapidjson::StringBuffer buffer;
    Json json(buffer);
    json.StartObject();
    json.Key("files"), json.Uint64(summary.files);
    json.Key("documents"), json.Uint64(summary.documents);
    json.Key("bytes"), json.Uint64(summary.bytes);
    PutCounts(json, "byVerdict", summary.by_verdict);
    PutCounts(json, "byFormat", summary.by_format);
    PutCounts(json, "unreadableByReason", summary.unreadable_by_reason);
    json.Key("elapsedMs"), json.Uint64(summary.elapsed_ms);
    json.Key("bytesPerSecond"), json.Uint64(BytesPerSecond(summary));
    json.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
  }

  std::unique_ptr<ReportSink> sink_;
  RunInfo run_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<ReportWriter> MakeSarifReport(std::unique_ptr<ReportSink> sink) {
  return std::make_unique<SarifReport>(std::move(sink));
}

}  // namespace niem::scan
