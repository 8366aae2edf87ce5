// What Linux remembers of networks beside NetworkManager's connections themselves.
#include <array>
#include <charconv>

#include "audit/lines.h"
#include "audit/linux_log.h"
#include "audit/linux_state.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool IsUuid(std::string_view text) {
  return text.size() == 36 &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
}

// "[timestamps]": connection = seconds since 1970 of when it was last up, also of connections that
// were deleted since.
void Timestamps(std::string_view text, SourceFacts& facts) {
  EachLine(text, [&](std::string_view line, uint64_t number) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || !IsUuid(line.substr(0, equals))) return;
    const std::string_view digits = Trimmed(line.substr(equals + 1));
    int64_t seconds = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (parsed.ec != std::errc() || seconds <= 0 || seconds > 99'999'999'999) return;
    ++facts.units;
    facts.Add("network.connection", LineName(number))
        .Set("uuid", std::string(line.substr(0, equals)))
        .Set("medium", std::string("unknown"))
        .Set("activated", std::string("yes"))
        .Set("last", Moment::FromUnixMicros(seconds * 1'000'000));
  });
}

// "[seen-bssids]": wireless connection = access points that it was joined through.
void SeenBssids(std::string_view text, SourceFacts& facts) {
  EachLine(text, [&](std::string_view line, uint64_t number) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || !IsUuid(line.substr(0, equals))) return;
    ++facts.units;
    facts.Add("wifi.seen", LineName(number))
        .Set("uuid", std::string(line.substr(0, equals)))
        .Set("bssid", std::string(Trimmed(line.substr(equals + 1))));
  });
}

// NetworkManager's own client and systemd-networkd: KEY=value.
void PlainLease(const SourceId& id, std::string_view text, SourceFacts& facts) {
  std::string address, gateway;
  EachLine(text, [&](std::string_view line, uint64_t) {
    if (const auto value = ValueOf(line, "ADDRESS"); !value.empty()) address = value;
    if (const auto value = ValueOf(line, "ROUTER"); !value.empty()) gateway = value;
  });
  if (address.empty()) return;
  ++facts.units;
  std::string name = BaseName(id.path);
  name = name.substr(0, name.rfind(".lease"));
  const size_t dash = name.rfind('-');
  facts.Add("network.address", "ADDRESS")
      .Set("address", address)
      .Set("gateway", gateway)
      .Set("interface", dash == std::string::npos ? std::string() : name.substr(dash + 1))
      .Set("leased", id.changed);
}

// "renew 3 2026/03/04 01:02:03;": in UTC, as dhclient writes it unless told otherwise.
std::optional<Moment> LeaseTime(std::string_view text) {
  std::array<int, 6> n{};
  const size_t gap = text.find(' ');
  if (gap == std::string_view::npos) return std::nullopt;
  text.remove_prefix(gap + 1);  // the day of the week
  for (int& number : n) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc()) return std::nullopt;
    text.remove_prefix(
        std::min<size_t>(static_cast<size_t>(parsed.ptr - text.data()) + 1, text.size()));
  }
  return Moment::FromCivil(n[0], n[1], n[2], n[3], n[4], n[5], 0, TimeOrigin::kApproximate);
}

// ISC dhclient: lease { interface "eth0"; fixed-address 192.168.1.5; option routers ...; }
void DhclientLeases(std::string_view text, SourceFacts& facts) {
  Fact* lease = nullptr;
  EachLine(text, [&](std::string_view raw, uint64_t number) {
    std::string_view line = Trimmed(raw);
    if (line.starts_with("lease {")) {
      ++facts.units;
      lease = &facts.Add("network.address", LineName(number));
    }
    if (lease == nullptr || !line.ends_with(";")) return;
    line.remove_suffix(1);
    const auto take = [&](std::string_view key, const char* field) {
      if (line.starts_with(key))
        lease->Set(field, std::string(Unquoted(Trimmed(line.substr(key.size())))));
    };
    take("interface ", "interface"), take("fixed-address ", "address");
    take("option routers ", "gateway");
    // The time to ask again: within the lease, half of it behind its beginning.
    constexpr std::string_view kRenew = "renew ";
    if (line.starts_with(kRenew)) lease->Set("leased", LeaseTime(line.substr(kRenew.size())));
  });
}

void AddSsid(std::string_view ssid, uint64_t line, SourceFacts& facts) {
  if (ssid.empty()) return;
  ++facts.units;
  facts.Add("wifi.profile", LineName(line)).Set("ssid", std::string(ssid));
}

// wpa_supplicant.conf: network={ ssid="NHA" psk=... }
void Supplicant(std::string_view text, SourceFacts& facts) {
  EachLine(text, [&](std::string_view raw, uint64_t number) {
    AddSsid(Unquoted(ValueOf(Trimmed(raw), "ssid")), number, facts);
  });
}

// /etc/network/interfaces: wpa-ssid NHA; iface eth0 inet dhcp; address 192.168.1.5
void Interfaces(std::string_view text, SourceFacts& facts) {
  EachLine(text, [&](std::string_view raw, uint64_t number) {
    const std::string_view line = Trimmed(raw);
    constexpr std::string_view kSsid = "wpa-ssid ", kIface = "iface ";
    if (line.starts_with(kSsid)) AddSsid(Unquoted(line.substr(kSsid.size())), number, facts);
    if (!line.starts_with(kIface)) return;
    const std::string_view rest = line.substr(kIface.size());
    const std::string name(rest.substr(0, rest.find(' ')));
    if (name == "lo" || name == "default") return;
    ++facts.units;
    facts.Add("network.connection", LineName(number))
        .Set("name", name)
        .Set("medium", std::string(MediumOfInterface(name)));
  });
}

// The few lines of netplan's YAML that name networks: kinds of devices at two spaces, devices at
// four, access points below "access-points:".
void Netplan(std::string_view text, SourceFacts& facts) {
  std::string section;
  size_t points = std::string_view::npos, device_depth = 0;
  EachLine(text, [&](std::string_view raw, uint64_t number) {
    const size_t depth = std::min(raw.find_first_not_of(' '), raw.size());
    std::string_view line = Trimmed(raw);
    if (line.empty() || line.front() == '#') return;
    const size_t colon = line.rfind(':');
    if (colon == std::string_view::npos) return;
    const std::string key(Unquoted(Trimmed(line.substr(0, colon))));
    if (key == "wifis" || key == "ethernets" || key == "modems") {
      section = key, points = std::string_view::npos, device_depth = 0;
      return;
    }
    if (section.empty()) return;
    if (points != std::string_view::npos && depth <= points) points = std::string_view::npos;
    if (points != std::string_view::npos && colon + 1 == line.size() && section == "wifis")
      AddSsid(key, number, facts);
    if (key == "access-points") points = depth;
    if (device_depth == 0) device_depth = depth;
    if (depth != device_depth || colon + 1 != line.size() || section == "wifis") return;
    ++facts.units;
    facts.Add("network.connection", LineName(number))
        .Set("name", key)
        .Set("medium", std::string(section == "modems" ? "mobile" : "wired"));
  });
}

// iwd: a file for each network, "NHA.psk"; other than plain names are "=" and hexadecimal.
void Iwd(const SourceId& id, SourceFacts& facts) {
  std::string name = BaseName(id.path);
  name = name.substr(0, name.rfind('.'));
  if (name.starts_with("=")) {
    std::string bytes;
    for (size_t i = 1; i + 1 < name.size(); i += 2) {
      int byte = 0;
      const char* const at = name.data() + i;
      if (std::from_chars(at, at + 2, byte, 16).ec != std::errc()) break;
      bytes += static_cast<char>(byte);
    }
    name = ValidUtf8(bytes);
  }
  ++facts.units;
  facts.Add("wifi.profile", "").Set("ssid", name).Set("written", id.changed);
}

}  // namespace

SourceFacts ReadNetworkState(const SourceId& id, Bytes bytes) {
  SourceFacts facts;
  const std::string name = BaseName(id.path), text = ValidUtf8(AsText(bytes));
  if (name == "timestamps")
    Timestamps(text, facts);
  else if (name == "seen-bssids")
    SeenBssids(text, facts);
  else if (text.find("lease {") != std::string::npos)
    DhclientLeases(text, facts);
  else if (name.ends_with(".lease") || id.path.find("netif/leases/") != std::string::npos)
    PlainLease(id, text, facts);
  else if (name.ends_with(".conf"))
    Supplicant(text, facts);
  else if (name.ends_with(".yaml"))
    Netplan(text, facts);
  else if (id.path.find("lib/iwd/") != std::string::npos)
    Iwd(id, facts);
  else if (id.path.find("etc/network/interfaces") != std::string::npos)
    Interfaces(text, facts);
  return facts;
}

}  // namespace niem::audit
