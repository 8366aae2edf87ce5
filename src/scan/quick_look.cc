#include "scan/quick_look.h"

#include <array>

namespace niem::scan {
namespace {

enum Class : uint8_t {
  kOther,     // ends a word, or is none of ours
  kLetter,    // ASCII
  kVowel,     // ASCII, may take a VIQR mark
  kViqrMark,  // ^ ( + * behind a vowel
  kLead2,
  kLead3,
  kC2,
  kC3,     // leads of the carried codes' letters
  kDoubt,  // NUL, bytes that never stand in UTF-8, letters of the higher planes
};

constexpr std::array<Class, 256> MakeClasses() {
  std::array<Class, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c)
    classes[static_cast<size_t>(c)] = classes[static_cast<size_t>(c - 32)] = kLetter;
  for (const char c : {'a', 'e', 'o', 'u', 'A', 'E', 'O', 'U'})
    classes[static_cast<size_t>(c)] = kVowel;
  for (const char c : {'^', '(', '+', '*'}) classes[static_cast<size_t>(c)] = kViqrMark;
  classes[0] = kDoubt;
  for (size_t c = 0x80; c < 0x100; ++c) classes[c] = kDoubt;
  for (size_t c = 0xc4; c < 0xe0; ++c) classes[c] = kLead2;
  for (size_t c = 0xe0; c < 0xf0; ++c) classes[c] = kLead3;
  classes[0xc2] = kC2;
  classes[0xc3] = kC3;
  return classes;
}

constexpr std::array<Class, 256> kClasses = MakeClasses();

// Second bytes behind 0xC3 of letters that Vietnamese has: À Á Â Ã È É Ê Ì Í Ò Ó Ô Õ Ù Ú Ý and
// small.
constexpr bool IsVietnameseC3(uint8_t second) {
  constexpr uint32_t kCapitals = 0b0010'0110'0011'1100'0011'0111'0000'1111;
  return (kCapitals >> (second & 0x1f) & 1) != 0;
}

static_assert(IsVietnameseC3(0x80) && IsVietnameseC3(0x8a) && IsVietnameseC3(0x9d) &&
              IsVietnameseC3(0xb5));
static_assert(!IsVietnameseC3(0x84) && !IsVietnameseC3(0x8b) && !IsVietnameseC3(0x96) &&
              !IsVietnameseC3(0xb6));

// Follows words of one letter: three of them with no long word between may spell something
// (text::JoinSpacedLetters).
class SpelledWords {
 public:
  void Letter() { ++length_; }

  // True when a third single letter has ended.
  bool End() {
    if (length_ == 1)
      ++singles_;
    else if (length_ > 2)
      singles_ = 0;
    length_ = 0;
    return singles_ >= 3;
  }

 private:
  int length_ = 0;
  int singles_ = 0;
};

}  // namespace

bool MayHideWords(Bytes bytes) {
  SpelledWords spelled;
  const size_t size = bytes.size();
  const auto tails = [&](size_t at, size_t count) {
    if (count >= size - at) return false;
    for (size_t i = 1; i <= count; ++i) {
      if ((bytes[at + i] & 0xc0) != 0x80) return false;
    }
    return true;
  };
  for (size_t at = 0; at < size;) {
    size_t length = 1;
    switch (kClasses[bytes[at]]) {
      case kOther:
      case kViqrMark:
        if (spelled.End()) return true;
        break;
      case kVowel:
        if (at + 1 < size && kClasses[bytes[at + 1]] == kViqrMark) return true;
        [[fallthrough]];
      case kLetter:
        spelled.Letter();
        break;
      case kC3:
        if (!tails(at, 1) || !IsVietnameseC3(bytes[at + 1])) return true;
        spelled.Letter();
        length = 2;
        break;
      case kC2:
        // No-break space and soft hyphen are everywhere; the other signs are TCVN3's letters.
        if (!tails(at, 1) || bytes[at + 1] != 0xa0) return true;
        if (spelled.End()) return true;
        length = 2;
        break;
      case kLead2:
        if (!tails(at, 1)) return true;
        // Combining marks (U+0300 to U+036F) belong to the letter before.
        if (bytes[at] != 0xcc && bytes[at] != 0xcd) spelled.Letter();
        length = 2;
        break;
      case kLead3:
        // U+FF01 to U+FF5E are ASCII in full width.
        if (!tails(at, 2) || (bytes[at] == 0xef && bytes[at + 1] >= 0xbc && bytes[at + 1] <= 0xbd))
          return true;
        if (bytes[at] == 0xe1) {  // U+1E00 to U+1EFF: Vietnamese letters
          spelled.Letter();
        } else if (bytes[at] >= 0xe2 && spelled.End()) {
          return true;
        }
        length = 3;
        break;
      case kDoubt:
        return true;
    }
    at += length;
  }
  return spelled.End();
}

Result<QuickLook> QuickLook::Create(const detect::RuleSet& rules) {
  if (!rules.quick_phrases_suffice()) return QuickLook(nullptr);
  TRY_ASSIGN(text::QuickScanner scanner, text::QuickScanner::Create(rules.quick_phrases()));
  return QuickLook(std::make_unique<text::QuickScanner>(std::move(scanner)));
}

bool QuickLook::ProvesClean(extract::Format format, Bytes bytes, Scratch& scratch) const {
  if (scanner_ == nullptr || format != extract::Format::kText) return false;
  thread_local std::vector<text::QuickScanner::Hit> hits;
  hits.clear();
  scanner_->Scan(bytes, scratch, hits, 1);
  return hits.empty() && !MayHideWords(bytes);
}

}  // namespace niem::scan
