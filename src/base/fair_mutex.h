// A mutex that is had in the order of asking. std::mutex may give it again and again to whoever
// comes by just then, and whoever sleeps waits many times as long as the others.
// For sections of a millisecond and more: each hand-over wakes a thread.
// Thread-safety: any thread; Lockable, for std::lock_guard.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

namespace niem {

class FairMutex {
 public:
  FairMutex() = default;
  FairMutex(const FairMutex&) = delete;
  FairMutex& operator=(const FairMutex&) = delete;

  void lock() {  // NOLINT(readability-identifier-naming): Lockable's name
    std::unique_lock<std::mutex> guard(mutex_);
    if (!held_) {
      held_ = true;
      return;
    }
    Waiter waiter;
    waiting_.push_back(&waiter);
    waiter.turn.wait(guard, [&] { return waiter.mine; });
  }

  // False where it is held, or others have asked before.
  bool try_lock() {  // NOLINT(readability-identifier-naming)
    const std::lock_guard<std::mutex> guard(mutex_);
    if (held_) return false;
    held_ = true;
    return true;
  }

  void unlock() {  // NOLINT(readability-identifier-naming)
    const std::lock_guard<std::mutex> guard(mutex_);
    if (waiting_.empty()) {
      held_ = false;
      return;
    }
    // Held on for the next: nobody can come between.
    Waiter* next = waiting_.front();
    waiting_.pop_front();
    next->mine = true;
    next->turn.notify_one();
  }

  // How many have asked and wait: for tests and figures, stale at once.
  size_t waiting() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return waiting_.size();
  }

 private:
  struct Waiter {
    std::condition_variable turn;
    bool mine = false;
  };

  std::mutex mutex_;  // of what follows, never held for long
  bool held_ = false;
  std::deque<Waiter*> waiting_;  // in the order of asking; on their threads' stacks
};

}  // namespace niem
