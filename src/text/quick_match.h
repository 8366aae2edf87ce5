// Finds a set of phrases in a stream of 6-bit codes (text/quick_fold.h).
//
// Words, not characters, are the unit of work: a phrase begins at a word, so only places behind a
// boundary are looked at, one in six bytes of Vietnamese. Each phrase is filed under its anchor:
// the first 8 codes (6 or 4 where it is too short) of that one of its words where they look rarest.
// Four sieves, each finer and dearer than the one before: the anchor's first 6 codes in 8 buckets
// (SIMD), a hash of all its codes in a bitmap that fits the L1 cache, the same hash in a table, and
// the phrase compared in full. None of them forks on what cannot be predicted.
//
// Ownership: owns its tables. Thread-safety: const after Create.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "text/quick_fold.h"

namespace niem::text::quick {

class PhraseSet {
 public:
  struct Place {
    uint32_t phrase = 0;
    size_t at = 0;  // of its first code, an index into the codes
  };

  // Folded phrases of at least 3 letters or digits; kInvalidArgument otherwise.
  static Result<PhraseSet> Create(std::span<const std::string> phrases);

  // The longest phrase in codes, with the boundary on both sides.
  size_t longest() const { return longest_; }

  // Of one phrase: its codes, boundaries between words included.
  size_t letters(uint32_t phrase) const { return phrases_[phrase].codes.size() - 2; }

  // What a word must begin with to be worth looking at.
  const Prefixes& prefixes() const { return prefixes_; }

  // Appends the phrases whose anchor is one of `words`, which FindWordsX listed, until there are
  // `max_places`. Around each word it needs longest() codes, or what is left to the text's edge and
  // a boundary. Overwrites `words`.
  void Find(const uint8_t* codes, std::span<uint32_t> words, std::vector<Place>& places,
            size_t max_places) const;

 private:
  struct Phrase {
    std::vector<uint8_t> codes;  // a boundary, the phrase, a boundary
    size_t anchor = 1;           // index in `codes`
    size_t width = 0;            // of the anchor
    uint32_t next = 0;  // one more than the index of the next phrase with this anchor; 0 ends
  };

  // The anchors of one width: a bitmap to say no quickly, an open hash table to say which.
  class Anchors {
   public:
    void Build(std::vector<Phrase>& phrases, std::span<const uint32_t> mine, size_t width);

    bool empty() const { return slots_.empty(); }

    bool Maybe(uint64_t codes) const {
      const uint64_t hash = Hash(codes & mask_);
      return (bitmap_.data()[hash >> (64 - kBitmapBits + 6)] >> (hash >> (64 - kBitmapBits) & 63) &
              1) != 0;
    }

    // One more than the index of the first phrase with this anchor, or 0.
    uint32_t First(uint64_t codes) const;

   private:
    static constexpr int kBitmapBits = 15;  // 4 KiB

    struct Slot {
      uint64_t key = 0;
      uint32_t first = 0;
    };

    static uint64_t Hash(uint64_t key) { return key * 0x9E3779B97F4A7C15u; }

    size_t SlotOf(uint64_t key) const;

    uint64_t mask_ = 0;
    std::vector<uint64_t> bitmap_;
    std::vector<Slot> slots_;
  };

  void ChooseAnchors(std::span<const uint32_t> mine, size_t width);
  void FileAnchors();
  void FillPrefixes();
  size_t Sift(const uint8_t* codes, std::span<uint32_t> words) const;
  void Verify(const uint8_t* codes, size_t at, uint32_t first, std::vector<Place>& places,
              size_t max_places) const;

  std::vector<Phrase> phrases_;
  std::vector<Anchors> anchors_;  // the widths in use, widest first
  Prefixes prefixes_;
  size_t longest_ = 0;
};

}  // namespace niem::text::quick
