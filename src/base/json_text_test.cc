#include "base/json_text.h"

#include <gtest/gtest.h>

namespace niem {
namespace {

bool Accepted(std::string_view json) {
  rapidjson::Document document;
  return !ParseForeignJson(json, &document);
}

TEST(JsonText, ALoneHalfOfAPairIsRefused) {
  for (const char* json :
       {R"(["\uDC00"])", R"(["\udfff"])", R"(["\udEe1"])", R"(["\uD83D"])", R"(["\uD83D\uD83D"])",
        R"(["\uD83D\uDE00\uDE00"])", R"({"\uDC00":1})", R"(["\\\uDC00"])", R"(["\uD83Dx"])"}) {
    EXPECT_FALSE(Accepted(json)) << json;
  }
}

TEST(JsonText, PairsAndEscapedBackslashesAreAccepted) {
  for (const char* json :
       {R"(["\uD83D\uDE00"])", R"(["\\uDC00"])", R"(["\u1EAD\n\"\\"])", "[]", R"(["\\\\uDC00"])",
        R"(["Tối mật"])", R"(["\uD83D\uDE00\uD83D\uDE00"])"}) {
    EXPECT_TRUE(Accepted(json)) << json;
  }
}

TEST(JsonText, SaysWhere) {
  EXPECT_EQ(FindLoneSurrogate(R"(["ab\uDC00"])"), 4U);
  for (const char* json : {"", "\\", "\\u", "\\uDC0", "\\uDC0g", "\\\\"}) {
    EXPECT_FALSE(FindLoneSurrogate(json)) << json;
  }
}

TEST(JsonText, WhatIsNoJsonAtAll) {
  for (const char* json : {"", "{", "[1,]", "\"\xFF\"", "\"\xED\xB0\x80\""}) {
    EXPECT_FALSE(Accepted(json)) << json;
  }
}

}  // namespace
}  // namespace niem
