#include <gtest/gtest.h>

#include "extract/cfb.h"
#include "extract/formats.h"
#include "extract/msg_lzfu.h"
#include "extract/ole_testing.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::ExpectAt;
using testing::FindBlock;
using testing::Fixture;

TEST(MsgTest, MessageWithAllItsForms) {
  Bench bench;
  const std::string file = Fixture("mail.msg");
  auto result = ExtractMsg({AsBytes(file), "mail.msg"}, bench.context);
  ASSERT_TRUE(result.ok());
  SCOPED_TRACE(testing::Dump(*result));
  EXPECT_FALSE(testing::HasIncompleteNote(*result));
  ExpectAt(*result, "Chuyển hồ sơ tối mật", Place::kMetadata);
  ExpectAt(*result, "Nguyễn Văn Hải", Place::kMetadata);
  ExpectAt(*result, "Trần Thị Phao", Place::kMetadata);
  ExpectAt(*result, "TUYỆT MẬT", Place::kBody);
  ExpectAt(*result, "Chỉ có trong HTML", Place::kBody);
  ExpectAt(*result, "Chỉ trong RTF", Place::kBody);
  ASSERT_EQ(bench.sink.members.size(), 2u);
  EXPECT_EQ(bench.sink.members[0].first, "ghi chú.txt");
  EXPECT_EQ(bench.sink.members[0].second, "Tệp đính kèm: TỐI MẬT");
  Bench inner_bench;
  auto inner = ExtractMsg({AsBytes(bench.sink.members[1].second), "x.msg"}, inner_bench.context);
  ASSERT_TRUE(inner.ok());
  ExpectAt(*inner, "Nội dung thư trong: MẬT", Place::kBody);
  EXPECT_EQ(Identify({AsBytes(bench.sink.members[1].second), ""}), Format::kMsg);
}

TEST(MsgTest, CompressedRtfExampleOfTheSpecification) {
  // [MS-OXRTFCP] 3.1.1: a simple compressed RTF.
  const std::string packed(
      "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70"
      "\x67"
      "\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80"
      "\x0f\xa0",
      49);
  bool complete = false;
  auto rtf = DecompressRtf(AsBytes(packed), complete);
  ASSERT_TRUE(rtf.ok());
  EXPECT_TRUE(complete);
  EXPECT_EQ(*rtf, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  auto cut = DecompressRtf(AsBytes(std::string_view(packed).substr(0, 30)), complete);
  ASSERT_TRUE(cut.ok());
  EXPECT_FALSE(complete);
}

TEST(OleTest, ADirectoryInACircleIsDamage) {
  std::string file = Fixture("package.ole");
  uint32_t sector = 0;
  std::memcpy(&sector, &file[48], sizeof sector);
  const size_t child = (size_t{sector} + 1) * 512 + 76;
  ASSERT_LT(child + 4, file.size());
  file.replace(child, 4, std::string(4, '\0'));  // the root is its own child
  EXPECT_FALSE(CfbStorage::Open(AsBytes(file)).ok());
  Bench bench;
  const auto result = ExtractOle({AsBytes(file), "package.ole"}, bench.context);
  EXPECT_TRUE(!result.ok() || testing::HasIncompleteNote(*result));
}

TEST(OleTest, AStreamThatCannotBeOpenedIsDamage) {
  std::string file = Fixture("package.ole");
  uint32_t sector = 0;
  std::memcpy(&sector, &file[48], sizeof sector);
  const size_t directory = (size_t{sector} + 1) * 512;
  for (size_t entry = 1; entry < 4; ++entry) {  // the root holds what the others are cut from
    const size_t start = directory + entry * 128 + 116;
    if (file[directory + entry * 128 + 66] == 2) file.replace(start, 4, "\x77\x77\x77\x7F");
  }
  Bench bench;
  const auto result = ExtractOle({AsBytes(file), "package.ole"}, bench.context);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(testing::HasIncompleteNote(*result));
}

TEST(OleTest, AStreamLongerThanItsFileIsSaid) {
  std::string name;  // as the directory has it
  for (const char c : std::string_view("\1Ole10Native")) name += {c, '\0'};
  std::string file = Fixture("package.ole");
  Bench whole;
  const auto before = Extract({AsBytes(file), "package.ole"}, whole.context);
  ASSERT_TRUE(before.ok());
  EXPECT_FALSE(testing::HasIncompleteNote(*before));
  const size_t entry = file.find(name);
  ASSERT_NE(entry, file.npos);
  file[entry + 123] = 1;  // 16 MiB and more
  Bench bench;
  const auto after = Extract({AsBytes(file), "package.ole"}, bench.context);
  ASSERT_TRUE(after.ok());
  EXPECT_LT(bench.sink.members.size(), whole.sink.members.size());
  EXPECT_TRUE(testing::HasIncompleteNote(*after)) << testing::Dump(*after);
}

TEST(OleTest, PackageAndStreams) {
  Bench bench;
  const std::string file = Fixture("package.ole");
  auto result = ExtractOle({AsBytes(file), "package.ole"}, bench.context);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(bench.sink.members.size(), 1u);
  EXPECT_EQ(bench.sink.members[0].first, "goi.txt");
  EXPECT_EQ(bench.sink.members[0].second, "Gói nhúng: TỐI MẬT");
  const Block* stream = FindBlock(*result, "Luồng chữ UTF-16 về độ mật");
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(stream->locator, "Notes/Text");
}

TEST(OleTest, EncryptedDocumentsOpenWithTheirPasswordOnly) {
  for (const char* name : {"agile.docx", "standard.docx"}) {
    SCOPED_TRACE(name);
    const std::string file = Fixture(name);
    Bench bench;
    auto locked = ExtractOle({AsBytes(file), name}, bench.context);
    ASSERT_FALSE(locked.ok());
    EXPECT_EQ(locked.error().code(), ErrorCode::kEncrypted);
    bench.passwords = {"sai"};
    EXPECT_EQ(ExtractOle({AsBytes(file), name}, bench.context).error().code(),
              ErrorCode::kEncrypted);
    bench.passwords = {"sai", "Hải đăng 7"};
    auto open = ExtractOle({AsBytes(file), name}, bench.context);
    ASSERT_TRUE(open.ok());
    EXPECT_NE(FindBlock(*open, "Văn bản đã khóa: TUYỆT MẬT"), nullptr);
  }
}

TEST(CfbTest, StorageBecomesAFileOfItsOwn) {
  const std::string file = Fixture("package.ole");
  auto root = CfbStorage::Open(AsBytes(file));
  ASSERT_TRUE(root.ok());
  const auto notes = root->Storage("notes");
  ASSERT_TRUE(notes.has_value());
  auto copy = notes->AsFile(1 << 20);
  ASSERT_TRUE(copy.ok());
  auto again = CfbStorage::Open(*copy);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->Read("Text").bytes, notes->Read("Text").bytes);
  EXPECT_FALSE(notes->AsFile(4).ok());
}

TEST(OleTest, SurvivesDamage) {
  testing::Torture(ExtractMsg, Fixture("mail.msg"));
  testing::Torture(ExtractOle, Fixture("package.ole"));
  testing::Torture(ExtractOle, Fixture("agile.docx"), 100);
}

}  // namespace
}  // namespace niem::extract
