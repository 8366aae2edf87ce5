// What was found of short words, so that the words of which a language is mostly made are judged
// once: a table of the last answers, each word in the one place that its hash names.
//
// Ownership: owns its entries; words are copied. Errors: none. Thread-safety: one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace niem::text {

template <typename Answer>
class ChunkCache {
 public:
  // The answer for `chunk`, by `judge` where it is not known. Long chunks are always judged.
  template <typename Judge>
  Answer Of(std::u32string_view chunk, Judge&& judge) {
    const Key key = KeyOf(chunk);
    if (key[1] == 0) return judge(chunk);
    const uint64_t hash = (key[0] ^ key[1] * 0xD6E8FEB86659FD93u) * 0x9E3779B97F4A7C15u;
    Entry& entry = entries_[hash >> (64 - kBits)];
    if (entry.key != key) entry = {key, judge(chunk)};
    return entry.answer;
  }

 private:
  using Key = std::array<uint64_t, 2>;

  static constexpr int kBits = 12;
  static constexpr size_t kNarrow =
      15;                             // code points of 8 bits in a key; its last byte is the size
  static constexpr size_t kWide = 7;  // of 16 bits

  struct Entry {
    Key key{};
    Answer answer{};
  };

  // {?, 0} where the chunk does not fit.
  static Key KeyOf(std::u32string_view chunk) {
    if (chunk.size() > kNarrow) return {};
    char32_t all = 0;
    for (const char32_t c : chunk) all |= c;
    const bool wide = all > 0xFF;
    if (all > 0xFFFF || (wide && chunk.size() > kWide)) return {};
    const size_t width = wide ? 2 : 1;
    Key key{};
    for (size_t i = 0; i < chunk.size(); ++i) {
      const size_t at = i * width;
      key[at / 8] |= uint64_t{chunk[i]} << (at % 8 * 8);
    }
    key[1] |= uint64_t{chunk.size() | (wide ? 0x80U : 0U)} << 56;
    return key;
  }

  std::vector<Entry> entries_ = std::vector<Entry>(size_t{1} << kBits);
};

}  // namespace niem::text
