// SARIF 2.1.0 (OASIS, errata 01) of an audit: the pack's rules; the sources as artifacts with their
// digests; one result per finding, also for what was not seen or could not be looked for.
// docs/formats/sarif.md maps every field.
#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <set>

#include "audit/report_image.h"
#include "audit/report_parts.h"
#include "audit/wide.h"
#include "base/digest.h"
#include "base/uri.h"

namespace niem::audit {
namespace {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
// What every path is below: the examined computer's disk, wherever it was mounted.
constexpr const char* kBase = "EXAMINED";

// Section 3.27.10: a level beside "fail" alone; any other kind has "none".
struct Weight {
  const char* kind;
  const char* level;
};

Weight WeightOf(Standing standing) {
  if (standing == Standing::kViolation) return {"fail", "error"};
  if (standing == Standing::kIndication) return {"fail", "warning"};
  return {"informational", "none"};
}

Weight WeightOf(const Finding& finding) {
  if (finding.verdict == Verdict::kNotSeen) return {"pass", "none"};
  if (finding.verdict == Verdict::kSourceAbsent) return {"open", "none"};
  return WeightOf(finding.standing);
}

// "audit.usb.not_inspected" → "UsbNotInspected".
std::string RuleName(const std::string& id) {
  std::string name;
  bool begins = true;
  for (const char c : id.substr(id.find('.') + 1)) {
    const bool letter = c != '.' && c != '_';
    if (letter) name += begins ? static_cast<char>(c - 'a' + 'A') : c;
    begins = !letter;
  }
  return name;
}

// Of an image's other volumes paths begin with "#2: ": a root of their own, "EXAMINED_2".
std::pair<std::string, std::string> SplitVolume(const std::string& path) {
  if (!path.starts_with('#')) return {kBase, path};
  const size_t digits = std::min(path.find_first_not_of("0123456789", 1), path.size());
  const std::string base = std::string(kBase) + "_" + path.substr(1, digits - 1);
  if (digits == path.size()) return {base, ""};
  if (path.compare(digits, 2, ": ") != 0) return {kBase, path};
  return {base, path.substr(digits + 2)};
}

class Writer {
 public:
  Writer(const AuditReport& report, Lang lang)
      : report_(report), lang_(lang), machine_(MachineOf(*report.collected)), json_(buffer_) {}

  std::string Write() {
    json_.StartObject();
    Put("$schema", kSchema), Put("version", "2.1.0");
    json_.Key("runs"), json_.StartArray(), json_.StartObject();
    Tool();
    Put("language", lang_ == Lang::kVi ? "vi" : "en");
    Base();
    Each("artifacts", report_.collected->sources, [&](const Source& one) { Artifact(one); });
    Each("results", report_.judged->findings, [&](const Finding& one) { Outcome(one); });
    Invocation();
    Properties();
    json_.EndObject(), json_.EndArray(), json_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  std::string Say(const Text& text) const { return Pick(text, lang_); }

  void Put(const char* name, std::string_view value) {
    json_.Key(name), json_.String(ValidUtf8(value));
  }

  void PutSome(const char* name, std::string_view value) {
    if (!value.empty()) Put(name, value);
  }

  void Message(const char* name, std::string_view text) {
    json_.Key(name), json_.StartObject();
    Put("text", text);
    json_.EndObject();
  }

  template <class Range, class PutOne>
  void Each(const char* name, const Range& range, const PutOne& put) {
    json_.Key(name), json_.StartArray();
    for (const auto& one : range) put(one);
    json_.EndArray();
  }

  void Texts(const char* name, const std::map<std::string, std::string>& texts) {
    json_.Key(name), json_.StartObject();
    for (const auto& [key, value] : texts) Put(key.c_str(), value);
    json_.EndObject();
  }

  void Tool() {
    json_.Key("tool"), json_.StartObject(), json_.Key("driver"), json_.StartObject();
    Put("name", "Niêm"), Put("version", report_.run.version);
    Message("shortDescription", Say({"Máy tính đã nối với những gì, từ ổ đĩa của nó",
                                     "What a computer was connected to, from its disk"}));
    Each("rules", report_.pack->rules(), [&](const Rule& rule) { PutRule(rule); });
    json_.EndObject(), json_.EndObject();
  }

  void PutRule(const Rule& rule) {
    json_.StartObject();
    Put("id", rule.id), Put("name", RuleName(rule.id));
    Message("shortDescription", Capital(Say(rule.title)));
    Message("fullDescription", Say(rule.explain));
    std::string help;
    for (const std::string& name : rule.clauses) {
      const Clause* clause = report_.pack->FindClause(name);
      if (clause != nullptr) help += Say(clause->text) + " [" + clause->certainty + "]\n";
    }
    Message("help", help + Say(ClauseCaution()));
    json_.Key("defaultConfiguration"), json_.StartObject();
    Put("level", WeightOf(rule.StandingOn(report_.run.profile)).level);
    json_.EndObject();
    json_.EndObject();
  }

  void Base() {
    std::set<std::string> bases = {kBase};
    for (const Source& source : report_.collected->sources)
      bases.insert(SplitVolume(source.id.path).first);
    json_.Key("originalUriBaseIds"), json_.StartObject();
    for (const std::string& base : bases) {
      const std::string volume = base == kBase ? "" : " #" + base.substr(base.rfind('_') + 1);
      json_.Key(base.c_str()), json_.StartObject();
      Message("description",
              Say({"gốc ổ đĩa của máy được kiểm tra", "the root of the examined computer's disk"}) +
                  volume);
      json_.EndObject();
    }
    json_.EndObject();
  }

  // Left out where a source is no file: what a running computer says.
  void Place(const char* name, const Source& source, std::optional<uint32_t> index) {
    if (source.id.path.empty()) return;
    const auto [base, path] = SplitVolume(source.id.path);
    if (path.empty()) return;
    json_.Key(name), json_.StartObject();
    Put("uri", PercentEncode(path)), Put("uriBaseId", base);
    if (index) json_.Key("index"), json_.Uint(*index);
    json_.EndObject();
  }

  void Artifact(const Source& source) {
    json_.StartObject();
    Place("location", source, {});
    Message("description", Shown(SourceName(source, lang_)));
    json_.Key("length"), json_.Uint64(source.size);
    if (!source.sha256.empty()) {
      json_.Key("hashes"), json_.StartObject();
      Put("sha-256", source.sha256);
      json_.EndObject();
    }
    json_.Key("properties"), json_.StartObject();
    Put("kind", SourceKindName(source.id.kind)), PutSome("user", source.id.user);
    json_.Key("read"), json_.Bool(source.read), json_.Key("partial"), json_.Bool(source.partial);
    json_.EndObject();
    json_.EndObject();
  }

  void Outcome(const Finding& finding) {
    const Weight weight = WeightOf(finding);
    json_.StartObject();
    Put("ruleId", finding.rule->id);
    json_.Key("ruleIndex"), json_.Int64(finding.rule - report_.pack->rules().data());
    Put("kind", weight.kind), Put("level", weight.level);
    Message("message", MessageOf(finding));
    Locations(finding);
    json_.Key("fingerprints"), json_.StartObject();
    Put("niemAudit/v1", FingerprintOf(finding));
    json_.EndObject();
    OutcomeProperties(finding);
    json_.EndObject();
  }

  std::string MessageOf(const Finding& finding) const {
    std::string text = Capital(Say(TitleOf(finding))) + ".";
    if (finding.verdict == Verdict::kNotSeen)
      text += Say({" Không thấy dấu vết; không có nghĩa là chưa từng xảy ra.",
                   " Not seen; that does not mean that it never happened."});
    if (finding.verdict == Verdict::kSourceAbsent)
      text += Say({" Không có nguồn để xem.", " No source to look in."});
    for (const auto& [name, value] : finding.subject) {
      text += " " + Capital(Say(FieldTitle(name))) + ": " +
              Shown(SubjectValue(name, value, lang_), 300) + ".";
    }
    if (const std::string times = TimesShown(finding, lang_); !times.empty())
      text += " " + times + ".";
    for (const Text& note : finding.notes) text += " " + Capital(Shown(Say(note))) + ".";
    return text;
  }

  void Locations(const Finding& finding) {
    json_.Key("locations"), json_.StartArray();
    for (size_t i = 0; i < finding.facts.size() && i < kMaxEvidence; ++i) {
      const Fact& fact = report_.collected->facts[finding.facts[i]];
      if (fact.source >= report_.collected->sources.size()) continue;
      Location(report_.collected->sources[fact.source], fact);
    }
    json_.EndArray();
  }

  void Location(const Source& source, const Fact& fact) {
    json_.StartObject();
    if (!SplitVolume(source.id.path).second.empty()) {
      json_.Key("physicalLocation"), json_.StartObject();
      Place("artifactLocation", source, fact.source);
      json_.EndObject();
    }
    json_.Key("logicalLocations"), json_.StartArray(), json_.StartObject();
    Put("fullyQualifiedName", Shown(fact.locator)), Put("kind", fact.kind);
    json_.EndObject(), json_.EndArray();
    json_.EndObject();
  }

  // The same from run to run, so that a viewer can tell what is new.
  std::string FingerprintOf(const Finding& finding) const {
    std::string key = finding.rule->id;
    key += '\0' + std::string(VerdictName(finding.verdict)) + '\0' + Whose();
    for (const std::string& name : finding.rule->group_by)
      key += '\0' + Lower(FieldOf(finding, name));
    if (finding.drive) {
      const UsbDrive& drive = report_.judged->drives[*finding.drive];
      for (const std::string* part : {&drive.vid, &drive.pid, &drive.serial}) key += '\0' + *part;
    }
    return ToHex(Sha256Of(AsBytes(key)));
  }

  // In whole: a subject is cut for who reads it.
  std::string FieldOf(const Finding& finding, const std::string& name) const {
    for (const size_t fact : finding.facts) {
      std::string value = report_.collected->facts[fact].Field(name);
      if (!value.empty()) return value;
    }
    const auto shown = finding.subject.find(name);
    return shown == finding.subject.end() ? "" : shown->second;
  }

  // The computer, or the drive where there is none.
  std::string Whose() const {
    const auto machine = machine_.find("name");
    std::string whose = machine == machine_.end() ? "" : machine->second;
    if (!whose.empty() || !report_.run.image) return whose;
    for (const ExaminedImage::Volume& volume : report_.run.image->volumes)
      whose += volume.serial + '/';
    return whose + report_.run.image->signature;
  }

  void OutcomeProperties(const Finding& finding) {
    json_.Key("properties"), json_.StartObject();
    Put("verdict", VerdictName(finding.verdict)), Put("standing", StandingName(finding.standing));
    if (finding.verdict == Verdict::kSeen) {
      Put("grade", GradeName(finding.grade)), Put("strength", StrengthName(finding.strength));
    }
    if (finding.drive) {
      const UsbDrive& drive = report_.judged->drives[*finding.drive];
      Texts("device", {{"vid", drive.vid}, {"pid", drive.pid}, {"serial", drive.serial}});
    }
    Texts("subject", finding.subject);
    if (finding.first) Put("first", finding.first->ToString());
    if (finding.last) Put("last", finding.last->ToString());
    if (finding.first) Put("timeOrigin", TimeOriginName(finding.first->origin));
    Each("clauses", ClausesOf(finding, *report_.pack), [&](const Clause* clause) {
      json_.String(clause->instrument + " " + clause->article + " [" + clause->certainty + "]");
    });
    json_.Key("evidenceCount"), json_.Uint64(finding.facts.size());
    json_.EndObject();
  }

  void Notification(const char* level, const std::string& text) {
    json_.StartObject();
    Put("level", level);
    Message("message", text);
    json_.EndObject();
  }

  void NotesOf(const Source& source) {
    const std::string name = Shown(SourceName(source, lang_)) + ": ";
    const bool lacks = !source.read || source.partial;
    if (lacks) {
      Notification("warning", name + Say(source.read ? Text{"đọc thiếu", "read in part"}
                                                     : Text{"không đọc được", "not read"}));
    }
    for (const Text& note : source.notes)
      Notification(lacks ? "warning" : "note", name + Shown(Say(note)));
  }

  void NotesOf(const ExaminedImage& image) {
    if (image.cut) {
      Notification("warning", Say({"Ảnh đĩa bị cụt.", "The end of the image is missing."}));
    }
    for (const ExaminedImage::Volume& volume : image.volumes) {
      if (volume.examined) continue;
      Notification("warning", Say({"Không xem phân vùng ", "Not examined: volume "}) +
                                  ShownVolume(volume, lang_));
    }
    for (const Text& unread : image.unread) Notification("warning", Shown(Say(unread)));
  }

  void Notifications() {
    json_.Key("toolExecutionNotifications"), json_.StartArray();
    if (report_.run.interrupted) {
      Notification("warning", Say({"Bị ngắt: chưa xem hết nguồn.",
                                   "Interrupted: not all sources were read."}));
    }
    for (const Text& note : report_.run.notes) Notification("note", Shown(Say(note), 4000));
    for (const Source& source : report_.collected->sources) NotesOf(source);
    if (report_.run.image) NotesOf(*report_.run.image);
    json_.EndArray();
  }

  void Invocation() {
    const AuditRun& run = report_.run;
    json_.Key("invocations"), json_.StartArray(), json_.StartObject();
    json_.Key("executionSuccessful"), json_.Bool(!run.interrupted);
    PutSome("startTimeUtc", run.started), PutSome("endTimeUtc", run.finished);
    Notifications();
    json_.Key("properties"), json_.StartObject();
    Put("profile", ProfileName(run.profile)), PutSome("inspector", run.inspector);
    PutSome("sandbox", run.sandbox.en);
    json_.Key("live"), json_.Bool(run.live), json_.Key("removable"), json_.Bool(run.removable);
    if (run.image) Put("image", run.image->path);
    if (run.image) PutSome("imageSha256", run.image->sha256);
    json_.EndObject();
    json_.EndObject(), json_.EndArray();
  }

  void Properties() {
    const Counts counts = CountOf(*report_.judged);
    json_.Key("properties"), json_.StartObject();
    Texts("machine", machine_);
    for (const auto& [name, count] :
         {std::pair<const char*, size_t>{"violations", counts.violations},
          {"indications", counts.indications},
          {"notes", counts.notes},
          {"notSeen", counts.not_seen},
          {"sourceAbsent", counts.absent},
          {"devices", report_.judged->drives.size()}}) {
      json_.Key(name), json_.Uint64(count);
    }
    json_.EndObject();
  }

  const AuditReport& report_;
  Lang lang_;
  const std::map<std::string, std::string> machine_;
  rapidjson::StringBuffer buffer_;
  Json json_;
};

}  // namespace

std::string ReportSarif(const AuditReport& report, Lang lang) {
  return Writer(report, lang).Write();
}

}  // namespace niem::audit
