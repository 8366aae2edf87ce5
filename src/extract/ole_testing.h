// What the tests of the old office formats share: a context that keeps members, fixtures, look-ups.
// Test code only.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/extract.h"

namespace niem::extract::testing {

class KeepingSink : public MemberSink {
 public:
  bool OnMember(std::string_view name, Bytes bytes, Context&) override {
    members.emplace_back(name, std::string(AsText(bytes)));
    return true;
  }

  bool OnBadMember(std::string_view name, const Error& error, Context&) override {
    bad.emplace_back(name, error.code());
    return true;
  }

  std::vector<std::pair<std::string, std::string>> members;
  std::vector<std::pair<std::string, ErrorCode>> bad;
};

struct Bench {
  Limits limits;
  Budget budget;
  std::vector<std::string> passwords;
  KeepingSink sink;
  Context context{limits, budget, passwords, sink};
};

inline std::string Fixture(const std::string& name) {
  const char* source = std::getenv("NIEM_SOURCE_DIR");
  const std::string path =
      std::string(source != nullptr ? source : ".") + "/tests/data/extract/ole/" + name;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The first block that holds `text`, or null.
inline const Block* FindBlock(const Document& document, std::string_view text) {
  for (const Block& block : document.blocks) {
    if (block.text.find(text) != std::string::npos) return &block;
  }
  return nullptr;
}

inline void ExpectAt(const Document& document, std::string_view text, Place place) {
  const Block* block = FindBlock(document, text);
  ASSERT_NE(block, nullptr) << text;
  EXPECT_EQ(PlaceName(block->place), PlaceName(place)) << text;
}

// The letter that letter.doc and letter.rtf both hold: every place of a document, and its looks.
inline void ExpectLetter(const Document& document) {
  ExpectAt(document, "Đầu trang: TÀI LIỆU", Place::kHeader);
  ExpectAt(document, "Chân trang: hồ sơ", Place::kFooter);
  ExpectAt(document, "Chú thích cuối trang", Place::kFootnote);
  ExpectAt(document, "Chú thích cuối văn bản", Place::kFootnote);
  ExpectAt(document, "Nhận xét: kiểm tra", Place::kComment);
  ExpectAt(document, "HỘP CHỮ TUYỆT MẬT", Place::kTextBox);
  ExpectAt(document, "mã khóa ẩn 4417", Place::kHidden);
  ExpectAt(document, "câu đã xóa", Place::kHidden);
  ExpectAt(document, "Báo cáo hải đăng", Place::kMetadata);
  ExpectAt(document, "SỞ HẢI ĐĂNG", Place::kTableCell);
  const Block* country = FindBlock(document, "CỘNG HÒA");
  ASSERT_NE(country, nullptr);
  EXPECT_EQ(country->column, 1u);
  EXPECT_EQ(country->table, 1u);
  EXPECT_TRUE(country->style.bold);
  const Block* stamp = FindBlock(document, "TỐI MẬT");
  ASSERT_NE(stamp, nullptr);
  EXPECT_EQ(stamp->place, Place::kBody);
  EXPECT_EQ(stamp->style.color, 0xFF0000u);
  EXPECT_EQ(stamp->style.size_pt, 14);
  EXPECT_EQ(stamp->style.align, Align::kCenter);
  EXPECT_TRUE(stamp->style.double_border);
  const Block* legacy = FindBlock(document, "thuéc danh môc");
  ASSERT_NE(legacy, nullptr);
  EXPECT_EQ(legacy->font, ".VnTime");
  const Block* second = FindBlock(document, "Trang thứ hai");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->place, Place::kBody);
  EXPECT_EQ(second->page, 2u);
  EXPECT_NE(FindBlock(document, "trang giới thiệu còn lại\ndòng thứ hai"), nullptr);
}

inline bool HasIncompleteNote(const Document& document) {
  for (const Note& note : document.notes) {
    if (note.incomplete) return true;
  }
  return false;
}

using Extractor = Result<Document> (*)(Input, Context&);

// Cuts the file at many places and flips its bytes; the extractor must come back from all of it.
inline void Torture(Extractor extract, const std::string& file, int flips = 400) {
  const size_t step = std::max<size_t>(1, file.size() / 150);
  for (size_t size = 0; size < file.size(); size += step) {
    Bench bench;
    const std::string cut = file.substr(0, size);
    (void)extract({AsBytes(cut), "cut"}, bench.context);
  }
  uint32_t seed = 20260302;
  const auto random = [&] { return seed = seed * 1664525 + 1013904223, seed >> 8; };
  for (int i = 0; i < flips; ++i) {
    std::string broken = file;
    for (uint32_t n = random() % 8 + 1; n > 0 && !broken.empty(); --n) {
      broken[random() % broken.size()] = static_cast<char>(random());
    }
    Bench bench;
    (void)extract({AsBytes(broken), "flipped"}, bench.context);
  }
}

inline std::string Dump(const Document& document) {
  std::string out;
  for (const Block& block : document.blocks) {
    out += std::string(PlaceName(block.place)) + " p" + std::to_string(block.page) + " t" +
           std::to_string(block.table) + ":" + std::to_string(block.row) + "," +
           std::to_string(block.column) + " " + block.locator + " [" + block.font + " " +
           std::to_string(block.style.size_pt) + (block.style.bold ? " b" : "") +
           (block.style.border ? " box" : "") + (block.style.double_border ? "2" : "") +
           (block.style.color ? " c" + std::to_string(*block.style.color) : "") + " a" +
           std::to_string(static_cast<int>(block.style.align)) + "] " + block.text + "\n";
  }
  for (const Note& note : document.notes) out += "NOTE " + note.text.en + "\n";
  return out;
}

}  // namespace niem::extract::testing
