#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "audit/report_parts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kFormat = "niem-audit/1";

// `Json`: rapidjson's writer for one object over many lines, or for many objects of a line each.
template <class Json>
class Writer {
 public:
  explicit Writer(const AuditReport& report)
      : report_(report), machine_(MachineOf(*report.collected)), json_(buffer_) {}

  std::string Whole() {
    json_.SetIndent(' ', 1);
    json_.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    json_.StartObject();
    Put("format", kFormat);
    Run();
    Machine();
    Summary();
    json_.Key("findings"), json_.StartArray();
    for (const Finding& finding : report_.judged->findings) PutFinding(finding);
    json_.EndArray();
    json_.Key("devices"), json_.StartArray();
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) PutDrive(i);
    json_.EndArray();
    json_.Key("sources"), json_.StartArray();
    for (const Source& source : report_.collected->sources) PutSource(source);
    json_.EndArray();
    json_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

  std::string Lines() {
    std::string out;
    for (const Finding& finding : report_.judged->findings)
      out += Line("finding", [&] { PutFinding(finding); });
    for (size_t i = 0; i < report_.judged->drives.size(); ++i)
      out += Line("device", [&] { PutDrive(i); });
    for (const Source& source : report_.collected->sources)
      out += Line("source", [&] { PutSource(source); });
    return out + Line("", [&] { LastLine(); });
  }

 private:
  template <class Fill>
  std::string Line(std::string_view record, const Fill& fill) {
    buffer_.Clear();
    json_.Reset(buffer_);
    record_ = record;
    fill();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

  void LastLine() {
    json_.StartObject();
    json_.Key("summary"), json_.StartObject();
    Put("format", kFormat);
    Counted();
    Run();
    Machine();
    json_.EndObject();
    json_.EndObject();
  }

  // Of a finding, a device or a source. A line says whose it is: those of many computers may come
  // together where they are read.
  void Begin() {
    json_.StartObject();
    if (record_.empty()) return;
    Put("record", record_);
    const auto name = machine_.find("name");
    Put("machine", name == machine_.end() ? std::string_view() : name->second);
  }

  void Machine() {
    json_.Key("machine"), json_.StartObject();
    for (const auto& [name, value] : machine_) Put(name.c_str(), std::string_view(value));
    json_.EndObject();
  }

  void Put(const char* name, std::string_view value) {
    json_.Key(name), json_.String(ValidUtf8(value));
  }

  void PutSome(const char* name, std::string_view value) {
    if (!value.empty()) Put(name, value);
  }

  void Put(const char* name, const Text& text) {
    json_.Key(name), json_.StartObject();
    Put("vi", std::string_view(text.vi)), Put("en", std::string_view(text.en));
    json_.EndObject();
  }

  void Put(const char* name, const std::optional<Moment>& moment) {
    json_.Key(name);
    if (moment)
      json_.String(moment->ToString());
    else
      json_.Null();
  }

  void Put(const char* name, const std::set<std::string>& texts) {
    json_.Key(name), json_.StartArray();
    for (const std::string& text : texts) json_.String(ValidUtf8(text));
    json_.EndArray();
  }

  void Notes(const std::vector<Text>& notes) {
    json_.Key("notes"), json_.StartArray();
    for (const Text& note : notes) {
      json_.StartObject();
      Put("vi", std::string_view(note.vi)), Put("en", std::string_view(note.en));
      json_.EndObject();
    }
    json_.EndArray();
  }

  void Run() {
    const AuditRun& run = report_.run;
    json_.Key("run"), json_.StartObject();
    Put("version", run.version), Put("root", run.root), Put("profile", ProfileName(run.profile));
    Put("started", run.started), Put("finished", run.finished);
    PutSome("inspector", run.inspector), PutSome("sandbox", run.sandbox.en);
    if (run.has_register) json_.Key("register_devices"), json_.Uint64(run.registered);
    json_.Key("interrupted"), json_.Bool(run.interrupted);
    json_.Key("live"), json_.Bool(run.live);
    json_.Key("redacted"), json_.Bool(run.redacted);
    Notes(run.notes);
    json_.Key("removable"), json_.Bool(run.removable);
    if (run.image) Image(*run.image);
    json_.EndObject();
  }

  void Put(const char* name, uint64_t value) { json_.Key(name), json_.Uint64(value); }

  void Image(const ExaminedImage& image) {
    json_.Key("image"), json_.StartObject();
    Put("path", image.path), Put("format", image.format);
    Put("segments", uint64_t{image.segments}), Put("file_bytes", image.file_bytes);
    Put("bytes", image.size);
    json_.Key("cut"), json_.Bool(image.cut);
    PutSome("stored_md5", image.md5), PutSome("stored_sha1", image.sha1);
    PutSome("sha256", image.sha256);
    json_.Key("acquisition"), json_.StartObject();
    for (const auto& [name, value] : image.notes) Put(name.c_str(), std::string_view(value));
    json_.EndObject();
    Put("partition_table", image.table.empty() ? std::string_view("none") : image.table);
    PutSome("disk_signature", image.signature);
    json_.Key("volumes"), json_.StartArray();
    for (const ExaminedImage::Volume& volume : image.volumes) Volume(volume);
    json_.EndArray();
    json_.Key("unread"), json_.StartArray();
    for (const Text& text : image.unread) {
      json_.StartObject();
      Put("vi", std::string_view(text.vi)), Put("en", std::string_view(text.en));
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }

  void Volume(const ExaminedImage::Volume& volume) {
    json_.StartObject();
    Put("number", uint64_t{volume.number}), Put("offset", volume.offset);
    Put("bytes", volume.size);
    PutSome("kind", volume.kind), PutSome("file_system", volume.file_system);
    PutSome("partition_id", volume.partition), PutSome("letters", volume.letters);
    PutSome("met", volume.met), PutSome("label", volume.label), PutSome("serial", volume.serial);
    PutSome("system", volume.system), PutSome("bitlocker", volume.lock);
    PutSome("bitlocker_library", volume.unlocked_by);
    if (!volume.why_locked.vi.empty()) {
      json_.Key("bitlocker_note"), json_.StartObject();
      Put("vi", std::string_view(volume.why_locked.vi));
      Put("en", std::string_view(volume.why_locked.en)), json_.EndObject();
    }
    json_.Key("examined"), json_.Bool(volume.examined);
    json_.EndObject();
  }

  void Summary() {
    json_.Key("summary"), json_.StartObject();
    Counted();
    json_.EndObject();
  }

  void Counted() {
    const Counts counts = CountOf(*report_.judged);
    for (const auto& [name, count] :
         {std::pair<const char*, size_t>{"violations", counts.violations},
          {"indications", counts.indications},
          {"notes", counts.notes},
          {"not_seen", counts.not_seen},
          {"source_absent", counts.absent},
          {"devices", report_.judged->drives.size()}}) {
      json_.Key(name), json_.Uint64(count);
    }
  }

  void Identity(const UsbDrive& drive) {
    PutSome("vid", drive.vid), PutSome("pid", drive.pid), Put("serial", drive.serial);
  }

  void Clauses(const Finding& finding) {
    const std::vector<const Clause*> clauses = ClausesOf(finding, *report_.pack);
    Put("clause", clauses.empty() ? std::string()
                                  : clauses.front()->instrument + " " + clauses.front()->article);
    json_.Key("clauses"), json_.StartArray();
    for (const Clause* clause : clauses) {
      json_.StartObject();
      Put("instrument", clause->instrument), Put("article", clause->article);
      Put("certainty", clause->certainty);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void PutFinding(const Finding& finding) {
    Begin();
    Put("rule", finding.rule->id), Put("title", finding.rule->title);
    Put("verdict", VerdictName(finding.verdict)), Put("grade", GradeName(finding.grade));
    Put("standing", StandingName(finding.standing));
    if (finding.verdict == Verdict::kSeen) Put("strength", StrengthName(finding.strength));
    if (finding.drive) {
      json_.Key("device"), json_.StartObject();
      Identity(report_.judged->drives[*finding.drive]);
      json_.EndObject();
    }
    json_.Key("subject"), json_.StartObject();
    for (const auto& [name, value] : finding.subject) Put(name.c_str(), value);
    json_.EndObject();
    Heuristics(finding);
    Put("first", finding.first), Put("last", finding.last);
    if (finding.first) Put("time_origin", TimeOriginName(finding.first->origin));
    if (finding.last) Put("last_origin", TimeOriginName(finding.last->origin));
    Clauses(finding);
    Evidence(finding.facts);
    Notes(finding.notes);
    json_.EndObject();
  }

  // In words, for who has no table of them.
  void Heuristics(const Finding& finding) {
    const auto heuristics = HeuristicsOf(finding);
    if (heuristics.empty()) return;
    json_.Key("heuristics"), json_.StartArray();
    for (const auto& [code, title] : heuristics) {
      json_.StartObject();
      Put("code", std::string_view(code));
      Put("vi", std::string_view(title.vi)), Put("en", std::string_view(title.en));
      json_.EndObject();
    }
    json_.EndArray();
  }

  void Evidence(const std::vector<size_t>& facts) {
    json_.Key("evidence_count"), json_.Uint64(facts.size());
    json_.Key("evidence"), json_.StartArray();
    for (size_t i = 0; i < facts.size() && i < kMaxEvidence; ++i) {
      const Fact& fact = report_.collected->facts[facts[i]];
      if (fact.source >= report_.collected->sources.size()) continue;
      const Source& source = report_.collected->sources[fact.source];
      json_.StartObject();
      Put("source", SourceName(source, Lang::kEn)), Put("kind", SourceKindName(source.id.kind));
      Put("fact", fact.kind), Put("locator", fact.locator), PutSome("sha256", source.sha256);
      for (const auto& [name, moment] : fact.times) Put(name.c_str(), std::optional(moment));
      json_.EndObject();
    }
    json_.EndArray();
  }

  void PutDrive(size_t index) {
    const UsbDrive& drive = report_.judged->drives[index];
    const RegisterAnswer& answer = report_.judged->answers[index];
    Begin();
    Identity(drive);
    json_.Key("serial_made_up"), json_.Bool(drive.made_up);
    Put("bus", drive.uas ? "uas" : "usbstor"), PutSome("type", drive.type);
    PutSome("vendor", drive.vendor), PutSome("product", drive.product), PutSome("name", drive.name);
    PutSome("container", drive.container);
    Put("labels", drive.labels), Put("letters", drive.letters), Put("users", drive.users);
    Put("volume_serials", drive.volume_serials);
    Put("first", drive.first), Put("last", drive.last);
    if (drive.first) Put("time_origin", TimeOriginName(drive.first->origin));
    if (drive.last) Put("last_origin", TimeOriginName(drive.last->origin));
    Put("first_install", drive.first_install), Put("last_install", drive.last_install);
    Put("last_arrival", drive.arrival), Put("last_removal", drive.removal);
    Put("enum_key_write", drive.key_write);
    Visits(report_.judged->visits[index]);
    json_.Key("register"), json_.StartObject();
    Put("state", answer.state);
    if (answer.device != nullptr) {
      PutSome("owner", answer.device->owner), PutSome("unit", answer.device->unit);
      json_.Key("line"), json_.Uint64(answer.device->line);
    }
    json_.EndObject();
    Evidence(drive.facts);
    Notes(drive.inconsistencies);
    json_.EndObject();
  }

  void Visits(const std::vector<UsbVisit>& visits) {
    json_.Key("visits"), json_.StartArray();
    for (const UsbVisit& visit : visits) {
      json_.StartObject();
      Put("arrived", visit.arrived), Put("left", visit.left);
      if (visit.last_seen) Put("last_seen", visit.last_seen);
      json_.Key("evidence_count"), json_.Uint64(visit.facts.size());
      json_.EndObject();
    }
    json_.EndArray();
  }

  void PutSource(const Source& source) {
    Begin();
    Put("kind", SourceKindName(source.id.kind)), PutSome("path", source.id.path);
    PutSome("user", source.id.user), PutSome("sha256", source.sha256);
    json_.Key("bytes"), json_.Uint64(source.size);
    json_.Key("units"), json_.Uint64(source.units);
    json_.Key("read"), json_.Bool(source.read);
    json_.Key("partial"), json_.Bool(source.partial);
    Notes(source.notes);
    json_.EndObject();
  }

  const AuditReport& report_;
  const std::map<std::string, std::string> machine_;
  std::string_view record_;  // what the line is; empty in the whole
  rapidjson::StringBuffer buffer_;
  Json json_;
};

}  // namespace

std::string ReportJson(const AuditReport& report) {
  return Writer<rapidjson::PrettyWriter<rapidjson::StringBuffer>>(report).Whole();
}

std::string ReportLines(const AuditReport& report) {
  return Writer<rapidjson::Writer<rapidjson::StringBuffer>>(report).Lines();
}

}  // namespace niem::audit
