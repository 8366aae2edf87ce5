#include "detect/finding_json.h"

#include <gtest/gtest.h>

namespace niem::detect {
namespace {

DocumentResult Sample() {
  DocumentResult result;
  result.path = "/mnt/c/x.zip";
  result.member = {"b.docx"};
  result.format = extract::Format::kDocx;
  result.bytes = 18231;
  result.sha256 = "ab";
  result.modified = "2026-05-04T08:11:02Z";
  result.verdict = Verdict::kMarked;
  result.level = Level::kToiMat;
  result.confidence = 0.98;
  result.evidence.push_back(
      {"mark.level", "TỐI MẬT", 1, extract::Place::kBelowNumber, Source::kText, 0.9, ""});
  result.notes.push_back({ErrorCode::kUnsupported, true, {"không đọc được", "not read"}});
  result.elapsed_ms = 4;
  return result;
}

TEST(FindingJson, IsTheContractsLine) {
  EXPECT_EQ(
      ToJson(Sample(), Lang::kEn),
      R"({"path":"/mnt/c/x.zip","member":["b.docx"],"format":"docx","bytes":18231,"sha256":"ab",)"
      R"("modified":"2026-05-04T08:11:02Z","verdict":"marked","level":"toi_mat","confidence":0.98,)"
      R"("evidence":[{"rule":"mark.level","text":"TỐI MẬT","page":1,"place":"below_number",)"
      R"("source":"text","weight":0.9}],"copy_of":null,"notes":["unsupported: not read"],"elapsed_ms":4})");
}

TEST(FindingJson, WireRoundTripLosesNothing) {
  const std::string wire = ToWireJson(Sample());
  const auto back = FromWireJson(wire);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(ToWireJson(*back), wire);
}

TEST(FindingJson, BoxIsThereWhereItIsKnown) {
  DocumentResult result = Sample();
  result.evidence[0].box = extract::Box{0.25F, 0.1F, 0.5F, 1.0F};
  const std::string wire = ToWireJson(result);
  EXPECT_NE(wire.find(R"("weight":0.9,"box":[0.25,0.1,0.5,1.0])"), std::string::npos) << wire;
  const auto back = FromWireJson(wire);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->evidence[0].box, result.evidence[0].box);
  for (const char* bad :
       {"[0.25,0.1,0.5]", "[0.25,0.1,0.5,1.5]", "[0.25,0.1,0.5,-1]", "[0.25,0.1,0.5,\"a\"]", "7"}) {
    std::string broken = wire;
    broken.replace(broken.find("[0.25"), std::string("[0.25,0.1,0.5,1.0]").size(), bad);
    EXPECT_FALSE(FromWireJson(broken).ok()) << bad;
  }
}

TEST(FindingJson, RefusesWhatIsNotOfTheForm) {
  const std::string wire = ToWireJson(Sample());
  for (size_t cut = 0; cut < wire.size(); ++cut)
    EXPECT_FALSE(FromWireJson(wire.substr(0, cut)).ok());
  EXPECT_FALSE(FromWireJson("[]").ok());
  // Half a pair would become bytes that are no UTF-8, and a report that nobody can read.
  std::string half = wire;
  half.replace(half.find("/mnt/c"), 6, "\\uDEE1");
  EXPECT_FALSE(FromWireJson(half).ok());
  std::string bad_verdict = wire;
  bad_verdict.replace(bad_verdict.find("marked"), 6, "mxrked");
  EXPECT_FALSE(FromWireJson(bad_verdict).ok());
  std::string long_name = wire;
  long_name.replace(long_name.find("b.docx"), 6, std::string(5000, 'x'));
  EXPECT_FALSE(FromWireJson(long_name).ok());
}

}  // namespace
}  // namespace niem::detect
