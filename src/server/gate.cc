#include "server/gate.h"

#include <arpa/inet.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace niem::server {
namespace {

constexpr unsigned kBad = 400;
constexpr unsigned kTooLarge = 413;
constexpr unsigned kTargetTooLong = 414;
constexpr unsigned kHeadersTooLarge = 431;
constexpr unsigned kNotImplemented = 501;
constexpr unsigned kVersion = 505;
constexpr unsigned kWrongHost = 421;

bool Same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// Also CR and LF: a folded or smuggled line.
bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

bool IsVisible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// Fields that Api reads: of two, one reader takes the first and another the last.
constexpr std::array<std::string_view, 10> kOnce = {
    "Authorization", "Content-Type",    "Cookie",      "Expect",         "Idempotency-Key",
    "Origin",        "X-Forwarded-For", "X-Niem-Csrf", "Sec-Fetch-Site", "X-Niem-Duty"};

struct Counts {
  int hosts = 0;
  int lengths = 0;
  std::string host;
  std::string length;
  bool transfer_encoding = false;
  std::array<int, kOnce.size()> once{};
};

std::optional<unsigned> ReadHeaders(const RequestHead& head, Counts* counts) {
  size_t bytes = 0;
  for (const auto& [name, value] : head.headers) {
    bytes += name.size() + value.size();
    if (!IsToken(name) || HasControl(value)) return kBad;
    if (Same(name, "Host")) ++counts->hosts, counts->host = value;
    if (Same(name, "Content-Length")) ++counts->lengths, counts->length = value;
    if (Same(name, "Transfer-Encoding")) counts->transfer_encoding = true;
    for (size_t i = 0; i < kOnce.size(); ++i) {
      if (Same(name, kOnce[i]) && ++counts->once[i] > 1) return kBad;
    }
  }
  if (head.headers.size() > kMaxHeaders || bytes > kMaxHeaderBytes) return kHeadersTooLarge;
  return std::nullopt;
}

bool KnowsHost(const std::string& host, const std::vector<std::string>& hosts) {
  if (hosts.empty()) return true;
  const size_t colon = host.rfind(':');
  const bool port = colon != std::string::npos && host.find(']', colon) == std::string::npos;
  const std::string_view name = std::string_view(host).substr(0, port ? colon : host.size());
  return std::any_of(hosts.begin(), hosts.end(), [&](const auto& one) { return Same(one, name); });
}

}  // namespace

std::optional<unsigned> RefusedAtGate(const RequestHead& head,
                                      const std::vector<std::string>& hosts) {
  if (head.version != "HTTP/1.1") return kVersion;
  if (head.method != "GET" && head.method != "POST" && head.method != "DELETE") {
    return kNotImplemented;
  }
  if (head.target.size() > kMaxTarget) return kTargetTooLong;
  if (!head.target.starts_with('/') || !IsVisible(head.target)) return kBad;
  Counts counts;
  if (const auto refused = ReadHeaders(head, &counts)) return refused;
  // Bodies come with one length; chunks are of no use to an API and of much to an attacker.
  if (counts.transfer_encoding) return counts.lengths > 0 ? kBad : kNotImplemented;
  if (counts.hosts != 1 || counts.lengths > 1) return kBad;
  if (!KnowsHost(counts.host, hosts)) return kWrongHost;
  if (counts.lengths == 0) return std::nullopt;
  if (counts.length.empty() || counts.length.size() > 9 ||
      !std::all_of(counts.length.begin(), counts.length.end(),
                   [](char c) { return c >= '0' && c <= '9'; })) {
    return kBad;
  }
  if (std::stoull(counts.length) > kMaxBody) return kTooLarge;
  return std::nullopt;
}

std::string PlaceOf(const std::string& peer, const std::string& proxy, std::string_view forwarded) {
  std::string address = peer;
  if (!proxy.empty() && peer == proxy) {
    const size_t comma = forwarded.rfind(',');
    if (comma != std::string_view::npos) forwarded.remove_prefix(comma + 1);
    const size_t begin = forwarded.find_first_not_of(" \t");
    const size_t end = forwarded.find_last_not_of(" \t");
    if (begin != std::string_view::npos) address = forwarded.substr(begin, end - begin + 1);
  }
  in_addr v4{};
  in6_addr v6{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    return ::inet_ntop(AF_INET, &v4, text.data(), text.size());
  }
  if (::inet_pton(AF_INET6, address.c_str(), &v6) != 1) return peer;
  if (!IN6_IS_ADDR_LOOPBACK(&v6) && !IN6_IS_ADDR_LINKLOCAL(&v6)) std::memset(&v6.s6_addr[8], 0, 8);
  return ::inet_ntop(AF_INET6, &v6, text.data(), text.size());
}

}  // namespace niem::server
