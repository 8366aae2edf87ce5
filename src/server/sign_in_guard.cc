#include "server/sign_in_guard.h"

#include <algorithm>

namespace niem::server {
namespace {

std::string PairOf(const std::string& login, const std::string& place) {
  return login + '\0' + place;
}

// How long after the last wrong one, when `beyond` came after the first lock.
uint64_t LockAfter(int beyond) {
  return beyond >= 6 ? kLongestLockMs : std::min(kLongestLockMs, kLockMs << beyond);
}

}  // namespace

uint64_t SignInGuard::WaitOf(const std::string& login, const std::string& place,
                             uint64_t now_ms) const {
  uint64_t until = 0;
  const auto look = [&](const Counts& counts, const std::string& key, int most, bool doubling) {
    const auto found = counts.find(key);
    if (found == counts.end() || found->second.wrong < most) return;
    const uint64_t lock = doubling ? LockAfter(found->second.wrong - most) : kLockMs;
    until = std::max(until, found->second.last_ms + lock);
  };
  const std::string pair = PairOf(login, place);
  look(pairs_, pair, kWrongBeforeLock, true);
  if (!known_.contains(pair)) {
    look(places_, place, kWrongOfPlace, false);
    look(logins_, login, kWrongOfLogin, true);
  }
  return until > now_ms ? until - now_ms : 0;
}

uint64_t SignInGuard::Wait(const std::string& login, const std::string& place, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return WaitOf(login, place, now_ms);
}

SignInGuard::Admission SignInGuard::Enter(const std::string& login, const std::string& place,
                                          uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (WaitOf(login, place, now_ms) > 0) return Admission::kLocked;
  int& here = under_way_at_[place];
  if (under_way_ >= kTriesAtOnce || here >= kTriesOfPlaceAtOnce) {
    if (here == 0) under_way_at_.erase(place);
    return Admission::kBusy;
  }
  ++under_way_, ++here;
  Add(pairs_, PairOf(login, place), now_ms, kForgetMs);
  Add(places_, place, now_ms, kForgetPlaceMs);
  Add(logins_, login, now_ms, kForgetMs);
  return Admission::kGo;
}

int64_t SignInGuard::Leave(const std::string& login, const std::string& place, Result result) {
  const std::lock_guard<std::mutex> lock(mutex_);
  --under_way_;
  const auto here = under_way_at_.find(place);
  if (here != under_way_at_.end() && --here->second <= 0) under_way_at_.erase(here);
  if (result == Result::kWrong) return 0;
  const std::string pair = PairOf(login, place);
  const auto of_login = logins_.find(login);
  const int64_t wrong = of_login == logins_.end() ? 0 : of_login->second.wrong - 1;
  const uint64_t now_ms = of_login == logins_.end() ? 0 : of_login->second.last_ms;
  Take(places_, place);
  if (result == Result::kNotTried) {
    Take(pairs_, pair);
    Take(logins_, login);
    return 0;
  }
  pairs_.erase(pair);
  logins_.erase(login);
  known_.erase(pair);
  Add(known_, pair, now_ms, kForgetMs);
  return wrong;
}

void SignInGuard::Add(Counts& counts, const std::string& key, uint64_t now_ms, uint64_t forget_ms) {
  std::erase_if(counts, [&](const auto& one) { return now_ms > one.second.last_ms + forget_ms; });
  if (counts.size() >= kMostCounted && !counts.contains(key)) {
    // The least of a threat goes: a flood of names does not wash away who is being guessed.
    counts.erase(std::min_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
      return std::pair(a.second.wrong, a.second.last_ms) <
             std::pair(b.second.wrong, b.second.last_ms);
    }));
  }
  Count& count = counts[key];
  ++count.wrong;
  count.last_ms = std::max(count.last_ms, now_ms);
}

void SignInGuard::Take(Counts& counts, const std::string& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second.wrong <= 0) counts.erase(found);
}

}  // namespace niem::server
