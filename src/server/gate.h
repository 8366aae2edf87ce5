// The strict gate before a request is read: what two HTTP implementations could read differently is
// refused, never repaired. libmicrohttpd alone would let these through.
// Thread-safety: pure functions. Source: RFC 9112 §3.2, §5, §6.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace niem::server {

struct RequestHead {
  std::string method;
  std::string target;  // path as received, before the "?"
  std::string version;
  std::vector<std::pair<std::string, std::string>> headers;  // as received
};

inline constexpr size_t kMaxBody = 6U << 20;  // a list of secrets may have 4 MiB
inline constexpr size_t kMaxTarget = 2048;
inline constexpr size_t kMaxHeaders = 64;
inline constexpr size_t kMaxHeaderBytes = 16U << 10;

// Why it is refused, as an HTTP status; nothing when it may go on. `hosts`: the names under which
// the server may be called (against DNS rebinding), with or without a port; empty: any.
std::optional<unsigned> RefusedAtGate(const RequestHead& head,
                                      const std::vector<std::string>& hosts);

// Where a request comes from. `forwarded`: the X-Forwarded-For field, of which only the last
// address counts, and only where `peer` is the proxy that was named to us; anybody could write the
// rest. Of IPv6 the network: one machine has many addresses in it.
std::string PlaceOf(const std::string& peer, const std::string& proxy, std::string_view forwarded);

}  // namespace niem::server
