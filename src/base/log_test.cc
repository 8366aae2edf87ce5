#include "base/log.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace niem::log {
namespace {

TEST(Log, NoTextFromOutsideCanForgeALine) {
  EXPECT_EQ(OneLine("Đỗ Thị Ví Dụ – 15/QĐ"), "Đỗ Thị Ví Dụ – 15/QĐ");
  EXPECT_EQ(OneLine("a\nniem[1] error: b"), "a\\x0aniem[1] error: b");
  EXPECT_EQ(OneLine("\x1b[2J\r\x7f"), "\\x1b[2J\\x0d\\x7f");
  EXPECT_EQ(OneLine("\xC2\x85"), "\\xc2\\x85");  // next line
  EXPECT_EQ(OneLine("\xE2\x80\xAE"
                    "cba"),
            "\\xe2\\x80\\xae"
            "cba");                                       // right to left
  EXPECT_EQ(OneLine("\xE2\x80\xA8"), "\\xe2\\x80\\xa8");  // line separator
  EXPECT_EQ(OneLine("\xFF\xC3"), "\\xff\\xc3");
  EXPECT_EQ(OneLine(std::string_view("\0", 1)), "\\x00");
  testing::internal::CaptureStderr();
  Error("một\nhai");
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find("error: một\\x0ahai\n"), std::string::npos) << line;
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(Log, SecurityEventsAreFieldsWithATimeAndAZone) {
  testing::internal::CaptureStderr();
  Security("test.fields", {{"person", "7"}, {"from", "10.0.0.4 person=8\n"}});
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find("security: event=test.fields person=7 from=10.0.0.4_person_8\\x0a\n"),
            std::string::npos)
      << line;
  EXPECT_TRUE(testing::internal::RE::FullMatch(
      line.substr(0, 25), "[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+[+-][0-9]+:[0-9]+"))
      << line;
}

TEST(Log, AFloodOfOneKindIsCutAndHidesNoOther) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 2 * kMostOfKind; ++i) Security("test.flood", {});
  Security("test.other", {{"person", "7"}});
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), kMostOfKind + 1);
  EXPECT_NE(lines.find("test.other"), std::string::npos);
}

}  // namespace
}  // namespace niem::log
