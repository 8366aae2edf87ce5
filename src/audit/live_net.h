// Linux's tables of its network, as text: addresses, routes, connections. IPv4 addresses are
// numbers in the host's order. Source: proc(5). Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace niem::audit {

struct Route {
  std::string interface;
  uint32_t destination = 0, gateway = 0, mask = 0;
};

// /proc/net/route
std::vector<Route> RoutesOf(std::string_view table);

// /proc/net/fib_trie: the computer's own addresses, without those of the loopback.
std::vector<uint32_t> LocalAddressesOf(std::string_view table);

// An interface's addresses: of IPv4 those in a network that is routed to it directly, of IPv6
// those that /proc/net/if_inet6 lists. Link-local ones need no network and are left out.
std::vector<std::string> AddressesOf(std::string_view interface, const std::vector<Route>& routes,
                                     const std::vector<uint32_t>& locals,
                                     std::string_view if_inet6);

// /proc/net/tcp or tcp6: how many connections stand to addresses of the Internet, that is, to none
// of RFC 1918, 3927, 4193, 4291, 5735, 6598.
size_t InternetConnectionsIn(std::string_view table);

std::string AddressText(uint32_t address);

}  // namespace niem::audit
