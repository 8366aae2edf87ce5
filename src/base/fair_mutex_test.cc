#include "base/fair_mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace niem {
namespace {

TEST(FairMutex, OneAtATime) {
  FairMutex mutex;
  int64_t counted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        const std::lock_guard<FairMutex> lock(mutex);
        ++counted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counted, 16'000);
}

// While one holds it the others queue up one after another; whoever held it asks again at once, as
// a busy thread does, and comes last.
TEST(FairMutex, InTheOrderOfAsking) {
  FairMutex mutex;
  std::vector<int> order;
  std::vector<std::thread> threads;
  mutex.lock();
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      const std::lock_guard<FairMutex> lock(mutex);
      order.push_back(t);
    });
    while (mutex.waiting() != threads.size()) std::this_thread::yield();  // until it has asked
  }
  mutex.unlock();
  mutex.lock();
  order.push_back(99);
  mutex.unlock();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 99}));
}

TEST(FairMutex, NotTakenWhileHeld) {
  FairMutex mutex;
  EXPECT_TRUE(mutex.try_lock());
  EXPECT_FALSE(mutex.try_lock());
  mutex.unlock();
  EXPECT_TRUE(mutex.try_lock());
  mutex.unlock();
}

}  // namespace
}  // namespace niem
