// The verifier's own hashing, parsing and showing against published vectors. What it finds in
// ledgers is tested in tests/harness, against ledgers that src/ledger wrote.
#include <gtest/gtest.h>

#include "verify/cursor.h"
#include "verify/digest.h"
#include "verify/records.h"
#include "verify/shown.h"

namespace niem::verify {
namespace {

// Roots over the leaves "", 00, 10, 2021 … of the CT reference tests (see
// src/ledger/merkle_test.cc).
TEST(VerifyDigest, TreeMatchesThePublishedRoots) {
  using std::string_view_literals::operator""sv;
  ASSERT_TRUE(StartCrypto());
  GrowingTree tree;
  EXPECT_EQ(Hex(View(tree.Root())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const std::pair<std::string_view, std::string_view> steps[] = {
      {""sv, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"\x00"sv, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"\x10"sv, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"\x20\x21"sv, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"\x30\x31"sv, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"@ABC"sv, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"PQRSTUVW"sv, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"}};
  for (const auto& [leaf, root] : steps) {
    tree.Add(HashOfLeaf(leaf));
    EXPECT_EQ(Hex(View(tree.Root())), root) << tree.size();
  }
}

// The example of c2sp.org/signed-note is no checkpoint; the one of sum.golang.org is.
TEST(VerifyNote, OpensAPublishedCheckpoint) {
  ASSERT_TRUE(StartCrypto());
  const std::string note =
      "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n"
      "— sum.golang.org "
      "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw"
      "=\n";
  const std::optional<Key> key =
      ParseKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
  ASSERT_TRUE(key.has_value());
  std::string_view fault;
  const std::optional<Checkpoint> opened = OpenNote(note, {*key}, &fault);
  ASSERT_TRUE(opened.has_value()) << fault;
  EXPECT_EQ(opened->size, 6476701u);
  EXPECT_EQ(opened->own_signatures, 0u) << "the key is not named as the origin";
  for (size_t i = 0; i < note.size(); ++i) {
    std::string bent = note;
    bent[i] = static_cast<char>(bent[i] ^ 4);
    const std::optional<Checkpoint> other = OpenNote(bent, {*key}, &fault);
    EXPECT_TRUE(!other || i > note.find("—")) << i;  // an unknown signer is ignored, not wrong
  }
  EXPECT_FALSE(ParseKey("sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"));
}

TEST(VerifyNote, IsTheSameAfterAScannerAddedToIt) {
  const std::string note = "o\n1\nr\n\n— o s\n";
  for (const char* kept : {"o\n1\nr\n\n— o s\n", "o\n1\nr\n\n— o s", "o\n1\nr\n\n— o s\n\n\n",
                           "o\r\n1\r\nr\r\n\r\n— o s\r\n\r\n", "o\n1\nr\n\n— o s\r\n",
                           "\n\no\n1\nr\n\n— o s \n\t\n"}) {
    EXPECT_EQ(TidyNote(kept), note) << kept;
  }
  EXPECT_EQ(TidyNote(""), "");
  EXPECT_EQ(TidyNote("\r\n \n"), "");
  EXPECT_EQ(TidyNote("o\r1\n"), "o\r1\n") << "what stands inside a line stays, and is refused";
  EXPECT_EQ(TidyNote(" o\n"), " o\n");
}

TEST(VerifyDigest, Base64IsStrict) {
  EXPECT_EQ(FromBase64("AAECAw=="), std::string("\0\1\2\3", 4));
  for (const char* bad : {"", "A", "AAECAw=", "AAECAw",
                          "AAECAx==", " AECAw==", "AAEC\u2212A=", "AA\xe2\x88", "AA-_"}) {
    EXPECT_FALSE(FromBase64(bad)) << bad;
  }
}

TEST(VerifyCursor, TellsTextFromBytes) {
  EXPECT_TRUE(IsText("Bản sao số 1, \U0001F512", true));
  EXPECT_FALSE(IsText("a\nb", true));
  EXPECT_TRUE(IsText("a\nb", false));
  for (const char* bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x9f\xbf", "\xc3",
                          "\x80", "\xf8\x88\x80\x80\x80", "\xf0\x8f\xbf\xbf"}) {
    EXPECT_FALSE(IsText(bad, false)) << Hex(bad);
  }
}

TEST(VerifyCursor, StopsAtTheEnd) {
  Cursor in(std::string_view("\x05\x00 ab", 5));
  EXPECT_EQ(in.Text("name"), "");
  EXPECT_EQ(in.fault(), "name");
  EXPECT_EQ(in.Number(8, "later"), 0u);
  EXPECT_EQ(in.fault(), "name") << "the first fault stays";
}

TEST(VerifyShown, HidesNothing) {
  EXPECT_EQ(Shown("Số 12"), "Số 12");
  EXPECT_EQ(Shown("a\u202eb\x1b[31m"), "a\\xe2\\x80\\xaeb\\x1b[31m");
  EXPECT_EQ(Shown("\xff\xc3"), "\\xff\\xc3");
  EXPECT_LT(Shown(std::string(5000, 'x')).size(), 300u);
}

}  // namespace
}  // namespace niem::verify
