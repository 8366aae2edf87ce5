#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <locale.h>
#include <lzma.h>

#include <string>

#include "extract/fixture.h"
#include "extract/formats.h"
#include "extract/lzma_need.h"

namespace niem::extract {
namespace {

using namespace std::string_literals;

using Set = int (*)(archive*);

std::string Pack(Set format, Set filter, const fixture::Files& files) {
  const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  const locale_t before = uselocale(utf8);  // 7z stores names as UTF-16
  std::string bytes(16 << 20, '\0');
  size_t used = 0;
  archive* writer = archive_write_new();
  if (filter != nullptr) filter(writer);
  format(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const auto& [name, data] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.ends_with("link") ? AE_IFLNK : AE_IFREG);
    if (name.ends_with("link"))
      archive_entry_set_symlink(entry, "/etc/passwd");
    else
      archive_entry_set_size(entry, static_cast<la_int64_t>(data.size()));
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    if (!data.empty()) archive_write_data(writer, data.data(), data.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  uselocale(before);
  freelocale(utf8);
  bytes.resize(used);
  return bytes;
}

const fixture::Files kFiles = {
    {"mật/công văn.txt", "TỐI MẬT"}, {"a.link", ""}, {"b.txt", "xin chào"}};

TEST(Archive, EveryKind) {
  const struct {
    Set format, filter;
    Format kind;
  } kKinds[] = {{archive_write_set_format_7zip, nullptr, Format::k7z},
                {archive_write_set_format_ustar, nullptr, Format::kTar},
                {archive_write_set_format_ustar, archive_write_add_filter_gzip, Format::kGzip},
                {archive_write_set_format_ustar, archive_write_add_filter_xz, Format::kXz},
                {archive_write_set_format_ustar, archive_write_add_filter_zstd, Format::kZstd},
                {archive_write_set_format_ustar, archive_write_add_filter_bzip2, Format::kBzip2},
                {archive_write_set_format_ustar, archive_write_add_filter_compress, Format::kGzip},
                {archive_write_set_format_ustar, archive_write_add_filter_lz4, Format::kZstd},
                {archive_write_set_format_ustar, archive_write_add_filter_lzip, Format::kXz},
                {archive_write_set_format_ustar, archive_write_add_filter_lzma, Format::kXz},
                {archive_write_set_format_zip, nullptr, Format::kZip},
                {archive_write_set_format_cpio_newc, nullptr, Format::kArchive}};

  for (const auto& kind : kKinds) {
    const std::string bytes = Pack(kind.format, kind.filter, kFiles);
    EXPECT_EQ(Identify({AsBytes(bytes), {}}), kind.kind) << FormatName(kind.kind);
    fixture::Bench bench;
    const Result<Document> document = bench.Run(ExtractArchive, bytes, "x.tgz");
    ASSERT_TRUE(document.ok()) << FormatName(kind.kind);
    EXPECT_FALSE(fixture::Incomplete(*document));
    EXPECT_EQ(bench.members.names, (std::vector<std::string>{"mật/công văn.txt", "b.txt"}))
        << FormatName(kind.kind);
    ASSERT_FALSE(bench.members.contents.empty());
    EXPECT_EQ(bench.members.contents[0], "TỐI MẬT");
  }
}

TEST(Archive, SingleCompressedFileIsOneMember) {
  for (Set filter : {archive_write_add_filter_gzip, archive_write_add_filter_xz,
                     archive_write_add_filter_bzip2, archive_write_add_filter_zstd,
                     archive_write_add_filter_compress, archive_write_add_filter_lz4,
                     archive_write_add_filter_lzip, archive_write_add_filter_lzma}) {
    fixture::Bench bench;
    const std::string bytes = Pack(archive_write_set_format_raw, filter, {{"x", "nội dung mật"}});
    ASSERT_TRUE(bench.Run(ExtractArchive, bytes, "thư mục/cong van.txt.gz").ok());
    EXPECT_EQ(bench.members.names, std::vector<std::string>{"cong van.txt"});
    EXPECT_EQ(bench.members.contents, std::vector<std::string>{"nội dung mật"});
  }
}

TEST(Archive, AnEmptyFileMayBeCompressed) {
  for (Set filter : {archive_write_add_filter_gzip, archive_write_add_filter_xz,
                     archive_write_add_filter_bzip2}) {
    fixture::Bench bench;
    const std::string bytes = Pack(archive_write_set_format_raw, filter, {{"x", ""}});
    const Result<Document> document = bench.Run(ExtractArchive, bytes, "x.gz");
    ASSERT_TRUE(document.ok());
    EXPECT_FALSE(fixture::Incomplete(*document));
    EXPECT_TRUE(bench.members.names.empty());
    for (size_t cut = 5; cut + 1 < bytes.size(); ++cut) {
      const auto part = bench.Run(ExtractArchive, bytes.substr(0, cut), "x.gz");
      if (part.ok() && !fixture::Incomplete(*part))
        ADD_FAILURE() << "cut at " << cut << " of " << bytes.size();
    }
  }
}

// One layer at a time, each counted: a file that is its own compressed content would never end.
TEST(Archive, CompressedWithinCompressedIsNesting) {
  std::string bytes = "đáy";
  for (int i = 0; i < 12; ++i) {
    bytes = Pack(archive_write_set_format_raw, archive_write_add_filter_gzip, {{"x", bytes}});
  }
  fixture::Bench bench;
  bench.members.recurse = true;
  ASSERT_TRUE(Extract({AsBytes(bytes), "x.gz"}, bench.context).ok());
  ASSERT_FALSE(bench.members.errors.empty());
  EXPECT_EQ(bench.members.errors.back().second, ErrorCode::kTooDeep);
  EXPECT_EQ(bench.members.names.size(), bench.limits.max_depth);
}

TEST(Archive, EncryptedZip) {
  fixture::Bench bench;
  const std::string bytes = fixture::MakeZip({{"a.txt", "kín"}}, "đúng");
  ASSERT_TRUE(bench.Run(ExtractArchive, bytes).ok());
  ASSERT_EQ(bench.members.errors.size(), 1u);
  EXPECT_EQ(bench.members.errors[0].second, ErrorCode::kEncrypted);
  bench.passwords = {"sai", "đúng"};
  ASSERT_TRUE(bench.Run(ExtractArchive, bytes).ok());
  EXPECT_EQ(bench.members.contents, std::vector<std::string>{"kín"});
}

TEST(Archive, ZipBombIsStoppedByRatio) {
  fixture::Bench bench;
  bench.limits.max_ratio = 100;
  const std::string bytes =
      fixture::MakeZip({{"bom", std::string(40 << 20, '\0')}, {"lành.txt", "lành"}});
  const Result<Document> document = bench.Run(ExtractArchive, bytes);
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(fixture::Incomplete(*document));
  ASSERT_EQ(bench.members.errors.size(), 1u);
  EXPECT_EQ(bench.members.errors[0].second, ErrorCode::kBomb);
  EXPECT_EQ(bench.members.contents, std::vector<std::string>{"lành"});
  bench.members = {};
  const std::string stream = Pack(archive_write_set_format_raw, archive_write_add_filter_gzip,
                                  {{"x", std::string(40 << 20, '\0')}});
  ASSERT_TRUE(bench.Run(ExtractArchive, stream, "x.gz").ok());
  ASSERT_EQ(bench.members.errors.size(), 1u);
  EXPECT_EQ(bench.members.errors[0].second, ErrorCode::kBomb);
}

// 22 bytes that ask for 3 GiB of dictionary; and an xz whose header asks for 4.
TEST(Archive, GreedyDictionaryIsRefusedBeforeItIsMade) {
  const std::string lzma(
      "\x5D\0\0\0\xC0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\x83\xFF\xFB\xFF\xFF\xC0\0\0", 22);
  std::string xz =
      Pack(archive_write_set_format_raw, archive_write_add_filter_xz, {{"data", "xin chào"}});
  EXPECT_FALSE(LzmaNeedsMore(AsBytes(xz), LzmaKind::kXz, 512 << 20));
  EXPECT_TRUE(LzmaNeedsMore(AsBytes(xz), LzmaKind::kXz, 1 << 10));
  // The block's header follows the stream's 12 bytes: size, flags, filter 0x21, 1, dictionary.
  constexpr size_t kBlock = 12;
  const size_t size = (static_cast<size_t>(static_cast<uint8_t>(xz[kBlock])) + 1) * 4;
  ASSERT_EQ(xz[kBlock + 2], 0x21);
  xz[kBlock + 4] = 40;
  const uint32_t sum =
      lzma_crc32(reinterpret_cast<const uint8_t*>(xz.data()) + kBlock, size - 4, 0);
  for (size_t i = 0; i < 4; ++i) xz[kBlock + size - 4 + i] = static_cast<char>(sum >> (8 * i));
  for (const std::string& file : {lzma, xz}) {
    fixture::Bench bench;
    const auto document = Extract({AsBytes(file), "x"}, bench.context);
    ASSERT_FALSE(document.ok());
    EXPECT_EQ(document.error().code(), ErrorCode::kBomb);
    EXPECT_NE(document.error().message().en.find("512 MiB"), std::string::npos);
  }
  // Cut off anywhere, it is damaged or greedy, and nothing else.
  for (size_t cut = 0; cut < xz.size(); ++cut)
    (void)LzmaNeedsMore(AsBytes(xz.substr(0, cut)), LzmaKind::kXz, 1 << 20);
}

TEST(Archive, NestingAndCountsAreLimited) {
  std::string bytes = fixture::MakeZip({{"đáy.txt", "đáy"}});
  for (int i = 0; i < 12; ++i) bytes = fixture::MakeZip({{"trong.zip", bytes}});
  fixture::Bench bench;
  bench.members.recurse = true;
  ASSERT_TRUE(Extract({AsBytes(bytes), "x.zip"}, bench.context).ok());
  ASSERT_FALSE(bench.members.errors.empty());
  EXPECT_EQ(bench.members.errors.back().second, ErrorCode::kTooDeep);
  EXPECT_EQ(bench.members.names.size(), bench.limits.max_depth);
  bench.members = {};
  bench.limits.max_members = 2;
  ASSERT_TRUE(
      bench.Run(ExtractArchive, fixture::MakeZip({{"1", "a"}, {"2", "b"}, {"3", "c"}})).ok());
  ASSERT_EQ(bench.members.errors.size(), 1u);
  EXPECT_EQ(bench.members.errors[0].second, ErrorCode::kTooMany);
}

TEST(Archive, DamagedMemberDoesNotHideTheOthers) {
  std::string bytes =
      fixture::MakeZip({{"a.txt", std::string(500, 'a') + "xyz"}, {"b.txt", "còn"}});
  bytes[40] = static_cast<char>(bytes[40] ^ 0x7F);
  fixture::Bench bench;
  ASSERT_TRUE(bench.Run(ExtractArchive, bytes).ok());
  ASSERT_EQ(bench.members.errors.size(), 1u);
  EXPECT_EQ(bench.members.errors[0].second, ErrorCode::kCorrupt);
  EXPECT_EQ(bench.members.contents, std::vector<std::string>{"còn"});
}

TEST(Archive, Broken) {
  fixture::Torture(ExtractArchive, fixture::MakeZip(kFiles));
  fixture::Torture(ExtractArchive, Pack(archive_write_set_format_7zip, nullptr, kFiles));
  fixture::Torture(ExtractArchive,
                   Pack(archive_write_set_format_ustar, archive_write_add_filter_gzip, kFiles));
  fixture::Bench bench;
  EXPECT_FALSE(bench.Run(ExtractArchive, "7z\xBC\xAF\x27\x1C\0\4rác"s).ok());
}

TEST(Extract, WrongExtensionAndErrors) {
  fixture::Bench bench;
  const Result<Document> text = Extract({AsBytes("xin chào"), "x.docx"}, bench.context);
  ASSERT_TRUE(text.ok());
  ASSERT_EQ(text->notes.size(), 1u);
  EXPECT_EQ(text->notes[0].code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(text->notes[0].incomplete);
  const Result<Document> picture = Extract({AsBytes("\x89PNG\r\n\x1A\n"), "x.png"}, bench.context);
  ASSERT_FALSE(picture.ok());
  EXPECT_EQ(picture.error().code(), ErrorCode::kNeedsOcr);
  bench.limits.max_file_bytes = 3;
  const Result<Document> large = Extract({AsBytes("dài quá"), "x.txt"}, bench.context);
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().code(), ErrorCode::kTooLarge);
}

TEST(Normalise, LegacyRunsBecomeUnicode) {
  Document document;
  Block block;
  block.font = ".VnTimeH";
  block.text = "tuy\xC3\x96t m\xC3\x8Bt";  // TCVN3 bytes as code points
  document.blocks.push_back(block);
  block.font = "Arial";
  block.text = "ma\xCC\xA3\xCC\x82t";  // NFD
  document.blocks.push_back(block);
  Normalise(document);
  EXPECT_EQ(document.blocks[0].text, "TUYỆT MẬT");
  EXPECT_EQ(document.blocks[1].text, "mật");
}

}  // namespace
}  // namespace niem::extract
