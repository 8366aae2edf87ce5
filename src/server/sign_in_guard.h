// Slows the guessing of passwords without letting anybody lock others out.
//
// Wrong passwords are counted for the pair of login and place (the address that asks): after
// kWrongBeforeLock the pair waits a minute, then twice as long after each further one, up to an
// hour. A place that tries many logins waits too; so does a login that is tried from many places,
// except at the places from which its owner signed in before: a guesser elsewhere cannot keep him
// out. A try counts when it begins, so that many at once do not pass together, and tries under way
// are few, so that guessing cannot take up the whole server.
//
// All is forgotten at a restart and after a day, of a place after ten minutes. Behind a proxy all
// places are one, unless it was named to us (gate.h, PlaceOf).
//
// Ownership: plain values. Thread-safety: any thread. Source: OWASP ASVS 5.0 V6.3; NIST SP 800-63B
// §5.2.2 (at most 100 wrong tries in a row).
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace niem::server {

inline constexpr uint64_t kLockMs = 60ULL * 1000;
inline constexpr uint64_t kLongestLockMs = 3600ULL * 1000;
inline constexpr uint64_t kForgetMs = 24ULL * 3600 * 1000;
inline constexpr uint64_t kForgetPlaceMs = 600ULL * 1000;
inline constexpr int kWrongBeforeLock = 5;  // of one login at one place
inline constexpr int kWrongOfPlace = 30;    // of all logins there
inline constexpr int kWrongOfLogin = 100;   // from all places where he is not known
inline constexpr int kTriesAtOnce = 6;      // of all; the server has 32 threads
inline constexpr int kTriesOfPlaceAtOnce = 3;
inline constexpr size_t kMostCounted = 4096;  // of each kind

class SignInGuard {
 public:
  enum class Admission : uint8_t { kGo, kLocked, kBusy };
  enum class Result : uint8_t { kRight, kWrong, kNotTried };

  // kGo: Leave() must follow.
  Admission Enter(const std::string& login, const std::string& place, uint64_t now_ms);

  // How many wrong ones there were for the login, from anywhere, since the last right one.
  int64_t Leave(const std::string& login, const std::string& place, Result result);

  // Until when the pair waits, in ms from now; 0: it does not.
  uint64_t Wait(const std::string& login, const std::string& place, uint64_t now_ms);

 private:
  struct Count {
    int wrong = 0;
    uint64_t last_ms = 0;
  };

  using Counts = std::map<std::string, Count, std::less<>>;

  uint64_t WaitOf(const std::string& login, const std::string& place, uint64_t now_ms) const;
  static void Add(Counts& counts, const std::string& key, uint64_t now_ms, uint64_t forget_ms);
  static void Take(Counts& counts, const std::string& key);

  std::mutex mutex_;  // of all below
  Counts pairs_, places_, logins_;
  Counts known_;  // pairs that signed in
  int under_way_ = 0;
  std::map<std::string, int, std::less<>> under_way_at_;
};

}  // namespace niem::server
