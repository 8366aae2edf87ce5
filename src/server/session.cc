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
  // Added, not subtracted: another thread may have used it a moment after `now_ms` was read.
  return now_ms > session.used_ms + kIdleMs || now_ms > session.begun_ms + kLongestMs;
}

}  // namespace

std::string Sessions::Begin(int64_t person, uint64_t now_ms, const std::string& from,
                            int64_t wrong_before, const std::string& card) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Sweep(now_ms);
  MakeRoom(person);
  std::string token = RandomToken();
  std::string id = RandomToken().substr(0, 16);
  sessions_[DigestOf(token)] = {person, RandomToken(), now_ms,       now_ms,
                                from,   std::move(id), wrong_before, card};
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
  found->second.used_ms = std::max(found->second.used_ms, now_ms);
  return found->second;
}

bool Sessions::Knows(std::string_view token, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = sessions_.find(DigestOf(token));
  return found != sessions_.end() && !Over(found->second, now_ms);
}

void Sessions::End(std::string_view token) {
  const std::lock_guard<std::mutex> lock(mutex_);
  sessions_.erase(DigestOf(token));
}

size_t Sessions::EndOf(int64_t person) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::erase_if(sessions_, [&](const auto& one) { return one.second.person == person; });
}

size_t Sessions::EndOwn(int64_t person, std::string_view id, std::string_view token) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string kept = DigestOf(token);
  return std::erase_if(sessions_, [&](const auto& one) {
    const auto& [digest, session] = one;
    return session.person == person && (id.empty() ? digest != kept : session.id == id);
  });
}

std::vector<Session> Sessions::Of(int64_t person, uint64_t now_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Session> his;
  for (const auto& [digest, session] : sessions_) {
    if (session.person == person && !Over(session, now_ms)) his.push_back(session);
  }
  std::stable_sort(his.begin(), his.end(),
                   [](const Session& a, const Session& b) { return a.used_ms > b.used_ms; });
  return his;
}

size_t Sessions::size() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return sessions_.size();
}

void Sessions::Sweep(uint64_t now_ms) {
  std::erase_if(sessions_, [&](const auto& one) { return Over(one.second, now_ms); });
}

// His own go first: nobody can push others out by signing in often.
void Sessions::MakeRoom(int64_t person) {
  size_t his = 0;
  auto oldest = sessions_.end();
  auto his_oldest = sessions_.end();
  const auto older = [&](auto one, auto than) {
    return than == sessions_.end() || one->second.used_ms < than->second.used_ms;
  };
  for (auto one = sessions_.begin(); one != sessions_.end(); ++one) {
    if (older(one, oldest)) oldest = one;
    if (one->second.person != person) continue;
    ++his;
    if (older(one, his_oldest)) his_oldest = one;
  }
  if (his >= kMostOfOne) {
    sessions_.erase(his_oldest);
  } else if (sessions_.size() >= kMostSessions) {
    sessions_.erase(oldest);
  }
}

}  // namespace niem::server
