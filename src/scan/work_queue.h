// A bounded queue between the walker and the threads that look at files. Items travel in batches,
// so that a million small files cost few locks. Thread-safety: all functions.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace niem::scan {

template <typename T>
class WorkQueue {
 public:
  explicit WorkQueue(size_t max_batches) : max_batches_(max_batches) {}

  void Push(std::vector<T> batch) {
    if (batch.empty()) return;
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [this] { return batches_.size() < max_batches_ || closed_; });
    batches_.push_back(std::move(batch));
    lock.unlock();
    pushed_.notify_one();
  }

  // Nothing once the queue is closed and empty.
  std::optional<std::vector<T>> Pop() {
    std::unique_lock lock(mutex_);
    pushed_.wait(lock, [this] { return !batches_.empty() || closed_; });
    if (batches_.empty()) return std::nullopt;
    std::vector<T> batch = std::move(batches_.front());
    batches_.pop_front();
    lock.unlock();
    taken_.notify_one();
    return batch;
  }

  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    pushed_.notify_all();
    taken_.notify_all();
  }

  // Whether a thread waits for work: then even a small batch is worth sending.
  bool Hungry() {
    const std::lock_guard lock(mutex_);
    return batches_.empty();
  }

 private:
  const size_t max_batches_;
  std::mutex mutex_;
  std::condition_variable pushed_, taken_;
  std::deque<std::vector<T>> batches_;
  bool closed_ = false;
};

}  // namespace niem::scan
