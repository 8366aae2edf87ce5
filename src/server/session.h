// Who is signed in. A session is a random 256-bit token, of which only the digest is kept; it ends
// after a quarter of an hour without use, after twelve hours, and at a restart of the server.
// Guessing a password is slowed: five wrong ones lock the login for a minute, from any address.
// Ownership: plain values. Thread-safety: any thread. Source: OWASP ASVS 5.0 V7.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace niem::server {

inline constexpr uint64_t kIdleMs = 15ULL * 60 * 1000;
inline constexpr uint64_t kLongestMs = 12ULL * 3600 * 1000;
inline constexpr uint64_t kLockMs = 60ULL * 1000;
inline constexpr int kWrongBeforeLock = 5;
inline constexpr size_t kMostSessions = 4096;

struct Session {
  int64_t person = 0;
  std::string csrf;  // what a page must repeat in a header
  uint64_t begun_ms = 0;
  uint64_t used_ms = 0;
};

class Sessions {
 public:
  // The token to give out.
  std::string Begin(int64_t person, uint64_t now_ms);
  // Counts as use.
  std::optional<Session> Find(std::string_view token, uint64_t now_ms);
  // The same without counting as use.
  bool Lives(std::string_view token, uint64_t now_ms);
  void End(std::string_view token);
  // All of one person, after his password changed or he left.
  void EndOf(int64_t person);
  size_t size();

  bool Locked(const std::string& login, uint64_t now_ms);
  void Wrong(const std::string& login, uint64_t now_ms);
  void Right(const std::string& login);

 private:
  struct Tries {
    int wrong = 0;
    uint64_t last_ms = 0;
  };

  void Sweep(uint64_t now_ms);

  std::mutex mutex_;  // of all below
  std::map<std::string, Session, std::less<>> sessions_;
  std::map<std::string, Tries, std::less<>> tries_;
};

}  // namespace niem::server
