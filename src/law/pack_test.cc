// What the packs hold, and what is refused with file and line.
#include "law/pack.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "law/embedded.h"
#include "law/lists.h"
#include "law/pack_set.h"

namespace niem::law {
namespace {

Date Day(int year, int month, int day) {
  return Date::FromYmd(year, month, day).value();
}

std::vector<PackFile> FilesOf2018() {
  return EmbeddedPacks().at(0);
}

// The message after `from` became `to` in the first file that holds it; empty where it loads.
std::string Spoiled(const std::string& from, const std::string& to) {
  std::vector<PackFile> files = FilesOf2018();
  for (PackFile& file : files) {
    const size_t at = file.text.find(from);
    if (at == std::string::npos) continue;
    file.text.replace(at, from.size(), to);
    const Result<Pack> pack = Pack::FromFiles(files);
    return pack.ok() ? std::string() : pack.error().message().en;
  }
  return "not found in any file: " + from;
}

// Line of the first place of `text` in the file.
std::string PlaceOf(const std::string& file_name, const std::string& text) {
  for (const PackFile& file : FilesOf2018()) {
    const size_t at = file.text.find(text);
    if (file.name != file_name || at == std::string::npos) continue;
    const auto end = file.text.begin() + static_cast<std::ptrdiff_t>(at);
    return file_name + ":" + std::to_string(std::count(file.text.begin(), end, '\n') + 1) + ": ";
  }
  return "not found: " + text;
}

TEST(PackTest, BuiltInPacksAreWhole) {
  const PackSet& set = PackSet::BuiltIn();
  ASSERT_EQ(set.packs().size(), 2u);
  const Pack& old_law = *set.Find("vn-2018");
  EXPECT_EQ(old_law.valid_from(), Day(2020, 7, 1));
  EXPECT_EQ(old_law.terms_from(), Day(2019, 1, 1));
  EXPECT_EQ(old_law.valid_to(), Day(2026, 2, 28));
  EXPECT_EQ(old_law.forms().size(), 20u);  // forms 01-19 and the request to take out
  EXPECT_EQ(old_law.prohibited().size(), 9u);
  const Pack& new_law = *set.Find("vn-2025");
  EXPECT_EQ(new_law.valid_from(), Day(2026, 3, 1));
  EXPECT_FALSE(new_law.valid_to());
  EXPECT_EQ(new_law.prohibited().size(), 10u);
  EXPECT_EQ(new_law.FindRegister("outgoing")->columns.size(), 10u);
  EXPECT_EQ(new_law.FindRegister("incoming")->columns.size(), 10u);
  EXPECT_EQ(set.Find("vn-1999"), nullptr);
}

TEST(PackTest, NoFactRestsOnHearsayUnmarked) {
  for (const auto& pack : PackSet::BuiltIn().packs()) {
    for (const FactView& fact : pack->facts()) {
      const bool setting = fact.section == "settings";
      const bool unseen = fact.source.certainty == Certainty::kUnknown ||
                          fact.source.certainty == Certainty::kGeneral;
      EXPECT_TRUE(setting || !unseen) << fact.key;
      EXPECT_EQ(Caution(fact).vi.empty(), fact.source.certainty == Certainty::kSeen) << fact.key;
      EXPECT_TRUE(fact.source.certainty == Certainty::kSeen ||
                  Caution(fact).vi.starts_with("chưa đối chiếu bản gốc"));
      EXPECT_FALSE(Cite(fact.source).vi.empty()) << fact.key;
      EXPECT_GT(fact.line, 0) << fact.key;
    }
    for (const Register& book : pack->registers()) {
      for (const Column& column : book.columns) {
        EXPECT_TRUE(column.configurable || column.source.certainty == Certainty::kSeen)
            << book.id << "/" << column.id;
        EXPECT_EQ(column.hidden_tuyet_mat, column.id == "abstract");
      }
    }
    for (const Form& form : pack->forms()) {
      for (const Stamp& stamp : form.stamps) {  // no size was seen in an instrument's text
        EXPECT_TRUE(!stamp.width_mm || stamp.source.certainty == Certainty::kSecondary);
      }
    }
  }
}

TEST(PackTest, ProceduresByLevel) {
  const Pack& old_law = *PackSet::BuiltIn().Find("vn-2018");
  const Pack& new_law = *PackSet::BuiltIn().Find("vn-2025");
  for (const Level level : kLevels) {
    EXPECT_EQ(old_law.FindProcedure(Act::kDestroy, "need", level)->council, Council::kRequired);
    EXPECT_EQ(new_law.FindProcedure(Act::kDestroy, "need", level)->council,
              level == Level::kTuyetMat ? Council::kRequired : Council::kUnknown);
    EXPECT_EQ(new_law.FindProcedure(Act::kDeclassify, "need", level)->council, Council::kRequired);
    EXPECT_TRUE(old_law.FindProcedure(Act::kDeclassify, "off_list", level)->automatic);
    EXPECT_FALSE(new_law.FindProcedure(Act::kDeclassify, "off_list", level)->automatic);
    EXPECT_TRUE(new_law.FindProcedure(Act::kDeclassify, "expiry", level)->automatic);
  }
  EXPECT_EQ(new_law.FindProcedure(Act::kDestroy, "expiry", Level::kMat), nullptr);
}

TEST(PackTest, TuyetMatIsForSomeFieldsOnly) {
  const Pack& old_law = *PackSet::BuiltIn().Find("vn-2018");
  const Pack& new_law = *PackSet::BuiltIn().Find("vn-2025");
  EXPECT_FALSE(old_law.FieldCaution(Level::kTuyetMat, "khoa học và công nghệ").vi.empty());
  EXPECT_TRUE(new_law.FieldCaution(Level::kTuyetMat, "khoa học và công nghệ").vi.empty());
  EXPECT_TRUE(new_law.FieldCaution(Level::kMat, "y tế").vi.empty());
}

TEST(PackTest, CitesAsLawyersDo) {
  Source source{"117/2025/QH15", "22(1)(b), 22(2)", Certainty::kSeen, {}, {}, {}};
  EXPECT_EQ(Cite(source).vi, "điểm b khoản 1 Điều 22, khoản 2 Điều 22 Luật 117/2025/QH15");
  source = {"26/2020/NĐ-CP", "3", Certainty::kSecondary, {"a", "b"}, {}, {}};
  EXPECT_EQ(Cite(source).en, "article 3 of Decree 26/2020/NĐ-CP");
  EXPECT_EQ(Caution(source).vi, "chưa đối chiếu bản gốc: chỉ thấy trong nguồn thứ cấp (a)");
}

TEST(BadPackTest, NamesFileAndLine) {
  EXPECT_EQ(Spoiled("\"valid_to\": \"2026-02-28\"", "\"valid_to\": \"2026-02-30\"").substr(0, 20),
            PlaceOf("vn-2018/pack.json", "\"valid_to\"").substr(0, 20));
  const std::string years = "{\"level\": \"MAT\", \"years\": 10";
  const std::string place = PlaceOf("vn-2018/pack.json", years);
  // A missing field, a wrong type, a value out of bounds, an unknown key.
  EXPECT_TRUE(Spoiled(years, "{\"level\": \"MAT\"").starts_with(place));
  EXPECT_TRUE(Spoiled(years, "{\"level\": \"MAT\", \"years\": \"10\"").starts_with(place));
  EXPECT_TRUE(Spoiled(years, "{\"level\": \"MAT\", \"years\": 0").starts_with(place));
  EXPECT_TRUE(Spoiled(years, "{\"level\": \"MAT\", \"years\": 10, \"x\": 1").starts_with(place));
  EXPECT_NE(Spoiled(years, "{\"level\": \"MAT\"").find("required key is missing"),
            std::string::npos);
  // The same fact twice names both places.
  const std::string twice = Spoiled(years, "{\"level\": \"TOI_MAT\", \"years\": 10");
  EXPECT_TRUE(twice.starts_with(place)) << twice;
  EXPECT_NE(twice.find("it stands at vn-2018/pack.json:"), std::string::npos) << twice;
  EXPECT_NE(Spoiled("\"format\"", "\"format\": 1, \"format\"").find("duplicate key"),
            std::string::npos);
}

TEST(BadPackTest, WhatDoesNotMakeSenseIsRefused) {
  const auto refused = [](const std::string& from, const std::string& to, const char* why) {
    const std::string message = Spoiled(from, to);
    EXPECT_NE(message.find(why), std::string::npos) << message;
    EXPECT_NE(message.find(".json:"), std::string::npos) << message;
  };
  refused("\"roles\": [\"pm\"]", "\"roles\": [\"pn\"]", "there is no role: pn");
  refused("\"act\": \"destroy_emergency\"", "\"act\": \"destroy\"", "no rule of authority");
  refused("\"terms_from\": \"2019-01-01\"", "\"terms_from\": \"2021-01-01\"", "terms_from");
  refused("\"article\": \"22(4)(a), 22(4)(c)\", \"certainty\": \"S\"", "\"certainty\": \"S\"",
          "must name the article");
  refused("\"certainty\": \"S\"", "\"certainty\": \"U\"", "value not allowed");
  refused("\"timing\": \"at_once\"", "\"timing\": \"days_after\"", "days goes with");
  refused("\"send_by_day\": \"12-20\"", "\"send_by_day\": \"12-32\"", "no such day");
  refused("\"max_vnd\": 3000000", "\"max_vnd\": 30", "below the lowest");
  refused("\"fine\": \"22(1)(a)\"", "\"fine\": \"99(1)\"", "there is no fine");
  refused("\"form\": \"tt24.14\"", "\"form\": \"tt24.99\"", "there is no form");
  refused("\"register\": \"outgoing\"", "\"register\": \"outgone\"", "there is no register");
  refused("\"pack\": \"vn-2018\"", "\"pack\": \"vn-2019\"", "belongs to the pack");
}

TEST(BadPackTest, PeriodsMayNotOverlap) {
  const auto both = [](const char* from, const char* to) {
    std::vector<Pack> packs;
    for (std::vector<PackFile> files : EmbeddedPacks()) {
      for (PackFile& file : files) {
        const size_t at = file.text.find(from);
        if (at != std::string::npos) file.text.replace(at, std::string(from).size(), to);
      }
      packs.push_back(Pack::FromFiles(files).value());
    }
    const Result<PackSet> set = PackSet::Of(std::move(packs));
    return set.ok() ? std::string() : set.error().message().en;
  };
  EXPECT_EQ(both("no such text", ""), "");
  const std::string place = "vn-2025/pack.json:";
  EXPECT_TRUE(
      both("\"valid_from\": \"2026-03-01\"", "\"valid_from\": \"2026-02-28\"").starts_with(place));
  EXPECT_TRUE(
      both("\"valid_to\": \"2026-02-28\"", "\"valid_to\": \"2026-03-01\"").starts_with(place));
}

TEST(BadPackTest, FoldersWithoutPacks) {
  EXPECT_EQ(PackSet::Load("/nonexistent").error().code(), ErrorCode::kNotFound);
  EXPECT_FALSE(Pack::FromFiles({}).ok());
}

TEST(PackTest, TheFolderInTheSourcesIsWhatIsBuiltIn) {
  const char* source = std::getenv("NIEM_SOURCE_DIR");
  if (source == nullptr) GTEST_SKIP() << "NIEM_SOURCE_DIR is not set";
  const Result<PackSet> set = PackSet::Load(std::string(source) + "/packs");
  ASSERT_TRUE(set.ok()) << set.error().message().en;
  ASSERT_EQ(set->packs().size(), PackSet::BuiltIn().packs().size());
  for (size_t i = 0; i < set->packs().size(); ++i)
    EXPECT_EQ(set->packs()[i]->facts().size(), PackSet::BuiltIn().packs()[i]->facts().size());
}

// Against the texts of the laws, where they lie beside the sources: titles of offices and
// prohibited acts are theirs word for word.
TEST(PackTest, WordsAreTheLaws) {
  const char* source = std::getenv("NIEM_SOURCE_DIR");
  const std::string folder =
      (source == nullptr ? std::string(".") : source) + "/../shared/domain/law/";
  const auto text_2018 = ReadWholeFile(folder + "phap-dien-luat-2018-nd26-tt24.txt");
  const auto text_2025 = ReadWholeFile(folder + "luat-117-2025-QH15.txt");
  if (!text_2018.ok() || !text_2025.ok()) GTEST_SKIP() << "the texts are not there";
  for (const auto& [id, text] : {std::pair("vn-2018", &*text_2018), {"vn-2025", &*text_2025}}) {
    const Pack& pack = *PackSet::BuiltIn().Find(id);
    for (const ProhibitedAct& act : pack.prohibited())
      EXPECT_NE(text->find(act.text.vi), std::string::npos) << act.text.vi;
    for (const Role& role : pack.roles()) {
      if (!role.clause.starts_with("11(")) continue;
      // Up to the first reference to another clause, which stands in other words there.
      const std::string title = role.title.vi.substr(0, role.title.vi.find(" khoản"));
      const bool inside = text->find(title.substr(2)) != std::string::npos ||
                          text->find(title.substr(0, title.rfind(','))) != std::string::npos;
      EXPECT_TRUE(inside) << role.id << " " << title;
    }
  }
}

constexpr const char* kList = R"({
  "format": "niem-list/1",
  "decision": "999/QĐ-TTg",
  "field": "Nội dung thử",
  "from": "2020-07-01",
  "items": [
    {"article": "1", "clause": "1", "point": "a", "level": "TOI_MAT", "text": "Mục thử một"},
    {"article": "1", "clause": "1", "point": "đ", "level": "MAT", "text": "Mục thử hai", "to": "2026-05-31"},
    {"article": "1", "clause": "1", "point": "đ", "level": "TOI_MAT", "text": "Mục thử hai, sửa", "from": "2026-06-01"},
    {"article": "2", "level": "MAT", "text": "Mục thử ba"}
  ]
})";

TEST(ListsTest, AnItemIsFoundByItsCitationAndDay) {
  const Result<SecretLists> lists = SecretLists::FromFiles({{"d.json", kList}});
  ASSERT_TRUE(lists.ok()) << lists.error().message().en;
  const Citation citation{"999/QĐ-TTg", "1", "1", "đ"};
  EXPECT_EQ(Shown(citation).vi, "điểm đ khoản 1 Điều 1 Quyết định 999/QĐ-TTg");
  EXPECT_EQ(Shown(citation).en, "article 1(1)(đ) of Decision 999/QĐ-TTg");
  EXPECT_EQ(lists->Find(citation, Day(2020, 6, 30)), nullptr);
  EXPECT_EQ(lists->Find(citation, Day(2026, 5, 31))->level, Level::kMat);
  EXPECT_EQ(lists->Find(citation, Day(2026, 6, 1))->level, Level::kToiMat);
  EXPECT_EQ(lists->InForce(Day(2026, 6, 1)).size(), 3u);
  EXPECT_EQ(lists->InForce(Day(2026, 6, 1), Level::kMat).size(), 1u);
}

TEST(ListsTest, ADeterminationNeedsAnItemInForceOfItsLevel) {
  const SecretLists lists = SecretLists::FromFiles({{"d.json", kList}}).value();
  const Pack& law = *PackSet::BuiltIn().Find("vn-2025");
  const Citation citation{"999/QĐ-TTg", "1", "1", "đ"};
  EXPECT_TRUE(lists.ForDetermination(law, citation, Level::kToiMat, Day(2026, 6, 1)).ok());
  const auto wrong = lists.ForDetermination(law, citation, Level::kMat, Day(2026, 6, 1));
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().message().vi.find("Tối mật"), std::string::npos);
  EXPECT_NE(wrong.error().message().vi.find("Điều 10"), std::string::npos);
  EXPECT_FALSE(lists.ForDetermination(law, citation, Level::kMat, Day(2020, 6, 30)).ok());
  EXPECT_FALSE(SecretLists().ForDetermination(law, citation, Level::kMat, Day(2026, 6, 1)).ok());
}

TEST(ListsTest, BadListsNameFileAndLine) {
  const auto message = [](std::string from, const std::string& to) {
    std::string text = kList;
    text.replace(text.find(from), from.size(), to);
    const auto lists = SecretLists::FromFiles({{"d.json", text}});
    return lists.ok() ? std::string() : lists.error().message().en;
  };
  EXPECT_TRUE(
      message("\"to\": \"2026-05-31\"", "\"to\": \"2026-06-01\"").starts_with("d.json:9: "));
  EXPECT_TRUE(message("\"level\": \"TOI_MAT\"", "\"level\": \"KIN\"").starts_with("d.json:7: "));
  EXPECT_TRUE(message("\"clause\": \"1\", ", "").starts_with("d.json:7: "));
  EXPECT_TRUE(message(", \"text\": \"Mục thử ba\"", "").starts_with("d.json:10: "));
}

}  // namespace
}  // namespace niem::law
