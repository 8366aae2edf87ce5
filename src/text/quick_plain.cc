#include "text/quick_plain.h"

#include <algorithm>
#include <array>

#include "text/quick_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace niem::text {
namespace {

// Behind C3, by the last five bits: À Á Â Ã È É Ê Ì Í Ò Ó Ô Õ Ù Ú Ý and their small ones.
constexpr uint32_t kVietnameseC3 = 0b0010'0110'0011'1100'0011'0111'0000'1111;

constexpr bool IsTail(uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

constexpr bool IsControl(uint8_t byte) {
  return (byte < 0x20 && (byte < '\t' || byte > '\r')) || byte == 0x7F;
}

// C0, C1 and F0 on begin no letter of ours; E0 and ED may begin ill-formed sequences; EF has the
// full-width forms and the symbol codes.
constexpr bool IsOddLead(uint8_t byte) {
  return (byte & 0xFE) == 0xC0 || byte >= 0xEF || byte == 0xE0 || byte == 0xED;
}

constexpr bool IsShape(uint8_t byte) {
  return byte == '^' || byte == '(' || byte == '*' || byte == '+';
}

constexpr bool IsShapedVowel(uint8_t byte) {
  const uint8_t lower = byte | 0x20;
  return lower == 'a' || lower == 'e' || lower == 'o' || lower == 'u';
}

constexpr bool IsTone(uint8_t byte) {
  return byte == '`' || byte == '?' || byte == '~' || byte == '\'' || byte == '.';
}

// Whether `byte` behind these two may stay.
constexpr bool IsPlain(uint8_t two_before, uint8_t before, uint8_t byte) {
  if (IsTail(byte) != (before >= 0xC0 || two_before >= 0xE0)) return false;
  if (IsControl(byte) || IsOddLead(byte)) return false;
  if (before == 0xC2) return byte == 0xA0;  // the no-break space is everywhere
  if (before == 0xC3) return (kVietnameseC3 >> (byte & 0x1F) & 1) != 0;
  return !(IsShape(before) && IsShapedVowel(two_before) && IsTone(byte));
}

Bytes WithoutBom(Bytes bytes) {
  return AsText(bytes).starts_with("\xEF\xBB\xBF") ? bytes.subspan(3) : bytes;
}

#if defined(__x86_64__)

#define NIEM_PLAIN_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define NIEM_PLAIN_INLINE \
  __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"), always_inline)) inline

constexpr size_t kBlock = 32;

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

// FF where the letter behind C3 is Vietnamese, by bit 4 and the low nibble; once for each half of a
// register.
constexpr std::array<std::array<uint8_t, 32>, 2> MakeTailTables() {
  std::array<std::array<uint8_t, 32>, 2> tables{};
  for (size_t i = 0; i < 32; ++i) {
    tables[0][i] = (kVietnameseC3 >> (i % 16) & 1) != 0 ? 0xFF : 0;
    tables[1][i] = (kVietnameseC3 >> (16 + i % 16) & 1) != 0 ? 0xFF : 0;
  }
  return tables;
}

constexpr std::array<std::array<uint8_t, 32>, 2> kTailTables = MakeTailTables();

NIEM_PLAIN_INLINE __m256i Load(const uint8_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

NIEM_PLAIN_INLINE __m256i VietnameseTail(__m256i b) {
  const __m256i nibble = And(b, All(0x0F));
  return _mm256_blendv_epi8(_mm256_shuffle_epi8(Load(kTailTables[0].data()), nibble),
                            _mm256_shuffle_epi8(Load(kTailTables[1].data()), nibble),
                            _mm256_slli_epi16(b, 3));  // bit 4 to bit 7
}

NIEM_PLAIN_INLINE bool BlockIsPlain(const uint8_t* p) {
  const __m256i b = Load(p);
  const __m256i before = Load(p - 1);
  const __m256i two_before = Load(p - 2);
  // 9 to 13 are fine; of the others below 0x20, none.
  const __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(b, All(0x1F)), b);
  const __m256i blank = _mm256_sub_epi8(b, All('\t'));
  const __m256i fine = _mm256_cmpeq_epi8(_mm256_min_epu8(blank, All('\r' - '\t')), blank);
  __m256i odd = Or(_mm256_andnot_si256(fine, low), Is(b, 0x7F));

  const __m256i shape = Or(Or(Is(before, '^'), Is(before, '(')), Is(And(before, All(0xFE)), '*'));
  if (!_mm256_testz_si256(shape, shape)) {
    const __m256i lower = Or(two_before, All(0x20));
    const __m256i vowel =
        Or(Or(Is(lower, 'a'), Is(lower, 'e')), Or(Is(lower, 'o'), Is(lower, 'u')));
    const __m256i tone =
        Or(Or(Is(b, '`'), Is(b, '?')), Or(Is(b, '~'), Or(Is(b, '\''), Is(b, '.'))));
    odd = Or(odd, And(shape, And(vowel, tone)));
  }
  if (_mm256_movemask_epi8(Or(b, Or(before, two_before))) != 0) {
    const __m256i tail = _mm256_cmpgt_epi8(All(0xC0), b);
    const __m256i wanted = Or(AtLeast(before, 0xC0), AtLeast(two_before, 0xE0));
    odd = Or(odd, _mm256_xor_si256(tail, wanted));
    odd = Or(odd,
             Or(Or(Is(And(b, All(0xFE)), 0xC0), AtLeast(b, 0xEF)), Or(Is(b, 0xE0), Is(b, 0xED))));
    odd = Or(odd, _mm256_andnot_si256(Is(b, 0xA0), Is(before, 0xC2)));
    odd = Or(odd, _mm256_andnot_si256(VietnameseTail(b), Is(before, 0xC3)));
  }
  return _mm256_testz_si256(odd, odd) != 0;
}

// The block at `at` through a buffer: blanks before the text and behind it.
NIEM_PLAIN_AVX2 bool EdgeIsPlain(Bytes bytes, size_t at) {
  std::array<uint8_t, 2 + kBlock> edge;
  edge.fill(' ');
  const size_t before = std::min<size_t>(at, 2);
  const size_t count = std::min(bytes.size() - at, kBlock);
  const Bytes part = bytes.subspan(at - before, before + count);
  std::copy(part.begin(), part.end(), edge.data() + 2 - before);
  return BlockIsPlain(edge.data() + 2);
}

NIEM_PLAIN_AVX2 bool SurelyPlainAvx2(Bytes bytes) {
  size_t at = 0;
  if (bytes.size() >= kBlock) {
    if (!EdgeIsPlain(bytes, 0)) return false;
    for (at = kBlock; bytes.size() - at >= kBlock; at += kBlock) {
      if (!BlockIsPlain(bytes.data() + at)) return false;
    }
  }
  return EdgeIsPlain(bytes, at);  // even if empty: the text may end inside a letter
}

#endif

}  // namespace

bool SurelyPlainScalar(Bytes bytes) {
  uint8_t two_before = ' ';
  uint8_t before = ' ';
  for (const uint8_t byte : WithoutBom(bytes)) {
    if (!IsPlain(two_before, before, byte)) return false;
    two_before = before;
    before = byte;
  }
  return before < 0xC0 && two_before < 0xE0;
}

bool SurelyPlain(Bytes bytes) {
#if defined(__x86_64__)
  if (BestQuickPath() != QuickPath::kScalar) return SurelyPlainAvx2(WithoutBom(bytes));
#endif
  return SurelyPlainScalar(bytes);
}

}  // namespace niem::text
