#include "server/session.h"

#include <gtest/gtest.h>

namespace niem::server {
namespace {

TEST(Sessions, EndByIdlenessByAgeAndByHand) {
  Sessions sessions;
  const std::string token = sessions.Begin(7, 1000);
  EXPECT_EQ(token.size(), 64U);
  ASSERT_TRUE(sessions.Find(token, 1000 + kIdleMs));
  EXPECT_FALSE(sessions.Find(token, 1001 + 2 * kIdleMs));
  const std::string busy = sessions.Begin(7, 0);
  for (uint64_t now = 0; now <= kLongestMs; now += kIdleMs) EXPECT_TRUE(sessions.Find(busy, now));
  EXPECT_FALSE(sessions.Find(busy, kLongestMs + 1));
  const std::string other = sessions.Begin(8, 0);
  sessions.EndOf(8);
  EXPECT_FALSE(sessions.Find(other, 1));
  EXPECT_FALSE(sessions.Find("", 1));
}

TEST(Sessions, FiveWrongPasswordsLockALoginForAMinute) {
  Sessions sessions;
  for (int i = 0; i < kWrongBeforeLock; ++i) {
    EXPECT_FALSE(sessions.Locked("lan", 5));
    sessions.Wrong("lan", 5);
  }
  EXPECT_TRUE(sessions.Locked("lan", 6));
  EXPECT_FALSE(sessions.Locked("mai", 6));
  EXPECT_FALSE(sessions.Locked("lan", 5 + kLockMs));
}

}  // namespace
}  // namespace niem::server
