#include "text/evidence.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "text/chunk_cache.h"
#include "text/fold_table.h"
#include "text/legacy.h"
#include "text/letters.h"
#include "text/syllable.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

constexpr size_t kSampleBytes = 64 << 10;

enum class Verdict : uint8_t { kNeutral, kGood, kBad };

bool IsAsciiLetter(char32_t c) {
  return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z' && c < 0x80;
}

bool IsSymbolCode(char32_t c) {
  return (c >= 0xF0A0 && c <= 0xF0FF);
}

// Ends a chunk in every reading: ASCII that is no letter, and punctuation that no code carries.
bool EndsChunk(char32_t c) {
  if (c < 0x80) return !IsAsciiLetter(c);
  if (c < 0x2000) return c <= 0xA0;
  return !IsSymbolCode(c) && LetterOf(c).base == 0 && FoldOf(c) != kFoldDrop;
}

bool IsConsonant(const Letter& letter) {
  return std::string_view("aeiouy").find(letter.base) == std::string_view::npos;
}

// QĐ, NĐ-CP, BĐS, ĐƯQT: offices abbreviate by first letters; nothing follows from them.
bool IsAbbreviation(std::span<const Letter> letters) {
  if (letters.size() == 1) return true;
  if (letters.size() > 6) return false;
  const bool capitals =
      std::all_of(letters.begin(), letters.end(), [](auto& l) { return l.upper; });
  const bool toneless = std::all_of(letters.begin(), letters.end(), [](auto& l) {
    return l.tone == Tone::kNone && l.shape != Shape::kForeign;
  });
  const auto consonants = std::count_if(letters.begin(), letters.end(), IsConsonant);
  return capitals && toneless && 2 * static_cast<size_t>(consonants) > letters.size();
}

bool MixesCase(std::span<const Letter> letters) {
  for (size_t i = 1; i < letters.size(); ++i) {
    if (letters[i].upper && !letters[i - 1].upper) return true;
  }
  return false;
}

// The word being read. Beyond its first letters only its length matters: neither a syllable nor an
// abbreviation is that long.
class Word {
 public:
  bool empty() const { return size_ == 0; }

  size_t size() const { return size_; }

  bool marked() const { return marked_; }

  std::span<const Letter> kept() const { return {letters_.data(), std::min(size_, kKept)}; }

  bool AddMark(char32_t c) {
    Letter beyond;
    if (!text::AddMark(c, size_ > kKept ? beyond : letters_[size_ - 1])) return false;
    marked_ = true;
    return true;
  }

  void Add(const Letter& letter) {
    if (size_ < kKept) letters_[size_] = letter;
    ++size_;
    marked_ = marked_ || letter.marked();
  }

  void Clear() {
    size_ = 0;
    marked_ = false;
  }

 private:
  static constexpr size_t kKept = 8;
  std::array<Letter, kKept> letters_;
  size_t size_ = 0;
  bool marked_ = false;
};

Verdict JudgeWord(const Word& word, Verdict so_far) {
  if (!word.marked()) return so_far;
  const bool good = word.size() > 1 && IsSyllable(word.kept()) && !MixesCase(word.kept());
  if (!good && IsAbbreviation(word.kept())) return so_far;
  return good && so_far != Verdict::kBad ? Verdict::kGood : Verdict::kBad;
}

// A chunk as one reading has it. Letters of no Vietnamese word, or signs amid letters, are bad.
Verdict Judge(std::u32string_view reading) {
  Verdict verdict = Verdict::kNeutral;
  Word word;
  bool sign_after_letter = false;
  for (char32_t c : reading) {
    if (!word.empty() && word.AddMark(c)) continue;
    if (c == 0xAD) continue;
    const Letter letter = LetterOf(c);
    if (letter.base == 0) {
      sign_after_letter = sign_after_letter || !word.empty();
      verdict = JudgeWord(word, verdict);
      word.Clear();
      continue;
    }
    if (sign_after_letter) return Verdict::kBad;
    word.Add(letter);
  }
  return JudgeWord(word, verdict);
}

// "5 µm" is no "àm": the micro sign before a unit.
bool IsMicroUnit(std::u32string_view chunk) {
  return chunk.size() == 2 && chunk[0] == 0xB5 &&
         std::u32string_view(U"mslgFVAWJNH").find(chunk[1]) != std::u32string_view::npos;
}

void Add(Verdict verdict, Tally& tally) {
  if (verdict == Verdict::kGood) ++tally.good;
  if (verdict == Verdict::kBad) ++tally.bad;
}

// Capitalised words that are no syllables are names (Paul, Reuters) or abbreviations: no evidence.
void CollectPlain(std::u32string_view chunk, Evidence& evidence) {
  if (chunk.size() < 2) return;
  std::string folded(chunk.size(), '\0');
  std::transform(chunk.begin(), chunk.end(), folded.begin(),
                 [](char32_t c) { return static_cast<char>(c | 0x20U); });
  if (IsFoldedSyllable(folded)) {
    ++evidence.plain_good;
  } else if (chunk[0] >= 'a') {
    ++evidence.plain_bad;
  }
}

// A chunk in each reading.
struct Readings {
  Verdict literal = Verdict::kNeutral;
  Verdict tcvn3 = Verdict::kNeutral;
  Verdict vni = Verdict::kNeutral;
};

Readings JudgeReadings(std::u32string_view chunk) {
  std::u32string tcvn3 = ReadTcvn3(chunk);
  RestoreCapitals(tcvn3);
  return {Judge(chunk), Judge(tcvn3), Judge(ReadVni(chunk))};
}

// Of a chunk: whether it is ASCII, which in a chunk is letters.
bool IsPlain(std::u32string_view chunk) {
  char32_t all = 0;
  for (const char32_t c : chunk) all |= c;
  return all < 0x80;
}

void CollectChunk(std::u32string_view chunk, Evidence& evidence) {
  if (IsPlain(chunk)) return CollectPlain(chunk, evidence);
  if (IsMicroUnit(chunk)) return;
  thread_local ChunkCache<Readings> cache;
  const Readings readings = cache.Of(chunk, JudgeReadings);
  Add(readings.literal, evidence.literal);
  Add(readings.tcvn3, evidence.tcvn3);
  Add(readings.vni, evidence.vni);
}

// Calls visit(chunk) for every stretch without ends of chunks.
template <typename Visit>
void ForEachChunk(std::u32string_view text, Visit&& visit) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && !EndsChunk(text[end])) ++end;
    if (end > at) visit(text.substr(at, end - at));
    at = end + 1;
  }
}

std::string_view Sample(std::string_view utf8) {
  return utf8.substr(0, kSampleBytes);
}

// Signs of VIQR in one word (between blanks): a mark amid letters, a shape.
struct ViqrWord {
  bool touched = false;
  bool syllable = false;
  int weight = 0;  // 2: a shape and a tone, never by chance; 1: either, in three letters or more
};

bool IsBlank(char32_t c) {
  return c <= ' ' || c == 0xA0;
}

std::u32string_view TrimPunctuation(std::u32string_view word) {
  constexpr std::u32string_view kOutside = U"\"'`([{<,;:!?.)]}>-";
  while (!word.empty() && kOutside.find(word.front()) != std::u32string_view::npos) {
    word.remove_prefix(1);
  }
  constexpr std::u32string_view kBehind = U"\",;:!)]}>-?.'`~";
  while (!word.empty() && kBehind.find(word.back()) != std::u32string_view::npos) {
    word.remove_suffix(1);
  }
  return word;
}

ViqrWord JudgeViqr(std::u32string_view word) {
  ViqrWord judged;
  std::vector<Letter> letters;
  bool shape = false;
  bool tone = false;
  for (char32_t c : ReadViqr(word)) {
    const Letter letter = LetterOf(c);
    if (letter.base == 0) return judged;  // signs left over: no VIQR word
    letters.push_back(letter);
    shape = shape || letter.shape != Shape::kNone;
    tone = tone || letter.tone != Tone::kNone;
  }
  judged.touched = shape || tone;
  judged.syllable = !letters.empty() && IsSyllable(letters);
  if (judged.syllable) judged.weight = shape && tone ? 2 : judged.touched && letters.size() > 2;
  return judged;
}

struct ViqrTally {
  int touched = 0;
  int touched_bad = 0;
  int weight = 0;
  int plain_good = 0;
  int plain_bad = 0;
  bool unicode = false;  // true Vietnamese letters are there: no need for VIQR
};

void CollectViqr(std::string_view utf8, ViqrTally& tally) {
  thread_local ChunkCache<ViqrWord> cache;
  const std::u32string text = ToCodePoints(Sample(utf8));
  tally.unicode = tally.unicode || std::any_of(text.begin(), text.end(), [](char32_t c) {
                    return c >= 0x80 && LetterOf(c).marked();
                  });
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && !IsBlank(text[end])) ++end;
    const std::u32string_view word =
        TrimPunctuation(std::u32string_view(text).substr(at, end - at));
    at = end + 1;
    if (std::none_of(word.begin(), word.end(), IsAsciiLetter)) continue;
    const ViqrWord judged = cache.Of(word, JudgeViqr);
    if (judged.touched) {
      ++tally.touched;
      if (!judged.syllable) ++tally.touched_bad;
      tally.weight += judged.weight;
    } else if (judged.syllable) {
      ++tally.plain_good;
    } else if (word.size() > 1 && word[0] >= U'a') {
      ++tally.plain_bad;
    }
  }
}

// Whether a chunk, read as it stands, is bad.
bool Misspelt(std::string_view utf8) {
  const std::u32string text = ToCodePoints(Sample(utf8));
  bool bad = false;
  ForEachChunk(text, [&](std::u32string_view chunk) {
    if (bad || IsPlain(chunk)) return;
    bad = !IsMicroUnit(chunk) && Judge(chunk) == Verdict::kBad;
  });
  return bad;
}

bool IsOneOf(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// Cheap: a vowel with a shape and a tone, as nearly every phrase in VIQR has and hardly any other
// text.
bool HasViqrVowel(std::string_view text) {
  for (size_t at = 2; at < text.size(); ++at) {
    if (IsViqrVowel(text, at)) return true;
  }
  return false;
}

}  // namespace

bool IsViqrVowel(std::string_view text, size_t at) {
  if (at < 2) return false;
  const char sign = text[at - 1];
  if (sign != '^' && sign != '(' && sign != '+' && sign != '*') return false;
  return IsOneOf(text[at], "`?~'.") && IsOneOf(text[at - 2], "aeouAEOU");
}

void Collect(std::string_view utf8, Evidence& evidence) {
  Collect(ToCodePoints(Sample(utf8)), evidence);
}

void Collect(std::u32string_view sample, Evidence& evidence) {
  ForEachChunk(sample, [&](std::u32string_view chunk) { CollectChunk(chunk, evidence); });
}

Tally TallyLiteral(std::u32string_view sample) {
  thread_local ChunkCache<Verdict> cache;
  Tally tally;
  ForEachChunk(sample, [&](std::u32string_view chunk) {
    if (IsPlain(chunk) || IsMicroUnit(chunk)) return;
    Add(cache.Of(chunk, Judge), tally);
  });
  return tally;
}

// By lead bytes: U+00A1-00FF begin with C2 or C3, symbol codes with EF 82 or EF 83; Vietnamese
// letters beyond Latin-1 and combining marks with C4-C6, CC, CD, E1.
bool SurelyUnicode(std::string_view utf8) {
  size_t carriers = 0;
  size_t letters = 0;
  for (size_t at = 0; at < utf8.size(); ++at) {
    const auto byte = static_cast<uint8_t>(utf8[at]);
    if (byte < 0xC2) continue;
    if (byte <= 0xC3) ++carriers;
    if ((byte >= 0xC4 && byte <= 0xC6) || byte == 0xCC || byte == 0xCD || byte == 0xE1) ++letters;
    if (byte == 0xEF && at + 1 < utf8.size() && (utf8[at + 1] & 0xFE) == 0x82) ++carriers;
  }
  return carriers == 0 || 8 * letters > carriers;
}

Encoding Conclude(const Evidence& evidence) {
  const auto excess = [](const Tally& t) { return t.good - t.bad; };
  const bool is_vni = excess(evidence.vni) > excess(evidence.tcvn3);
  const Tally& best = is_vni ? evidence.vni : evidence.tcvn3;
  const bool literal_explains = evidence.literal.bad == 0 && evidence.literal.good > 0;
  const bool few_bad = 3 * best.bad <= best.good;
  const bool better = best.good > evidence.literal.good && best.bad < evidence.literal.bad;
  const bool other_language = evidence.plain_bad > evidence.plain_good / 4 + best.good;
  if (literal_explains || !few_bad || !better || other_language) {
    return Encoding::kUtf8;
  }
  return is_vni ? Encoding::kVni : Encoding::kTcvn3;
}

Encoding CarriedContext::Detect(std::string_view run) {
  if (!SurelyUnicode(run)) {
    // Where nothing is misspelt, Conclude() finds no reading better: the usual case, half the work.
    if (!misspelt_.has_value()) misspelt_ = Misspelt(text_);
    if (!*misspelt_ && !Misspelt(run)) return Encoding::kUtf8;
    if (!evidence_.has_value()) Collect(text_, evidence_.emplace());
    Evidence evidence = *evidence_;
    Collect(run, evidence);
    return Conclude(evidence);
  }
  if (!viqr_vowel_.has_value()) viqr_vowel_ = HasViqrVowel(Sample(text_));
  const bool hint = *viqr_vowel_ || HasViqrVowel(Sample(run));
  return hint && LooksLikeViqr(run, text_) ? Encoding::kViqr : Encoding::kUtf8;
}

bool LooksLikeViqr(std::string_view utf8, std::string_view context) {
  if (!HasViqrVowel(Sample(utf8)) && !HasViqrVowel(Sample(context))) return false;
  ViqrTally tally;
  CollectViqr(utf8, tally);
  const int here = tally.touched;
  CollectViqr(context, tally);
  const int good = tally.touched - tally.touched_bad;
  return here > 0 && !tally.unicode && tally.weight >= 2 && 3 * tally.touched_bad <= good &&
         tally.plain_bad <= tally.plain_good / 2 + good;
}

void RestoreCapitals(std::u32string& text) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    size_t capitals = 0;
    bool small = false;
    for (; end < text.size() && LetterOf(text[end]).base != 0; ++end) {
      if (!IsAsciiLetter(text[end])) continue;
      capitals += text[end] < 'a' ? 1 : 0;
      small = small || text[end] >= 'a';
    }
    const Letter first = end > at ? LetterOf(text[at]) : Letter{};
    if (!small && (capitals >= 2 || (capitals == 1 && first.marked() && !first.upper))) {
      for (size_t i = at; i < end; ++i) {
        Letter letter = LetterOf(text[i]);
        letter.upper = true;
        if (const char32_t upper = ComposeLetter(letter)) text[i] = upper;
      }
    }
    at = end + 1;
  }
}

std::u32string ToCodePoints(std::string_view utf8) {
  std::u32string text(utf8.size(), U'\0');
  char32_t* to = text.data();
  ForEachCodePoint(utf8, [&](char32_t value, size_t, size_t) { *to++ = value; });
  text.resize(static_cast<size_t>(to - text.data()));
  return text;
}

std::string FromCodePoints(std::u32string_view text) {
  std::string utf8(text.size() * kMaxUtf8, '\0');
  char* to = utf8.data();
  for (const char32_t c : text) to = PutUtf8(to, c);
  utf8.resize(static_cast<size_t>(to - utf8.data()));
  return utf8;
}

}  // namespace niem::text
