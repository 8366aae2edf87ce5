#include "text/letters.h"

#include <array>

namespace niem::text {
namespace {

struct Row {
  char base;
  Shape shape;
  std::u32string_view lower;  // ordered like Tone
  std::u32string_view upper;
};

constexpr Row kRows[] = {
    {'a', Shape::kNone, U"aàảãáạ", U"AÀẢÃÁẠ"},
    {'a', Shape::kBreve, U"ăằẳẵắặ", U"ĂẰẲẴẮẶ"},
    {'a', Shape::kCircumflex, U"âầẩẫấậ", U"ÂẦẨẪẤẬ"},
    {'e', Shape::kNone, U"eèẻẽéẹ", U"EÈẺẼÉẸ"},
    {'e', Shape::kCircumflex, U"êềểễếệ", U"ÊỀỂỄẾỆ"},
    {'i', Shape::kNone, U"iìỉĩíị", U"IÌỈĨÍỊ"},
    {'o', Shape::kNone, U"oòỏõóọ", U"OÒỎÕÓỌ"},
    {'o', Shape::kCircumflex, U"ôồổỗốộ", U"ÔỒỔỖỐỘ"},
    {'o', Shape::kHorn, U"ơờởỡớợ", U"ƠỜỞỠỚỢ"},
    {'u', Shape::kNone, U"uùủũúụ", U"UÙỦŨÚỤ"},
    {'u', Shape::kHorn, U"ưừửữứự", U"ƯỪỬỮỨỰ"},
    {'y', Shape::kNone, U"yỳỷỹýỵ", U"YỲỶỸÝỴ"},
    {'d', Shape::kBar, U"đ", U"Đ"},
};

constexpr size_t kShapes = 6;
constexpr char32_t kLatinEnd = 0x1B1;  // after ư
constexpr char32_t kVietBegin = 0x1EA0;
constexpr char32_t kVietEnd = 0x1EFA;

struct Tables {
  std::array<Letter, kLatinEnd> latin{};
  std::array<Letter, kVietEnd - kVietBegin> viet{};
  // [upper][base - 'a'][shape][tone]
  std::array<std::array<std::array<std::array<char32_t, kTones>, kShapes>, 26>, 2> composed{};

  Tables() {
    for (char32_t c = 'a'; c <= 'z'; ++c) {
      Set(c, {static_cast<char>(c)});
      Set(c - 32, {static_cast<char>(c), Shape::kNone, Tone::kNone, true});
    }
    for (const Row& row : kRows) {
      for (size_t tone = 0; tone < row.lower.size(); ++tone) {
        Set(row.lower[tone], {row.base, row.shape, static_cast<Tone>(tone), false});
        Set(row.upper[tone], {row.base, row.shape, static_cast<Tone>(tone), true});
      }
    }
  }

  void Set(char32_t code_point, Letter letter) {
    (code_point < kLatinEnd ? latin[code_point] : viet[code_point - kVietBegin]) = letter;
    At(letter) = code_point;
  }

  char32_t& At(const Letter& l) {
    return composed[l.upper ? 1 : 0][static_cast<size_t>(l.base - 'a')]
                   [static_cast<size_t>(l.shape)][static_cast<size_t>(l.tone)];
  }
};

Tables& Table() {
  static Tables tables;
  return tables;
}

}  // namespace

Letter LetterBeyondAscii(char32_t code_point) {
  const Tables& tables = Table();
  Letter letter;
  if (code_point < kLatinEnd) {
    letter = tables.latin[code_point];
  } else if (code_point >= kVietBegin && code_point < kVietEnd) {
    letter = tables.viet[code_point - kVietBegin];
  }
  if (letter.base != 0) return letter;
  if (code_point == 0xD0 || code_point == 0x189 || code_point == 0xF0) {  // typed for Đ, đ
    return {'d', Shape::kBar, Tone::kNone, code_point != 0xF0};
  }
  const uint8_t fold = FoldOf(code_point);
  if (fold < 'a' || fold > 'z') return {};
  // Look-alikes of other scripts, full-width and mathematical letters count as the plain letter.
  const bool latin = code_point <= 0x24F || (code_point >= 0x1E00 && code_point <= 0x1EFF);
  const bool dotless_i = code_point == 0x131;
  return {static_cast<char>(fold), latin && !dotless_i ? Shape::kForeign : Shape::kNone};
}

char32_t ComposeLetter(const Letter& letter) {
  if (letter.base < 'a' || letter.base > 'z') return 0;
  return Table().At(letter);
}

bool AddMark(char32_t code_point, Letter& letter) {
  switch (code_point) {
    case 0x300:
    case 0x340:
      letter.tone = Tone::kGrave;
      return true;
    case 0x301:
    case 0x341:
      letter.tone = Tone::kAcute;
      return true;
    case 0x303:
      letter.tone = Tone::kTilde;
      return true;
    case 0x309:
      letter.tone = Tone::kHook;
      return true;
    case 0x323:
      letter.tone = Tone::kDot;
      return true;
    case 0x302:
      letter.shape = Shape::kCircumflex;
      return true;
    case 0x306:
      letter.shape = Shape::kBreve;
      return true;
    case 0x31B:
      letter.shape = Shape::kHorn;
      return true;
    default:
      break;
  }
  if (code_point < 0x300 || code_point > 0x36F) return false;
  letter.shape = Shape::kForeign;
  return true;
}

std::vector<std::vector<Letter>> WordsOf(std::string_view utf8) {
  std::vector<std::vector<Letter>> words;
  ForEachWord(utf8,
              [&](std::span<const Letter> word) { words.emplace_back(word.begin(), word.end()); });
  return words;
}

const std::vector<char32_t>& VietnameseLetters() {
  static const std::vector<char32_t> letters = [] {
    std::vector<char32_t> all;
    for (int upper = 0; upper < 2; ++upper) {
      for (const Row& row : kRows) {
        const std::u32string_view tones = upper ? row.upper : row.lower;
        for (char32_t letter : tones) {
          if (letter >= 0x80) all.push_back(letter);
        }
      }
    }
    return all;
  }();
  return letters;
}

}  // namespace niem::text
