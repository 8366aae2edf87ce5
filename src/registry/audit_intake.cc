#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/audit_intake.h"

#include <algorithm>

#include "audit/rules.h"
#include "base/digest.h"
#include "base/json_text.h"
#include "registry/report_values.h"

namespace niem::registry {
namespace {

using rapidjson::Value;

constexpr size_t kMaxSubject = 4000;
constexpr size_t kMaxCode = 80;
constexpr size_t kMaxHeuristics = 24, kMaxHeuristic = 120;  // how many; bytes of one's words

Error Bad(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

Error NotAnAudit() {
  return Bad("không phải báo cáo JSON của niem audit (--format json)",
             "this is no JSON report of niem audit (--format json)");
}

// Its findings would stand beside the same ones under their names.
Error IsRedacted() {
  return Bad(
      "báo cáo này đã che tên tài liệu (--redact), không nhập vào sổ được: hãy nhập bản đầy đủ",
      "documents' names are hidden in this report (--redact), it cannot be entered: import "
      "the full one");
}

Error Newer(std::string_view word) {
  const std::string shown = Short(word, 40);
  return Bad(
      "báo cáo của bản niem audit mới hơn (“" + shown + "”): nâng cấp máy chủ rồi nhập lại",
      "a report of a newer niem audit (“" + shown + "”): upgrade the server, then import it");
}

Error TooMany(size_t most) {
  const std::string number = std::to_string(most);
  return {ErrorCode::kTooLarge,
          {"báo cáo có hơn " + number + " mục", "the report holds more than " + number + " items"}};
}

std::string Capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// A code of ours: small letters, digits, "._-".
bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCode &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

std::string Joined(const Value& object, const char* name) {
  std::string all;
  const Value* list = ArrayIn(object, name);
  if (list == nullptr) return all;
  for (const Value& one : list->GetArray()) {
    if (!one.IsString() || all.size() > kMaxWord) continue;
    all += (all.empty() ? "" : ", ") + Short({one.GetString(), one.GetStringLength()}, 100);
  }
  return all;
}

std::string ClausesOf(const Value& json) {
  std::string all;
  const Value* list = ArrayIn(json, "clauses");
  if (list == nullptr) return all;
  for (const Value& one : list->GetArray()) {
    if (!one.IsObject() || all.size() > kMaxWord) continue;
    all += (all.empty() ? "" : "; ") + Short(TextIn(one, "instrument"), 100) + " " +
           Short(TextIn(one, "article"), 200) + " [" + Short(TextIn(one, "certainty"), 8) + "]";
  }
  return all;
}

std::string SubjectOf(const Value& json) {
  std::string all;
  const Value* subject = ObjectIn(json, "subject");
  if (subject == nullptr) return all;
  for (const auto& member : subject->GetObject()) {
    if (!member.value.IsString() || all.size() > kMaxSubject) continue;
    const std::string name = Short({member.name.GetString(), member.name.GetStringLength()}, 40);
    if (!IsCode(name)) continue;
    all += (all.empty() ? "" : "\n") + name + "=" +
           Short({member.value.GetString(), member.value.GetStringLength()});
  }
  return all;
}

// What the report says in words of the behaviours that it counts: lines beside "heuristic=H1, H3",
// one for each language. Older reports have none.
std::string WordsOf(const Value& json, const char* lang) {
  std::string all;
  const Value* list = ArrayIn(json, "heuristics");
  if (list == nullptr) return all;
  size_t count = 0;
  for (const Value& one : list->GetArray()) {
    if (!one.IsObject() || ++count > kMaxHeuristics) continue;
    const std::string code = Short(TextIn(one, "code"), 8);
    const std::string words = Short(TextIn(one, lang), kMaxHeuristic);
    if (code.empty() || words.empty()) continue;
    all += (all.empty() ? "" : "; ") + code + " " + words;
  }
  return all.empty() ? all : std::string("\nheuristic.") + lang + "=" + all;
}

// The device that it is about; else what its rule groups by; of a rule that this program does not
// know, all that is said of its subject.
std::string IdentityOf(const Value& json, const AuditFinding& finding,
                       const audit::RulePack& pack) {
  std::string identity = finding.rule;
  if (const Value* device = ObjectIn(json, "device")) {
    for (const char* name : {"vid", "pid", "serial"})
      identity += "\n" + Capitals(Short(TextIn(*device, name)));
    return identity;
  }
  const auto rule = std::find_if(pack.rules().begin(), pack.rules().end(),
                                 [&](const audit::Rule& one) { return one.id == finding.rule; });
  if (rule == pack.rules().end()) return identity + "\n" + finding.subject;
  const Value* subject = ObjectIn(json, "subject");
  for (const std::string& field : rule->group_by) {
    identity += "\n";
    if (subject != nullptr) identity += Capitals(Short(TextIn(*subject, field.c_str())));
  }
  return identity;
}

std::string Hashed(const std::string& text) {
  const Digest digest = Sha256Of(AsBytes(text));
  return ToHex(Bytes(digest.data(), digest.size()));
}

class Reader {
 public:
  explicit Reader(const audit::RulePack& pack) : pack_(pack) {}

  Result<AuditRead> Read(const Value& json, std::string_view text) {
    const std::string_view format = TextIn(json, "format");
    if (!format.starts_with("niem-audit/")) return NotAnAudit();
    if (format != "niem-audit/1") return Newer(format);
    const Value* run = ObjectIn(json, "run");
    const Value* findings = ArrayIn(json, "findings");
    const Value* devices = ArrayIn(json, "devices");
    const Value* sources = ArrayIn(json, "sources");
    if (run == nullptr || findings == nullptr || devices == nullptr || sources == nullptr) {
      return NotAnAudit();
    }
    if (FlagIn(*run, "redacted")) return IsRedacted();
    PutRun(*run);
    if (const Value* machine = ObjectIn(json, "machine"))
      read_.machine = Short(TextIn(*machine, "name"));
    for (const Value& one : findings->GetArray()) TRY(AddFinding(one));
    for (const Value& one : devices->GetArray()) TRY(AddDevice(one));
    for (const Value& one : sources->GetArray()) {
      if (one.IsObject() && !FlagIn(one, "read")) ++read_.report.unread;
    }
    read_.report.sha256 = Hashed(std::string(text));
    return std::move(read_);
  }

 private:
  void PutRun(const Value& run) {
    AuditReport& report = read_.report;
    report.profile = Short(TextIn(run, "profile"), 40);
    report.inspector = Short(TextIn(run, "inspector"), 200);
    report.started = Short(TextIn(run, "started"), 64);
    report.finished = Short(TextIn(run, "finished"), 64);
    report.version = Short(TextIn(run, "version"), 64);
    report.interrupted = FlagIn(run, "interrupted");
  }

  Status AddFinding(const Value& json) {
    if (!json.IsObject()) return NotAnAudit();
    const std::string_view verdict = TextIn(json, "verdict");
    if (verdict == "not_seen" || verdict == "source_absent") return Ok();
    if (verdict != "seen") return Newer(verdict);
    const std::string_view standing = TextIn(json, "standing");
    const auto known = FromCode<AuditStanding>(standing);
    if (!known) {
      if (standing != "note" && standing != "expected") return Newer(standing);
      ++read_.report.noted;
      return Ok();
    }
    (*known == AuditStanding::kViolation ? read_.report.violations : read_.report.indications) += 1;
    if (read_.findings.size() == kMaxAuditFindings) return TooMany(kMaxAuditFindings);
    AuditFinding finding;
    finding.standing = *known;
    return PutFinding(json, std::move(finding));
  }

  Status PutFinding(const Value& json, AuditFinding finding) {
    finding.rule = Short(TextIn(json, "rule"), kMaxCode);
    if (!IsCode(finding.rule)) return NotAnAudit();
    const auto grade = FromCode<AuditGrade>(TextIn(json, "grade"));
    if (!grade) return Newer(TextIn(json, "grade"));
    finding.grade = *grade;
    if (const Value* title = ObjectIn(json, "title")) {
      finding.title = Short(TextIn(*title, "vi"));
      finding.title_en = Short(TextIn(*title, "en"));
    }
    if (finding.title.empty()) finding.title = finding.rule;
    if (finding.title_en.empty()) finding.title_en = finding.title;
    finding.clauses = ClausesOf(json);
    finding.subject = SubjectOf(json);
    finding.identity = Hashed(IdentityOf(json, finding, pack_));
    if (!finding.subject.empty()) finding.subject += WordsOf(json, "vi") + WordsOf(json, "en");
    finding.first = Short(TextIn(json, "first"), 64),
    finding.last = Short(TextIn(json, "last"), 64);
    finding.time_origin = Short(TextIn(json, "time_origin"), 20);
    finding.last_origin = Short(TextIn(json, "last_origin"), 20);
    finding.evidence = CountIn(json, "evidence_count");
    read_.findings.push_back(std::move(finding));
    return Ok();
  }

  // A device without any number cannot be told from another: it stands in its finding alone.
  Status AddDevice(const Value& json) {
    if (!json.IsObject()) return NotAnAudit();
    DeviceRead one;
    Device& device = one.device;
    device.kind = "storage";
    device.vid = Capitals(Short(TextIn(json, "vid"), 8));
    device.pid = Capitals(Short(TextIn(json, "pid"), 8));
    device.serial = Capitals(Short(TextIn(json, "serial"), 200));
    device.made_up = FlagIn(json, "serial_made_up");
    if (device.serial.empty()) return Ok();
    if (read_.devices.size() == kMaxAuditDevices) return TooMany(kMaxAuditDevices);
    device.name = Short(TextIn(json, "name"), 200);
    if (device.name.empty()) {
      device.name = Short(TextIn(json, "vendor"), 100) + " " + Short(TextIn(json, "product"), 100);
    }
    DeviceUse& use = one.use;
    use.first = Short(TextIn(json, "first"), 64), use.last = Short(TextIn(json, "last"), 64);
    use.time_origin = Short(TextIn(json, "time_origin"), 20);
    use.last_origin = Short(TextIn(json, "last_origin"), 20);
    use.labels = Joined(json, "labels"), use.letters = Joined(json, "letters");
    use.users = Joined(json, "users");
    if (const Value* given = ObjectIn(json, "register"))
      use.said = Short(TextIn(*given, "state"), 40);
    read_.devices.push_back(std::move(one));
    return Ok();
  }

  const audit::RulePack& pack_;
  AuditRead read_;
};

}  // namespace

Result<AuditRead> ReadAudit(std::string_view text) {
  if (text.size() > kMaxAuditBytes) {
    return Error(ErrorCode::kTooLarge,
                 {"báo cáo lớn hơn 16 MiB", "the report is larger than 16 MiB"});
  }
  static const Result<audit::RulePack> kPack = audit::RulePack::BuiltIn();
  if (!kPack.ok()) return kPack.error();
  rapidjson::Document json;
  if (ParseForeignJson(text, &json) || !json.IsObject()) {
    return text.find("\"niem-audit/") == std::string_view::npos
               ? NotAnAudit()
               : Bad("báo cáo hỏng hoặc bị cắt; lấy lại tệp gốc",
                     "the report is broken or was cut short; fetch the original file");
  }
  return Reader(*kPack).Read(json, text);
}

}  // namespace niem::registry
