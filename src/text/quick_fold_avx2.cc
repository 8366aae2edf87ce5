// The fold for AVX2: most desktops of the last ten years.
//
// A block is 64 bytes that begin with a character. Three loads, of the block and of the same place
// one and two bytes earlier, show each byte the one or two before it, so a character of 2 or 3
// bytes is decided at its last byte and the bytes before that are dropped. Known characters are
//   ASCII                by arithmetic,
//   C3 xx, E1 BA/BB xx   by 32-entry tables (both cases of a letter share an entry),
//   ă đ ĩ ũ ơ ư, and the common marks of C2, by three nibble tables whose AND names the character,
//   CC xx                combining marks, dropped,
//   E2 80 90-A7          dashes, quotes, bullets: boundaries.
// A block with anything else, or with bytes that are no UTF-8, goes to FoldScalar whole.
// All tables are made from the fold table, and what does not fit their shape is left to FoldScalar.
#include "text/quick_fold.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <utility>

namespace niem::text::quick {
namespace {

#define NIEM_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define NIEM_AVX2_INLINE __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"), always_inline)) inline

constexpr size_t kBlock = 64;
// A lead byte that is none: what follows it is odd in any case, so a table switched off by it is
// not used.
constexpr uint8_t kNever = 0xFE;

// The code of both, or kUnknown.
uint8_t SharedCode(char32_t a, char32_t b) {
  const uint8_t code = SingleCode(a);
  return code == SingleCode(b) && code != kDropped ? code : kUnknown;
}

// A 16-entry table, once for each half of a register.
struct Nibbles {
  alignas(32) uint8_t entry[32] = {};

  void Set(size_t i, uint8_t value) { entry[i] = entry[i + 16] = value; }

  void Add(size_t i, uint8_t bits) { Set(i, entry[i] | bits); }

  uint8_t operator[](size_t i) const { return entry[i]; }
};

// A group of two-byte characters with one code: those of `lead` whose last byte's nibbles are both
// set.
struct Group {
  uint8_t lead;
  uint8_t high;  // set of (last byte >> 4) - 8
  uint16_t low;  // set of last byte & 15
};

constexpr Group kGroups[8] = {
    {0xC4, 1 << 0, 1 << 2 | 1 << 3},  // Ă ă
    {0xC4, 1 << 1, 1 << 0 | 1 << 1},  // Đ đ
    {0xC4, 1 << 2, 1 << 8 | 1 << 9},  // Ĩ ĩ
    {0xC5, 1 << 2, 1 << 8 | 1 << 9},  // Ũ ũ
    {0xC6, 1 << 2, 1 << 0 | 1 << 1},  // Ơ ơ
    {0xC6, 1 << 2, 1 << 15},          // Ư
    {0xC6, 1 << 3, 1 << 0},           // ư
    {0xC2, 1 << 2 | 1 << 3,
     1 << 0 | 1 << 1 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 11 | 1 << 15},
};

struct Tables {
  Nibbles c3[2], ba[2], bb[2];          // by 5 bits of the last byte
  Nibbles lead, high, low;              // bit g: may be of kGroups[g]
  Nibbles code_low, code_high;          // the code of the group whose bit is set
  uint8_t mark_lead = kNever;           // CC, if all of its characters vanish
  uint8_t punctuation_lead = kNever;    // E2, if all of the range are boundaries
  alignas(16) uint8_t compact[256][8];  // the places of the set bits, in order

  Tables() {
    for (size_t i = 0; i < 32; ++i) {
      char32_t c = static_cast<char32_t>(i);
      c3[i / 16].Set(i % 16, SharedCode(0xC0 + c, 0xE0 + c));
      ba[i / 16].Set(i % 16, SharedCode(0x1E80 + 2 * c, 0x1E81 + 2 * c));
      bb[i / 16].Set(i % 16, SharedCode(0x1EC0 + 2 * c, 0x1EC1 + 2 * c));
    }
    for (int g = 0; g < 8; ++g) AddGroup(g);
    bool all_vanish = true;
    for (char32_t c = 0x300; c < 0x340; ++c) all_vanish &= SingleCode(c) == kDropped;
    if (all_vanish) mark_lead = 0xCC;
    bool all_bound = true;
    for (char32_t c = 0x2010; c <= 0x2027; ++c) all_bound &= SingleCode(c) == kBoundary;
    if (all_bound) punctuation_lead = 0xE2;
    for (size_t bits = 0; bits < 256; ++bits) {
      size_t n = 0;
      for (uint8_t i = 0; i < 8; ++i) {
        if (bits >> i & 1) compact[bits][n++] = i;
      }
      while (n < 8) compact[bits][n++] = 0;
    }
  }

 private:
  void AddGroup(int g) {
    const Group& group = kGroups[g];
    uint8_t code = kUnknown;
    for (uint8_t last = 0; last < 64; ++last) {
      if ((group.high >> (last >> 4) & 1) == 0 || (group.low >> (last & 15) & 1) == 0) continue;
      uint8_t one = SingleCode(static_cast<char32_t>((group.lead & 0x1F) << 6 | last));
      if (code == kUnknown) code = one;
      if (one >= kUnknown || one != code) return;
    }
    uint8_t bit = static_cast<uint8_t>(1 << g);
    lead.Add(group.lead & 15, bit);
    for (size_t i = 0; i < 4; ++i) {
      if (group.high >> i & 1) high.Add(i, bit);
    }
    for (size_t i = 0; i < 16; ++i) {
      if (group.low >> i & 1) low.Add(i, bit);
    }
    (g < 4 ? code_low : code_high).Set(size_t{1} << (g % 4), code);
  }
};

const Tables& GetTables() {
  static const Tables tables;
  return tables;
}

// What one half of a block says, a bit a byte.
struct Half {
  __m256i codes;
  uint64_t boundary;  // the code is a boundary, if the byte is not dropped
  uint64_t dropped;
  uint64_t odd;  // FoldScalar has to look
};

NIEM_AVX2_INLINE __m256i Load(const Nibbles& table) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(table.entry));
}

NIEM_AVX2_INLINE __m256i LoadBytes(const uint8_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

NIEM_AVX2_INLINE __m256i All(int byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

NIEM_AVX2_INLINE __m256i AtLeast(__m256i a, int byte) {
  return _mm256_cmpeq_epi8(_mm256_max_epu8(a, All(byte)), a);
}

NIEM_AVX2_INLINE __m256i AtMost(__m256i a, int byte) {
  return _mm256_cmpeq_epi8(_mm256_min_epu8(a, All(byte)), a);
}

NIEM_AVX2_INLINE uint64_t Bits(__m256i a) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(a));
}

// 0 for everything that is no ASCII letter or digit.
NIEM_AVX2_INLINE __m256i AsciiCodes(__m256i b) {
  __m256i letter = _mm256_sub_epi8(_mm256_or_si256(b, All(0x20)), All('a'));
  __m256i digit = _mm256_sub_epi8(b, All('0'));
  __m256i letters = _mm256_and_si256(_mm256_add_epi8(letter, All(1)), AtMost(letter, 25));
  __m256i digits = _mm256_and_si256(_mm256_add_epi8(digit, All(27)), AtMost(digit, 9));
  return _mm256_or_si256(letters, digits);
}

// The entry of a 32-entry table; `index` < 32, `upper` has its bit 4 in bit 7.
NIEM_AVX2_INLINE __m256i Pick(const Nibbles (&table)[2], __m256i index, __m256i upper) {
  return _mm256_blendv_epi8(_mm256_shuffle_epi8(Load(table[0]), index),
                            _mm256_shuffle_epi8(Load(table[1]), index), upper);
}

// The bit of the group that (previous, last) belongs to, or 0. `last` has its top bit cleared.
NIEM_AVX2_INLINE __m256i GroupBits(const Tables& t, __m256i previous, __m256i last) {
  __m256i nibble = All(0x0F);
  // Only C0-CF keeps its top bit clear here, so that every other byte selects 0.
  __m256i lead = _mm256_adds_epu8(_mm256_xor_si256(previous, All(0xC0)), All(0x70));
  __m256i high = _mm256_and_si256(_mm256_srli_epi16(last, 4), nibble);
  return _mm256_and_si256(_mm256_shuffle_epi8(Load(t.lead), lead),
                          _mm256_and_si256(_mm256_shuffle_epi8(Load(t.high), high),
                                           _mm256_shuffle_epi8(Load(t.low), last)));
}

NIEM_AVX2_INLINE __m256i GroupCodes(const Tables& t, __m256i bits) {
  __m256i nibble = All(0x0F);
  return _mm256_or_si256(
      _mm256_shuffle_epi8(Load(t.code_low), _mm256_and_si256(bits, nibble)),
      _mm256_shuffle_epi8(Load(t.code_high), _mm256_and_si256(_mm256_srli_epi16(bits, 4), nibble)));
}

NIEM_AVX2_INLINE Half Decide(const Tables& t, const uint8_t* p, __m256i b) {
  const __m256i one_before = LoadBytes(p - 1);
  const __m256i two_before = LoadBytes(p - 2);
  const __m256i zero = _mm256_setzero_si256();

  // A byte is a trailing one exactly where the bytes before it ask for one.
  const __m256i trailing = _mm256_cmpgt_epi8(All(0xC0), b);
  const __m256i wanted = _mm256_or_si256(AtLeast(one_before, 0xC0), AtLeast(two_before, 0xE0));
  const __m256i broken = _mm256_xor_si256(trailing, wanted);

  const __m256i is_c3 = _mm256_cmpeq_epi8(one_before, All(0xC3));
  const __m256i after_e1 = _mm256_cmpeq_epi8(two_before, All(0xE1));
  const __m256i is_ba = _mm256_and_si256(after_e1, _mm256_cmpeq_epi8(one_before, All(0xBA)));
  const __m256i is_bb = _mm256_and_si256(after_e1, _mm256_cmpeq_epi8(one_before, All(0xBB)));
  const __m256i middle = _mm256_or_si256(_mm256_cmpeq_epi8(one_before, All(0xE1)),
                                         _mm256_cmpeq_epi8(one_before, All(0xE2)));
  const __m256i mark = _mm256_cmpeq_epi8(one_before, All(t.mark_lead));
  const __m256i punctuation =
      _mm256_and_si256(_mm256_and_si256(_mm256_cmpeq_epi8(two_before, All(t.punctuation_lead)),
                                        _mm256_cmpeq_epi8(one_before, All(0x80))),
                       AtMost(_mm256_sub_epi8(b, All(0x90)), 0xA7 - 0x90));

  // C3 has capitals and small letters 32 apart, E1 BA/BB has them side by side.
  const __m256i last = _mm256_xor_si256(b, All(0x80));
  const __m256i five = All(0x1F);
  const __m256i index =
      _mm256_and_si256(_mm256_blendv_epi8(_mm256_srli_epi16(last, 1), last, is_c3), five);
  const __m256i upper = _mm256_slli_epi16(index, 3);
  const __m256i group = GroupBits(t, one_before, last);
  const __m256i wide = _mm256_or_si256(
      _mm256_or_si256(_mm256_and_si256(Pick(t.c3, index, upper), is_c3), GroupCodes(t, group)),
      _mm256_or_si256(_mm256_and_si256(Pick(t.ba, index, upper), is_ba),
                      _mm256_and_si256(Pick(t.bb, index, upper), is_bb)));

  const __m256i known = _mm256_or_si256(
      _mm256_or_si256(_mm256_or_si256(is_c3, is_ba), _mm256_or_si256(is_bb, middle)),
      _mm256_or_si256(mark, punctuation));
  const __m256i unknown =
      _mm256_andnot_si256(known, _mm256_and_si256(trailing, _mm256_cmpeq_epi8(group, zero)));

  Half half;
  half.codes = _mm256_or_si256(AsciiCodes(b), wide);
  half.boundary = Bits(_mm256_cmpeq_epi8(half.codes, zero));
  half.dropped = (Bits(b) & ~Bits(trailing)) | Bits(_mm256_or_si256(middle, mark));
  // kUnknown is bit 6; movemask reads bit 7.
  half.odd = Bits(_mm256_or_si256(_mm256_or_si256(broken, unknown), _mm256_slli_epi16(wide, 1)));
  return half;
}

// Writes the codes whose bit is set, returns the place behind them.
NIEM_AVX2_INLINE uint8_t* Compact16(const Tables& t, __m128i codes, uint64_t keep, uint8_t* out) {
  const uint64_t first = keep & 0xFF;
  const uint64_t second = keep >> 8 & 0xFF;
  const __m128i upper_half = _mm_set1_epi64x(0x0808080808080808);
  __m128i places = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(t.compact[first]));
  __m128i places2 = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(t.compact[second]));
  places = _mm_unpacklo_epi64(places, _mm_or_si128(places2, upper_half));
  const __m128i packed = _mm_shuffle_epi8(codes, places);
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out), packed);
  out += _mm_popcnt_u64(first);
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_unpackhi_epi64(packed, packed));
  return out + _mm_popcnt_u64(second);
}

NIEM_AVX2_INLINE uint8_t* Compact32(const Tables& t, __m256i codes, uint64_t keep, uint8_t* out) {
  out = Compact16(t, _mm256_castsi256_si128(codes), keep & 0xFFFF, out);
  return Compact16(t, _mm256_extracti128_si256(codes, 1), keep >> 16 & 0xFFFF, out);
}

// What a block writes: of its codes those whose bit is set in `keep`.
struct Step {
  __m256i codes[2];
  uint64_t keep;
  uint64_t boundary;
  size_t bytes;  // of the input; 0: FoldScalar has to look
};

NIEM_AVX2_INLINE Step ReadBlock(const Tables& t, const uint8_t* p, bool& after_boundary) {
  const __m256i b0 = LoadBytes(p);
  const __m256i b1 = LoadBytes(p + 32);
  const uint64_t letter_before = !after_boundary;
  if (_mm256_testz_si256(_mm256_or_si256(b0, b1), All(0x80))) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i codes0 = AsciiCodes(b0);
    const __m256i codes1 = AsciiCodes(b1);
    const uint64_t boundary =
        Bits(_mm256_cmpeq_epi8(codes0, zero)) | Bits(_mm256_cmpeq_epi8(codes1, zero)) << 32;
    after_boundary = boundary >> 63;
    return {{codes0, codes1}, ~boundary | (~boundary << 1 | letter_before), boundary, kBlock};
  }
  const Half h0 = Decide(t, p, b0);
  const Half h1 = Decide(t, p + 32, b1);
  uint64_t dropped = h0.dropped | h1.dropped << 32;
  uint64_t odd = h0.odd | h1.odd << 32;
  size_t bytes = kBlock;
  // A character that the block's end cuts is left to the next block. That it was due here shows
  // at its first byte, so that byte's bit of `odd` still counts.
  if (p[63] >= 0xC0 || p[62] >= 0xE0) {
    bytes = p[62] >= 0xE0 ? 62 : 63;
    odd = _bzhi_u64(odd, static_cast<unsigned>(bytes) + 1);
    dropped |= ~uint64_t{0} << bytes;
  }
  const uint64_t boundary = (h0.boundary | h1.boundary << 32) & ~dropped;
  const uint64_t letters = ~(boundary | dropped);
  // Of a run of boundaries the first is kept: the one whose nearest byte before, looking
  // through dropped ones, is a letter. Adding carries a bit through a run of dropped bytes to
  // its end.
  const uint64_t behind = letters << 1 | letter_before;
  unsigned long long through;
  const bool carried = __builtin_uaddll_overflow(behind & dropped, dropped, &through);
  if (odd != 0) return {{h0.codes, h1.codes}, 0, 0, 0};
  after_boundary = !(carried || letters >> 63);
  return {{h0.codes, h1.codes}, letters | (boundary & (behind | through)), boundary, bytes};
}

}  // namespace

NIEM_AVX2 size_t FoldAvx2(Cursor& cursor, size_t until, uint8_t* out) {
  const Tables& t = GetTables();
  const uint8_t* const data = cursor.input.data();
  const size_t size = cursor.input.size();
  uint8_t* const begin = out;
  if (cursor.at < 2)
    out += FoldScalar(cursor, 2 < until ? 2 : until, out);  // the loads reach 2 back
  while (cursor.at < until && size - cursor.at >= kBlock) {
    const Step step = ReadBlock(t, data + cursor.at, cursor.after_boundary);
    if (step.bytes == 0) {
      out += FoldScalar(cursor, cursor.at + kBlock, out);
      continue;
    }
    out = Compact32(t, step.codes[0], step.keep & 0xFFFFFFFF, out);
    out = Compact32(t, step.codes[1], step.keep >> 32, out);
    cursor.at += step.bytes;
  }
  if (cursor.at < until) out += FoldScalar(cursor, until, out);
  return static_cast<size_t>(out - begin);
}

NIEM_AVX2 uint64_t SeekAvx2(Cursor& cursor, uint64_t codes) {
  const Tables& t = GetTables();
  if (cursor.at < 2) return codes;
  while (cursor.input.size() - cursor.at >= kBlock) {
    const bool before = cursor.after_boundary;
    const Step step = ReadBlock(t, cursor.input.data() + cursor.at, cursor.after_boundary);
    if (step.bytes == 0) return codes;
    const auto count = static_cast<uint64_t>(_mm_popcnt_u64(step.keep));
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

namespace {

NIEM_AVX2_INLINE __m256i LoadTable(const uint8_t (&table)[32]) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(table));
}

// The buckets that the j-th codes of words at these places allow.
NIEM_AVX2_INLINE __m256i Buckets(const Prefixes& prefixes, size_t j, __m256i codes) {
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(codes, 4), All(0x0F));
  return _mm256_and_si256(_mm256_shuffle_epi8(LoadTable(prefixes.low[j]), codes),
                          _mm256_shuffle_epi8(LoadTable(prefixes.high[j]), high));
}

// A bit for each word, behind a boundary, whose codes one bucket allows.
template <size_t... kJ>
NIEM_AVX2_INLINE uint64_t WordBits(const Prefixes& prefixes, const uint8_t* codes,
                                   std::index_sequence<kJ...>) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i buckets = All(0xFF);
  ((buckets = _mm256_and_si256(buckets, Buckets(prefixes, kJ, LoadBytes(codes + kJ)))), ...);
  const __m256i none = _mm256_cmpeq_epi8(buckets, zero);
  return Bits(_mm256_andnot_si256(none, _mm256_cmpeq_epi8(LoadBytes(codes - 1), zero)));
}

}  // namespace

NIEM_AVX2 size_t FindWordsAvx2(const Prefixes& prefixes, const uint8_t* codes, size_t from,
                               size_t to, uint32_t* words) {
  constexpr auto kAll = std::make_index_sequence<Prefixes::kCodes>();
  uint32_t* out = words;
  for (size_t base = from; base < to; base += kBlock) {
    uint64_t bits = WordBits(prefixes, codes + base, kAll) |
                    WordBits(prefixes, codes + base + kBlock / 2, kAll) << 32;
    if (to - base < kBlock) bits = _bzhi_u64(bits, static_cast<unsigned>(to - base));
    out = PutPlaces(bits, base, out);
  }
  return static_cast<size_t>(out - words);
}

}  // namespace niem::text::quick

#endif  // __x86_64__
