#include "text/surely_nfc.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "text/quick_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace niem::text {
namespace {

// Whether `byte` behind these two may stay.
constexpr bool IsFine(uint8_t two_before, uint8_t before, uint8_t byte) {
  const bool tail = (byte & 0xC0) == 0x80;
  if (tail != (before >= 0xC0 || two_before >= 0xE0)) return false;
  const bool lead_of_two = byte >= 0xC2 && byte <= 0xCB;
  if (byte >= 0xC0 && !lead_of_two && byte != 0xE1 && byte != 0xE2) return false;
  if (before == 0xE1) return (byte & 0xFC) == 0xB8;
  if (before == 0xE2) return byte == 0x80;
  return two_before != 0xE2 || byte >= 0x82;
}

#if defined(__x86_64__)

#define NIEM_NFC_AVX2 __attribute__((target("avx2")))
#define NIEM_NFC_INLINE __attribute__((target("avx2"), always_inline)) inline

constexpr size_t kBlock = 32;

NIEM_NFC_INLINE __m256i All(int byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

NIEM_NFC_INLINE __m256i Is(__m256i a, int byte) {
  return _mm256_cmpeq_epi8(a, All(byte));
}

NIEM_NFC_INLINE __m256i AtLeast(__m256i a, int byte) {
  return _mm256_cmpeq_epi8(_mm256_max_epu8(a, All(byte)), a);
}

NIEM_NFC_INLINE __m256i Load(const uint8_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

// The 32 bytes from `p`; two more are read before them.
NIEM_NFC_INLINE bool BlockIsFine(const uint8_t* p) {
  const __m256i b = Load(p);
  const __m256i before = Load(p - 1);
  const __m256i two_before = Load(p - 2);
  if (_mm256_movemask_epi8(_mm256_or_si256(b, _mm256_or_si256(before, two_before))) == 0) {
    return true;
  }
  const __m256i tail = _mm256_cmpgt_epi8(All(0xC0), b);  // signed: 0x80..0xBF
  const __m256i wanted = _mm256_or_si256(AtLeast(before, 0xC0), AtLeast(two_before, 0xE0));
  __m256i odd = _mm256_xor_si256(tail, wanted);
  const __m256i of_two = _mm256_andnot_si256(AtLeast(b, 0xCC), AtLeast(b, 0xC2));
  const __m256i known = _mm256_or_si256(of_two, _mm256_or_si256(Is(b, 0xE1), Is(b, 0xE2)));
  odd = _mm256_or_si256(odd, _mm256_andnot_si256(known, AtLeast(b, 0xC0)));
  const __m256i viet = Is(_mm256_and_si256(b, All(0xFC)), 0xB8);
  odd = _mm256_or_si256(odd, _mm256_andnot_si256(viet, Is(before, 0xE1)));
  odd = _mm256_or_si256(odd, _mm256_andnot_si256(Is(b, 0x80), Is(before, 0xE2)));
  odd = _mm256_or_si256(odd, _mm256_andnot_si256(AtLeast(b, 0x82), Is(two_before, 0xE2)));
  return _mm256_testz_si256(odd, odd) != 0;
}

// The block at `at` through a buffer: blanks before the text and behind it.
NIEM_NFC_AVX2 bool EdgeIsFine(std::string_view text, size_t at) {
  std::array<uint8_t, 2 + kBlock> edge;
  edge.fill(' ');
  const size_t before = std::min<size_t>(at, 2);
  const std::string_view part = text.substr(at - before, before + kBlock);
  std::copy(part.begin(), part.end(), edge.data() + 2 - before);
  return BlockIsFine(edge.data() + 2);
}

NIEM_NFC_AVX2 bool SurelyNfcAvx2(std::string_view text) {
  if (!EdgeIsFine(text, 0)) return false;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  size_t at = kBlock;
  for (; at + kBlock <= text.size(); at += kBlock) {
    if (!BlockIsFine(bytes + at)) return false;
  }
  return at > text.size() || EdgeIsFine(text, at);  // even if empty: a letter may be cut short
}

#endif

}  // namespace

bool SurelyNfcScalar(std::string_view utf8) {
  uint8_t two_before = ' ';
  uint8_t before = ' ';
  for (const char c : utf8) {
    const auto byte = static_cast<uint8_t>(c);
    if (!IsFine(two_before, before, byte)) return false;
    two_before = before;
    before = byte;
  }
  return before < 0xC0 && two_before < 0xE0;
}

bool SurelyNfc(std::string_view utf8) {
#if defined(__x86_64__)
  if (BestQuickPath() != QuickPath::kScalar) return SurelyNfcAvx2(utf8);
#endif
  return SurelyNfcScalar(utf8);
}

}  // namespace niem::text
