#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/file.h"
#include "trace/match.h"
#include "trace/testing.h"

namespace niem::trace {
namespace {

using testing::Join;
using testing::Scribe;

TraceKey MakeKey() {
  Result<TraceKey> key = TraceKey::Random();
  EXPECT_TRUE(key.ok());
  return std::move(key).value();
}

Words Read(std::string_view text) {
  WordReader reader(1U << 24U);
  reader.Add(text);
  return reader.Take();
}

Registered Named(std::string number) {
  Registered document;
  document.number = std::move(number);
  document.level = Level::kToiMat;
  return document;
}

Table TableOf(Builder& builder) {
  size_t size = 0;
  std::vector<uint64_t> body = builder.Body(size);
  Result<Table> table = Table::Parse(std::move(body), size);
  EXPECT_TRUE(table.ok());
  return std::move(table).value();
}

std::vector<Copy> Find(const Table& table, const TraceKey& key, std::string_view text) {
  Result<Finder> finder = Finder::Create(table, key);
  EXPECT_TRUE(finder.ok());
  Result<std::vector<Copy>> found = finder->FindText(Read(text));
  EXPECT_TRUE(found.ok());
  return std::move(found).value();
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "niem-trace-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }

  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Two documents of 600 words.
struct TwoDocuments {
  TraceKey key = MakeKey();
  std::vector<std::string> first = Scribe(1).Words(600);
  std::vector<std::string> second = Scribe(2).Words(600);
  Builder builder;

  TwoDocuments() : builder(std::move(Builder::Create(key)).value()) {
    EXPECT_TRUE(builder.Add(Named("1/TM"), Read(Join(first))).ok());
    EXPECT_TRUE(builder.Add(Named("2/TM"), Read(Join(second))).ok());
  }
};

TEST(Words, MarksCaseAndFormDoNotMatter) {
  const std::string text = "Ủy ban nhân dân TỈNH quyết định: phải bảo vệ bí mật nhà nước";
  const std::string nfd =
      "U\u0309y ban nha\u0302n da\u0302n TI\u0309NH quye\u0302\u0301t di\u0323nh: pha\u0309i "
      "ba\u0309o ve\u0323\u0302 bi\u0301 ma\u0323\u0302t nha\u0300 nu\u031Bo\u031B\u0301c";
  EXPECT_EQ(Read(text).words.size(), 14u);
  EXPECT_EQ(Read(text).words, Read(nfd).words);
  EXPECT_EQ(Read(text).words,
            Read("uy ban nhan dan tinh quyet dinh phai bao ve bi mat nha nuoc").words);
}

TEST(Words, CitationsOfLawAreLeftOut) {
  EXPECT_EQ(Read("Căn cứ Luật Bảo vệ bí mật nhà nước;\nnghiêm túc thực hiện").words.size(), 4u);
}

TEST(Words, PagesAndLimit) {
  WordReader reader(5);
  reader.SetPage(1);
  reader.Add("một hai");
  reader.SetPage(3);
  reader.Add("ba bốn năm sáu");
  EXPECT_TRUE(reader.truncated());
  const Words words = reader.Take();
  EXPECT_EQ(words.words.size(), 5u);
  EXPECT_EQ(words.PageOf(1), 1u);
  EXPECT_EQ(words.PageOf(2), 3u);
  EXPECT_EQ(Words{}.PageOf(7), 0u);
}

TEST(Words, AnyBytes) {
  EXPECT_TRUE(rc::check("any bytes give words in range", [](const std::string& bytes) {
    for (const Word word : Read(bytes).words) RC_ASSERT(word > 0 && word <= kMaxWord);
  }));
}

TEST(Key, ItsFileIsMadeOnceAndReadBack) {
  const TemporaryFolder folder;
  const std::string path = folder.File("key");
  const TraceKey key = MakeKey();
  ASSERT_TRUE(key.WriteNew(path).ok());
  EXPECT_FALSE(MakeKey().WriteNew(path).ok());
  Result<TraceKey> read = TraceKey::Read(path);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->id(), key.id());
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(Key, OutOfForm) {
  const std::string head = "niem-trace-key 1 ";
  for (const std::string& text : {std::string(), head, head + std::string(63, 'a'),
                                  head + std::string(64, 'g'), std::string(64, 'a')}) {
    EXPECT_FALSE(TraceKey::Parse(text).ok()) << text;
  }
  EXPECT_TRUE(TraceKey::Parse(head + std::string(64, 'a') + "\r\n").ok());
}

TEST(Table, FileHoldsWhatWasAdded) {
  const TemporaryFolder folder;
  TwoDocuments two;
  Registered with_file = Named("3/TM");
  const Digest sha256 = Sha256Of(AsBytes("tệp"));
  with_file.copy = "03";
  with_file.unit = "UBND";
  with_file.files = {*FileDigestOf(two.key, sha256)};
  ASSERT_TRUE(*two.builder.Add(with_file, {}));
  EXPECT_FALSE(*two.builder.Add(with_file, {}));
  ASSERT_TRUE(two.builder.Write(folder.File("traces"), two.key).ok());
  Result<Table> table = Table::Open(folder.File("traces"), two.key);
  ASSERT_TRUE(table.ok()) << table.error().message().en;
  ASSERT_EQ(table->documents().size(), 3u);
  EXPECT_EQ(table->documents()[1].number, "2/TM");
  EXPECT_EQ(table->documents()[1].level, Level::kToiMat);
  EXPECT_EQ(table->documents()[1].words, 600u);
  EXPECT_EQ(table->documents()[1].prints, 199u);
  Result<Finder> finder = Finder::Create(*table, two.key);
  ASSERT_TRUE(finder.ok());
  Result<std::vector<Copy>> same = finder->FindFile(sha256);
  ASSERT_TRUE(same.ok());
  ASSERT_EQ(same->size(), 1u);
  EXPECT_EQ(same->front().document->copy, "03");
  EXPECT_TRUE(same->front().same_file);
}

TEST(Table, NoWordOrNumberInTheFile) {
  const TemporaryFolder folder;
  TwoDocuments two;
  ASSERT_TRUE(two.builder.Add(Named("777/TM-UBND"), {}).ok());
  ASSERT_TRUE(two.builder.Write(folder.File("traces"), two.key).ok());
  const std::string bytes = *ReadWholeFile(folder.File("traces"));
  EXPECT_EQ(bytes.find("777"), std::string::npos);

  struct stat status {};

  ASSERT_EQ(::stat(folder.File("traces").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600u);
}

TEST(Table, AnotherKeyIsNamed) {
  const TemporaryFolder folder;
  TwoDocuments two;
  ASSERT_TRUE(two.builder.Write(folder.File("traces"), two.key).ok());
  const TraceKey other = MakeKey();
  Result<Table> table = Table::Open(folder.File("traces"), other);
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.error().code(), ErrorCode::kEncrypted);
  EXPECT_NE(table.error().message().en.find(two.key.id()), std::string::npos);
}

TEST(Table, EveryChangedByteIsNoticed) {
  const TemporaryFolder folder;
  const std::string path = folder.File("traces");
  const TraceKey key = MakeKey();
  Result<Builder> builder = Builder::Create(key);
  ASSERT_TRUE(builder.ok());
  ASSERT_TRUE(builder->Add(Named("1/TM"), Read(Join(Scribe(1).Words(60)))).ok());
  ASSERT_TRUE(builder->Write(path, key).ok());
  const std::string whole = *ReadWholeFile(path);
  const auto opens = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return Table::Open(path, key).ok();
  };
  ASSERT_TRUE(opens(whole));
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
    EXPECT_FALSE(opens(changed)) << i;
  }
  for (size_t size = 0; size < whole.size(); size += 7) EXPECT_FALSE(opens(whole.substr(0, size)));
  EXPECT_FALSE(opens(whole + "x"));
}

TEST(Table, ManyPiecesNoneMayMove) {
  const TemporaryFolder folder;
  const std::string path = folder.File("traces");
  const TraceKey key = MakeKey();
  Result<Builder> builder = Builder::Create(key);
  ASSERT_TRUE(builder->Add(Named("1/TM"), Read(Join(Scribe(1).Words(900'000)))).ok());
  ASSERT_TRUE(builder->Write(path, key).ok());
  ASSERT_TRUE(Table::Open(path, key).ok());
  std::string bytes = *ReadWholeFile(path);
  constexpr size_t kPiece = (1 << 20) + 40;
  ASSERT_GT(bytes.size(), 40 + 2 * kPiece);
  const std::string first = bytes.substr(40, kPiece);
  bytes.replace(40, kPiece, bytes.substr(40 + kPiece, kPiece));
  bytes.replace(40 + kPiece, kPiece, first);
  std::ofstream(path, std::ios::binary) << bytes;
  Result<Table> moved = Table::Open(path, key);
  ASSERT_FALSE(moved.ok());
  EXPECT_EQ(moved.error().code(), ErrorCode::kCorrupt);
}

TEST(Table, BelievesNoBody) {
  TwoDocuments two;
  size_t size = 0;
  const std::vector<uint64_t> body = two.builder.Body(size);
  EXPECT_TRUE(rc::check("a changed body is refused or harmless", [&] {
    std::vector<uint64_t> changed = body;
    const size_t changes = *rc::gen::inRange<size_t>(1, 6);
    for (size_t i = 0; i < changes; ++i) {
      const size_t at = *rc::gen::inRange<size_t>(0, size);
      reinterpret_cast<uint8_t*>(changed.data())[at] = *rc::gen::arbitrary<uint8_t>();
    }
    Result<Table> table = Table::Parse(changed, size - *rc::gen::inRange<size_t>(0, 3));
    if (table.ok()) (void)Find(*table, two.key, Join(two.first));
  }));
}

TEST(Builder, BoilerplateLeavesNothing) {
  const TraceKey key = MakeKey();
  Result<Builder> builder = Builder::Create(key);
  ASSERT_TRUE(builder.ok());
  ASSERT_TRUE(builder
                  ->Add(Named("1/TM"),
                        Read("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"))
                  .ok());
  ASSERT_TRUE(builder->Add(Named("2/TM"), Read("Quyết định này có hiệu lực kể từ ngày ký.")).ok());
  const Table table = TableOf(*builder);
  EXPECT_TRUE(table.entries().empty());
}

TEST(Builder, CommonTextsIdentifyNothingWhicheverComesFirst) {
  for (const bool common_first : {true, false}) {
    const TraceKey key = MakeKey();
    Result<Builder> builder = Builder::Create(key);
    const std::vector<std::string> law = Scribe(5).Words(300);
    const std::vector<std::string> own = Scribe(6).Words(300);
    if (common_first) {
      EXPECT_TRUE(builder->AddCommon(Read(Join(law))).ok());
    }
    ASSERT_TRUE(builder->Add(Named("1/TM"), Read(Join(own) + " " + Join(law))).ok());
    if (!common_first) {
      EXPECT_TRUE(builder->AddCommon(Read(Join(law))).ok());
    }
    const Table table = TableOf(*builder);
    EXPECT_TRUE(Find(table, key, Join(law)).empty());
    const std::vector<Copy> copies = Find(table, key, Join(own));
    ASSERT_EQ(copies.size(), 1u);
    EXPECT_GT(copies[0].of_document, 0.98);
  }
}

TEST(Builder, MergeKeepsAllAndTakesNothingTwice) {
  TwoDocuments two;
  const Table table = TableOf(two.builder);
  Result<Builder> merged = Builder::Create(two.key);
  const std::vector<std::string> third = Scribe(3).Words(200);
  ASSERT_TRUE(merged->Add(Named("3/TM"), Read(Join(third))).ok());
  EXPECT_EQ(*merged->Merge(table), 2u);
  EXPECT_EQ(*merged->Merge(table), 0u);
  const Table all = TableOf(*merged);
  for (const auto& [words, number] :
       {std::pair(two.first, "1/TM"), {two.second, "2/TM"}, {third, "3/TM"}}) {
    const std::vector<Copy> copies = Find(all, two.key, Join(words));
    ASSERT_EQ(copies.size(), 1u);
    EXPECT_EQ(copies[0].document->number, number);
    EXPECT_EQ(copies[0].of_document, 1);
  }
}

TEST(Builder, HiddenNumbersKeepTheirReference) {
  TwoDocuments two;
  const std::string reference = *ReferenceOf(two.key, two.builder.documents()[0]);
  ASSERT_TRUE(two.builder.HideNumbers(two.key).ok());
  const Table table = TableOf(two.builder);
  const std::vector<Copy> copies = Find(table, two.key, Join(two.first));
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].document->number, reference);
  EXPECT_EQ(copies[0].document->level, Level::kNone);
}

TEST(Builder, RefusesLabels) {
  const TraceKey key = MakeKey();
  Result<Builder> builder = Builder::Create(key);
  EXPECT_FALSE(builder->Add(Named(""), {}).ok());
  EXPECT_FALSE(builder->Add(Named(std::string(201, 'x')), {}).ok());
}

TEST(Finder, WholeCopyIsAllOfIt) {
  TwoDocuments two;
  const Table table = TableOf(two.builder);
  const std::vector<Copy> copies = Find(table, two.key, Join(two.second));
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].document->number, "2/TM");
  EXPECT_EQ(copies[0].of_document, 1);
  EXPECT_GT(copies[0].of_text, 0.99);
  EXPECT_EQ(copies[0].from, 0u);
  EXPECT_GE(copies[0].to, 598u);
}

TEST(Finder, OtherTextsAreNoCopies) {
  TwoDocuments two;
  const Table table = TableOf(two.builder);
  for (uint32_t seed = 10; seed < 40; ++seed)
    EXPECT_TRUE(Find(table, two.key, Join(Scribe(seed).Words(2000))).empty());
  EXPECT_TRUE(Find(table, two.key, "").empty());
  EXPECT_TRUE(Find(table, two.key, "bốn từ thôi nhé").empty());
}

TEST(Finder, ShortDocumentsAsAWholeOnly) {
  const TraceKey key = MakeKey();
  Result<Builder> builder = Builder::Create(key);
  const std::vector<std::string> words = Scribe(1).Words(40);
  ASSERT_TRUE(builder->Add(Named("1/TM"), Read(Join(words))).ok());
  const Table table = TableOf(*builder);
  EXPECT_EQ(Find(table, key, Join(words)).size(), 1u);
  EXPECT_TRUE(Find(table, key, Join(words, 0, 15)).empty());
}

TEST(Finder, AnExcerptOfEightyWordsAnywhere) {
  TwoDocuments two;
  const Table table = TableOf(two.builder);
  EXPECT_TRUE(rc::check("found with its place", [&] {
    const size_t from = *rc::gen::inRange<size_t>(0, 520);
    Scribe scribe(*rc::gen::arbitrary<uint32_t>() | 1U << 31U);
    const std::string text =
        Join(scribe.Words(100)) + " " + Join(two.first, from, 80) + " " + Join(scribe.Words(100));
    const std::vector<Copy> copies = Find(table, two.key, text);
    RC_ASSERT(copies.size() == 1u);
    RC_ASSERT(copies[0].document->number == "1/TM");
    RC_ASSERT(copies[0].from + 12 >= from && copies[0].from < from + 3);
    RC_ASSERT(copies[0].to <= from + 80 + 12);
  }));
}

TEST(Finder, WhatOcrInAWrongLanguageLeaves) {
  TwoDocuments two;
  const Table table = TableOf(two.builder);
  int found = 0;
  for (uint32_t seed = 0; seed < 100; ++seed) {
    Scribe scribe(seed);
    std::string text;
    for (const std::string& word : two.first) text += scribe.Garble(word, 0.04) + " ";
    found += Find(table, two.key, text).size() == 1 ? 1 : 0;
  }
  EXPECT_EQ(found, 100);
}

// A hundred copies of one document, each with its number on it, beside one that shares a page with
// them.
TEST(Finder, ManyCopiesOfOneAreFoundAsAWhole) {
  const TraceKey key = MakeKey();
  Result<Builder> builder = Builder::Create(key);
  const std::vector<std::string> words = Scribe(1).Words(400);
  const std::vector<std::string> own = Scribe(2).Words(300);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(
        builder
            ->Add(Named(std::to_string(i) + "/TM"), Read(Join(words) + " so " + std::to_string(i)))
            .ok());
  }
  ASSERT_TRUE(builder->Add(Named("riêng"), Read(Join(own) + " " + Join(words, 0, 100))).ok());
  const Table table = TableOf(*builder);
  EXPECT_EQ(Find(table, key, Join(words)).size(), kMaxCopies);
  EXPECT_TRUE(Find(table, key, Join(words, 0, 100)).empty());
  const std::vector<Copy> copies = Find(table, key, Join(own));
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].document->number, "riêng");
}

TEST(Finder, LongTextsAreSearchedInPieces) {
  TwoDocuments two;
  const Table table = TableOf(two.builder);
  Scribe scribe(7);
  for (const size_t before : {65'000U, 65'490U, 130'500U}) {
    const std::string text = Join(scribe.Words(before)) + " " + Join(two.second, 100, 90) + " " +
                             Join(scribe.Words(300));
    const std::vector<Copy> copies = Find(table, two.key, text);
    ASSERT_EQ(copies.size(), 1u) << before;
    EXPECT_NEAR(static_cast<double>(copies[0].text_from), static_cast<double>(before), 3);
    EXPECT_NEAR(copies[0].words, 90, 6);
  }
}

TEST(Finder, RepeatedWordsTakeNoTime) {
  TwoDocuments two;
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "mật ";
  ASSERT_TRUE(two.builder.Add(Named("9/TM"), Read(text.substr(0, 90'000))).ok());
  const Table table = TableOf(two.builder);
  EXPECT_LE(Find(table, two.key, text).size(), 1u);
}

}  // namespace
}  // namespace niem::trace
