#include "server/session.h"

#include <gtest/gtest.h>

#include <set>

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
  EXPECT_EQ(sessions.EndOf(8), 1U);
  EXPECT_FALSE(sessions.Find(other, 1));
  EXPECT_FALSE(sessions.Find("", 1));
}

// Two requests at once: the one that read the clock earlier may come later.
TEST(Sessions, AClockReadAMomentEarlierEndsNothing) {
  Sessions sessions;
  const std::string token = sessions.Begin(7, 1000);
  EXPECT_TRUE(sessions.Find(token, 1001));
  EXPECT_TRUE(sessions.Find(token, 999));
  EXPECT_TRUE(sessions.Find(token, 1001 + kIdleMs));
}

TEST(Sessions, TokensAreDistinctAndIdsOpenNothing) {
  Sessions sessions;
  std::set<std::string> tokens;
  for (int64_t i = 0; i < 1000; ++i) tokens.insert(sessions.Begin(i, 1));
  EXPECT_EQ(tokens.size(), 1000U);
  for (int64_t i = 0; i < 1000; ++i) {
    EXPECT_FALSE(sessions.Find(sessions.Of(i, 1).at(0).id, 1));
  }
}

TEST(Sessions, OneTooManyEndsHisOldestAndNobodyElses) {
  Sessions sessions;
  const std::string of_another = sessions.Begin(8, 0);
  std::vector<std::string> his;
  for (uint64_t i = 0; i <= kMostOfOne; ++i) his.push_back(sessions.Begin(7, i + 1));
  EXPECT_FALSE(sessions.Find(his.front(), 20));
  for (size_t i = 1; i < his.size(); ++i) EXPECT_TRUE(sessions.Find(his[i], 20)) << i;
  EXPECT_TRUE(sessions.Find(of_another, 20));
  EXPECT_EQ(sessions.Of(7, 20).size(), kMostOfOne);
}

TEST(Sessions, AnOwnerEndsOneOrAllOthers) {
  Sessions sessions;
  const std::string here = sessions.Begin(7, 3, "10.0.0.1");
  const std::string there = sessions.Begin(7, 2, "10.0.0.2");
  const std::string third = sessions.Begin(7, 1, "10.0.0.3");
  const std::string of_another = sessions.Begin(8, 1, "10.0.0.4");
  const std::vector<Session> mine = sessions.Of(7, 4);
  ASSERT_EQ(mine.size(), 3U);
  EXPECT_EQ(mine[1].from, "10.0.0.2");
  EXPECT_EQ(sessions.EndOwn(7, sessions.Of(8, 4).at(0).id, here), 0U);
  EXPECT_EQ(sessions.EndOwn(7, mine[1].id, here), 1U);
  EXPECT_FALSE(sessions.Find(there, 4));
  EXPECT_EQ(sessions.EndOwn(7, "", here), 1U);
  EXPECT_FALSE(sessions.Find(third, 4));
  EXPECT_TRUE(sessions.Find(here, 4));
  EXPECT_TRUE(sessions.Find(of_another, 4));
}

}  // namespace
}  // namespace niem::server
