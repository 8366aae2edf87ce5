#include <gtest/gtest.h>

#include "audit/bridges.h"
#include "audit/timeline.h"

namespace niem::audit {
namespace {

Moment Day(int day, TimeOrigin origin = TimeOrigin::kUtc) {
  return *Moment::FromCivil(2026, 4, day, 1, 2, 3, 0, origin);
}

UsbDrive Drive(const std::string& serial, int first, int last,
               TimeOrigin origin = TimeOrigin::kUtc) {
  UsbDrive drive;
  drive.vid = "0951", drive.pid = "1666", drive.serial = serial, drive.name = "<USB> " + serial;
  drive.first = Day(first, origin), drive.last = Day(last, origin);
  return drive;
}

class PicturesTest : public ::testing::Test {
 protected:
  PicturesTest() { report_.collected = &collected_, report_.judged = &judged_; }

  void Rule(const std::string& id, int day) {
    Finding finding;
    rules_.push_back(std::make_unique<audit::Rule>());
    rules_.back()->id = id, rules_.back()->title = {"đã " + id, "was " + id};
    finding.rule = rules_.back().get(), finding.verdict = Verdict::kSeen;
    finding.first = finding.last = Day(day);
    judged_.findings.push_back(finding);
  }

  std::vector<std::unique_ptr<audit::Rule>> rules_;
  Collected collected_;
  Judged judged_;
  AuditReport report_;
};

TEST_F(PicturesTest, NetworksBeforeDevicesEachByItsFirstTrace) {
  judged_.drives = {Drive("B", 9, 12), Drive("A", 3, 4)};
  Rule("audit.net.wifi", 8);
  Rule("audit.net.internet", 7);
  Rule("audit.chat.present", 1);  // neither network nor device
  const Timeline timeline = TimelineOf(report_, Lang::kVi);
  std::string titles;
  for (const TimelineRow& row : timeline.rows) titles += row.title + ";";
  EXPECT_EQ(titles, "Đã audit.net.internet;Đã audit.net.wifi;<USB> A A;<USB> B B;");
}

TEST_F(PicturesTest, EachTraceInUtcIsOneMark) {
  UsbDrive drive = Drive("A", 1, 10);
  for (const auto& [day, origin] : {std::pair{5, TimeOrigin::kUtc},
                                    {5, TimeOrigin::kUtc},
                                    {6, TimeOrigin::kLocal},
                                    {20, TimeOrigin::kUtc}}) {
    Fact fact;
    fact.Set("seen", std::optional(Day(day, origin)));
    drive.facts.push_back(collected_.facts.size());
    collected_.facts.push_back(fact);
  }
  judged_.drives = {drive};
  const Timeline timeline = TimelineOf(report_, Lang::kVi);
  EXPECT_EQ(timeline.rows[0].marks,
            (std::vector<int64_t>{Day(1).ticks, Day(5).ticks, Day(10).ticks}));
}

TEST_F(PicturesTest, AStayIsDrawnFromPluggedInToTakenOut) {
  judged_.drives = {Drive("A", 1, 10)};
  UsbVisit whole, open;
  whole.arrived = Day(2), whole.left = Day(3);
  open.arrived = Day(5);
  judged_.visits = {{whole, open}};
  const Timeline timeline = TimelineOf(report_, Lang::kVi);
  ASSERT_EQ(timeline.rows[0].stays.size(), 1U);
  EXPECT_EQ(timeline.rows[0].stays[0], (std::pair{Day(2).ticks, Day(3).ticks}));
}

TEST_F(PicturesTest, WhatHasOnlyLocalTimesIsCountedNotDrawn) {
  judged_.drives = {Drive("A", 1, 10, TimeOrigin::kLocal)};
  const Timeline timeline = TimelineOf(report_, Lang::kEn);
  EXPECT_TRUE(timeline.rows.empty());
  EXPECT_EQ(timeline.unplaced, 1U);
  EXPECT_NE(LeftOutOf(timeline, Lang::kEn).find("1 devices"), std::string::npos);
  EXPECT_TRUE(DrawTimeline(timeline, Lang::kEn).shapes.empty());
}

TEST_F(PicturesTest, ALongTimelineSaysWhatItLeavesOut) {
  for (int i = 0; i < 50; ++i) judged_.drives.push_back(Drive(std::to_string(i), 1, 2));
  const Timeline timeline = TimelineOf(report_, Lang::kVi);
  EXPECT_EQ(timeline.rows.size(), kMostTimelineRows);
  EXPECT_EQ(timeline.left_out, 10U);
}

TEST_F(PicturesTest, TheSvgHasATitleAndNoForeignMarkup) {
  judged_.drives = {Drive("A", 1, 10)};
  const std::string svg = Svg(DrawTimeline(TimelineOf(report_, Lang::kVi), Lang::kVi), "timeline");
  EXPECT_NE(svg.find("aria-labelledby=\"timeline-t timeline-d\""), std::string::npos);
  EXPECT_NE(svg.find("&lt;USB&gt; A"), std::string::npos);
  EXPECT_EQ(svg.find("<USB>"), std::string::npos);
}

TEST_F(PicturesTest, ADriveOfADraftingAndAnotherComputerIsMixed) {
  judged_.drives = {Drive("A", 1, 2), Drive("B", 1, 2)};
  report_.run.profile = Profile::kDrafting;
  const OtherDrive a{"0951", "1666", "a", "", "2026-04-03T00:00:00Z", ""};
  const OtherDrive b{"0951", "1666", "B", "", "", ""};
  const OtherDrive c{"0951", "9999", "A", "", "", ""};  // another product
  report_.others = {
      {"NET", "internet", {a, c}}, {"SOAN-2", "drafting", {b}}, {"VP", "office", {c}}};
  const Bridges bridges = BridgesBetween(report_, Lang::kVi);
  ASSERT_EQ(bridges.machines.size(), 4U);
  EXPECT_EQ(bridges.machines[0].profile, "drafting");
  EXPECT_TRUE(bridges.machines[0].examined);
  EXPECT_EQ(bridges.machines[3].name, "NET");
  ASSERT_EQ(bridges.drives.size(),
            3U);  // A here and on NET; c on NET and VP; B in two for drafting
  EXPECT_TRUE(bridges.drives[0].mixed);
  EXPECT_EQ(bridges.drives[0].serial, "A");
  EXPECT_FALSE(bridges.drives[1].mixed);
  EXPECT_FALSE(bridges.drives[2].mixed);
  EXPECT_EQ(ShownUse(bridges.drives[0].uses.back()), "03/04/2026 – –");
}

TEST_F(PicturesTest, ManyComputersLeaveSomeOut) {
  judged_.drives = {Drive("A", 1, 2)};
  for (int i = 0; i < 12; ++i) {
    report_.others.push_back({"M" + std::to_string(i), "office", {}});
    if (i == 11) report_.others.back().drives = {{"0951", "1666", "A", "", "", ""}};
  }
  const Bridges bridges = BridgesBetween(report_, Lang::kVi);
  EXPECT_EQ(bridges.machines.size(), kMostBridgeMachines);
  EXPECT_EQ(bridges.left_out, 5U);
  ASSERT_EQ(bridges.drives.size(), 1U);  // those that share something have room
  EXPECT_EQ(bridges.machines[bridges.drives[0].uses.back().machine].name, "M11");
}

}  // namespace
}  // namespace niem::audit
