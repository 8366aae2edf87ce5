#include "detect/rules.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json_source.h"
#include "detect/judge.h"
#include "detect/pack.h"

extern "C" const unsigned char niem_marks_pack[], niem_marks_pack_end[], niem_marks_schema[],
    niem_marks_schema_end[];

namespace niem::detect {
namespace {

std::string_view View(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<size_t>(end - begin)};
}

std::string Whole(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string SourceDir() {
  const char* dir = std::getenv("NIEM_SOURCE_DIR");
  return dir == nullptr ? "." : dir;
}

// A rules file with these members in its one rule.
std::string File(const std::string& rule) {
  return "{\"format\": \"niem-rules/1\", \"rules\": [\n{" + rule + "}\n]}";
}

Result<RuleSet> Load(const std::string& json) {
  return RuleSet::FromTexts({{"co-quan.json", json}});
}

Text MessageOf(const std::string& json) {
  const auto rules = Load(json);
  EXPECT_FALSE(rules.ok()) << json;
  return rules.ok() ? Text{} : rules.error().message();
}

DocumentResult JudgeText(const std::string& text, const RuleSet& rules,
                         extract::Place place = extract::Place::kBody) {
  extract::Document document;
  document.blocks.emplace_back();
  document.blocks.back().text = text;
  document.blocks.back().place = place;
  return Judge(document, "x.txt", rules);
}

TEST(Pack, IsValidAndEveryWeightHasAReason) {
  const auto source =
      JsonSource::Parse("packs/scan/marks.json", View(niem_marks_pack, niem_marks_pack_end),
                        View(niem_marks_schema, niem_marks_schema_end));
  ASSERT_TRUE(source.ok()) << source.error().message().en;
  EXPECT_TRUE(RuleSet::Builtin().ok());
}

TEST(Pack, RefusesUnknownAndMissingWeights) {
  std::string pack(View(niem_marks_pack, niem_marks_pack_end));
  pack.replace(pack.find("mark.alone"), 10, "mark.alane");
  const auto loaded = LoadPack("marks.json", pack);
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().message().en.find("marks.json:"), std::string::npos);
}

TEST(Rules, VersionChangesWithAnyRule) {
  const std::string builtin = RuleSet::Builtin()->version();
  const std::string one =
      Load(File(R"("id": "a", "verdict": "suspect", "phrases": ["hải âu"])"))->version();
  const std::string other =
      Load(File(R"("id": "a", "verdict": "suspect", "phrases": ["hải âu"], "weight": 0.9)"))
          ->version();
  EXPECT_NE(builtin, one);
  EXPECT_NE(one, other);
}

TEST(Rules, TheDocumentedExampleWorks) {
  const std::string page = Whole(SourceDir() + "/docs/formats/rules.md");
  const size_t begin = page.find("```json\n");
  ASSERT_NE(begin, std::string::npos);
  const size_t end = page.find("```", begin + 8);
  const auto rules = Load(page.substr(begin + 8, end - begin - 8));
  ASSERT_TRUE(rules.ok()) << rules.error().message().en;
  EXPECT_EQ(JudgeText("Kế hoạch dự án  HẢI ÂU giai đoạn 2", *rules).verdict, Verdict::kSuspect);
  EXPECT_EQ(JudgeText("mã (HA-2024).", *rules).verdict, Verdict::kSuspect);
  EXPECT_EQ(JudgeText("mã HA-20245", *rules).verdict, Verdict::kClean);
  EXPECT_EQ(JudgeText("Thông cáo báo chí: Dự án Hải Âu", *rules).verdict, Verdict::kClean);
  const DocumentResult marked = JudgeText("hồ sơ hs-0012/HA", *rules);
  EXPECT_EQ(marked.verdict, Verdict::kMarked);
  EXPECT_EQ(marked.level, Level::kMat);
  ASSERT_FALSE(marked.evidence.empty());
  EXPECT_EQ(marked.evidence[0].rule, "agency.so-hieu-ho-so");
  EXPECT_EQ(marked.evidence[0].text, "hs-0012/HA");
  EXPECT_EQ(JudgeText("phương án bảo vệ các mục tiêu", *rules).verdict, Verdict::kMarked);
  EXPECT_EQ(JudgeText("hồ sơ hs-0012/HA", *rules, extract::Place::kComment).verdict,
            Verdict::kClean);
}

TEST(Rules, ProximityCountsWords) {
  const std::string near =
      R"("id": "n", "verdict": "suspect", "near": {"first": ["alpha"], "second": ["beta"], "words": 2})";
  const auto rules = Load(File(near));
  ASSERT_TRUE(rules.ok());
  EXPECT_EQ(JudgeText("alpha mot hai beta", *rules).verdict, Verdict::kSuspect);
  EXPECT_EQ(JudgeText("beta alpha", *rules).verdict, Verdict::kSuspect);
  EXPECT_EQ(JudgeText("alpha mot hai ba beta", *rules).verdict, Verdict::kClean);
}

TEST(Rules, EvidenceOfAPairLeavesOutWhatStandsBetween) {
  const auto rules = Load(File(
      R"("id": "n", "verdict": "suspect", "near": {"first": ["alpha"], "second": ["beta"], "words": 3})"));
  ASSERT_TRUE(rules.ok());
  const DocumentResult result = JudgeText("x alpha noi dung kin beta y", *rules);
  ASSERT_EQ(result.evidence.size(), 1u);
  EXPECT_EQ(result.evidence[0].text, "alpha … beta");
}

TEST(Rules, PlacesAreTheRefinedOnes) {
  const auto rules = Load(File(
      R"("id": "p", "verdict": "suspect", "phrases": ["ký hiệu riêng"], "places": ["below_number"])"));
  ASSERT_TRUE(rules.ok()) << rules.error().message().en;
  const std::string head = "SỞ NỘI VỤ\nSố: 15/BC-SNV\n";
  const std::string nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n";
  const DocumentResult below = JudgeText(head + "KÝ HIỆU RIÊNG\n" + nation, *rules);
  EXPECT_EQ(below.verdict, Verdict::kSuspect);
  ASSERT_EQ(below.evidence.size(), 1u);
  EXPECT_EQ(below.evidence[0].place, extract::Place::kBelowNumber);
  EXPECT_EQ(JudgeText("Văn bản mang ký hiệu riêng của đơn vị.", *rules).verdict, Verdict::kClean);
}

TEST(Rules, CountAndDiacritics) {
  const auto rules =
      Load(File(R"("id": "c", "verdict": "suspect", "phrases": ["mật danh"], "min_count": 2)"));
  ASSERT_TRUE(rules.ok());
  EXPECT_EQ(JudgeText("mật danh X", *rules).verdict, Verdict::kClean);
  EXPECT_EQ(JudgeText("mật danh X, mat danh Y", *rules).verdict, Verdict::kSuspect);
  EXPECT_EQ(JudgeText("mất danh X, mặt danh Y", *rules).verdict, Verdict::kClean);
}

TEST(Rules, QuickPhrasesHoldTheAgencysAndSayWhenTheyDoNotSuffice) {
  const auto phrases =
      Load(File(R"("id": "a", "verdict": "suspect", "phrases": ["Dự án Hải Âu"])"));
  const auto& quick = phrases->quick_phrases();
  EXPECT_TRUE(phrases->quick_phrases_suffice());
  EXPECT_NE(std::find(quick.begin(), quick.end(), "du an hai au"), quick.end());
  EXPECT_FALSE(
      Load(File(R"("id": "a", "verdict": "suspect", "regex": ["ab+c"])"))->quick_phrases_suffice());
}

TEST(Rules, ErrorsNameFileLineAndExpectation) {
  const auto expect = [](const std::string& json, const std::string& line,
                         const std::string& says) {
    const Text message = MessageOf(json);
    EXPECT_TRUE(message.en.starts_with("co-quan.json:" + line + ":")) << message.en;
    EXPECT_NE(message.en.find(says), std::string::npos) << message.en;
    EXPECT_TRUE(message.vi.starts_with("co-quan.json:" + line + ":")) << message.vi;
  };
  expect("{\n\"format\": \"niem-rules/1\",\n}", "3", "not valid JSON");
  expect("{\n\"format\": \"niem-rules/2\", \"rules\": []}", "2", "niem-rules/1");
  expect(File(R"("id": "a", "verdict": "maybe", "phrases": ["abc"])"), "2", "suspect");
  expect(File(R"("id": "a", "verdict": "suspect")"), "2", "at least one condition");
  expect(File(R"("verdict": "suspect", "phrases": ["abc"])"), "2", "\"id\"");
  expect(File(R"("id": "a", "verdict": "suspect", "frases": ["abc"], "words": ["x"])"), "2",
         "the keys allowed");
  expect(File("\"id\": \"a\",\n\"verdict\": \"suspect\",\n\"regex\": [\"ok\",\n\"((\"]"), "5",
         "regular expression");
  expect(File(R"("id": "a", "verdict": "suspect", "regex": ["x*"])"), "2", "empty text");
  expect(File("\"id\": \"a\",\n\"id\": \"b\", \"verdict\": \"suspect\", \"phrases\": [\"abc\"]"),
         "3", "duplicate key");
  expect(File(R"("id": "a", "verdict": "marked", "phrases": ["abc"])"), "2", "level");
  expect(File(R"("id": "a", "verdict": "suspect", "phrases": ["abc"], "weight": 7)"), "2",
         "maximum");
  expect(File(R"("id": "a", "verdict": "suspect", "phrases": ["..!"])"), "2", "letters");
  expect(File("\"id\": \"a\", \"verdict\": \"suspect\",\n\"min_count\": 1e91"), "3", "too large");
  expect(File(R"("id": "a", "verdict": -1e91, "phrases": ["abc"])"), "2", "too large");
  expect(
      File(
          R"("id": "a", "verdict": "suspect", "phrases": ["abc"]}, {"id": "a", "verdict": "suspect", "phrases": ["abd"])"),
      "2", "another rule");
}

TEST(Rules, ReadsAFolderInNameOrderAndFailsOnABadOne) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("niem_rules_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a.json")
      << File(R"("id": "a", "verdict": "suspect", "phrases": ["hải âu"])");
  std::ofstream(folder / "note.txt") << "not a rule";
  const auto good = RuleSet::WithAgencyRules(folder.string());
  ASSERT_TRUE(good.ok()) << good.error().message().en;
  EXPECT_EQ(JudgeText("Hải Âu", *good).verdict, Verdict::kSuspect);
  std::ofstream(folder / "b.json") << "{";
  const auto bad = RuleSet::WithAgencyRules(folder.string());
  ASSERT_FALSE(bad.ok());
  EXPECT_NE(bad.error().message().vi.find("b.json:1:"), std::string::npos);
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(RuleSet::WithAgencyRules(folder.string()).ok());
}

}  // namespace
}  // namespace niem::detect
