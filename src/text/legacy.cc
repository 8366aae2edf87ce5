#include "text/legacy.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>
#include <optional>
#include <utility>

#include "text/letters.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

// TCVN 5712:1993, VN3: capitals only for the letters without tone.
constexpr std::u32string_view kTcvn3Letters =
    U"ĂÂÊÔƠƯĐăâêôơưđ"
    U"àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíị"
    U"òỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
constexpr std::string_view kTcvn3Codes =
    "\xA1\xA2\xA3\xA4\xA5\xA6\xA7\xA8\xA9\xAA\xAB\xAC\xAD\xAE"
    "\xB5\xB6\xB7\xB8\xB9\xBB\xBC\xBD\xBE\xC6\xC7\xC8\xC9\xCA\xCB\xCC\xCE\xCF\xD0\xD1\xD2\xD3\xD4"
    "\xD5\xD6\xD7\xD8\xDC\xDD\xDE"
    "\xDF\xE1\xE2\xE3\xE4\xE5\xE6\xE7\xE8\xE9\xEA\xEB\xEC\xED\xEE\xEF\xF1\xF2\xF3\xF4\xF5\xF6\xF7"
    "\xF8\xF9\xFA\xFB\xFC\xFD\xFE";
static_assert(kTcvn3Letters.size() == kTcvn3Codes.size());

// VNI writes most letters as a base and a mark. The marks of a e o u y and of ơ ư (codes of
// their own), of the circumflex and of the breve; ordered like Tone. Lower case; capitals are 0x20
// below. y has no dot mark: ỵ is a code of its own, like all toned i and đ.
struct VniMarks {
  Shape shape;
  std::array<uint8_t, kTones> codes;
};

constexpr VniMarks kVniMarks[] = {
    {Shape::kNone, {0, 0xF8, 0xFB, 0xF5, 0xF9, 0xEF}},
    {Shape::kCircumflex, {0xE2, 0xE0, 0xE5, 0xE3, 0xE1, 0xE4}},
    {Shape::kBreve, {0xEA, 0xE8, 0xFA, 0xFC, 0xE9, 0xEB}},
};
constexpr std::pair<char32_t, uint8_t> kVniSingles[] = {
    {U'đ', 0xF1}, {U'ì', 0xEC}, {U'ỉ', 0xE6}, {U'ĩ', 0xF3}, {U'í', 0xED},
    {U'ị', 0xF2}, {U'ỵ', 0xEE}, {U'ơ', 0xF4}, {U'ư', 0xF6},
};
constexpr char32_t kCase = 0x20;

// RFC 1456, ordered like Tone and like Shape.
constexpr std::u32string_view kViqrTones = U" `?~'.";  // the blank stands for no tone
constexpr std::pair<char32_t, Shape> kViqrShapes[] = {
    {U'(', Shape::kBreve}, {U'^', Shape::kCircumflex}, {U'+', Shape::kHorn}, {U'*', Shape::kHorn}};

// Symbol fonts carry byte N as U+F000 + N.
char32_t CodeOf(char32_t carried) {
  return carried >= 0xF020 && carried <= 0xF0FF ? carried - 0xF000 : carried;
}

struct Codes {
  std::array<char32_t, 256> tcvn3{};
  std::array<char32_t, 256> vni{};     // letters of one code
  std::array<Letter, 256> vni_mark{};  // shape and tone of a mark; base 'x' where there is one

  Codes() {
    for (size_t i = 0; i < kTcvn3Codes.size(); ++i) {
      tcvn3[static_cast<uint8_t>(kTcvn3Codes[i])] = kTcvn3Letters[i];
    }
    for (const auto& [letter, code] : kVniSingles) {
      Letter upper = LetterOf(letter);
      upper.upper = true;
      vni[code] = letter;
      vni[code - kCase] = ComposeLetter(upper);
    }
    for (const VniMarks& marks : kVniMarks) {
      for (size_t tone = 0; tone < kTones; ++tone) {
        if (marks.codes[tone] == 0) continue;
        const Letter mark{'x', marks.shape, static_cast<Tone>(tone), false};
        vni_mark[marks.codes[tone]] = mark;
        vni_mark[marks.codes[tone] - kCase] = mark;
      }
    }
  }
};

const Codes& TheCodes() {
  static const Codes codes;
  return codes;
}

// The letter with the mark put on, 0 where VNI has no such pair.
char32_t WithVniMark(char32_t base, char32_t code) {
  if (code < 0x80 || code > 0xFF) return 0;  // most letters: no mark is ASCII
  const Letter mark = TheCodes().vni_mark[code];
  Letter letter = LetterOf(base);
  if (mark.base == 0 || letter.base == 0 || letter.base == 'i' || letter.tone != Tone::kNone) {
    return 0;
  }
  if (letter.shape != Shape::kNone &&
      (letter.shape != Shape::kHorn || mark.shape != Shape::kNone)) {
    return 0;
  }
  if (mark.shape != Shape::kNone) letter.shape = mark.shape;
  letter.tone = mark.tone;
  return ComposeLetter(letter);
}

// A letter in UTF-8; no size where the code means none.
struct Spelling {
  std::array<char, 3> bytes{};
  uint8_t size = 0;
};

// What the codes from 0x80 on come to.
struct BareCodes {
  std::array<Spelling, 128> tcvn3;
  std::array<Spelling, 128> vni;
  std::array<std::bitset<128>, 128> vni_marks;  // by ASCII base: the codes that mark it

  BareCodes() {
    for (size_t i = 0; i < 128; ++i) {
      tcvn3[i] = Spell(TheCodes().tcvn3[128 + i]);
      vni[i] = Spell(TheCodes().vni[128 + i]);
      for (size_t code = 0; code < 128; ++code)
        vni_marks[i][code] =
            WithVniMark(static_cast<char32_t>(i), static_cast<char32_t>(128 + code)) != 0;
    }
  }

 private:
  static Spelling Spell(char32_t letter) {
    Spelling spelling;
    if (letter == 0) return spelling;
    std::string utf8;
    AppendUtf8(utf8, letter);
    std::copy(utf8.begin(), utf8.end(), spelling.bytes.begin());
    spelling.size = static_cast<uint8_t>(utf8.size());
    return spelling;
  }
};

const BareCodes& TheBareCodes() {
  static const BareCodes codes;
  return codes;
}

// The code from 0x80 on that the two-byte letter at `at` carries, less 0x80; nothing for others.
std::optional<uint8_t> CarriedCode(std::string_view text, size_t at) {
  const auto lead = static_cast<uint8_t>(text[at]);
  if ((lead & 0xFE) != 0xC2 || at + 1 >= text.size()) return {};
  return static_cast<uint8_t>((lead & 1) << 6 | (static_cast<uint8_t>(text[at + 1]) & 0x3F));
}

char* Put(const Spelling& spelling, char* out) {
  std::memcpy(out, spelling.bytes.data(), spelling.bytes.size());
  return out + spelling.size;
}

bool IsViqrMarkup(char32_t c) {
  return c < 0x80 && std::u32string_view(U"`?~'.(^+*\\").find(c) != std::u32string_view::npos;
}

// Reads one letter and the marks behind it; shape and tone may come in either order.
Letter TakeViqrLetter(std::u32string_view text, size_t& at) {
  Letter letter = LetterOf(text[at++]);
  if (letter.base == 'd' && at < text.size() && (text[at] == U'd' || text[at] == U'D')) {
    letter.shape = Shape::kBar;
    ++at;
    return letter;
  }
  for (; at < text.size(); ++at) {
    Letter marked = letter;
    const size_t tone = kViqrTones.find(text[at]);
    if (tone != std::u32string_view::npos && tone != 0 && letter.tone == Tone::kNone) {
      marked.tone = static_cast<Tone>(tone);
    } else if (letter.shape == Shape::kNone) {
      for (const auto& [sign, shape] : kViqrShapes) {
        if (text[at] == sign) marked.shape = shape;
      }
    }
    if (marked == letter || ComposeLetter(marked) == 0) break;
    letter = marked;
  }
  return letter;
}

}  // namespace

std::u32string ReadTcvn3(std::u32string_view carried) {
  const Codes& codes = TheCodes();
  std::u32string text(carried);
  for (char32_t& c : text) {
    const char32_t code = CodeOf(c);
    const char32_t letter = code < 256 ? codes.tcvn3[code] : 0;
    if (letter != 0)
      c = letter;
    else if (code < 128)
      c = code;
  }
  return text;
}

std::u32string ReadVni(std::u32string_view carried) {
  const Codes& codes = TheCodes();
  std::u32string text;
  text.reserve(carried.size());
  bool may_take_mark = false;
  for (char32_t c : carried) {
    const char32_t code = CodeOf(c);
    const char32_t marked = may_take_mark ? WithVniMark(text.back(), code) : 0;
    if (marked != 0) {
      text.back() = marked;
      may_take_mark = false;
      continue;
    }
    const char32_t single = code < 256 ? codes.vni[code] : 0;
    text.push_back(single != 0 ? single : code < 128 ? code : c);
    may_take_mark = single != 0 || code < 128;
  }
  return text;
}

void AppendBareTcvn3(std::string_view carried, std::string& out) {
  const BareCodes& codes = TheBareCodes();
  const size_t before = out.size();
  out.resize(before + carried.size() / 2 * 3 + 4);  // two bytes become three at most
  char* to = out.data() + before;
  for (size_t at = 0; at < carried.size(); ++at) {
    const auto code = CarriedCode(carried, at);
    if (code.has_value() && codes.tcvn3[*code].size > 0) {
      to = Put(codes.tcvn3[*code], to);
      ++at;
    } else {
      *to++ = carried[at];
    }
  }
  out.resize(static_cast<size_t>(to - out.data()));
}

void AppendBareVni(std::string_view carried, std::string& out) {
  const BareCodes& codes = TheBareCodes();
  const size_t before = out.size();
  out.resize(before + carried.size() / 2 * 3 + 4);
  char* to = out.data() + before;
  char32_t base = 0;  // that may take a mark
  for (size_t at = 0; at < carried.size(); ++at) {
    const auto code = CarriedCode(carried, at);
    if (!code.has_value()) {
      const auto byte = static_cast<uint8_t>(carried[at]);
      base = byte < 0x80 ? byte : 0;
      *to++ = carried[at];
      continue;
    }
    ++at;
    const bool marks = base != 0 && (base < 0x80 ? codes.vni_marks[base][*code]
                                                 : WithVniMark(base, 0x80U + *code) != 0);
    base = 0;
    if (marks) continue;
    const Spelling& single = codes.vni[*code];
    if (single.size > 0) {
      base = TheCodes().vni[0x80U + *code];
      to = Put(single, to);
    } else {
      *to++ = carried[at - 1];
      *to++ = carried[at];
    }
  }
  out.resize(static_cast<size_t>(to - out.data()));
}

std::u32string ReadViqr(std::u32string_view carried) {
  std::u32string text;
  text.reserve(carried.size());
  for (size_t at = 0; at < carried.size();) {
    if (carried[at] == U'\\' && at + 1 < carried.size() && IsViqrMarkup(carried[at + 1])) {
      text.push_back(carried[at + 1]);
      at += 2;
      continue;
    }
    const Letter plain = LetterOf(carried[at]);
    if (carried[at] >= 0x80 || plain.base == 0) {
      text.push_back(carried[at++]);
      continue;
    }
    text.push_back(ComposeLetter(TakeViqrLetter(carried, at)));
  }
  return text;
}

std::u32string WriteTcvn3(std::u32string_view text) {
  std::u32string carried;
  for (char32_t c : text) {
    size_t at = kTcvn3Letters.find(c);
    Letter letter = LetterOf(c);
    if (at == std::u32string_view::npos && letter.marked() && ComposeLetter(letter) == c) {
      letter.upper = false;
      at = kTcvn3Letters.find(ComposeLetter(letter));
    }
    carried.push_back(at == std::u32string_view::npos ? c : static_cast<uint8_t>(kTcvn3Codes[at]));
  }
  return carried;
}

std::u32string WriteVni(std::u32string_view text) {
  std::u32string carried;
  const auto single = [](char32_t letter) -> char32_t {
    for (char32_t code = 0x80; code < 256; ++code) {
      if (TheCodes().vni[code] == letter) return code;
    }
    return 0;
  };
  for (char32_t c : text) {
    const Letter letter = LetterOf(c);
    if (const char32_t code = single(c);
        code != 0 || ComposeLetter(letter) != c || !letter.marked()) {
      carried.push_back(code != 0 ? code : c);
      continue;
    }
    const bool horn = letter.shape == Shape::kHorn;
    const Letter base{letter.base, horn ? Shape::kHorn : Shape::kNone, Tone::kNone, letter.upper};
    carried.push_back(horn ? single(ComposeLetter(base)) : ComposeLetter(base));
    for (const VniMarks& marks : kVniMarks) {
      if (marks.shape != (horn ? Shape::kNone : letter.shape)) continue;
      carried.push_back(marks.codes[static_cast<size_t>(letter.tone)] - (letter.upper ? kCase : 0));
    }
  }
  return carried;
}

std::u32string WriteViqr(std::u32string_view text) {
  std::u32string carried;
  bool after_letter = false;
  for (char32_t c : text) {
    const Letter letter = LetterOf(c);
    if (ComposeLetter(letter) != c || c == 0) {
      if (after_letter && IsViqrMarkup(c)) carried.push_back(U'\\');
      carried.push_back(c);
      after_letter = false;
      continue;
    }
    const char32_t base = static_cast<char32_t>(letter.base) - (letter.upper ? kCase : 0);
    carried.push_back(base);
    if (letter.shape == Shape::kBar) carried.push_back(base);
    for (const auto& [sign, shape] : kViqrShapes) {
      if (shape == letter.shape && sign != U'*') carried.push_back(sign);
    }
    if (letter.tone != Tone::kNone) carried.push_back(kViqrTones[static_cast<size_t>(letter.tone)]);
    after_letter = true;
  }
  return carried;
}

}  // namespace niem::text
