#include "server/gate.h"

#include <gtest/gtest.h>

namespace niem::server {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Case {
  const char* name;
  std::string method, target, version;
  Headers headers;
  unsigned status;  // 0: goes on
};

const Headers kHost = {{"Host", "niem.local:8443"}};

Headers With(Headers more) {
  more.insert(more.begin(), kHost.front());
  return more;
}

TEST(Gate, RefusesWhatTwoReadersCouldReadDifferently) {
  const std::vector<Case> cases = {
      {"plain", "GET", "/healthz", "HTTP/1.1", kHost, 0},
      {"post", "POST", "/api", "HTTP/1.1", With({{"Content-Length", "2"}}), 0},
      {"no host", "GET", "/", "HTTP/1.1", {}, 400},
      {"two hosts", "GET", "/", "HTTP/1.1", With({{"host", "b"}}), 400},
      {"unknown host", "GET", "/", "HTTP/1.1", {{"Host", "evil.example"}}, 421},
      {"length and chunks", "POST", "/", "HTTP/1.1",
       With({{"Content-Length", "2"}, {"Transfer-Encoding", "chunked"}}), 400},
      {"chunks", "POST", "/", "HTTP/1.1", With({{"transfer-encoding", "chunked"}}), 501},
      {"two lengths", "POST", "/", "HTTP/1.1",
       With({{"Content-Length", "2"}, {"content-length", "3"}}), 400},
      {"two equal lengths", "POST", "/", "HTTP/1.1",
       With({{"Content-Length", "2"}, {"Content-Length", "2"}}), 400},
      {"signed length", "POST", "/", "HTTP/1.1", With({{"Content-Length", "+2"}}), 400},
      {"list length", "POST", "/", "HTTP/1.1", With({{"Content-Length", "2, 2"}}), 400},
      {"empty length", "POST", "/", "HTTP/1.1", With({{"Content-Length", ""}}), 400},
      {"huge length", "POST", "/", "HTTP/1.1", With({{"Content-Length", "99999999"}}), 413},
      {"folded", "GET", "/", "HTTP/1.1", With({{"X-A", "1\r\n 2"}}), 400},
      {"bare line feed", "GET", "/", "HTTP/1.1", With({{"X-A", "1\n2"}}), 400},
      {"space in name", "GET", "/", "HTTP/1.1", With({{"X-A ", "1"}}), 400},
      {"control in target", "GET", "/a\x01", "HTTP/1.1", kHost, 400},
      {"non-ascii target", "GET", "/\xC3\xA1", "HTTP/1.1", kHost, 400},
      {"absolute target", "GET", "http://a/", "HTTP/1.1", kHost, 400},
      {"long target", "GET", "/" + std::string(3000, 'a'), "HTTP/1.1", kHost, 414},
      {"two authorizations", "GET", "/", "HTTP/1.1",
       With({{"Authorization", "Bearer a"}, {"authorization", "Bearer b"}}), 400},
      {"two cookies", "GET", "/", "HTTP/1.1", With({{"Cookie", "a=1"}, {"Cookie", "a=2"}}), 400},
      {"two duties", "GET", "/", "HTTP/1.1",
       With({{"X-Niem-Duty", "admin"}, {"X-NIEM-DUTY", "keeper"}}), 400},
      {"two of another", "GET", "/", "HTTP/1.1", With({{"Accept", "a"}, {"Accept", "b"}}), 0},
      {"old version", "GET", "/", "HTTP/1.0", kHost, 505},
      {"other method", "TRACE", "/", "HTTP/1.1", kHost, 501},
      {"many headers", "GET", "/", "HTTP/1.1", Headers(80, {"X-A", "1"}), 431},
      {"large headers", "GET", "/", "HTTP/1.1", With({{"X-A", std::string(20'000, 'a')}}), 431},
  };
  for (const Case& one : cases) {
    const RequestHead head = {one.method, one.target, one.version, one.headers};
    EXPECT_EQ(RefusedAtGate(head, {"niem.local"}).value_or(0), one.status) << one.name;
  }
}

TEST(Place, IsTheProxysWordOnlyWhereAProxyWasNamed) {
  EXPECT_EQ(PlaceOf("10.0.0.1", "", "10.9.9.9"), "10.0.0.1");
  EXPECT_EQ(PlaceOf("10.0.0.1", "10.0.0.2", "10.9.9.9"), "10.0.0.1");
  EXPECT_EQ(PlaceOf("10.0.0.2", "10.0.0.2", "10.9.9.9"), "10.9.9.9");
  EXPECT_EQ(PlaceOf("10.0.0.2", "10.0.0.2", "6.6.6.6, 10.9.9.9 "), "10.9.9.9");
  for (const char* nonsense : {"", ",", "a", "10.9.9.9:80", "10.9.9.9\n", "6.6.6.6,"}) {
    EXPECT_EQ(PlaceOf("10.0.0.2", "10.0.0.2", nonsense), "10.0.0.2") << nonsense;
  }
  EXPECT_EQ(PlaceOf("2001:db8:1:2:3:4:5:6", "", ""), "2001:db8:1:2::");
  EXPECT_EQ(PlaceOf("::1", "::1", "2001:DB8::1"), "2001:db8::");
  EXPECT_EQ(PlaceOf("::1", "", ""), "::1");
}

}  // namespace
}  // namespace niem::server
