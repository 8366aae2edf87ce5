#include "audit/usb_visits.h"

#include <gtest/gtest.h>

namespace niem::audit {
namespace {

constexpr const char* kSerial = "AA010603160707470215";

class VisitsTest : public ::testing::Test {
 protected:
  static Moment At(int hour, int minute, int second = 0) {
    return *Moment::FromCivil(2026, 4, 1, hour, minute, second, 0, TimeOrigin::kUtc);
  }

  Fact& Add(const char* kind, const char* time, Moment at) {
    Fact& fact = all_.facts.emplace_back();
    fact.kind = kind;
    fact.Set("device", std::string("USB\\VID_0781&PID_5580\\") + kSerial).Set(time, at);
    return fact;
  }

  void Partition(Moment at, bool present) {
    Add("event.partition", "at", at)
        .Set("provider", std::string("Microsoft-Windows-Partition"))
        .Set("present", std::string(present ? "yes" : "no"));
  }

  // "8:00 → 9:00, 10:00 → ?"
  std::string Shown() {
    const auto drives = JoinDrives(all_);
    std::string text;
    for (const UsbDrive& drive : drives) {
      for (const UsbVisit& visit : VisitsOf(drive, all_)) {
        if (!text.empty()) text += ", ";
        text += Clock(visit.arrived) + " > " + Clock(visit.left);
      }
    }
    return text;
  }

  static std::string Clock(const std::optional<Moment>& at) {
    return at ? at->ToString().substr(11, 5) : "?";
  }

  Collected all_;
};

TEST_F(VisitsTest, EachTimeItCameAndWent) {
  Partition(At(8, 0), true);
  Partition(At(9, 0), false);
  Partition(At(10, 0), true);
  Partition(At(10, 30), false);
  EXPECT_EQ(Shown(), "08:00 > 09:00, 10:00 > 10:30");
}

// Making partitions anew and restarting report a drive that never left.
TEST_F(VisitsTest, ReportedAgainIsNotPluggedInAgain) {
  Partition(At(8, 0), true);
  Partition(At(8, 20), true);
  Partition(At(9, 0), false);
  EXPECT_EQ(Shown(), "08:00 > 09:00");
  const auto visits = VisitsOf(JoinDrives(all_).at(0), all_);
  ASSERT_EQ(visits.size(), 1u);
  EXPECT_EQ(visits[0].last_seen, At(8, 20));
  EXPECT_EQ(visits[0].facts.size(), 3u);
}

TEST_F(VisitsTest, SourcesThatSpeakOfOneActMakeOneVisit) {
  Partition(At(8, 0, 2), true);
  Partition(At(8, 59, 58), false);
  Fact& key = Add("usb.disk", "arrival", At(8, 0));
  key.Set("serial", std::string(kSerial)).Set("removal", At(9, 0));
  EXPECT_EQ(Shown(), "08:00 > 08:59");
}

TEST_F(VisitsTest, AnEndOrABeginningMayBeMissing) {
  Partition(At(7, 0), false);
  Partition(At(8, 0), true);
  EXPECT_EQ(Shown(), "? > 07:00, 08:00 > ?");
  Add("linux.usb", "at", At(12, 0))
      .Set("service", std::string("usb-storage"))
      .Set("vid", std::string("0781"))
      .Set("pid", std::string("5580"))
      .Set("serial", std::string(kSerial));
  EXPECT_EQ(Shown(), "? > 07:00, 08:00 > ?, 12:00 > ?");
}

// The empty slots of a card reader say that they are empty as soon as it comes.
TEST_F(VisitsTest, ADiskWithoutAMediumDidNotLeave) {
  Partition(At(8, 0, 0), true);
  Partition(At(8, 0, 2), false);
  Partition(At(8, 30), false);
  Partition(At(9, 0), true);
  EXPECT_EQ(Shown(), "08:00 > 08:30, 09:00 > ?");
  Partition(At(9, 0, 6), false);
  EXPECT_EQ(Shown(), "08:00 > 08:30, 09:00 > 09:00");
}

// The disk may be listed a moment before its key is told that it arrived.
TEST_F(VisitsTest, WhatIsSeenRightBeforeAnArrivalBelongsToIt) {
  Partition(At(8, 0), true);
  Partition(At(20, 0, 1), true);
  Fact& key = Add("usb.disk", "arrival", At(20, 0, 2));
  key.Set("serial", std::string(kSerial));
  EXPECT_EQ(Shown(), "08:00 > ?, 20:00 > ?");
  const auto visits = VisitsOf(JoinDrives(all_).at(0), all_);
  ASSERT_EQ(visits.size(), 2u);
  EXPECT_EQ(visits[1].arrived, At(20, 0, 1));
  EXPECT_FALSE(visits[0].last_seen);
}

// Order of time, whatever the order of the sources; times of unknown zones are not compared.
TEST_F(VisitsTest, LocalTimesAreLeftOut) {
  Partition(At(10, 0), false);
  Partition(At(9, 0), true);
  Moment local = At(23, 0);
  local.origin = TimeOrigin::kLocal;
  Add("setup.device", "at", local);
  EXPECT_EQ(Shown(), "09:00 > 10:00");
}

}  // namespace
}  // namespace niem::audit
