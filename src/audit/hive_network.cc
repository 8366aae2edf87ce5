// What a machine was connected to: NetworkList of SOFTWARE, Tcpip\Interfaces of SYSTEM.
#include <array>

#include "audit/hive_facts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// SYSTEMTIME, by the machine's own clock.
std::optional<Moment> LocalTime(const HiveKey& key, std::string_view name) {
  const auto value = key.Value(name);
  if (!value || value->data.size() != 16) return std::nullopt;
  ByteReader in(value->bytes());
  const int year = in.U16(), month = in.U16();
  in.Skip(2);  // day of the week
  const int day = in.U16(), hour = in.U16(), minute = in.U16(), second = in.U16();
  const int milli = in.U16();
  return Moment::FromCivil(year, month, day, hour, minute, second, milli * 1000,
                           TimeOrigin::kLocal);
}

// IfType of RFC 1213's successors, as NetworkList's NameType keeps it.
std::string_view MediumName(uint32_t type) {
  switch (type) {
    case 6:
      return "wired";
    case 23:
      return "vpn";
    case 71:
      return "wifi";
    case 243:
    case 244:
      return "mobile";
    default:
      return "other";
  }
}

std::string Number(const HiveKey& key, std::string_view name) {
  const auto value = key.Value(name);
  if (!value || !value->Number()) return {};
  return std::to_string(*value->Number());
}

void PutSignatures(const HiveKey& list, const std::string& path, SourceFacts& facts) {
  for (const char* kind : {"Signatures\\Managed", "Signatures\\Unmanaged"}) {
    const auto key = list.Find(kind);
    if (!key) continue;
    for (const HiveKey& signature : key->Subkeys()) {
      Fact& fact = facts.Add("network.signature", path + "\\" + kind + "\\" + signature.Name());
      const auto mac = signature.Value("DefaultGatewayMac");
      fact.Set("guid", Lower(signature.TextOf("ProfileGuid")))
          .Set("gateway_mac", mac ? HexText(mac->bytes()) : std::string())
          .Set("dns_suffix", signature.TextOf("DnsSuffix"))
          .Set("name", signature.TextOf("FirstNetwork"))
          .Set("key_write", signature.LastWrite());
    }
  }
}

// An address that some network gave or that somebody set: not none, not loopback, not 169.254.
bool IsReal(const std::string& address) {
  return !address.empty() && address != "0.0.0.0" && !address.starts_with("169.254.") &&
         !address.starts_with("127.");
}

std::string FirstText(const HiveKey& key, std::string_view name) {
  const auto value = key.Value(name);
  if (!value) return {};
  constexpr uint32_t kMultiText = 7;
  if (value->type != kMultiText) return value->Text();
  const auto texts = value->Texts();
  return texts.empty() ? std::string() : texts.front();
}

std::optional<Moment> UnixTime(const HiveKey& key, std::string_view name) {
  const auto value = key.Value(name);
  if (!value || value->Number().value_or(0) == 0) return std::nullopt;
  return Moment::FromUnixMicros(int64_t{*value->Number()} * 1'000'000);
}

void PutInterface(const HiveKey& key, const std::string& where, SourceFacts& facts) {
  const std::string leased = FirstText(key, "DhcpIPAddress");
  const std::string fixed = FirstText(key, "IPAddress");
  if (!IsReal(leased) && !IsReal(fixed)) return;
  Fact& fact = facts.Add("network.address", where);
  fact.Set("address", IsReal(leased) ? leased : fixed)
      .Set("how", std::string(IsReal(leased) ? "lease" : "fixed"))
      .Set("gateway", FirstText(key, IsReal(leased) ? "DhcpDefaultGateway" : "DefaultGateway"))
      .Set("server", FirstText(key, "DhcpServer"))
      .Set("name_server", FirstText(key, IsReal(leased) ? "DhcpNameServer" : "NameServer"))
      .Set("domain", FirstText(key, "DhcpDomain"))
      .Set("leased", UnixTime(key, "LeaseObtainedTime"))
      .Set("key_write", key.LastWrite());
  if (const auto hardware = key.Value("DhcpGatewayHardware");
      hardware && hardware->data.size() >= 14) {
    fact.Set("gateway_mac", HexText(hardware->bytes().subspan(8, 6)));
  }
}

}  // namespace

void ReadNetworkList(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows NT\\CurrentVersion\\NetworkList";
  const auto list = root.Find(path);
  if (!list) return;
  if (const auto profiles = list->Find("Profiles")) {
    for (const HiveKey& profile : profiles->Subkeys()) {
      ++facts.units;
      const auto type = profile.Value("NameType");
      facts.Add("network.profile", path + "\\Profiles\\" + profile.Name())
          .Set("guid", Lower(profile.Name()))
          .Set("name", profile.TextOf("ProfileName"))
          .Set("medium", std::string(MediumName(type ? type->Number().value_or(0) : 0)))
          .Set("category", Number(profile, "Category"))
          .Set("created", LocalTime(profile, "DateCreated"))
          .Set("last", LocalTime(profile, "DateLastConnected"))
          .Set("key_write", profile.LastWrite());
    }
  }
  PutSignatures(*list, path, facts);
}

void ReadTcpInterfaces(const HiveKey& control_set, const std::string& path, SourceFacts& facts) {
  const std::string name = "Services\\Tcpip\\Parameters\\Interfaces";
  const auto key = control_set.Find(name);
  if (!key) return;
  for (const HiveKey& interface : key->Subkeys()) {
    const std::string where = Below(Below(path, name), interface.Name());
    PutInterface(interface, where, facts);
    // Wi-Fi networks have keys of their own below, named by the SSID in hexadecimal.
    for (const HiveKey& network : interface.Subkeys()) {
      PutInterface(network, where + "\\" + network.Name(), facts);
    }
  }
}

}  // namespace niem::audit
