// Adapters and connections, by IP Helper.
#include <winsock2.h>
// After it.
#include <iphlpapi.h>
#include <windows.h>
#include <ws2tcpip.h>

// A word of COM's, in the way of ours.
#undef interface

#include <algorithm>
#include <array>
#include <cstdio>

#include "audit/live_net.h"
#include "audit/live_windows.h"
#include "audit/wide.h"
#include "base/system_windows.h"

namespace niem::audit {
namespace {

constexpr wchar_t kIpHelper[] = L"iphlpapi.dll";
constexpr ULONG kMobile = 243, kMobileCdma = 244;  // IfType of WWANPP, WWANPP2
constexpr ULONG kMaxTable = 16u << 20;

bool Has(const std::string& text, std::string_view part) {
  return Lower(text).find(part) != std::string::npos;
}

// What its type does not tell, its maker's description does.
std::string MediumOf(const IP_ADAPTER_ADDRESSES& adapter, const std::string& description) {
  if (Has(description, "remote ndis") || Has(description, "apple mobile device")) return "phone";
  if (Has(description, "bluetooth")) return "bluetooth";
  for (const std::string_view virtual_one : {"virtualbox", "vmware", "hyper-v", "loopback"}) {
    if (Has(description, virtual_one)) return "other";
  }
  if (Has(description, "tap-windows") || Has(description, "wintun") || Has(description, "vpn")) {
    return "vpn";
  }
  switch (adapter.IfType) {
    case IF_TYPE_ETHERNET_CSMACD:
      return "wired";
    case IF_TYPE_IEEE80211:
      return "wifi";
    case kMobile:
    case kMobileCdma:
      return "mobile";
    case IF_TYPE_PPP:
      return "vpn";
    default:
      return "other";
  }
}

// Empty for addresses that need no network.
std::string AddressOf(const SOCKET_ADDRESS& address) {
  if (address.lpSockaddr == nullptr) return {};
  if (address.lpSockaddr->sa_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(address.lpSockaddr);
    const uint32_t number = __builtin_bswap32(four->sin_addr.s_addr);
    const std::string text = AddressText(number);
    const bool own = number == 0 || text.starts_with("127.") || text.starts_with("169.254.");
    return own ? std::string() : text;
  }
  if (address.lpSockaddr->sa_family != AF_INET6) return {};
  const auto* six = reinterpret_cast<const sockaddr_in6*>(address.lpSockaddr);
  auto* const format = SystemCall<wchar_t * NTAPI(const IN6_ADDR*, wchar_t*)>(
      L"ntdll.dll", "RtlIpv6AddressToStringW");
  std::array<wchar_t, 64> text{};
  if (format == nullptr) return {};
  format(&six->sin6_addr, text.data());
  const std::string shown = Lower(ToUtf8(text.data()));
  return shown == "::1" || shown.starts_with("fe80:") ? std::string() : shown;
}

void PutAdapter(const IP_ADAPTER_ADDRESSES& adapter, SnapshotWriter& out) {
  out.Begin("interface");
  out.Put("name", ToUtf8(adapter.FriendlyName));
  out.Put("medium", MediumOf(adapter, ToUtf8(adapter.Description)));
  out.Put("up", adapter.OperStatus == IfOperStatusUp ? "yes" : "");
  for (const auto* at = adapter.FirstUnicastAddress; at != nullptr; at = at->Next) {
    out.Put("address", AddressOf(at->Address));
  }
  for (const auto* at = adapter.FirstGatewayAddress; at != nullptr; at = at->Next) {
    const std::string gateway = AddressOf(at->Address);
    if (gateway.empty()) continue;
    out.Put("gateway", gateway), out.Put("default", "yes");
    break;
  }
}

bool PutAdapters(SnapshotWriter& out) {
  auto* const get = SystemCall<decltype(::GetAdaptersAddresses)>(kIpHelper, "GetAdaptersAddresses");
  if (get == nullptr) return false;
  constexpr ULONG kWhat = GAA_FLAG_INCLUDE_GATEWAYS | GAA_FLAG_SKIP_ANYCAST |
                          GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
  ULONG size = 64u << 10, status = ERROR_BUFFER_OVERFLOW;
  std::vector<uint64_t> buffer;
  for (int i = 0; i < 4 && status == ERROR_BUFFER_OVERFLOW && size <= kMaxTable; ++i) {
    buffer.resize(size / sizeof(uint64_t) + 1);
    status = get(AF_UNSPEC, kWhat, nullptr, reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer.data()),
                 &size);
  }
  if (status == ERROR_NO_DATA) return true;
  if (status != ERROR_SUCCESS) return false;
  for (const auto* at = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(buffer.data()); at != nullptr;
       at = at->Next) {
    if (at->IfType != IF_TYPE_SOFTWARE_LOOPBACK && at->IfType != IF_TYPE_TUNNEL) {
      PutAdapter(*at, out);
    }
  }
  return true;
}

template <typename Table>
std::vector<uint64_t> TcpTable(ULONG family) {
  std::vector<uint64_t> buffer;
  auto* const get = SystemCall<decltype(::GetExtendedTcpTable)>(kIpHelper, "GetExtendedTcpTable");
  DWORD size = 64u << 10, status = ERROR_INSUFFICIENT_BUFFER;
  for (int i = 0; get != nullptr && i < 4 && status == ERROR_INSUFFICIENT_BUFFER; ++i) {
    if (size > kMaxTable) return {};
    buffer.resize(size / sizeof(uint64_t) + 1);
    status = get(buffer.data(), &size, FALSE, family, TCP_TABLE_OWNER_PID_ALL, 0);
  }
  if (status != ERROR_SUCCESS) buffer.assign(sizeof(Table) / sizeof(uint64_t) + 1, 0);
  return buffer;
}

// As lines of Linux' table, whose counting of addresses serves here too.
std::string ConnectionLines() {
  std::string lines;
  std::array<char, 128> line{};
  const auto fours = TcpTable<MIB_TCPTABLE_OWNER_PID>(AF_INET);
  const auto* four = reinterpret_cast<const MIB_TCPTABLE_OWNER_PID*>(fours.data());
  for (DWORD i = 0; !fours.empty() && i < four->dwNumEntries; ++i) {
    const auto& row = four->table[i];
    if (row.dwState != MIB_TCP_STATE_ESTAB) continue;
    std::snprintf(line.data(), line.size(), "0: 0:0 %08lX:0 01\n",
                  static_cast<unsigned long>(row.dwRemoteAddr));
    lines += line.data();
  }
  const auto sixes = TcpTable<MIB_TCP6TABLE_OWNER_PID>(AF_INET6);
  const auto* six = reinterpret_cast<const MIB_TCP6TABLE_OWNER_PID*>(sixes.data());
  for (DWORD i = 0; !sixes.empty() && i < six->dwNumEntries; ++i) {
    const auto& row = six->table[i];
    if (row.dwState != MIB_TCP_STATE_ESTAB) continue;
    std::array<uint32_t, 4> words{};
    std::copy_n(row.ucRemoteAddr, sizeof words, reinterpret_cast<uint8_t*>(words.data()));
    std::snprintf(line.data(), line.size(), "0: 0:0 %08X%08X%08X%08X:0 01\n", words[0], words[1],
                  words[2], words[3]);
    lines += line.data();
  }
  return lines;
}

}  // namespace

LiveSource NetworkNow(const Moment& now) {
  LiveSource source;
  source.id.kind = SourceKind::kLiveNetwork, source.id.path = "IP Helper";
  SnapshotWriter out(now);
  if (!PutAdapters(out)) {
    source.notes.push_back({"Windows không cho biết các giao diện mạng",
                            "Windows does not tell its network interfaces"});
    return source;
  }
  const size_t internet = InternetConnectionsIn(ConnectionLines());
  out.Begin("traffic");
  out.Put("connections", internet > 0 ? std::to_string(internet) : "");
  source.snapshot = out.Finish();
  return source;
}

}  // namespace niem::audit
