#include "text/quick_plain.h"

#include <algorithm>
#include <array>

#include "text/evidence.h"
#include "text/quick_scan.h"
#include "text/utf8.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace niem::text {
namespace {

constexpr bool IsControl(char32_t c) {
  return (c < 0x20 && (c < '\t' || c > '\r')) || c == 0x7F;
}

constexpr bool EndsLine(char32_t c) {
  return c == '\n' || c == '\r' || c == '\f' || c == 0x200B;
}

// Letters and signs of Latin-1, and the symbol codes.
constexpr bool IsCarrier(char32_t c) {
  return (c > 0xA0 && c <= 0xFF) || (c >= 0xF080 && c <= 0xF0FF);
}

// A block with one is never taken for legacy text (extract::Normalise).
constexpr bool IsTrueVietnamese(char32_t c) {
  return c >= 0x1E80 && c <= 0x1EFF;
}

// The line being read.
class Lines {
 public:
  explicit Lines(std::vector<Stretch>& carried) : carried_(carried) {}

  void Saw(bool carrier, bool vietnamese) {
    carrier_ |= carrier;
    vietnamese_ |= vietnamese;
  }

  // `next` is where the next one begins.
  void End(size_t end, size_t next) {
    if (carrier_ && !vietnamese_) carried_.push_back({begin_, end});
    carrier_ = vietnamese_ = false;
    begin_ = next;
  }

 private:
  std::vector<Stretch>& carried_;
  size_t begin_ = 0;
  bool carrier_ = false;
  bool vietnamese_ = false;
};

#if defined(__x86_64__)

#define NIEM_PLAIN_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define NIEM_PLAIN_INLINE \
  __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"), always_inline)) inline

constexpr size_t kBlock = 32;
constexpr size_t kBefore = 3;  // bytes that a block looks back

NIEM_PLAIN_INLINE __m256i All(int byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

NIEM_PLAIN_INLINE __m256i Is(__m256i a, int byte) {
  return _mm256_cmpeq_epi8(a, All(byte));
}

NIEM_PLAIN_INLINE __m256i AtLeast(__m256i a, int byte) {
  return _mm256_cmpeq_epi8(_mm256_max_epu8(a, All(byte)), a);
}

NIEM_PLAIN_INLINE __m256i Or(__m256i a, __m256i b) {
  return _mm256_or_si256(a, b);
}

NIEM_PLAIN_INLINE __m256i And(__m256i a, __m256i b) {
  return _mm256_and_si256(a, b);
}

NIEM_PLAIN_INLINE bool Any(__m256i a) {
  return _mm256_testz_si256(a, a) == 0;
}

NIEM_PLAIN_INLINE uint32_t Bits(__m256i a) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(a));
}

NIEM_PLAIN_INLINE __m256i Load(const uint8_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

// A block of the text, a bit a byte.
struct Seen {
  uint32_t carrier = 0;
  uint32_t vietnamese = 0;
  uint32_t line_end = 0;
  bool viqr = false;
  bool broken = false;
};

// Neither a tail that follows nothing, nor a lead without its tails, nor an overlong form, a
// surrogate or what lies beyond U+10FFFF (Unicode 15, table 3-7).
NIEM_PLAIN_INLINE bool IsBroken(__m256i b, __m256i one, __m256i two, __m256i three) {
  const __m256i tail = _mm256_cmpgt_epi8(All(0xC0), b);
  const __m256i wanted = Or(Or(AtLeast(one, 0xC0), AtLeast(two, 0xE0)), AtLeast(three, 0xF0));
  __m256i broken = _mm256_xor_si256(tail, wanted);
  broken = Or(broken, Or(Is(And(b, All(0xFE)), 0xC0), AtLeast(b, 0xF5)));
  const __m256i edge = Or(Or(Is(one, 0xE0), Is(one, 0xED)), AtLeast(one, 0xF0));
  if (Any(edge)) {
    const __m256i from_90 = AtLeast(b, 0x90);
    const __m256i from_a0 = AtLeast(b, 0xA0);
    broken = Or(broken, _mm256_andnot_si256(from_a0, Is(one, 0xE0)));
    broken = Or(broken, And(from_a0, Is(one, 0xED)));
    broken = Or(broken, _mm256_andnot_si256(from_90, Is(one, 0xF0)));
    broken = Or(broken, And(from_90, Is(one, 0xF4)));
  }
  return Any(broken);
}

NIEM_PLAIN_INLINE Seen Look(const uint8_t* p) {
  const __m256i b = Load(p);
  const __m256i one = Load(p - 1);
  const __m256i two = Load(p - 2);
  const __m256i three = Load(p - 3);
  Seen seen;
  // 9 to 13 are fine; of the others below 0x20, none.
  const __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(b, All(0x1F)), b);
  const __m256i blank = _mm256_sub_epi8(b, All('\t'));
  const __m256i fine = _mm256_cmpeq_epi8(_mm256_min_epu8(blank, All('\r' - '\t')), blank);
  seen.broken = Any(Or(_mm256_andnot_si256(fine, low), Is(b, 0x7F)));
  if (Any(And(fine, low))) seen.line_end = Bits(Or(Is(b, '\n'), Or(Is(b, '\r'), Is(b, '\f'))));

  const __m256i shape = Or(Or(Is(one, '^'), Is(one, '(')), Is(And(one, All(0xFE)), '*'));
  if (Any(shape)) {
    const __m256i lower = Or(two, All(0x20));
    const __m256i vowel =
        Or(Or(Is(lower, 'a'), Is(lower, 'e')), Or(Is(lower, 'o'), Is(lower, 'u')));
    const __m256i tone =
        Or(Or(Is(b, '`'), Is(b, '?')), Or(Is(b, '~'), Or(Is(b, '\''), Is(b, '.'))));
    seen.viqr = Any(And(shape, And(vowel, tone)));
  }
  if (Bits(Or(Or(b, one), Or(two, three))) == 0) return seen;
  seen.broken |= IsBroken(b, one, two, three);
  seen.carrier = Bits(Or(Is(b, 0xC3), Or(And(Is(one, 0xC2), AtLeast(b, 0xA1)),
                                         And(Is(one, 0xEF), Is(And(b, All(0xFE)), 0x82)))));
  seen.vietnamese = Bits(And(Is(one, 0xE1), Is(And(b, All(0xFE)), 0xBA)));
  seen.line_end |= Bits(And(And(Is(two, 0xE2), Is(one, 0x80)), Is(b, 0x8B)));
  return seen;
}

// Which bytes a block must be free of for LookQuickly, by rows: 0x00, 0x10, 0x20, 0x50, 0x70, 0xC0,
// 0xE0, 0xF0. Controls but tabs, line feeds and carriage returns; what may be a shape of VIQR;
// leads of forms that may be broken in several ways, or of rare signs.
constexpr uint16_t kSpecial[] = {0xD9FF, 0xFFFF, 0x0D00, 0x4000, 0x8000, 0x0003, 0xFFFD, 0xFFFF};
constexpr uint8_t kSpecialRows[] = {0x0, 0x1, 0x2, 0x5, 0x7, 0xC, 0xE, 0xF};

struct SpecialTables {
  alignas(32) uint8_t low[32] = {};
  alignas(32) uint8_t high[32] = {};

  constexpr SpecialTables() {
    for (size_t row = 0; row < 8; ++row) {
      for (size_t half = 0; half < 32; half += 16) {
        high[half + kSpecialRows[row]] = static_cast<uint8_t>(1U << row);
        for (size_t i = 0; i < 16; ++i) {
          if (kSpecial[row] >> i & 1) low[half + i] |= static_cast<uint8_t>(1U << row);
        }
      }
    }
  }
};

constexpr SpecialTables kSpecialTables;

// A bit for each special byte.
NIEM_PLAIN_INLINE uint32_t SpecialIn(__m256i b) {
  const __m256i high = And(_mm256_srli_epi16(b, 4), All(15));
  const __m256i rows = And(_mm256_shuffle_epi8(Load(kSpecialTables.low), And(b, All(15))),
                           _mm256_shuffle_epi8(Load(kSpecialTables.high), high));
  return ~Bits(_mm256_cmpeq_epi8(rows, _mm256_setzero_si256()));
}

// Look for a block without special bytes, behind three that are none either: its letters have two
// bytes, or three of which the first is 0xE1.
NIEM_PLAIN_INLINE Seen LookQuickly(const uint8_t* p) {
  const __m256i b = Load(p);
  Seen seen;
  seen.line_end = Bits(Or(Is(b, '\n'), Is(b, '\r')));
  if ((Bits(b) | p[-1] >> 7) == 0) return seen;
  const __m256i one = Load(p - 1);
  const __m256i two = Load(p - 2);
  const __m256i tail = _mm256_cmpgt_epi8(All(0xC0), b);
  const __m256i wanted = Or(AtLeast(one, 0xC0), Is(two, 0xE1));
  seen.broken = Any(_mm256_xor_si256(tail, wanted));
  seen.carrier = Bits(Or(Is(b, 0xC3), And(Is(one, 0xC2), AtLeast(b, 0xA1))));
  seen.vietnamese = Bits(And(Is(one, 0xE1), Is(And(b, All(0xFE)), 0xBA)));
  return seen;
}

// Of a line end of several bytes the last one is marked; its line ends before the first.
NIEM_PLAIN_INLINE void TellLines(const Seen& seen, Bytes bytes, size_t at, Lines& lines) {
  uint32_t from = ~0U;
  for (uint32_t ends = seen.line_end; ends != 0; ends = _blsr_u32(ends)) {
    const uint32_t to = _blsmsk_u32(ends);
    lines.Saw((seen.carrier & from & to) != 0, (seen.vietnamese & from & to) != 0);
    const size_t last = at + _tzcnt_u32(ends);
    lines.End(bytes[last] < 0x80 ? last : last - 2, last + 1);
    from = ~to;
  }
  lines.Saw((seen.carrier & from) != 0, (seen.vietnamese & from) != 0);
}

// The block at `at` through a buffer: blanks before the text and behind it.
NIEM_PLAIN_AVX2 Seen LookAtEdge(Bytes bytes, size_t at) {
  std::array<uint8_t, kBefore + kBlock> edge;
  edge.fill(' ');
  const size_t before = std::min(at, kBefore);
  const size_t count = std::min(bytes.size() - at, kBlock);
  const Bytes part = bytes.subspan(at - before, before + count);
  std::copy(part.begin(), part.end(), edge.data() + kBefore - before);
  return Look(edge.data() + kBefore);
}

NIEM_PLAIN_AVX2 Seems SurveyAvx2(Bytes bytes, std::vector<Stretch>& carried) {
  Lines lines(carried);
  bool viqr = false;
  bool last = false;
  uint32_t before = ~0U;  // the special bytes of the block before
  for (size_t at = 0; !last; at += kBlock) {
    last = bytes.size() - at < kBlock;  // even if empty: the text may end inside a letter
    Seen seen;
    if (at == 0 || last) {
      seen = LookAtEdge(bytes, at);
      before = ~0U;
    } else {
      const uint32_t special = SpecialIn(Load(bytes.data() + at));
      const bool quick = (special | before >> (kBlock - kBefore)) == 0;
      seen = quick ? LookQuickly(bytes.data() + at) : Look(bytes.data() + at);
      before = special;
    }
    if (seen.broken) return Seems::kUnread;
    viqr |= seen.viqr;
    if (seen.line_end == 0)
      lines.Saw(seen.carrier != 0, seen.vietnamese != 0);
    else
      TellLines(seen, bytes, at, lines);
  }
  lines.End(bytes.size(), bytes.size());
  return viqr ? Seems::kViqr : Seems::kPlain;
}

#endif

}  // namespace

Seems SurveyScalar(Bytes bytes, std::vector<Stretch>& carried) {
  const std::string_view text = AsText(bytes);
  Lines lines(carried);
  bool viqr = false;
  for (size_t at = 0; at < text.size();) {
    const CodePoint read = ReadUtf8(text, at);
    if (!read.valid || IsControl(read.value)) return Seems::kUnread;
    viqr = viqr || IsViqrVowel(text, at);
    lines.Saw(IsCarrier(read.value), IsTrueVietnamese(read.value));
    if (EndsLine(read.value)) lines.End(at, at + read.size);
    at += read.size;
  }
  lines.End(text.size(), text.size());
  return viqr ? Seems::kViqr : Seems::kPlain;
}

Seems Survey(Bytes bytes, std::vector<Stretch>& carried) {
#if defined(__x86_64__)
  if (BestQuickPath() != QuickPath::kScalar) return SurveyAvx2(bytes, carried);
#endif
  return SurveyScalar(bytes, carried);
}

}  // namespace niem::text
