// quick_fold_avx512.h for the CPU itself.
#include "text/quick_fold.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define NIEM_AVX512                                                             \
  __attribute__((                                                               \
      target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt," \
             "popcnt")))
#include "text/quick_fold_avx512.h"

namespace niem::text::quick {

NIEM_AVX512 size_t FoldAvx512(Cursor& cursor, size_t until, uint8_t* out) {
  return avx512::Fold(cursor, until, out);
}

NIEM_AVX512 uint64_t SeekAvx512(Cursor& cursor, uint64_t codes) {
  return avx512::Seek(cursor, codes);
}

NIEM_AVX512 size_t FindWordsAvx512(const Prefixes& prefixes, const uint8_t* codes, size_t from,
                                   size_t to, uint32_t* words) {
  return avx512::FindWords(prefixes, codes, from, to, words);
}

}  // namespace niem::text::quick

#endif  // __x86_64__
