#include "scan/looker.h"

#include <gtest/gtest.h>

#include <array>
#include <ctime>
#include <random>

namespace niem::scan {
namespace {

TEST(UtcTime, IsWhatTheCLibrarySays) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    // Of 1677 to 2262.
    const auto nanoseconds = static_cast<int64_t>(random());
    int64_t seconds = nanoseconds / 1'000'000'000;
    if (seconds * 1'000'000'000 > nanoseconds) --seconds;
    const std::time_t time = seconds;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    ASSERT_EQ(UtcTime(nanoseconds), text.data()) << nanoseconds;
  }
  EXPECT_EQ(UtcTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(UtcTime(-1), "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace niem::scan
