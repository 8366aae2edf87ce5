// Documents locked with a password: opened with the right one, listed without it.
#include <gtest/gtest.h>

#include "extract/formats.h"
#include "extract/ole_blips.h"
#include "extract/ole_testing.h"
#include "extract/pictures.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::FindBlock;
using testing::Fixture;

class LockedTest : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(LockedTest, OpensWithThePasswordOnly) {
  const auto [name, phrase] = GetParam();
  const std::string file = Fixture(name);
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{}, std::vector<std::string>{"sai", ""}}) {
    Bench bench;
    bench.passwords = wrong;
    const auto refused = Extract({AsBytes(file), name}, bench.context);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code(), ErrorCode::kEncrypted);
    EXPECT_NE(refused.error().message().en.find("--passwords"), std::string::npos);
  }
  Bench bench;
  bench.passwords = {"sai", "Hải đăng 7"};
  const auto opened = Extract({AsBytes(file), name}, bench.context);
  ASSERT_TRUE(opened.ok()) << opened.error().message().en;
  EXPECT_NE(FindBlock(*opened, phrase), nullptr) << testing::Dump(*opened);
  EXPECT_FALSE(testing::HasIncompleteNote(*opened)) << testing::Dump(*opened);
}

TEST_P(LockedTest, SurvivesDamage) {
  const std::string file = Fixture(GetParam().first);
  for (size_t i = 0; i < 60; ++i) {
    std::string broken = file.substr(0, file.size() - (i % 4) * file.size() / 8);
    for (size_t k = 0; k < 20; ++k) broken[(i * 7919 + k * 104729) % broken.size()] ^= '\x5A';
    Bench bench;
    bench.passwords = {"Hải đăng 7"};
    (void)Extract({AsBytes(broken), "x"}, bench.context);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, LockedTest,
    ::testing::Values(std::pair("locked.doc", "MẬT"), std::pair("locked40.doc", "MẬT"),
                      std::pair("locked.xls", "MẬT"), std::pair("locked40.xls", "MẬT"),
                      std::pair("locked.ppt", "MẬT"), std::pair("locked.odt", "TUYỆT MẬT")));

TEST(NotePictures, TellsPicturesOnlyFromPicturesBesideText) {
  Document empty;
  NotePictures({.pictures = 100}, empty);
  EXPECT_TRUE(empty.notes.empty());  // a line, an icon
  NotePictures({.pictures = 50'000}, empty);
  ASSERT_EQ(empty.notes.size(), 1U);
  EXPECT_TRUE(empty.notes[0].incomplete);
  Document text;
  Block block;
  block.text = std::string(200, 'a');
  text.blocks.push_back(block);
  NotePictures({.pictures = 50'000}, text);
  ASSERT_EQ(text.notes.size(), 1U);
  EXPECT_FALSE(text.notes[0].incomplete);
}

TEST(NotePictures, CountsOfficeArt) {
  const std::string blip =
      std::string("\x00\x00\x1E\xF0\x64\x00\x00\x00", 8) + std::string(100, 'x');
  for (const size_t size : {blip.size(), size_t{20}}) {
    Bench bench;
    Document document;
    BlipReader blips(bench.context, document);
    blips.ReadRecords(AsBytes(blip.substr(0, size)));
    EXPECT_EQ(blips.unread().pictures, size - 8);
  }
}

TEST(NotePictures, HtmlWithAScanInsideIsIncomplete) {
  const std::string html = "<html><body><img src=\"data:image/png;base64," +
                           std::string(30'000, 'A') + "\"></body></html>";
  Bench bench;
  const auto document = Extract({AsBytes(html), "x.html"}, bench.context);
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(testing::HasIncompleteNote(*document));
}

}  // namespace
}  // namespace niem::extract
