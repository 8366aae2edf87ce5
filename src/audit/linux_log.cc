#include "audit/linux_log.h"

#include <algorithm>
#include <charconv>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxInterfaces = 1000;
constexpr size_t kMaxName = 200;
constexpr int kClockStep = 600;  // seconds; less is ordinary keeping of time

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What stands between two marks; empty where they are not there.
std::string Between(std::string_view text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + from.size());
  const size_t end = rest.find(to);
  if (end > kMaxName) return {};  // or not there at all
  return std::string(rest.substr(0, end));
}

// "device (wlp2s0): ..." → "wlp2s0"
std::string InterfaceIn(std::string_view text, std::string_view before) {
  return Between(text, std::string(before) + " (", ")");
}

// "<info>  [1777816232.1] " before what NetworkManager says.
std::string_view WithoutLevel(std::string_view text) {
  if (!text.starts_with("<")) return text;
  text.remove_prefix(std::min(text.find('>') + 1, text.size()));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const size_t end = text.find("] ");
  if (!text.starts_with("[") || end > 25) return text;
  const bool time = text.substr(1, end - 1).find_first_not_of("0123456789.") == text.npos;
  return time ? text.substr(end + 2) : text;
}

void Remember(std::map<std::string, std::string, std::less<>>& map, const std::string& key,
              std::string value) {
  if (map.size() >= kMaxInterfaces) map.clear();
  map[key] = std::move(value);
}

constexpr std::string_view kPrograms[] = {"kernel",       "NetworkManager", "wpa_supplicant",
                                          "ModemManager", "udisksd",        "chronyd",
                                          "ntpd",         "dhclient",       "systemd-timesyncd"};

}  // namespace

std::string_view MediumOfInterface(std::string_view name) {
  for (const auto& [beginning, medium] :
       {std::pair<std::string_view, std::string_view>{"wl", "wifi"},
        {"ww", "mobile"},
        {"cdc-wdm", "mobile"},
        {"ppp", "mobile"},
        {"tun", "vpn"},
        {"wg", "vpn"},
        {"en", "wired"},
        {"eth", "wired"},
        {"usb", "wired"}}) {
    if (name.starts_with(beginning)) return medium;
  }
  return "other";
}

bool LinuxLog::Knows(std::string_view program) {
  return std::ranges::find(kPrograms, program) != std::end(kPrograms);
}

void LinuxLog::Take(const LogLine& line, const std::string& locator) {
  if (line.program == "kernel")
    usb_.Line(line.text, line.at, line.said, locator);
  else if (line.program == "NetworkManager")
    NetworkManager(line, locator);
  else if (line.program == "wpa_supplicant")
    Wifi(line, locator);
  else if (line.program == "ModemManager")
    Modem(line, locator);
  else if (line.program == "udisksd")
    Mount(line, locator);
  else if (line.program == "dhclient")
    Lease(Between(line.text, "bound to ", " "), line, locator);  // "bound to 10.0.0.5 -- renewal"
  else if (Knows(line.program))
    Time(line, locator);
}

Fact& LinuxLog::Put(std::string_view kind, const LogLine& line, const std::string& locator) {
  ++facts_.units;
  return facts_.Add(kind, locator)
      .Set("program", std::string(line.program))
      .Set("said", std::string(line.at ? "" : line.said))
      .Set("at", line.at);
}

void LinuxLog::NetworkManager(const LogLine& line, const std::string& locator) {
  const std::string_view text = WithoutLevel(line.text);
  constexpr std::string_view kGlobal = "NetworkManager state is now CONNECTED_GLOBAL";
  if (const std::string name = InterfaceIn(text, "manager:");
      !name.empty() && Has(text, "): new ")) {
    std::string_view medium;
    if (Has(text, " 802.11 Wi-Fi device")) medium = "wifi";
    if (Has(text, " Broadband device") || Has(text, " Modem device")) medium = "mobile";
    if (Has(text, " Ethernet device")) medium = "wired";
    if (!medium.empty()) Remember(media_, name, std::string(medium));
    return;
  }
  if (Has(text, kGlobal)) {
    Put("linux.online", line, locator).Set("state", std::string("global"));
    return;
  }
  constexpr std::string_view kAddress = "address=";  // "dhcp4 (wlp2s0): state changed ... -> bound"
  if (text.starts_with("dhcp") && Has(text, kAddress)) {
    Lease(text.substr(text.find(kAddress) + kAddress.size()), line, locator);
    return;
  }
  const std::string device = InterfaceIn(text, "device");
  if (device.empty()) return;
  if (Has(text, "Activation: starting connection '"))
    Remember(connections_, device, Between(text, "starting connection '", "'"));
  if (!Has(text, "Activation: successful, device activated")) return;
  const auto medium = media_.find(device);
  const auto name = connections_.find(device);
  Put("linux.connected", line, locator)
      .Set("interface", device)
      .Set("name", name == connections_.end() ? std::string() : name->second)
      .Set("medium",
           medium == media_.end() ? std::string(MediumOfInterface(device)) : medium->second);
}

// "192.168.1.10 ..." of a lease: what a network gave.
void LinuxLog::Lease(std::string_view text, const LogLine& line, const std::string& locator) {
  const std::string address(text.substr(0, text.find_first_not_of("0123456789abcdefABCDEF.:")));
  if (address.size() < 4) return;
  Fact& fact = Put("network.address", line, locator);
  fact.Set("address", address).Set("interface", Between(line.text, "(", ")"));
  fact.Set("leased", line.at);
}

void LinuxLog::Wifi(const LogLine& line, const std::string& locator) {
  const std::string_view text = line.text;
  const std::string interface(text.substr(0, std::min(text.find(':'), kMaxName)));
  if (Has(text, "Trying to associate with ")) {
    std::string ssid = Between(text, "SSID='", "' freq");
    if (ssid.empty()) ssid = Between(text, "SSID '", "'");
    if (!ssid.empty()) Remember(ssids_, interface, std::move(ssid));
  }
  constexpr std::string_view kConnected = "CTRL-EVENT-CONNECTED - Connection to ";
  if (!Has(text, kConnected)) return;
  const auto ssid = ssids_.find(interface);
  Put("event.wifi", line, locator)
      .Set("connected", std::string("yes"))
      .Set("ssid", ssid == ssids_.end() ? std::string() : ssid->second)
      .Set("bssid", Between(text, kConnected, " completed"))
      .Set("interface", interface);
}

void LinuxLog::Modem(const LogLine& line, const std::string& locator) {
  if (!Has(line.text, "state changed") || !Has(line.text, "-> connected)")) return;
  Put("event.mobile", line, locator).Set("name", "modem" + Between(line.text, "[modem", "]"));
}

// timesyncd: "Contacted time server 185.125.190.58:123 (ntp.ubuntu.com)."
// chronyd: "Selected source 162.159.200.1 (2.debian.pool.ntp.org)", "System clock was stepped by
// -3600.1 seconds"; ntpd: "time reset +3600.1 s".
void LinuxLog::Time(const LogLine& line, const std::string& locator) {
  const std::string_view text = line.text;
  for (const std::string_view mark : {"ontacted time server ", "ynchronized to time server ",
                                      "ynchronization to time server ", "Selected source "}) {
    if (!Has(text, mark)) continue;
    std::string server = Between(text, "(", ")");
    if (server.empty()) server = Between(std::string(text) + " ", mark, " ");
    Put("event.time_server", line, locator).Set("server", server);
    return;
  }
  for (const std::string_view mark : {"System clock was stepped by ", "time reset "}) {
    if (!Has(text, mark)) continue;
    std::string_view number = text.substr(text.find(mark) + mark.size());
    if (number.starts_with("+")) number.remove_prefix(1);
    int seconds = 0;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), seconds);
    if (parsed.ec != std::errc() || (seconds > -kClockStep && seconds < kClockStep)) return;
    Put("event.clock", line, locator)
        .Set("step_seconds", std::to_string(seconds))
        .Set("direction", std::string(seconds < 0 ? "back" : "forward"))
        .Set("after", line.at);
  }
}

// "Mounted /dev/sdb1 at /media/lan/KINGSTON on behalf of uid 1000"
void LinuxLog::Mount(const LogLine& line, const std::string& locator) {
  if (!line.text.starts_with("Mounted /dev/")) return;
  const std::string disk = Between(line.text, "Mounted /dev/", " at ");
  const std::string path = Between(line.text, " at ", " on behalf of uid ");
  Fact* const device = usb_.BehindDisk(disk);
  if (path.empty()) return;
  const std::string label = path.substr(path.rfind('/') + 1);
  const size_t middle = path.rfind('/');
  const size_t before = middle == 0 ? std::string::npos : path.rfind('/', middle - 1);
  std::string user;
  if (before != std::string::npos &&
      (path.starts_with("/media/") || path.starts_with("/run/media/")))
    user = path.substr(before + 1, middle - before - 1);
  if (device != nullptr) {
    device->Set("label", label).Set("user", user).Set("mounted", path);
    return;
  }
  if (user.empty()) return;
  Put("linux.mount", line, locator)
      .Set("path", path)
      .Set("label", label)
      .Set("disk", disk)
      .Set("user", user);
}

}  // namespace niem::audit
