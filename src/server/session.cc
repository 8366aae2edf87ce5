#include "server/session.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/secret.h"

namespace niem::server {
namespace {

std::string RandomToken() {
  std::array<uint8_t, 32> bytes{};
  RandomBytes(bytes);
  return ToHex(bytes);
}

std::string DigestOf(std::string_view token) {
  return ToHex(Sha256Of(AsBytes(token)));
}

bool Over(const Session& session, uint64_t now_ms) {
  return now_ms - session.used_ms > kIdleMs || now_ms - session.begun_ms > kLongestMs;
}

}  // namespace

std::string Sessions::Begin(int64_t person, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Sweep(now_ms);
  std::string token = RandomToken();
  sessions_[DigestOf(token)] = {person, RandomToken(), now_ms, now_ms};
  return token;
}

std::optional<Session> Sessions::Find(std::string_view token, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = sessions_.find(DigestOf(token));
  if (found == sessions_.end()) return std::nullopt;
  if (Over(found->second, now_ms)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used_ms = now_ms;
  return found->second;
}

bool Sessions::Lives(std::string_view token, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = sessions_.find(DigestOf(token));
  return found != sessions_.end() && !Over(found->second, now_ms);
}

void Sessions::End(std::string_view token) {
  const std::lock_guard<std::mutex> lock(mutex_);
  sessions_.erase(DigestOf(token));
}

void Sessions::EndOf(int64_t person) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(sessions_, [&](const auto& one) { return one.second.person == person; });
}

size_t Sessions::size() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return sessions_.size();
}

bool Sessions::Locked(const std::string& login, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = tries_.find(login);
  return found != tries_.end() && found->second.wrong >= kWrongBeforeLock &&
         now_ms - found->second.last_ms < kLockMs;
}

void Sessions::Wrong(const std::string& login, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(tries_, [&](const auto& one) { return now_ms - one.second.last_ms > kLockMs; });
  if (tries_.size() >= kMostSessions) tries_.clear();
  Tries& tries = tries_[login];
  ++tries.wrong;
  tries.last_ms = now_ms;
}

void Sessions::Right(const std::string& login) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tries_.erase(login);
}

void Sessions::Sweep(uint64_t now_ms) {
  std::erase_if(sessions_, [&](const auto& one) { return Over(one.second, now_ms); });
  if (sessions_.size() < kMostSessions) return;
  const auto oldest = std::min_element(
      sessions_.begin(), sessions_.end(),
      [](const auto& a, const auto& b) { return a.second.used_ms < b.second.used_ms; });
  sessions_.erase(oldest);
}

}  // namespace niem::server
