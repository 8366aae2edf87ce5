// A segment is the piece of a line that a reader sees as standing by itself: the whole line, or one
// column of it where columns are made with tabs, bars or runs of spaces. Parsing a segment answers
// the question detection turns on: is this nothing but a mark (with companions), or part of a
// sentence?
//
// Ownership: views borrow the block's text and the pack. Errors: none. Thread-safety: pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/dates.h"
#include "detect/pack.h"
#include "text/fold.h"

namespace niem::detect {

// Upper- and lower-case letters of a UTF-8 text (Latin with Vietnamese), and whether any carries a
// Vietnamese diacritic.
struct Letters {
  uint32_t upper = 0;
  uint32_t lower = 0;
  uint32_t marked = 0;  // letters beyond a-z, and combining marks

  bool all_upper() const { return upper > 0 && lower == 0; }

  bool all_lower() const { return lower > 0 && upper == 0; }
};

Letters CountLetters(std::string_view utf8);

// The source bytes of folded[begin, end), ending with its last letter and the marks on that letter:
// text::Folded::Source runs on over punctuation at the end of a text.
std::string_view LettersOf(const text::Folded& folded, std::string_view source, size_t begin,
                           size_t end);

struct Span {
  size_t begin = 0;
  size_t end = 0;
};

// The segment around [begin, end) in `text`, trimmed of white space; nothing when none of at most
// `kMaxSegment` bytes holds it.
inline constexpr size_t kMaxSegment = 320;
std::optional<Span> SegmentAround(std::string_view text, size_t begin, size_t end);

// Where nothing standing alone can begin before, after SegmentAround found no segment at `end`: the
// same over-long segment goes on until there. Keeps a text of many mark words linear.
size_t PassOver(std::string_view text, size_t end);

enum class Form : uint8_t {
  kNone,
  kAlone,
  kWithCompanions,
  kField,
  kTitled,
  kInHeadLine,
  kTagged,    // "[MẬT] Kế hoạch ...": a tag before a subject
  kDeclared,  // "(Tài liệu này thuộc độ Mật, không sao chụp)"
};

struct LevelToken {
  Level level = Level::kNone;
  uint32_t begin = 0;  // byte offsets in the segment's source
  uint32_t end = 0;
  bool plain = false;     // typed without the diacritics that the level has
  bool ocr = false;       // a known misreading
  bool after_to = false;  // "lên TỐI MẬT"
  bool foreign = false;   // "TOP SECRET"
  bool symbol = false;    // the envelope's letter of a field: "Độ mật: B"
};

struct CompanionToken {
  uint32_t phrase = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
  bool numbered = false;
};

// What a segment consists of.
struct Parsed {
  std::vector<LevelToken> levels;
  std::vector<CompanionToken> companions;
  uint32_t begin = 0, end = 0;  // of the words, in the segment's source
  uint32_t residue = 0;         // words that belong to nothing a mark's line may hold
  uint32_t words = 0;
  uint32_t free_numbers = 0;  // numbers not claimed by a companion or filler
  uint32_t froms = 0;         // words of a date line
  bool field = false;
  bool field_first = false;
  bool lettered_field = false;  // its label may be filled with the envelope's letter
  bool none = false;
  bool titled = false;
  bool urgency = false;
  bool lettered = false;    // "A - TUYỆT MẬT"
  bool translated = false;  // holds the level in another language too
  bool declassify = false;
  bool decided = false;  // "ĐÃ GIẢI MẬT theo Quyết định ...": whoever decided may be named after it
  std::optional<Day> day;  // of a declassification
  bool change = false, change_up = false, change_down = false;
  uint32_t change_end = 0;   // of the words of the change, in the segment's source
  bool dated = false;        // holds a date with figures
  bool level_colon = false;  // a colon right after the level: "Mật: 05"
  char symbol = 0;           // 'a', 'b' or 'c' when the segment is that letter alone

  // How the level stands here; kNone when this is not a mark's line.
  Form form() const;
};

// The level that an envelope's letter stands for: 'a', 'b', 'c' (form 03 of Circular 24/2020).
Level LevelOfSymbol(char letter);

Parsed ParseSegment(std::string_view source, const Pack& pack);

// Whether these letters, which fold to the phrase of a level, may stand for that level.
bool CountsAsLevel(std::string_view original, const Phrase& phrase);

// Whether ParseSegment takes phrases of this role; every other word is residue.
constexpr bool IsLineRole(Role role) {
  return role <= Role::kTo;
}

// A date with figures, or a decision with number: what a GIẢI MẬT stamp must be completed with.
bool HoldsDate(std::string_view folded);

// Quotation marks around it, a bullet or number before it, what follows it.
struct Surroundings {
  bool quoted = false;
  bool guillemets = false;  // quoted so
  bool list_item = false;
  bool sentence_end = false;
  bool checkbox = false;
  bool mail_quote = false;
  bool blanks = false;  // "……" or "____"
};

Surroundings LookAround(std::string_view segment, size_t begin, size_t end);

}  // namespace niem::detect
