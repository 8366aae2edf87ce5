// Finds a set of phrases in a stream of 6-bit codes (text/quick_fold.h).
//
// Words, not characters, are the unit of work: a phrase begins at a word, so only the places behind
// a boundary are looked at, one in five bytes of Vietnamese. Each phrase is filed under its anchor,
// the 8 codes from that one of its words which looks rarest (4 codes where the phrase is too
// short); the 8 codes at each word of the text are hashed and looked up in a bitmap that fits the
// L1 cache, and what passes is compared in full.
//
// Ownership: owns its tables. Thread-safety: const after Create.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

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

  // Appends the phrases whose anchor lies in [from, to), until there are `max_places`. `masks` are
  // the boundaries of all codes. The codes need a boundary in front of from - longest(), and
  // longest() or a boundary and 8 readable bytes behind `to`.
  void Find(const uint8_t* codes, const uint64_t* masks, size_t from, size_t to,
            std::vector<Place>& places, size_t max_places) const;

 private:
  struct Phrase {
    std::vector<uint8_t> codes;  // a boundary, the phrase, a boundary
    size_t anchor = 1;           // index in `codes`
    uint32_t next = 0;  // one more than the index of the next phrase with this anchor; 0 ends
  };

  // Anchors of one width: a bitmap to say no quickly, and an open hash table to say which.
  class Anchors {
   public:
    void Build(std::vector<Phrase>& phrases, size_t width);

    bool empty() const { return slots_.empty(); }

    bool Maybe(uint64_t key) const {
      uint64_t hash = Hash(key);
      return (bitmap_[hash >> (64 - kBitmapBits + 6)] >> (hash >> (64 - kBitmapBits) & 63) & 1) !=
             0;
    }

    // One more than the index of the first phrase with this anchor, or 0.
    uint32_t First(uint64_t key) const;

   private:
    static constexpr int kBitmapBits = 16;

    struct Slot {
      uint64_t key = 0;
      uint32_t first = 0;
    };

    static uint64_t Hash(uint64_t key) { return key * 0x9E3779B97F4A7C15u; }

    std::vector<uint64_t> bitmap_;
    std::vector<Slot> slots_;
  };

  void Verify(const uint8_t* codes, size_t at, uint32_t first, std::vector<Place>& places,
              size_t max_places) const;

  std::vector<Phrase> phrases_;
  Anchors long_;
  Anchors short_;
  size_t longest_ = 0;
};

}  // namespace niem::text::quick
