// The fold for AVX-512 with VBMI and VBMI2, as a header: quick_fold_avx512.cc compiles it for the
// CPU, quick_fold_avx512_test.cc against SIMDe's emulation, so that it is proved on machines
// without.
//
// The plan is quick_fold_avx2.cc's: a block of 64 bytes that begins with a character, seen together
// with the one and two bytes before; a character is decided at its last byte. Here one vpermi2b
// reads the code of an ASCII byte from 128 entries, one vpermb the code of a last byte from the 64
// of its lead, and one vpcompressb writes the block.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include "text/quick_fold.h"

#ifndef NIEM_AVX512
#error "define NIEM_AVX512 (function attribute) and include the intrinsics first"
#endif

namespace niem::text::quick::avx512 {

// g++ leaves it at a call otherwise, with everything saved around it.
#define NIEM_AVX512_INLINE NIEM_AVX512 __attribute__((always_inline)) inline

inline constexpr size_t kBlock = 64;

struct Tables {
  alignas(64) uint8_t ascii[128];
  alignas(64) uint8_t c2[64];
  alignas(64) uint8_t c3[64];
  alignas(64) uint8_t c4[64];
  alignas(64) uint8_t c5[64];
  alignas(64) uint8_t c6[64];
  alignas(64) uint8_t cc[64];
  alignas(64) uint8_t ba[64];   // behind E1
  alignas(64) uint8_t bb[64];   // behind E1
  alignas(64) uint8_t x80[64];  // behind E2
  // Bytes to compare with. Read from memory: as constants the compiler makes them anew for every
  // block, by the one execution port that all of this waits for.
  alignas(64) uint8_t is_c0[64], is_c2[64], is_c3[64], is_c4[64], is_c5[64], is_c6[64], is_cc[64];
  alignas(64) uint8_t is_e1[64], is_e2[64], is_ba[64], is_bb[64], is_80[64], unknown[64],
      beyond[64];

  Tables() {
    for (char32_t c = 0; c < 128; ++c) ascii[c] = SingleCode(c);
    Fill(c2, 0x80);
    Fill(c3, 0xC0);
    Fill(c4, 0x100);
    Fill(c5, 0x140);
    Fill(c6, 0x180);
    Fill(cc, 0x300);
    Fill(ba, 0x1E80);
    Fill(bb, 0x1EC0);
    Fill(x80, 0x2000);
    const std::pair<uint8_t*, int> bytes[] = {{is_c0, 0xC0},       {is_c2, 0xC2},
                                              {is_c3, 0xC3},       {is_c4, 0xC4},
                                              {is_c5, 0xC5},       {is_c6, 0xC6},
                                              {is_cc, 0xCC},       {is_e1, 0xE1},
                                              {is_e2, 0xE2},       {is_ba, 0xBA},
                                              {is_bb, 0xBB},       {is_80, 0x80},
                                              {unknown, kUnknown}, {beyond, kUnknown | kDropped}};
    for (const auto& [table, byte] : bytes) std::memset(table, byte, kBlock);
  }

 private:
  static void Fill(uint8_t (&table)[64], char32_t first) {
    for (char32_t i = 0; i < 64; ++i) table[i] = SingleCode(first + i);
  }
};

inline const Tables& GetTables() {
  static const Tables tables;
  return tables;
}

// A block's codes, and a bit a byte for what they mean.
struct Block {
  __m512i codes;
  uint64_t boundary;
  uint64_t dropped;
  uint64_t odd;  // FoldScalar has to look
};

NIEM_AVX512 inline uint64_t Equal(__m512i a, const uint8_t (&bytes)[64]) {
  return _mm512_cmpeq_epi8_mask(a, _mm512_load_si512(bytes));
}

NIEM_AVX512 inline uint64_t Equal(uint64_t where, __m512i a, const uint8_t (&bytes)[64]) {
  return _mm512_mask_cmpeq_epi8_mask(where, a, _mm512_load_si512(bytes));
}

NIEM_AVX512 inline __m512i Look(__m512i codes, uint64_t where, const uint8_t (&table)[64],
                                __m512i last) {
  return _mm512_mask_permutexvar_epi8(codes, where, last, _mm512_load_si512(table));
}

// The masked form, because g++ 12 warns of its own header's unmasked one.
NIEM_AVX512 inline __m512i Look(__m512i table, __m512i index) {
  return _mm512_maskz_permutexvar_epi8(~uint64_t{0}, index, table);
}

// `whole`: the bytes of the block that belong to characters which it does not cut. Most blocks of
// Vietnamese need neither C2 (spaces, signs) nor CC (marks of their own) nor E2 (dashes, quotes):
// without them half as much is to be done, and a block that has one is odd and is asked again.
template <bool kAll>
NIEM_AVX512 inline Block Decide(const Tables& t, const uint8_t* p, __m512i b, __m512i codes,
                                uint64_t whole) {
  const __m512i one_before = _mm512_loadu_si512(p - 1);
  const __m512i two_before = _mm512_loadu_si512(p - 2);
  const uint64_t high = _mm512_movepi8_mask(b);
  const uint64_t leading = _mm512_cmpge_epu8_mask(b, _mm512_load_si512(t.is_c0));

  // The last bytes of characters of two bytes, and of three. What stands before the block is a
  // character of its own, so nothing in it belongs to these.
  const uint64_t c3 = Equal(one_before, t.is_c3), c4 = Equal(one_before, t.is_c4);
  const uint64_t c5 = Equal(one_before, t.is_c5), c6 = Equal(one_before, t.is_c6);
  const uint64_t e1 = Equal(two_before, t.is_e1);
  const uint64_t ba = Equal(e1, one_before, t.is_ba), bb = Equal(e1, one_before, t.is_bb);
  uint64_t last_of_two = c3 | c4 | c5 | c6;
  uint64_t last_of_three = e1;

  codes = _mm512_mask_mov_epi8(codes, e1, _mm512_load_si512(t.unknown));
  codes = Look(codes, c3, t.c3, b);
  codes = Look(codes, c4, t.c4, b);
  codes = Look(codes, c5, t.c5, b);
  codes = Look(codes, c6, t.c6, b);
  codes = Look(codes, ba, t.ba, b);
  codes = Look(codes, bb, t.bb, b);
  if constexpr (kAll) {
    const uint64_t c2 = Equal(one_before, t.is_c2), cc = Equal(one_before, t.is_cc);
    const uint64_t e2 = Equal(two_before, t.is_e2), x80 = Equal(e2, one_before, t.is_80);
    codes = _mm512_mask_mov_epi8(codes, e2, _mm512_load_si512(t.unknown));
    codes = Look(codes, c2, t.c2, b);
    codes = Look(codes, cc, t.cc, b);
    codes = Look(codes, x80, t.x80, b);
    last_of_two |= c2 | cc;
    last_of_three |= e2;
  }

  const uint64_t last = last_of_two | last_of_three;
  const uint64_t middle = last_of_three >> 1;  // but for the block's last byte: Fold leaves it then
  Block block;
  block.codes = codes;
  block.dropped = leading | middle | ~whole;
  if constexpr (kAll) block.dropped |= last & _mm512_movepi8_mask(codes);
  block.boundary = _mm512_testn_epi8_mask(codes, codes) & ~block.dropped;
  // Every byte that is not ASCII must be accounted for: no lead but those known, and behind it as
  // many bytes as it asks for. That a byte was due where a cut character begins counts as well.
  // Elsewhere the codes are not used. Only last bytes can have a code beyond the alphabet.
  const __m512i strange = _mm512_load_si512(kAll ? t.unknown : t.beyond);
  block.odd =
      (((high & ~leading) ^ (last | middle)) & (whole << 1 | 1)) |
      (((leading ^ ((last_of_two | middle) >> 1)) | _mm512_test_epi8_mask(codes, strange)) & whole);
  return block;
}

// Of a run of boundaries the first is kept: the one whose nearest byte before, looking through
// dropped ones, is a letter. Adding carries a bit through a run of dropped bytes to its end.
NIEM_AVX512 inline uint64_t Keep(const Block& block, bool& after_boundary) {
  const uint64_t letters = ~(block.boundary | block.dropped);
  const uint64_t behind = letters << 1 | uint64_t{!after_boundary};
  unsigned long long through;
  const bool carried = __builtin_uaddll_overflow(behind & block.dropped, block.dropped, &through);
  after_boundary = !(carried || letters >> 63);
  return letters | (block.boundary & (behind | through));
}

// What a block writes: of its codes those whose bit is set in `keep`.
struct Step {
  __m512i codes;
  uint64_t keep;
  uint64_t boundary;
  size_t bytes;  // of the input; 0: FoldScalar has to look
};

NIEM_AVX512_INLINE Step ReadBlock(const Tables& t, const uint8_t* p, bool& after_boundary) {
  const __m512i b = _mm512_loadu_si512(p);
  const __m512i codes =
      _mm512_permutex2var_epi8(_mm512_load_si512(t.ascii), b, _mm512_load_si512(t.ascii + kBlock));
  if (_mm512_movepi8_mask(b) == 0) {
    const uint64_t boundary = _mm512_testn_epi8_mask(codes, codes);
    const uint64_t keep = ~boundary | (~boundary << 1 | uint64_t{!after_boundary});
    after_boundary = boundary >> 63;
    return {codes, keep, boundary, kBlock};
  }
  // A character that the block's end cuts is left to the next block.
  const size_t cut = p[62] >= 0xE0 ? 2 : p[63] >= 0xC0 ? 1 : 0;
  const uint64_t whole = ~uint64_t{0} >> cut;
  Block block = Decide<false>(t, p, b, codes, whole);
  if (block.odd != 0) block = Decide<true>(t, p, b, codes, whole);
  if (block.odd != 0) return {codes, 0, 0, 0};
  const uint64_t keep = Keep(block, after_boundary);
  return {block.codes, keep, block.boundary, kBlock - cut};
}

// See quick_fold.h, FoldScalar.
NIEM_AVX512 inline size_t Fold(Cursor& cursor, size_t until, uint8_t* out) {
  const Tables& t = GetTables();
  const uint8_t* const data = cursor.input.data();
  const size_t size = cursor.input.size();
  uint8_t* const begin = out;
  if (cursor.at < 2)
    out += FoldScalar(cursor, 2 < until ? 2 : until, out);  // the loads reach 2 back
  size_t at = cursor.at;
  bool after_boundary = cursor.after_boundary;
  while (at < until && size - at >= kBlock) {
    const Step step = ReadBlock(t, data + at, after_boundary);
    if (step.bytes == 0) {
      cursor.at = at;
      cursor.after_boundary = after_boundary;
      out += FoldScalar(cursor, at + kBlock, out);
      at = cursor.at;
      after_boundary = cursor.after_boundary;
      continue;
    }
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(step.keep, step.codes));
    out += __builtin_popcountll(step.keep);
    at += step.bytes;
  }
  cursor.at = at;
  cursor.after_boundary = after_boundary;
  if (at < until) out += FoldScalar(cursor, until, out);
  return static_cast<size_t>(out - begin);
}

// See quick_fold.h, SeekScalar.
NIEM_AVX512 inline uint64_t Seek(Cursor& cursor, uint64_t codes) {
  const Tables& t = GetTables();
  if (cursor.at < 2) return codes;
  while (cursor.input.size() - cursor.at >= kBlock) {
    const bool before = cursor.after_boundary;
    const Step step = ReadBlock(t, cursor.input.data() + cursor.at, cursor.after_boundary);
    if (step.bytes == 0) return codes;
    const auto count = static_cast<uint64_t>(__builtin_popcountll(step.keep));
    if (codes < count) {
      cursor.after_boundary = before;
      ToCode(cursor, step.keep, step.boundary, codes);
      return 0;
    }
    codes -= count;
    cursor.at += step.bytes;
  }
  return codes;
}

// A bit for each word, behind a boundary, whose codes one bucket allows.
template <size_t... kJ>
NIEM_AVX512_INLINE uint64_t WordBits(const Prefixes& prefixes, const uint8_t* word,
                                     std::index_sequence<kJ...>) {
  __m512i buckets = _mm512_set1_epi8(-1);
  ((buckets = _mm512_and_si512(
        buckets, Look(_mm512_load_si512(prefixes.table[kJ]), _mm512_loadu_si512(word + kJ)))),
   ...);
  const __m512i before = _mm512_loadu_si512(word - 1);
  return _mm512_testn_epi8_mask(before, before) & _mm512_test_epi8_mask(buckets, buckets);
}

// See quick_fold.h, FindWordsScalar.
NIEM_AVX512 inline size_t FindWords(const Prefixes& prefixes, const uint8_t* codes, size_t from,
                                    size_t to, uint32_t* words) {
  uint32_t* out = words;
  for (size_t base = from; base < to; base += kBlock) {
    uint64_t bits = WordBits(prefixes, codes + base, std::make_index_sequence<Prefixes::kCodes>());
    if (to - base < kBlock) bits &= (uint64_t{1} << (to - base)) - 1;
    out = PutPlaces(bits, base, out);
  }
  return static_cast<size_t>(out - words);
}

}  // namespace niem::text::quick::avx512
