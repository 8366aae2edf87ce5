#include "text/fold_table.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>
#include <utility>

namespace niem::text {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Blocks whose compatibility decompositions are Latin letters or digits: Latin, letterlike symbols,
// number forms, enclosed and squared letters, ligatures, full-width, mathematical alphanumerics.
// Greek and Cyrillic are here for their accented letters, whose bases are look-alikes.
constexpr Range kDecomposed[] = {
    {0xA0, 0x24F},    {0x2B0, 0x2E4},   {0x370, 0x3FF},   {0x400, 0x481},     {0x1E00, 0x1EFF},
    {0x1F00, 0x1FFF}, {0x2070, 0x209C}, {0x2100, 0x214F}, {0x2160, 0x217F},   {0x2460, 0x24EA},
    {0x2C7C, 0x2C7D}, {0xFB00, 0xFB06}, {0xFF01, 0xFF5E}, {0x1D400, 0x1D7FF}, {0x1F130, 0x1F149},
};

constexpr Range kDropped[] = {
    {0xAD, 0xAD},     {0x2BC, 0x2BC},   {0x300, 0x36F},   {0x483, 0x489},   {0x61C, 0x61C},
    {0x180E, 0x180E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2060, 0x206F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

// Letters without a decomposition and look-alikes of other scripts, each above what it folds to.
struct LookAlikes {
  std::u32string_view from;
  std::string_view to;
};

constexpr LookAlikes kLookAlikes[] = {
    // Latin; small capitals last
    {U"ĐđÐðƉɖƋƌƊɗØøŁłĦħıŦŧŊŋÞþƀƁɓƇƈƑƒƓɠƗɨƘƙƚƝƞƤƥƫƬƭƮƲʋƳƴƵƶƆƎƏƐǝɑɡɩ",
     "ddddddddddoollhhittnnppbbbccffggiikklnnppttttvvyyzzoeeeeagi"},
    {U"ɪɴʀʙɢʜʟʏᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ", "inrbghlyacdejkmoptuvwz"},
    // Cyrillic
    {U"АаВвЕеКкМмНнОоРрСсТтУуХхЅѕІіЈјЂђҺһӀӏԀԁԚԛԜԝҮү",
     "aabbeekkmmhhooppccttyyxxssiijjddhhiiddqqwwyy"},
    // Greek
    {U"ΑαΒΕεΖΗηΙιΚκΜΝνΟοΡρΤτΥυΧχ", "aabeezhniikkmnvooppttyuxx"},
};

static_assert(std::ranges::all_of(kLookAlikes, [](const LookAlikes& r) {
  return r.from.size() == r.to.size();
}));

constexpr std::pair<char32_t, std::string_view> kLigatures[] = {
    {U'Æ', "ae"}, {U'æ', "ae"}, {U'Œ', "oe"}, {U'œ', "oe"}, {U'ß', "ss"}, {0x1E9E, "ss"},
};

uint8_t FoldAscii(char32_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<uint8_t>(c + 32);
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return static_cast<uint8_t>(c);
  if (c >= '\n' && c <= '\r') return kFoldLine;
  return kFoldSeparator;
}

size_t Utf8Size(char32_t c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

}  // namespace

const FoldTable& FoldTable::Get() {
  static const FoldTable table;
  return table;
}

FoldTable::FoldTable() {
  pages_.reserve(40);
  pages_.emplace_back();  // page 0: separators only
  pool_.reserve(256);     // string_views point into it: never grows beyond (see LongValue)
  for (char32_t c = 0; c < 128; ++c) {
    ascii_[c] = FoldAscii(c);
    Set(c, ascii_[c]);
  }
  Set(0x85, kFoldLine);
  Set(0x2028, kFoldLine);
  Set(0x2029, kFoldLine);
  AddLookAlikes();
  AddDropped();
  for (const Range& range : kDecomposed) AddDecompositions(range.first, range.last);
}

uint8_t FoldTable::OfHigh(char32_t code_point) {
  // Tags and the supplementary variation selectors.
  return code_point >= 0xE0000 && code_point <= 0xE01EF ? kFoldDrop : kFoldSeparator;
}

void FoldTable::Set(char32_t code_point, uint8_t value) {
  uint8_t& page = page_of_[code_point >> 8];
  if (page == 0) {
    page = static_cast<uint8_t>(pages_.size());
    pages_.emplace_back();
  }
  pages_[page][code_point & 0xFF] = value;
}

void FoldTable::AddLookAlikes() {
  for (const LookAlikes& row : kLookAlikes) {
    for (size_t i = 0; i < row.to.size(); ++i) Set(row.from[i], static_cast<uint8_t>(row.to[i]));
  }
  for (const auto& [code_point, letters] : kLigatures) Set(code_point, LongValue(letters));
}

void FoldTable::AddDropped() {
  for (const Range& range : kDropped) {
    for (char32_t c = range.first; c <= range.last; ++c) Set(c, kFoldDrop);
  }
}

// A code point folds to the letters and digits of its decomposition, if it is made of nothing else.
void FoldTable::AddDecompositions(char32_t first, char32_t last) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return;
  for (char32_t c = first; c <= last; ++c) {
    icu::UnicodeString parts;
    if (Of(c) != kFoldSeparator || !nfkd->getDecomposition(static_cast<UChar32>(c), parts))
      continue;
    std::string letters;
    bool other = false;
    for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      const uint8_t fold = Of(static_cast<char32_t>(parts.char32At(i)));
      if (fold == kFoldDrop) continue;
      other = other || fold <= kFoldLine || fold >= kFoldLong;
      letters.push_back(static_cast<char>(fold));
    }
    if (other || letters.empty() || letters.size() > Utf8Size(c)) continue;
    Set(c, letters.size() == 1 ? static_cast<uint8_t>(letters[0]) : LongValue(letters));
  }
}

uint8_t FoldTable::LongValue(std::string_view letters) {
  const auto known = std::find(long_.begin(), long_.end(), letters);
  if (known != long_.end()) return static_cast<uint8_t>(kFoldLong + (known - long_.begin()));
  if (long_.size() == 0x80 || pool_.size() + letters.size() > pool_.capacity())
    return kFoldSeparator;
  const size_t begin = pool_.size();
  pool_.insert(pool_.end(), letters.begin(), letters.end());
  long_.emplace_back(pool_.data() + begin, letters.size());
  return static_cast<uint8_t>(kFoldLong + long_.size() - 1);
}

}  // namespace niem::text
