#include "audit/device_id.h"

#include <algorithm>
#include <array>
#include <vector>

#include "audit/wide.h"

namespace niem::audit {
namespace {

std::vector<std::string_view> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find_first_of(separators, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// "0781" after "VID_"; empty where that is not four hexadecimal digits.
std::string Hex4After(std::string_view part, std::string_view mark) {
  if (!StartsWithName(part, mark)) return {};
  const std::string digits = Upper(part.substr(mark.size()));
  const bool hexadecimal =
      digits.size() == 4 && digits.find_first_not_of("0123456789ABCDEF") == std::string::npos;
  return hexadecimal ? digits : std::string();
}

void ReadUsb(std::string_view device, DeviceId& id) {
  for (const std::string_view part : Split(device, "&")) {
    if (id.vid.empty()) id.vid = Hex4After(part, "VID_");
    if (id.pid.empty()) id.pid = Hex4After(part, "PID_");
    if (StartsWithName(part, "MI_")) id.interface_number = Upper(part.substr(3));
  }
}

void ReadStorage(std::string_view device, DeviceId& id) {
  const std::vector<std::string_view> parts = Split(device, "&");
  id.type = Upper(parts[0]);
  for (const std::string_view part : parts) {
    if (StartsWithName(part, "VEN_")) id.vendor = part.substr(4);
    if (StartsWithName(part, "PROD_")) id.product = part.substr(5);
    if (StartsWithName(part, "REV_")) id.revision = part.substr(4);
  }
}

}  // namespace

bool IsMadeUp(std::string_view instance) {
  return instance.size() > 1 && instance[1] == '&';
}

std::string PlainSerial(std::string_view instance) {
  constexpr std::string_view kSuperSpeed = "MSFT30";
  if (instance.size() > kSuperSpeed.size() && StartsWithName(instance, kSuperSpeed)) {
    instance.remove_prefix(kSuperSpeed.size());
  }
  if (IsMadeUp(instance)) return std::string(instance.substr(0, instance.find('&', 2)));
  const size_t unit = instance.rfind('&');
  const bool numbered =
      unit != std::string_view::npos && unit > 1 && unit + 1 < instance.size() &&
      instance.find_first_not_of("0123456789", unit + 1) == std::string_view::npos;
  return std::string(numbered ? instance.substr(0, unit) : instance);
}

std::optional<DeviceId> ParseDeviceId(std::string_view text) {
  const std::vector<std::string_view> parts = Split(text, "\\#");
  for (size_t i = parts.size(); i >= 3; --i) {
    std::string_view bus = parts[i - 3];
    const std::string_view device = parts[i - 2], instance = parts[i - 1];
    if (bus.starts_with("_??_")) bus.remove_prefix(4);
    DeviceId id;
    id.bus = Upper(bus);
    if (instance.empty() || instance.starts_with("{")) continue;
    if (id.bus == "USB")
      ReadUsb(device, id);
    else if (id.bus == "USBSTOR" || id.bus == "SCSI")
      ReadStorage(device, id);
    else
      continue;
    if (id.bus == "USB" && (id.vid.empty() || id.pid.empty())) continue;
    id.made_up = IsMadeUp(instance);
    const size_t unit = instance.rfind('&');
    id.further_unit = unit != std::string_view::npos && instance.substr(unit) != "&0";
    // A USB port's number behind a made-up serial is not a unit number.
    id.serial = id.bus == "USB" && id.made_up ? std::string(instance) : PlainSerial(instance);
    return id;
  }
  return std::nullopt;
}

}  // namespace niem::audit
