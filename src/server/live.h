// Live lists: a page follows lists and is told when one of them would now read differently, for
// him. Nothing else is told: a stream says no more than reading the list again would, so that what
// he may not see does not show by the beat of events. Following counts as no use of the session,
// and a stream ends with it.
//
//   event: changed
//   data: {"list":"pending"}
//
// One thread looks whether the ledger grew (also by another program on the same store) and only
// then at the lists. Ownership: the stream is shared by Live and the connection. Thread-safety: any
// thread. Errors: kTooLarge where too many streams are open; those of the first look.
// Source: WHATWG HTML, "Server-sent events".
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "registry/registry.h"

namespace niem::server {

inline constexpr size_t kMostStreams = 256;
inline constexpr size_t kMostStreamsOfOne = 8;
inline constexpr std::chrono::milliseconds kLiveBeat{1000};
inline constexpr uint64_t kPingMs = 15'000;  // shorter than what proxies wait

// What one connection sends.
class LiveStream {
 public:
  enum class Next : uint8_t { kBytes, kWait, kEnd };

  // How the connection goes to sleep and is woken; both are called under the stream's lock and must
  // not call back. To be set before the first Take.
  void Connect(std::function<void()> sleep, std::function<void()> wake);

  // Up to `most` bytes. At kWait the connection sleeps, until it is woken once.
  Next Take(char* into, size_t most, size_t* taken);

  // The connection is gone.
  void Close();

 private:
  friend class Live;

  void Push(std::string_view text);
  void End();
  bool closed();

  std::mutex mutex_;  // of everything below
  std::string waiting_;
  std::function<void()> sleep_;
  std::function<void()> wake_;
  bool asleep_ = false;
  bool ended_ = false;
  bool closed_ = false;
};

struct Follower {
  std::string token;  // of his session
  registry::Actor actor;
  std::vector<std::string> lists;
};

class Live {
 public:
  struct Parts {
    // Something that differs whenever a list may differ: the ledger's size and the day.
    std::function<Result<std::string>()> head;
    // The list as he would read it now.
    std::function<Result<std::string>(const Follower&, std::string_view list)> look;
    std::function<bool(const Follower&)> signed_in;
    std::function<uint64_t()> now_ms;
    std::chrono::milliseconds beat = kLiveBeat;  // 0: looks only when told
  };

  explicit Live(Parts parts) : parts_(std::move(parts)) {}

  ~Live() { Stop(); }

  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  Result<std::shared_ptr<LiveStream>> Follow(Follower follower);

  // What the thread does at each beat.
  void Look();

  // Ends all streams; none begins after.
  void Stop();

 private:
  struct Followed {
    Follower follower;
    std::shared_ptr<LiveStream> stream;
    // Of the looking thread alone:
    std::map<std::string, std::string> seen;  // list → digest
    std::string head;  // when it was looked at; empty until the first beat, which finds what
                       // changed since he began to follow
  };

  void Run();
  bool Admits(const Follower& follower);
  void Tell(Followed& followed);

  Parts parts_;
  std::mutex mutex_;  // of everything below
  std::condition_variable stop_;
  bool stopped_ = false;
  std::vector<std::shared_ptr<Followed>> followed_;
  uint64_t pinged_ms_ = 0;
  std::thread thread_;
};

}  // namespace niem::server
