// quick_fold_avx512.h for the CPU itself.
#include "text/quick_fold.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define NIEM_AVX512                                                                        \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt," \
                        "popcnt")))
#include "text/quick_fold_avx512.h"

namespace niem::text::quick {

NIEM_AVX512 size_t FoldAvx512(Cursor& cursor, size_t until, uint8_t* out) {
  return avx512::Fold(cursor, until, out);
}

NIEM_AVX512 void BoundariesAvx512(const uint8_t* codes, size_t count, uint64_t* masks) {
  avx512::Boundaries(codes, count, masks);
}

}  // namespace niem::text::quick

#endif  // __x86_64__
