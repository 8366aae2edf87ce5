#include "detect/boxes.h"

#include <gtest/gtest.h>

#include <string>

namespace niem::detect {
namespace {

std::string Answer(std::string_view line) {
  const auto span = OnlyTicked(line);
  return span.has_value() ? std::string(line.substr(span->begin, span->end - span->begin)) : "none";
}

TEST(OnlyTicked, GivesTheAnswerOfALine) {
  EXPECT_EQ(Answer("Độ mật: ☒ Mật ☐ Tối mật ☐ Không"), " Mật ");
  EXPECT_EQ(Answer("[ ] Mật [x] Tối mật"), " Tối mật");
  EXPECT_EQ(Answer("☐ Mật ☐ Tối mật"), "none");
  EXPECT_EQ(Answer("☒ Mật ☑ Tối mật"), "none");
  EXPECT_EQ(Answer("☒ Mật"), "none");
  EXPECT_EQ(Answer(""), "none");
}

}  // namespace
}  // namespace niem::detect
