// Who is signed in. A session is a random 256-bit token, of which only the digest is kept; it ends
// after a quarter of an hour without use, after twelve hours, and at a restart of the server. A
// person has at most kMostOfOne; one more ends the one he used longest ago.
// Ownership: plain values. Thread-safety: any thread. Source: OWASP ASVS 5.0 V7.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace niem::server {

inline constexpr uint64_t kIdleMs = 15ULL * 60 * 1000;
inline constexpr uint64_t kLongestMs = 12ULL * 3600 * 1000;
inline constexpr size_t kMostSessions = 4096;
inline constexpr size_t kMostOfOne = 10;

struct Session {
  int64_t person = 0;
  std::string csrf;  // what a page must repeat in a header
  uint64_t begun_ms = 0;
  uint64_t used_ms = 0;
  std::string from;          // address that signed in
  std::string id;            // names it in lists; opens nothing
  int64_t wrong_before = 0;  // wrong passwords for his login since he last signed in
  std::string card;          // he showed when he signed in (fingerprint), or empty
};

class Sessions {
 public:
  // The token to give out.
  std::string Begin(int64_t person, uint64_t now_ms, const std::string& from = "",
                    int64_t wrong_before = 0, const std::string& card = "");
  // Counts as use.
  std::optional<Session> Find(std::string_view token, uint64_t now_ms);
  // Does not: the same without counting as use.
  bool Knows(std::string_view token, uint64_t now_ms);
  void End(std::string_view token);
  // All of one person, after his password changed or he left. How many there were.
  size_t EndOf(int64_t person);
  // Of one person: the one with that id, or with an empty id all but the one of `token`.
  size_t EndOwn(int64_t person, std::string_view id, std::string_view token);
  // The latest used first.
  std::vector<Session> Of(int64_t person, uint64_t now_ms);
  size_t size();

 private:
  void Sweep(uint64_t now_ms);
  void MakeRoom(int64_t person);

  std::mutex mutex_;
  std::map<std::string, Session, std::less<>> sessions_;  // by the token's digest
};

}  // namespace niem::server
