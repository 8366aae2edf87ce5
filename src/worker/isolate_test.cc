#include "worker/isolate.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

#include "worker/sandbox.h"

namespace niem::worker {
namespace {

TEST(IsolateTest, AnswersWhatTheWorkGives) {
  const std::string input(300'000, 'x');
  const auto answer = RunIsolated([&] { return input + "!"; }, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->size(), 300'001u);
}

TEST(IsolateTest, OpensNothing) {
  const auto answer = RunIsolated(
      [] {
        const int opened = ::open("/etc/passwd", O_RDONLY);
        return std::to_string(opened) + std::to_string(errno);
      },
      {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(*answer, "-1" + std::to_string(EACCES));
}

TEST(IsolateTest, ADeathIsAnError) {
  const auto crashed = RunIsolated([]() -> std::string { std::abort(); }, {});
  ASSERT_FALSE(crashed.ok());
  EXPECT_EQ(crashed.error().code(), ErrorCode::kCrashed);
  IsolateLimits limits;
  limits.timeout = std::chrono::milliseconds(200);
  const auto slow = RunIsolated(
      []() -> std::string {
        volatile bool forever = true;
        while (forever) {
        }
        return {};
      },
      limits);
  ASSERT_FALSE(slow.ok());
  EXPECT_EQ(slow.error().code(), ErrorCode::kTimeout);
}

TEST(IsolateTest, MemoryHasALimit) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's allocator answers in its own way";
  IsolateLimits limits;
  limits.memory_bytes = 64 << 20;
  const auto hungry = RunIsolated(
      [] { return std::string(std::vector<char>(size_t{1} << 30, 'x').data(), 1); }, limits);
  ASSERT_FALSE(hungry.ok());
  EXPECT_EQ(hungry.error().code(), ErrorCode::kMemory);
}

}  // namespace
}  // namespace niem::worker
