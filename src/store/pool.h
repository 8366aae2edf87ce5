// A bounded set of connections: Take gives a free one, makes a new one up to the limit, or waits,
// in the order of asking.
// Thread-safety: all methods. Ownership: the pool owns what lies in it; a taken one is the
// taker's until Give.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/fair_mutex.h"
#include "base/result.h"

namespace niem::store::internal {

template <typename T>
class Pool {
 public:
  using Make = std::function<Result<std::unique_ptr<T>>()>;

  Pool(size_t limit, Make make) : limit_(limit), make_(std::move(make)) {}

  Result<std::unique_ptr<T>> Take() {
    std::unique_lock<FairMutex> door(door_);  // only the first who waits stands behind it
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !free_.empty() || taken_ < limit_; });
    ++taken_;
    door.unlock();
    if (!free_.empty()) {
      std::unique_ptr<T> item = std::move(free_.back());
      free_.pop_back();
      return item;
    }
    lock.unlock();
    Result<std::unique_ptr<T>> made = make_();
    if (!made.ok()) Drop();
    return made;
  }

  void Give(std::unique_ptr<T> item) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(std::move(item));
      --taken_;
    }
    freed_.notify_one();
  }

  // For one that is broken: its place becomes free.
  void Drop() {
    {
      const std::lock_guard lock(mutex_);
      --taken_;
    }
    freed_.notify_one();
  }

 private:
  const size_t limit_;
  const Make make_;
  FairMutex door_;
  std::mutex mutex_;  // of what follows
  std::condition_variable freed_;
  std::vector<std::unique_ptr<T>> free_;
  size_t taken_ = 0;
};

}  // namespace niem::store::internal
