#include "server/sign_in_guard.h"

#include <gtest/gtest.h>

namespace niem::server {
namespace {

using Admission = SignInGuard::Admission;
using Result = SignInGuard::Result;

class SignInGuardTest : public testing::Test {
 protected:
  // Whether it was let in.
  bool Try(const std::string& login, const std::string& place, Result result = Result::kWrong) {
    if (guard_.Enter(login, place, now_) != Admission::kGo) return false;
    wrong_ = guard_.Leave(login, place, result);
    return true;
  }

  // How many wrong tries pass at one place within `ms`, one a second.
  int Guesses(const std::string& login, const std::string& place, uint64_t ms) {
    int passed = 0;
    for (const uint64_t end = now_ + ms; now_ < end; now_ += 1000) passed += Try(login, place);
    return passed;
  }

  SignInGuard guard_;
  uint64_t now_ = 1'000'000;
  int64_t wrong_ = -1;
};

TEST_F(SignInGuardTest, FiveWrongPasswordsLockForAMinuteThenLonger) {
  for (int i = 0; i < kWrongBeforeLock; ++i) EXPECT_TRUE(Try("lan", "a"));
  EXPECT_FALSE(Try("lan", "a"));
  EXPECT_EQ(guard_.Wait("lan", "a", now_), kLockMs);
  EXPECT_TRUE(Try("mai", "a"));
  now_ += kLockMs;
  EXPECT_TRUE(Try("lan", "a"));
  EXPECT_EQ(guard_.Wait("lan", "a", now_), 2 * kLockMs);
  now_ += 2 * kLockMs;
  EXPECT_TRUE(Try("lan", "a", Result::kRight));
  EXPECT_EQ(wrong_, 6);
  EXPECT_TRUE(Try("lan", "a", Result::kRight));
  EXPECT_EQ(wrong_, 0);
}

TEST_F(SignInGuardTest, AGuesserElsewhereLocksNobodyOut) {
  EXPECT_TRUE(Try("lan", "her desk", Result::kRight));
  for (int place = 0; place < 200; ++place) {
    for (int i = 0; i < 10; ++i) Try("lan", "b" + std::to_string(place));
  }
  EXPECT_FALSE(Try("lan", "nobody's desk"));
  EXPECT_TRUE(Try("lan", "her desk", Result::kRight));
}

// Also before she ever signed in: one place alone does not lock a login.
TEST_F(SignInGuardTest, OnePlaceAloneLocksOnlyItself) {
  EXPECT_LE(Guesses("lan", "b", 24 * 3'600'000), 40);
  EXPECT_TRUE(Try("lan", "her desk", Result::kRight));
}

TEST_F(SignInGuardTest, AHundredWrongOnesAreAllThatAStrangerHas) {
  int passed = 0;
  for (int place = 0; place < 1000; ++place) passed += Try("lan", std::to_string(place));
  EXPECT_EQ(passed, kWrongOfLogin);
}

TEST_F(SignInGuardTest, APlaceThatTriesManyLoginsWaits) {
  int passed = 0;
  for (int i = 0; i < 200; ++i) passed += Try("login" + std::to_string(i), "b");
  EXPECT_EQ(passed, kWrongOfPlace);
  EXPECT_TRUE(Try("lan", "c"));
}

TEST_F(SignInGuardTest, ManyAtOnceDoNotPassTogether) {
  int passed = 0;
  for (int i = 0; i < kTriesAtOnce; ++i) {
    passed += guard_.Enter("lan", "a", now_) == Admission::kGo;
  }
  EXPECT_EQ(passed, kTriesOfPlaceAtOnce);
  EXPECT_EQ(guard_.Enter("mai", "a", now_), Admission::kBusy);
  EXPECT_EQ(guard_.Enter("mai", "c", now_), Admission::kGo);
  EXPECT_EQ(guard_.Enter("mai", "c", now_), Admission::kGo);
  EXPECT_EQ(guard_.Enter("mai", "d", now_), Admission::kGo);
  EXPECT_EQ(guard_.Enter("mai", "e", now_), Admission::kBusy);
  guard_.Leave("lan", "a", Result::kWrong);
  EXPECT_EQ(guard_.Enter("mai", "e", now_), Admission::kGo);
}

TEST_F(SignInGuardTest, AFloodOfLoginsDoesNotWashAwayTheCount) {
  for (int i = 0; i < kWrongBeforeLock; ++i) Try("lan", "a");
  for (size_t i = 0; i < kMostCounted + 300; ++i) Try("x" + std::to_string(i), std::to_string(i));
  EXPECT_FALSE(Try("lan", "a"));
}

// The store failed: nobody is to blame.
TEST_F(SignInGuardTest, WhatWasNotTriedDoesNotCount) {
  for (int i = 0; i < 3 * kWrongOfPlace; ++i) EXPECT_TRUE(Try("lan", "a", Result::kNotTried));
}

TEST_F(SignInGuardTest, AClockReadAMomentEarlierForgetsNothing) {
  for (int i = 0; i < kWrongBeforeLock; ++i) Try("lan", "a");
  --now_;
  Try("mai", "b");
  EXPECT_FALSE(Try("lan", "a"));
}

}  // namespace
}  // namespace niem::server
