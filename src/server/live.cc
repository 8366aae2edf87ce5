#include "server/live.h"

#include <algorithm>
#include <cstring>

#include "base/digest.h"
#include "base/log.h"

namespace niem::server {
namespace {

constexpr size_t kMostWaiting = 64U << 10;

std::string DigestOf(std::string_view text) {
  return ToHex(Sha256Of(AsBytes(text)));
}

}  // namespace

// ---- one stream --------------------------------------------------------------------------------

void LiveStream::Connect(std::function<void()> sleep, std::function<void()> wake) {
  const std::lock_guard<std::mutex> lock(mutex_);
  sleep_ = std::move(sleep);
  wake_ = std::move(wake);
}

LiveStream::Next LiveStream::Take(char* into, size_t most, size_t* taken) {
  const std::lock_guard<std::mutex> lock(mutex_);
  *taken = std::min(most, waiting_.size());
  if (*taken > 0) {
    std::memcpy(into, waiting_.data(), *taken);
    waiting_.erase(0, *taken);
    return Next::kBytes;
  }
  if (ended_) return Next::kEnd;
  asleep_ = true;
  if (sleep_) sleep_();
  return Next::kWait;
}

void LiveStream::Close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  asleep_ = false;
}

void LiveStream::Push(std::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_ || closed_) return;
  waiting_ += text;
  if (waiting_.size() > kMostWaiting) ended_ = true;  // nobody reads it
  if (asleep_ && wake_) wake_();
  asleep_ = false;
}

void LiveStream::End() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  if (asleep_ && wake_) wake_();
  asleep_ = false;
}

bool LiveStream::closed() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return closed_ || ended_;
}

// ---- all of them -------------------------------------------------------------------------------

bool Live::Admits(const Follower& follower) {
  const auto of_his = std::count_if(followed_.begin(), followed_.end(), [&](const auto& one) {
    return one->follower.actor.person == follower.actor.person;
  });
  return !stopped_ && followed_.size() < kMostStreams &&
         static_cast<size_t>(of_his) < kMostStreamsOfOne;
}

Result<std::shared_ptr<LiveStream>> Live::Follow(Follower follower) {
  auto followed = std::make_shared<Followed>();
  for (const std::string& list : follower.lists) {
    TRY_ASSIGN(const std::string now, parts_.look(follower, list));
    followed->seen[list] = DigestOf(now);
  }
  followed->follower = std::move(follower);
  followed->stream = std::make_shared<LiveStream>();
  followed->stream->Push("event: ready\ndata: {}\n\n");
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(followed_, [](const auto& one) { return one->stream->closed(); });
  if (!Admits(followed->follower)) {
    return Error(ErrorCode::kBusy, {"đã mở quá nhiều luồng theo dõi; đóng bớt trang",
                                    "too many live streams are open; close some pages"});
  }
  followed_.push_back(followed);
  if (parts_.beat.count() > 0 && !thread_.joinable()) thread_ = std::thread([this] { Run(); });
  return followed->stream;
}

void Live::Tell(Followed& followed) {
  for (auto& [list, digest] : followed.seen) {
    const Result<std::string> now = parts_.look(followed.follower, list);
    // A duty that he no longer has: what he may still follow is asked for anew.
    if (!now.ok()) return followed.stream->End();
    std::string now_digest = DigestOf(*now);
    if (now_digest == digest) continue;
    digest = std::move(now_digest);
    followed.stream->Push("event: changed\ndata: {\"list\":\"" + list + "\"}\n\n");
  }
}

void Live::Look() {
  std::vector<std::shared_ptr<Followed>> all;
  const uint64_t now_ms = parts_.now_ms();
  bool ping = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::erase_if(followed_, [](const auto& one) { return one->stream->closed(); });
    all = followed_;
    ping = now_ms - pinged_ms_ >= kPingMs;
    if (ping) pinged_ms_ = now_ms;
  }
  if (all.empty()) return;
  for (const auto& one : all) {
    if (!parts_.signed_in(one->follower)) {
      one->stream->Push("event: signed_out\ndata: {}\n\n");
      one->stream->End();
    } else if (ping) {
      one->stream->Push(":\n\n");
    }
  }
  const Result<std::string> head = parts_.head();
  if (!head.ok()) return log::Warning(head.error().message().vi);
  for (const auto& one : all) {
    if (one->head == *head || one->stream->closed()) continue;
    one->head = *head;
    Tell(*one);
  }
}

void Live::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_.wait_for(lock, parts_.beat, [this] { return stopped_; })) {
    lock.unlock();
    Look();
    lock.lock();
  }
}

void Live::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    for (const auto& one : followed_) one->stream->End();
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace niem::server
