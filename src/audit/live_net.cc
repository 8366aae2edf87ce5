#include "audit/live_net.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

#include "audit/lines.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxRows = 100'000;

std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  while (words.size() < 20) {
    const size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    const size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
  return words;
}

std::optional<uint32_t> Hex(std::string_view text) {
  uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// The kernel prints addresses as the number that their bytes make in memory.
uint32_t HostOrder(uint32_t printed) {
  if constexpr (std::endian::native == std::endian::big) return printed;
  return printed << 24 | (printed & 0xFF00) << 8 | (printed >> 8 & 0xFF00) | printed >> 24;
}

std::optional<uint32_t> Dotted(std::string_view text) {
  uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    uint32_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || number > 255) return std::nullopt;
    address = address << 8 | number;
    text.remove_prefix(static_cast<size_t>(parsed.ptr - text.data()));
    if (part == 3) break;
    if (!text.starts_with(".")) return std::nullopt;
    text.remove_prefix(1);
  }
  return text.empty() ? std::optional(address) : std::nullopt;
}

struct Network {
  uint32_t address;
  int bits;
};

// Private, shared, loopback, link-local, documentation, benchmarking, multicast and reserved.
constexpr Network kNotInternet[] = {
    {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
    {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0A80000, 16}, {0xC6120000, 15},
    {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 3}};

bool IsInternet(uint32_t address) {
  return std::ranges::none_of(kNotInternet, [&](const Network& network) {
    return (address ^ network.address) >> (32 - network.bits) == 0;
  });
}

// 32 hexadecimal digits as /proc/net/tcp6 prints them: four numbers.
bool IsInternet6(std::string_view text) {
  std::array<uint32_t, 4> words{};
  for (size_t i = 0; i < words.size(); ++i) {
    const auto word = Hex(text.substr(i * 8, 8));
    if (!word) return false;
    words[i] = HostOrder(*word);
  }
  if (words[0] == 0 && words[1] == 0 && words[2] == 0xFFFF) return IsInternet(words[3]);
  constexpr uint32_t kGlobal = 0x20000000, kMask = 0xE0000000, kDocumentation = 0x20010DB8;
  return (words[0] & kMask) == kGlobal && words[0] != kDocumentation;
}

std::string Ipv6Text(std::string_view digits) {
  std::string text;
  for (size_t i = 0; i < 32; i += 4) {
    std::string_view group = digits.substr(i, 4);
    while (group.size() > 1 && group.front() == '0') group.remove_prefix(1);
    text += (i == 0 ? "" : ":") + std::string(group);
  }
  return text;
}

}  // namespace

std::vector<Route> RoutesOf(std::string_view table) {
  std::vector<Route> routes;
  EachLine(table, [&](std::string_view line, uint64_t) {
    const auto words = Words(line);
    if (words.size() < 8 || routes.size() >= kMaxRows) return;
    const auto destination = Hex(words[1]), gateway = Hex(words[2]), mask = Hex(words[7]);
    if (!destination || !gateway || !mask) return;
    routes.push_back(
        {std::string(words[0]), HostOrder(*destination), HostOrder(*gateway), HostOrder(*mask)});
  });
  return routes;
}

// "|-- 192.0.2.2" and below it "/32 host LOCAL".
std::vector<uint32_t> LocalAddressesOf(std::string_view table) {
  std::vector<uint32_t> locals;
  std::optional<uint32_t> last;
  EachLine(table, [&](std::string_view line, uint64_t) {
    constexpr std::string_view kLeaf = "|-- ";
    if (const size_t leaf = line.find(kLeaf); leaf != std::string_view::npos) {
      last = Dotted(Trimmed(line.substr(leaf + kLeaf.size())));
    } else if (last && line.find("/32 host LOCAL") != std::string_view::npos &&
               *last >> 24 != 127 && std::ranges::find(locals, *last) == locals.end() &&
               locals.size() < 1000) {
      locals.push_back(*last);
    }
  });
  return locals;
}

std::vector<std::string> AddressesOf(std::string_view interface, const std::vector<Route>& routes,
                                     const std::vector<uint32_t>& locals,
                                     std::string_view if_inet6) {
  std::vector<std::string> addresses;
  for (const uint32_t local : locals) {
    const bool own = std::ranges::any_of(routes, [&](const Route& route) {
      return route.interface == interface && route.gateway == 0 && route.mask != 0 &&
             (local & route.mask) == route.destination;
    });
    if (own && local >> 16 != 0xA9FE) addresses.push_back(AddressText(local));
  }
  EachLine(if_inet6, [&](std::string_view line, uint64_t) {
    const auto words = Words(line);
    if (words.size() < 6 || words[5] != interface || words[0].size() != 32) return;
    if (words[0].starts_with("fe80") || addresses.size() > 100) return;
    addresses.push_back(Ipv6Text(words[0]));
  });
  return addresses;
}

size_t InternetConnectionsIn(std::string_view table) {
  size_t count = 0;
  EachLine(table, [&](std::string_view line, uint64_t) {
    constexpr std::string_view kEstablished = "01";
    const auto words = Words(line);
    if (words.size() < 4 || words[3] != kEstablished) return;
    const std::string_view remote = words[2].substr(0, words[2].find(':'));
    if (remote.size() == 32) {
      count += IsInternet6(remote) ? 1 : 0;
    } else if (remote.size() == 8) {
      const auto number = Hex(remote);
      count += number && IsInternet(HostOrder(*number)) ? 1 : 0;
    }
  });
  return count;
}

std::string AddressText(uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += std::to_string(address >> shift & 0xFF) + (shift == 0 ? "" : ".");
  return text;
}

}  // namespace niem::audit
