// Which code is this text written in? Each reading is judged by the words it yields.
//
// A word that a reading touches speaks for it when it becomes a possible Vietnamese syllable and
// against it otherwise; plain English or French words speak against every legacy reading. The
// literal reading (text is what it seems) wins whenever it explains the words. Looks at the first
// 64 KiB only. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/decode.h"

namespace niem::text {

// How one reading fared.
struct Tally {
  int good = 0;  // touched words that are possible syllables
  int bad = 0;   // touched words that are none
};

struct Evidence {
  Tally literal;
  Tally tcvn3;
  Tally vni;
  int plain_good = 0;  // words of ASCII letters alone that could be Vietnamese without marks
  int plain_bad = 0;
  int beyond_latin1 = 0;  // letters that no 8-bit code can carry
  int latin1 = 0;         // code points that may carry a byte above 0x7F
};

void Collect(std::string_view utf8, Evidence& evidence);
void Collect(std::u32string_view sample, Evidence& evidence);

// Evidence::literal alone, as Collect has it.
Tally TallyLiteral(std::u32string_view sample);

// Whether a quick look suffices: nothing that could carry a byte above 0x7F, or so many letters
// that none could carry that the text is what it seems.
bool SurelyUnicode(std::string_view utf8);

// kTcvn3, kVni or kUtf8.
Encoding Conclude(const Evidence& evidence);

// Whether text of ASCII letters and marks is VIQR.
bool LooksLikeViqr(std::string_view utf8, std::string_view context);

// More text set in the font of a run, judged once however many runs of that font ask.
// Ownership: borrows the text. Thread-safety: one thread at a time.
class CarriedContext {
 public:
  explicit CarriedContext(std::string_view text) : text_(text) {}

  // DetectCarried(run, text) of decode.h.
  Encoding Detect(std::string_view run);

 private:
  std::string_view text_;
  std::optional<bool> misspelt_;  // as it stands
  std::optional<Evidence> evidence_;
  std::optional<bool> viqr_vowel_;
};

// Whether a vowel with a shape and a tone in VIQR ends at `at`: text without any never looks like
// VIQR.
bool IsViqrVowel(std::string_view text, size_t at);

// Gives words whose ASCII letters are all capitals capitals throughout, which TCVN3 fonts with
// lower-case codes lose ("TUYệT" -> "TUYỆT").
void RestoreCapitals(std::u32string& text);

std::u32string ToCodePoints(std::string_view utf8);
std::string FromCodePoints(std::u32string_view text);

}  // namespace niem::text
