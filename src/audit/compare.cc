#define RAPIDJSON_HAS_STDSTRING 1
#include "audit/compare.h"

#include <rapidjson/document.h>

#include <algorithm>

#include "audit/wide.h"
#include "base/json_text.h"

namespace niem::audit {
namespace {

using Json = rapidjson::Value;

constexpr size_t kMaxBytes = 64u << 20;
constexpr size_t kMaxDevices = 10'000;
constexpr size_t kMaxText = 300;
constexpr size_t kMaxHives = 100;

const Json* Member(const Json& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string TextOf(const Json& object, const char* name) {
  const Json* value = Member(object, name);
  if (value == nullptr || !value->IsString()) return {};
  return ValidUtf8(
      std::string_view(value->GetString(), value->GetStringLength()).substr(0, kMaxText));
}

}  // namespace

Result<OtherReport> ReadOtherReport(std::string_view json, const std::string& name) {
  if (json.size() > kMaxBytes) {
    return Error(ErrorCode::kTooLarge,
                 {name + ": báo cáo quá lớn", name + ": the report is too large"});
  }
  rapidjson::Document root;
  const Json* devices = ParseForeignJson(json, &root) ? nullptr : Member(root, "devices");
  if (devices == nullptr || !devices->IsArray() || TextOf(root, "format") != "niem-audit/1") {
    return Error(ErrorCode::kInvalidArgument, {name + ": không phải báo cáo JSON của niem audit",
                                               name + ": not a JSON report of niem audit"});
  }
  OtherReport report;
  report.machine = name, report.file = name;
  if (const Json* fields = Member(root, "machine"); fields != nullptr) {
    if (const std::string called = TextOf(*fields, "name"); !called.empty())
      report.machine = called;
  }
  if (const Json* run = Member(root, "run"); run != nullptr)
    report.profile = TextOf(*run, "profile");
  if (const Json* sources = Member(root, "sources"); sources != nullptr && sources->IsArray()) {
    for (const Json& source : sources->GetArray()) {
      const std::string digest = TextOf(source, "sha256");
      const bool hive = TextOf(source, "kind") == SourceKindName(SourceKind::kSystemHive);
      if (hive && !digest.empty() && report.hives.size() < kMaxHives)
        report.hives.push_back(digest);
    }
  }
  for (const Json& device : devices->GetArray()) {
    const Json* made_up = Member(device, "serial_made_up");
    if (made_up != nullptr && made_up->IsTrue()) continue;
    OtherDrive drive;
    drive.vid = TextOf(device, "vid"), drive.pid = TextOf(device, "pid");
    drive.serial = TextOf(device, "serial"), drive.name = TextOf(device, "name");
    drive.first = TextOf(device, "first"), drive.last = TextOf(device, "last");
    if (!drive.serial.empty()) report.drives.push_back(std::move(drive));
    if (report.drives.size() >= kMaxDevices) break;
  }
  return report;
}

bool SameDrive(std::string_view vid, std::string_view pid, std::string_view serial,
               const OtherDrive& other) {
  const bool same_model =
      vid.empty() || other.vid.empty() || (SameName(vid, other.vid) && SameName(pid, other.pid));
  return same_model && !serial.empty() && SameName(serial, other.serial);
}

namespace {

Fact BridgeOf(const UsbDrive& drive, size_t index, const OtherReport& report,
              const OtherDrive& other, bool mixed) {
  Fact fact;
  fact.kind = "device.bridge";
  fact.Set("drive", std::to_string(index))
      .Set("vid", drive.vid)
      .Set("pid", drive.pid)
      .Set("serial", drive.serial)
      .Set("name", drive.name)
      .Set("other", report.machine)
      .Set("other_profile", report.profile)
      .Set("other_first", other.first)
      .Set("other_last", other.last)
      .Set("mixed", std::string(mixed ? "yes" : "no"))
      .Set("first", drive.first)
      .Set("last", drive.last);
  return fact;
}

}  // namespace

std::vector<Text> TakeOutOwn(std::vector<OtherReport>& others, const Collected& collected) {
  std::vector<Text> notes;
  std::string name;
  for (const Fact& fact : collected.facts) {
    if (fact.kind == "machine" && name.empty()) name = fact.Field("name");
  }
  std::erase_if(others, [&](const OtherReport& other) {
    const bool own = std::ranges::any_of(collected.sources, [&](const Source& source) {
      return source.id.kind == SourceKind::kSystemHive && !source.sha256.empty() &&
             std::ranges::find(other.hives, source.sha256) != other.hives.end();
    });
    if (own) {
      notes.push_back(
          {"--compare " + other.file +
               ": báo cáo của chính máy này (cùng tệp registry SYSTEM), không đối chiếu",
           "--compare " + other.file +
               ": a report of this very computer (the same SYSTEM hive), not compared"});
    } else if (!name.empty() && SameName(name, other.machine)) {
      notes.push_back({"--compare " + other.file + ": máy kia cũng tên " + name +
                           "; nếu là chính máy này thì “dùng ở nhiều máy” không có nghĩa",
                       "--compare " + other.file + ": that computer is called " + name +
                           " too; if it is this very one, “used in several computers” means "
                           "nothing"});
    }
    return own;
  });
  return notes;
}

std::vector<Fact> BridgesOf(const std::vector<UsbDrive>& drives,
                            const std::vector<OtherReport>& others, std::string_view profile) {
  std::vector<Fact> bridges;
  for (size_t i = 0; i < drives.size(); ++i) {
    if (drives[i].made_up) continue;
    for (const OtherReport& report : others) {
      const bool mixed = (profile == "drafting") != (report.profile == "drafting");
      for (const OtherDrive& other : report.drives) {
        if (SameDrive(drives[i].vid, drives[i].pid, drives[i].serial, other))
          bridges.push_back(BridgeOf(drives[i], i, report, other, mixed));
      }
    }
  }
  return bridges;
}

}  // namespace niem::audit
