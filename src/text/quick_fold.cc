#include "text/quick_fold.h"

#include "text/fold_table.h"
#include "text/utf8.h"

namespace niem::text::quick {
namespace {

constexpr uint8_t kNoCode = 255;
constexpr uint8_t kVanishes = 254;

// From a value of the fold table below kFoldLong to a code.
constexpr std::array<uint8_t, 128> kCodes = [] {
  std::array<uint8_t, 128> codes{};
  codes.fill(kNoCode);
  codes[kFoldSeparator] = codes[kFoldLine] = codes[' '] = kBoundary;
  codes[kFoldDrop] = kVanishes;
  for (uint8_t c = 'a'; c <= 'z'; ++c) codes[c] = static_cast<uint8_t>(c - 'a' + 1);
  for (uint8_t c = '0'; c <= '9'; ++c) codes[c] = static_cast<uint8_t>(c - '0' + 27);
  return codes;
}();

// The end of a stream of codes being written: no boundary behind a boundary.
struct Writer {
  uint8_t* out;
  bool after_boundary;

  void Put(uint8_t code) {
    const bool boundary = code == kBoundary;
    *out = code;
    out += !(boundary && after_boundary);
    after_boundary = boundary;
  }

  void PutFolded(const FoldTable& table, uint8_t fold) {
    if (fold >= kFoldLong) {
      for (char letter : table.Long(fold)) Put(kCodes[static_cast<uint8_t>(letter)]);
    } else if (fold != kFoldDrop) {
      Put(kCodes[fold]);
    }
  }
};

}  // namespace

uint8_t CodeOfFolded(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte <= kFoldDrop || byte >= 128 ? kNoCode : kCodes[byte];
}

uint8_t SingleCode(char32_t c) {
  const uint8_t fold = FoldOf(c);
  return fold == kFoldDrop ? kDropped : fold >= kFoldLong ? kUnknown : kCodes[fold];
}

size_t FoldScalar(Cursor& cursor, size_t until, uint8_t* out) {
  const FoldTable& table = FoldTable::Get();
  const auto& ascii = table.ascii();
  const std::string_view text = AsText(cursor.input);
  size_t at = cursor.at;
  Writer writer{out, cursor.after_boundary};
  // Stopping in front of a stray continuation byte would leave the next block to guess what it
  // continues; strays are boundaries, so taking them along writes at most one code more.
  while (at < text.size()) {
    const auto byte = static_cast<uint8_t>(text[at]);
    if (at >= until && (byte & 0xC0) != 0x80) break;
    if (byte < 0x80) {
      writer.Put(kCodes[ascii[byte]]);
      ++at;
    } else {
      const CodePoint read = ReadUtf8(text, at);
      writer.PutFolded(table, table.Of(read.value));
      at += read.size;
    }
  }
  cursor.at = at;
  cursor.after_boundary = writer.after_boundary;
  return static_cast<size_t>(writer.out - out);
}

uint64_t SeekScalar(Cursor&, uint64_t codes) {
  return codes;
}

size_t FindWordsScalar(const Prefixes& prefixes, const uint8_t* codes, size_t from, size_t to,
                       uint32_t* words) {
  size_t count = 0;
  for (size_t at = from; at < to; ++at) {
    if (codes[at - 1] != kBoundary) continue;
    int buckets = 0xFF;
    for (size_t j = 0; j < Prefixes::kCodes; ++j) buckets &= prefixes.table[j][codes[at + j]];
    words[count] = static_cast<uint32_t>(at);
    count += buckets != 0;
  }
  return count;
}

}  // namespace niem::text::quick
