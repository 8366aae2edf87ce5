// What each code point becomes in folding: one table, shared by text::Fold and the quick scanner.
//
// Built once from Unicode's compatibility decompositions (ICU) and a list of look-alikes
// that OCR and mixed keyboards leave. Thread-safety: immutable after the first call.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace niem::text {

// A fold value is one of these, an ASCII character of the folded alphabet, or kFoldLong + an index.
inline constexpr uint8_t kFoldSeparator = 0;
inline constexpr uint8_t kFoldDrop = 1;  // vanishes: marks, soft hyphen, zero-width characters
inline constexpr uint8_t kFoldLine = '\n';
inline constexpr uint8_t kFoldLong = 0x80;  // a ligature: FoldLong(value) has its letters

class FoldTable {
 public:
  static const FoldTable& Get();

  uint8_t Of(char32_t code_point) const {
    if (code_point >= 0x20000) return OfHigh(code_point);
    return pages_[page_of_[code_point >> 8]][code_point & 0xFF];
  }

  // Never longer than the UTF-8 form of the ligature.
  std::string_view Long(uint8_t value) const { return long_[value - kFoldLong]; }

  const std::array<uint8_t, 128>& ascii() const { return ascii_; }

 private:
  FoldTable();
  static uint8_t OfHigh(char32_t code_point);
  void AddDecompositions(char32_t first, char32_t last);
  void AddLookAlikes();
  void AddDropped();
  void Set(char32_t code_point, uint8_t value);
  uint8_t LongValue(std::string_view letters);

  std::array<uint8_t, 0x200> page_of_{};
  std::vector<std::array<uint8_t, 256>> pages_;
  std::array<uint8_t, 128> ascii_{};
  std::vector<std::string_view> long_;
  std::vector<char> pool_;
};

inline uint8_t FoldOf(char32_t code_point) {
  return FoldTable::Get().Of(code_point);
}

}  // namespace niem::text
