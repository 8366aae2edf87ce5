#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "detect/judge.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;

struct VerdictCase {
  std::string where;  // "cases.txt:12 a title"
  std::string name;
  std::vector<std::string> verdicts;  // any of them
  Level level = Level::kNone;
  bool level_given = false;
  std::string place, rule;
  Document document;
  bool plain = true;
  std::optional<Day> today;
};

std::string SourceDir() {
  const char* dir = std::getenv("NIEM_SOURCE_DIR");
  return dir == nullptr ? "." : dir;
}

const RuleSet& Rules() {
  static const RuleSet* rules = new RuleSet(std::move(RuleSet::Builtin().value()));
  return *rules;
}

void SetStyle(Block& block, const std::string& key, const std::string& value) {
  extract::Style& style = block.style;
  if (key == "place")
    block.place = extract::PlaceFromName(value).value();
  else if (key == "page")
    block.page = static_cast<uint32_t>(std::stoul(value));
  else if (key == "table")
    block.table = static_cast<uint32_t>(std::stoul(value));
  else if (key == "row")
    block.row = static_cast<uint32_t>(std::stoul(value));
  else if (key == "column")
    block.column = static_cast<uint32_t>(std::stoul(value));
  else if (key == "size")
    style.size_pt = std::stof(value);
  else if (key == "color")
    style.color = static_cast<uint32_t>(std::stoul(value, nullptr, 16));
  else if (key == "align") {
    style.align = value == "right"    ? extract::Align::kRight
                  : value == "center" ? extract::Align::kCenter
                                      : extract::Align::kLeft;
  } else if (key == "box") {
    extract::Box box;
    ASSERT_EQ(std::sscanf(value.c_str(), "%f,%f,%f,%f", &box.x0, &box.y0, &box.x1, &box.y1), 4);
    block.box = box;
  } else {
    FAIL() << "unknown block attribute " << key;
  }
}

Block BlockFrom(const std::string& line) {
  Block block;
  std::istringstream words(line);
  std::string word;
  words >> word;
  while (words >> word) {
    const size_t equals = word.find('=');
    if (word == "bold")
      block.style.bold = true;
    else if (word == "border")
      block.style.border = true;
    else if (word == "double")
      block.style.border = block.style.double_border = true;
    else if (word == "strike")
      block.style.strike = true;
    else if (word == "red")
      block.style.color = 0xFF0000;
    else if (equals != std::string::npos)
      SetStyle(block, word.substr(0, equals), word.substr(equals + 1));
    else
      ADD_FAILURE() << "unknown block word " << word;
  }
  if (block.table != 0 && line.find("place=") == std::string::npos)
    block.place = extract::Place::kTableCell;
  return block;
}

void ReadHeader(VerdictCase& one, const std::string& line) {
  const size_t colon = line.find(": ");
  const std::string key = line.substr(0, colon);
  const std::string value = colon == std::string::npos ? "" : line.substr(colon + 2);
  if (key == "name")
    one.name = value;
  else if (key == "place")
    one.place = value;
  else if (key == "rule")
    one.rule = value;
  else if (key == "format")
    one.document.format = extract::FormatFromName(value).value();
  else if (key == "today") {
    int year = 0;
    unsigned month = 0, day = 0;
    ASSERT_EQ(std::sscanf(value.c_str(), "%d-%u-%u", &year, &month, &day), 3) << one.where;
    one.today = Day{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  } else if (key == "expect") {
    std::istringstream words(value);
    std::string word;
    while (words >> word) {
      if (VerdictFromName(word).has_value())
        one.verdicts.push_back(word);
      else
        one.level = LevelFromName(word).value(), one.level_given = true;
    }
  } else {
    FAIL() << one.where << ": unknown header " << line;
  }
}

std::vector<VerdictCase> ReadCases(const std::string& path) {
  std::vector<VerdictCase> cases;
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::string line;
  int number = 0;
  bool header = false;
  while (std::getline(file, line)) {
    ++number;
    if (line.starts_with("=== ")) {
      cases.emplace_back();
      cases.back().where = std::filesystem::path(path).filename().string() + ":" +
                           std::to_string(number) + " " + line.substr(4);
      cases.back().document.format = extract::Format::kText;
      header = true;
    } else if (cases.empty()) {
      continue;  // the file's own comment
    } else if (header) {
      if (line == "---")
        header = false;
      else if (!line.empty())
        ReadHeader(cases.back(), line);
    } else if (line.starts_with("@block")) {
      cases.back().plain = false;
      cases.back().document.blocks.push_back(BlockFrom(line));
    } else {
      auto& blocks = cases.back().document.blocks;
      if (blocks.empty()) blocks.emplace_back();
      blocks.back().text += line + "\n";
    }
  }
  for (VerdictCase& one : cases) {
    for (Block& block : one.document.blocks) {
      while (!block.text.empty() && block.text.back() == '\n') block.text.pop_back();
    }
  }
  return cases;
}

std::vector<VerdictCase> AllCases() {
  std::vector<VerdictCase> all;
  std::vector<std::string> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(SourceDir() + "/tests/data/detect")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    for (VerdictCase& one : ReadCases(path)) all.push_back(std::move(one));
  }
  return all;
}

// Every non-empty line a block of its own, as many extractors give text.
Document LineByLine(const Document& document) {
  Document lines;
  lines.format = document.format;
  std::istringstream text(document.blocks.empty() ? "" : document.blocks[0].text);
  std::string line;
  while (std::getline(text, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Block block;
    block.text = line;
    lines.blocks.push_back(block);
  }
  return lines;
}

std::string Describe(const DocumentResult& result) {
  std::ostringstream out;
  out << VerdictName(result.verdict) << ' ' << LevelName(result.level) << ' ' << result.confidence
      << '\n';
  for (const Evidence& evidence : result.evidence) {
    out << "    " << evidence.weight << ' ' << evidence.rule << " \"" << evidence.text << "\" "
        << extract::PlaceName(evidence.place) << '\n';
  }
  return out.str();
}

void Check(const VerdictCase& one, const Document& document, const char* how) {
  const DocumentResult result = Judge(document, one.name, Rules(), one.today);
  const std::string shown = one.where + " (" + how + "): " + Describe(result);
  const bool right = std::find(one.verdicts.begin(), one.verdicts.end(),
                               VerdictName(result.verdict)) != one.verdicts.end();
  EXPECT_TRUE(right) << "wanted " << one.verdicts.front() << "\n" << shown;
  if (one.level_given || result.verdict == Verdict::kMarked) {
    EXPECT_EQ(LevelName(result.level), LevelName(one.level)) << shown;
  }
  if (!one.place.empty()) {
    const auto mark =
        std::find_if(result.evidence.begin(), result.evidence.end(),
                     [](const Evidence& evidence) { return evidence.rule.starts_with("mark."); });
    ASSERT_NE(mark, result.evidence.end()) << shown;
    EXPECT_EQ(extract::PlaceName(mark->place), one.place) << shown;
  }
  if (!one.rule.empty()) {
    EXPECT_TRUE(std::any_of(result.evidence.begin(), result.evidence.end(),
                            [&](const Evidence& evidence) { return evidence.rule == one.rule; }))
        << "wanted rule " << one.rule << "\n"
        << shown;
  }
}

TEST(VerdictCases, AreAsWritten) {
  const std::vector<VerdictCase> cases = AllCases();
  EXPECT_GE(cases.size(), 150u);
  for (const VerdictCase& one : cases) {
    ASSERT_FALSE(one.verdicts.empty()) << one.where;
    Check(one, one.document, "as written");
    if (one.plain) Check(one, LineByLine(one.document), "line by line");
  }
}

TEST(Seeds, TalkAboutSecrecyAndAreNotMarked) {
  const char* shared = std::getenv("NIEM_SHARED_DIR");
  const std::string folder =
      (shared != nullptr ? shared : SourceDir() + "/../shared") + std::string("/domain/");
  if (!std::filesystem::exists(folder + "seeds"))
    GTEST_SKIP() << "no shared folder beside the source";
  std::vector<std::string> paths = {folder + "law/luat-117-2025-QH15.txt",
                                    folder + "law/phap-dien-luat-2018-nd26-tt24.txt"};
  for (const auto& entry : std::filesystem::directory_iterator(folder + "seeds"))
    paths.push_back(entry.path().string());
  for (const std::string& path : paths) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    Document document;
    document.format = extract::Format::kText;
    document.blocks.emplace_back();
    document.blocks.back().text = text.str();
    for (const Document& shape : {document, LineByLine(document)}) {
      const DocumentResult result =
          Judge(shape, std::filesystem::path(path).filename().string(), Rules());
      EXPECT_EQ(VerdictName(result.verdict), "mentions") << path << "\n" << Describe(result);
    }
  }
}

}  // namespace
}  // namespace niem::detect
