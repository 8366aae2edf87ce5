// Snapshots to facts, the same for every system that takes them. Records and their values:
//
//   device     port vid pid serial product vendor class; interface ("08/06/50 usb-storage name"),
//              repeated; disk, capacity; volume ("3C61-09A4 LABEL"), letter, repeated
//   interface  name medium (wifi wired mobile vpn bluetooth other) up (yes) address, repeated;
//              gateway default (yes)
//   traffic    internet: how many connections to addresses of the Internet stand now
//   mount      path disk label user
//   process    name path
//   mutex      name
//   machine    name manufacturer model machine_serial
#include <set>

#include "audit/live.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

bool IsHub(const SnapshotRecord& record) {
  return record.Get("class") == "09";
}

// "08/06/50 usb-storage MTP" → its parts.
struct Interface {
  std::string kind, driver, name;
};

Interface InterfaceOf(const std::string& text) {
  const size_t first = std::min(text.find(' '), text.size());
  const size_t second = std::min(text.find(' ', first + 1), text.size());
  Interface out{text.substr(0, first), {}, {}};
  if (first < text.size()) out.driver = text.substr(first + 1, second - first - 1);
  if (second < text.size()) out.name = text.substr(second + 1);
  return out;
}

// What it is to the computer: its drivers tell, and where it has none, what it says of itself.
// 06: still image (PTP); MTP has no class of its own, only its interface's name.
std::string ServiceOf(const SnapshotRecord& record) {
  std::string service;
  for (const std::string& text : record.All("interface")) {
    const Interface one = InterfaceOf(text);
    if (one.driver == "usb-storage" || one.driver == "uas") return one.driver;
    if (one.kind.starts_with("08/")) return "usb-storage";
    if (service.empty() && one.driver != "-") service = one.driver;
  }
  return service;
}

std::string PhoneOf(const SnapshotRecord& record) {
  for (const std::string& text : record.All("interface")) {
    const Interface one = InterfaceOf(text);
    if (one.kind.starts_with("06/")) return "ptp";
    if (Lower(one.name).find("mtp") != std::string::npos) return "mtp";
  }
  return {};
}

void Device(const SnapshotRecord& record, const Moment& at, SourceFacts& facts) {
  if (IsHub(record)) return;
  Fact& fact = facts.Add("live.device", "usb " + record.Get("port"));
  for (const char* name : {"port", "serial", "product", "vendor", "disk", "capacity"})
    fact.Set(name, record.Get(name));
  fact.Set("vid", Upper(record.Get("vid"))).Set("pid", Upper(record.Get("pid")));
  fact.Set("service", ServiceOf(record)).Set("phone", PhoneOf(record)).Set("at", at);
  std::string classes, drivers;
  for (const std::string& text : record.All("interface")) {
    const Interface one = InterfaceOf(text);
    classes += (classes.empty() ? "" : " ") + one.kind;
    if (one.driver != "-") drivers += (drivers.empty() ? "" : " ") + one.driver;
  }
  fact.Set("classes", classes).Set("drivers", drivers).Set("letter", record.Get("letter"));
  for (const std::string& text : record.All("volume")) {
    const size_t gap = std::min(text.find(' '), text.size());
    Fact& volume = facts.Add("live.volume", "usb " + record.Get("port"));
    for (const char* name : {"vid", "pid", "serial"}) volume.Set(name, Upper(record.Get(name)));
    volume.Set("serial", record.Get("serial")).Set("at", at);
    volume.Set("volume_serial", text.substr(0, gap) == "-" ? "" : Upper(text.substr(0, gap)));
    if (gap < text.size()) volume.Set("label", text.substr(gap + 1));
  }
}

void Network(const SnapshotRecord& record, const Moment& at, SourceFacts& facts) {
  Fact& fact = facts.Add("live.interface", record.Get("name"));
  for (const char* name : {"medium", "up", "gateway", "default"}) fact.Set(name, record.Get(name));
  std::string addresses;
  for (const std::string& address : record.All("address"))
    addresses += (addresses.empty() ? "" : ", ") + address;
  fact.Set("interface", record.Get("name")).Set("address", addresses).Set("at", at);
}

void Other(const SnapshotRecord& record, const char* kind, const char* locator,
           std::initializer_list<const char*> names, const Moment& at, SourceFacts& facts) {
  Fact& fact = facts.Add(kind, record.Get(locator));
  for (const char* name : names) fact.Set(name, record.Get(name));
  fact.Set("at", at);
}

}  // namespace

SourceFacts ReadSnapshot(Bytes bytes) {
  SourceFacts facts;
  const auto snapshot = Snapshot::Parse(ValidUtf8(AsText(bytes)));
  if (!snapshot.ok()) {
    facts.failed = true;
    facts.notes.push_back(snapshot.error().message());
    return facts;
  }
  facts.units = snapshot->records.size();
  const Moment& at = snapshot->at;
  for (const SnapshotRecord& record : snapshot->records) {
    if (record.name == "device")
      Device(record, at, facts);
    else if (record.name == "interface")
      Network(record, at, facts);
    else if (record.name == "traffic")
      Other(record, "live.traffic", "connections", {"connections"}, at, facts);
    else if (record.name == "mount")
      Other(record, "linux.mount", "path", {"path", "disk", "label", "user"}, at, facts);
    else if (record.name == "process")
      Other(record, "live.process", "name", {"name", "path"}, at, facts);
    else if (record.name == "mutex")
      Other(record, "live.mutex", "name", {"name"}, at, facts);
    else if (record.name == "machine")
      Other(record, "machine", "name", {"name", "manufacturer", "model", "machine_serial"}, at,
            facts);
  }
  return facts;
}

}  // namespace niem::audit
