#include "server/api.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "server/api_parts.h"

namespace niem::server {
namespace {

// Whoever adds a route writes down, in a file that a reviewer sees, who may reach it.
TEST(Routes, AreTheOnesOfTheCensus) {
  std::ifstream file(std::string(std::getenv("NIEM_SOURCE_DIR")) + "/tests/access/routes.txt");
  ASSERT_TRUE(file.is_open());
  std::string listed;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) listed += line + "\n";
  }
  std::string known;
  for (const Api::Route& route : Api::Routes()) {
    known += std::string(route.method) + " " + std::string(route.pattern) + ": " +
             std::string(route.reach) + "\n";
  }
  EXPECT_EQ(listed, known);
}

TEST(Routes, ReachedByAnyoneAreFew) {
  std::string open;
  for (const Api::Route& route : Api::Routes()) {
    if (route.who == Api::Who::kAnyone) open += std::string(route.pattern) + " ";
  }
  EXPECT_EQ(open, "/healthz /metrics /api/v1/openapi.json /api/v1/session ");
}

TEST(OpenApi, IsJson) {
  rapidjson::Document json;
  json.Parse(OpenApiText().c_str());
  ASSERT_FALSE(json.HasParseError()) << json.GetErrorOffset();
  EXPECT_TRUE(json["paths"].HasMember("/api/v1/acts/copy.lend"));
}

TEST(Answers, FailuresOfTheStoreSayNothingOfIt) {
  const Text inside = {"/srv/kho.niem: FATAL", "/srv/kho.niem: FATAL"};
  for (const ErrorCode code :
       {ErrorCode::kDisconnected, ErrorCode::kBusy, ErrorCode::kSerialization, ErrorCode::kIo,
        ErrorCode::kInternal, ErrorCode::kCorrupt}) {
    testing::internal::CaptureStderr();
    const ApiResponse answer = FailureOf(Error(code, inside));
    EXPECT_NE(testing::internal::GetCapturedStderr().find("FATAL"), std::string::npos);
    EXPECT_GE(answer.status, 500U);
    EXPECT_EQ(answer.body.find("FATAL"), std::string::npos) << answer.body;
  }
}

TEST(Answers, AbsentAndForbiddenAreTheSameBytes) {
  registry::Outcome absent;
  absent.refused = registry::Refusal{"absent", {"a", "b"}, {"c", "d"}, {}};
  registry::Outcome other = absent;
  other.refused->message = {"khác", "other"};
  other.event = 12;
  EXPECT_EQ(AnswerOf(absent).status, 404U);
  EXPECT_EQ(AnswerOf(absent).body, AnswerOf(other).body);
}

}  // namespace
}  // namespace niem::server
