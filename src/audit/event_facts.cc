#include "audit/event_facts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "audit/device_id.h"
#include "audit/hosts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// Event 10000's own bits: 1 connected, 2 disconnected, 4 and 16 a local network by IPv4 and IPv6,
// 8 and 32 the Internet.
constexpr uint64_t kInternet = 0x8 | 0x20, kLocal = 0x4 | 0x10;
constexpr int64_t kClockStep = 600;  // seconds; less is ordinary keeping of time

uint64_t Number(const std::string& text) {
  uint64_t number = 0;
  const bool hex = text.starts_with("0x");
  (void)std::from_chars(text.data() + (hex ? 2 : 0), text.data() + text.size(), number,
                        hex ? 16 : 10);
  return number;
}

Fact& Put(std::string_view kind, const Event& event, SourceFacts& facts) {
  Fact& fact = facts.Add(
      kind, "record " + std::to_string(event.record) + ", event " + std::to_string(event.id));
  fact.Set("provider", event.provider)
      .Set("event", std::to_string(event.id))
      .Set("at", event.created);
  return fact;
}

// The identifier of a USB device, whatever the event calls it.
std::string UsbDeviceIn(const Event& event) {
  for (const auto& [name, value] : event.values) {
    const auto id = ParseDeviceId(value);
    if (id && id->bus != "SCSI") return value;
  }
  return {};
}

void Device(const Event& event, SourceFacts& facts) {
  const std::string device = UsbDeviceIn(event);
  if (device.empty()) return;
  const DeviceId id = ParseDeviceId(device).value_or(DeviceId{});
  Put("event.device", event, facts)
      .Set("device", device)
      .Set("vid", id.vid)
      .Set("pid", id.pid)
      .Set("serial", id.serial)
      .Set("driver", event.Value("DriverName"))
      .Set("service", event.Value("ServiceName"));
}

// Bytes 39-42, 67-70 or 72-75 of a boot sector, by file system.
std::string VolumeSerial(const std::string& hex) {
  const auto at = [&](size_t byte) {
    return hex.size() >= (byte + 1) * 2 ? hex.substr(byte * 2, 2) : std::string("00");
  };
  const auto is = [&](size_t byte, std::string_view text) {
    return hex.size() >= (byte + text.size()) * 2 &&
           hex.compare(byte * 2, text.size() * 2, HexText(AsBytes(text))) == 0;
  };
  size_t place = 0;
  if (is(3, "NTFS")) place = 72;
  if (is(3, "EXFAT")) place = 100;
  if (is(82, "FAT32")) place = 67;
  if (is(54, "FAT1")) place = 39;
  if (place == 0) return {};
  return Upper(at(place + 3) + at(place + 2) + "-" + at(place + 1) + at(place));
}

void Partition(const Event& event, SourceFacts& facts) {
  const auto id = ParseDeviceId(event.Value("ParentId"));
  const bool usb = event.Value("BusType") == "7" || (id && id->bus == "USB");
  if (!usb) return;
  Fact& fact = Put("event.partition", event, facts);
  for (const auto& [name, field] : {std::pair<const char*, const char*>{"ParentId", "device"},
                                    {"Manufacturer", "vendor"},
                                    {"Model", "product"},
                                    {"SerialNumber", "inquiry_serial"},
                                    {"DiskId", "disk_id"},
                                    {"Capacity", "capacity"}}) {
    fact.Set(field, event.Value(name));
  }
  fact.Set("present", std::string(Number(event.Value("Capacity")) > 0 ? "yes" : "no"));
  for (const char* name : {"Vbr0", "Vbr1", "Vbr2", "Vbr3"}) {
    fact.Set("volume_serial", VolumeSerial(event.Value(name)));
  }
}

void Network(const Event& event, SourceFacts& facts) {
  const uint64_t state = Number(event.Value("State"));
  Put("event.network", event, facts)
      .Set("name", event.Value("Name"))
      .Set("guid", Lower(event.Value("Guid")))
      .Set("state", event.Value("State"))
      .Set("connected", std::string(event.id == 10000 ? "yes" : "no"))
      .Set("internet", std::string((state & kInternet) != 0 && event.id == 10000 ? "yes" : ""))
      .Set("local", std::string((state & kLocal) != 0 && event.id == 10000 ? "yes" : ""));
}

void Wifi(const Event& event, SourceFacts& facts) {
  Put("event.wifi", event, facts)
      .Set("ssid", event.Value("SSID"))
      .Set("profile", event.Value("ProfileName"))
      .Set("bssid", event.Value("BSSID"))
      .Set("connected", std::string(event.id == 8001 ? "yes" : "no"));
}

void Mobile(const Event& event, SourceFacts& facts) {
  Put("event.mobile", event, facts).Set("name", event.Value("ProfileName"));
}

void Update(const Event& event, SourceFacts& facts) {
  Put("event.update", event, facts).Set("title", event.Value("updateTitle"));
}

void Download(const Event& event, SourceFacts& facts) {
  const std::string host = HostOf(event.Value("url"));
  if (!host.empty()) Put("event.download", event, facts).Set("server", host);
}

void TimeServer(const Event& event, SourceFacts& facts) {
  // "time.windows.com,0x9 (ntp.m|0x9|0.0.0.0:123->168.61.215.74:123)"
  const std::string source = event.Value("TimeSource");
  Put("event.time_server", event, facts)
      .Set("server", source.substr(0, source.find_first_of(", ")));
}

std::optional<Moment> TimeIn(const Event& event, std::string_view name) {
  const std::string text = event.Value(name);
  std::array<int, 6> numbers{};
  size_t at = 0;
  for (int& number : numbers) {
    const auto result = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (result.ec != std::errc()) return std::nullopt;
    at = std::min<size_t>(static_cast<size_t>(result.ptr - text.data()) + 1, text.size());
  }
  return Moment::FromCivil(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
                           0, TimeOrigin::kUtc);
}

void Clock(const Event& event, SourceFacts& facts) {
  const auto before = TimeIn(event, "OldTime"), after = TimeIn(event, "NewTime");
  if (!before || !after) return;
  const int64_t step = (after->ticks - before->ticks) / kTicksPerSecond;
  if (step > -kClockStep && step < kClockStep) return;
  Put("event.clock", event, facts)
      .Set("step_seconds", std::to_string(step))
      .Set("direction", std::string(step < 0 ? "back" : "forward"))
      .Set("before", before)
      .Set("after", after);
}

void Cleared(const Event& event, SourceFacts& facts) {
  Put("event.log_cleared", event, facts)
      .Set("channel", event.Value("Channel"))
      .Set("user", event.Value("SubjectUserName"));
}

// What Defender did (MPTHREAT_ACTION). Its name in the event is a number of a message ("%%809") on
// newer systems, and in the machine's language on older ones.
std::string ActionOf(const Event& event) {
  switch (Number(event.Value("Action ID"))) {
    case 1:
      return "cleaned";
    case 2:
      return "quarantined";
    case 3:
      return "removed";
    case 6:
      return "allowed";
    case 8:
      return "left to the user";
    case 9:
      return "none yet";
    case 10:
      return "blocked";
    default:
      return event.Value("Action Name");
  }
}

void Malware(const Event& event, SourceFacts& facts) {
  Put("event.malware", event, facts)
      .Set("name", event.Value("Threat Name"))
      .Set("path", event.Value("Path"))
      .Set("action", ActionOf(event));
}

void ProtectionOff(const Event& event, SourceFacts& facts) {
  Put("event.protection_off", event, facts);
}

struct Known {
  std::string_view provider;
  uint32_t first, last;  // identifiers
  void (*put)(const Event& event, SourceFacts& facts);
};

// 6416: a device was recognised by the system (only where auditing of it is on).
constexpr Known kKnown[] = {
    {"Microsoft-Windows-Kernel-PnP", 400, 430, Device},
    {"Microsoft-Windows-UserPnp", 20001, 20003, Device},
    {"Microsoft-Windows-DriverFrameworks-UserMode", 1000, 10110, Device},
    {"Microsoft-Windows-Security-Auditing", 6416, 6416, Device},
    {"Microsoft-Windows-Partition", 1006, 1006, Partition},
    {"Microsoft-Windows-NetworkProfile", 10000, 10001, Network},
    {"Microsoft-Windows-WLAN-AutoConfig", 8001, 8001, Wifi},
    {"Microsoft-Windows-WLAN-AutoConfig", 8003, 8003, Wifi},
    {"Microsoft-Windows-WWAN-SVC-Events", 0, 65535, Mobile},
    {"Microsoft-Windows-WindowsUpdateClient", 19, 19, Update},
    {"Microsoft-Windows-Bits-Client", 59, 59, Download},
    {"Microsoft-Windows-Time-Service", 35, 37, TimeServer},
    {"Microsoft-Windows-Kernel-General", 1, 1, Clock},
    {"Microsoft-Windows-Eventlog", 104, 104, Cleared},
    {"Microsoft-Windows-Eventlog", 1102, 1102, Cleared},
    {"Microsoft-Windows-Windows Defender", 1116, 1117, Malware},
    {"Microsoft-Windows-Windows Defender", 5001, 5001, ProtectionOff},
};

void PutEvent(const Event& event, SourceFacts& facts) {
  for (const Known& known : kKnown) {
    if (event.id >= known.first && event.id <= known.last &&
        SameName(event.provider, known.provider)) {
      known.put(event, facts);
    }
  }
}

}  // namespace

SourceFacts ReadEvents(Bytes bytes) {
  SourceFacts facts;
  std::optional<Moment> first, last;
  std::string computer;
  const auto state = ReadEventLog(bytes, [&](const Event& event) {
    PutEvent(event, facts);
    computer = event.computer;
    if (!event.created) return;
    if (!first || event.created->ticks < first->ticks) first = event.created;
    if (!last || event.created->ticks > last->ticks) last = event.created;
  });
  if (!state.ok()) {
    facts.notes.push_back(state.error().message());
    facts.failed = true;
    return facts;
  }
  facts.units = state->records;
  facts.Add("log.span", "").Set("first", first).Set("last", last).Set("computer", computer);
  if (state->damaged_records > 0 || state->damaged_chunks > 0) {
    const std::string records = std::to_string(state->damaged_records);
    const std::string chunks = std::to_string(state->damaged_chunks);
    facts.Lack("nhật ký hỏng một phần: " + records + " bản ghi, " + chunks + " khối",
               "the log is damaged in part: " + records + " records, " + chunks + " chunks");
  }
  if (state->missing_records > 0) {
    const std::string missing = std::to_string(state->missing_records);
    facts.Note("số bản ghi không liên tục: thiếu " + missing,
               "record numbers are not continuous: " + missing + " missing");
  }
  return facts;
}

}  // namespace niem::audit
