// Which documents of one block hold a word: a set of 4,096 places, as search_posting keeps it.
//
// Written: up to 255 places as their numbers, two bytes each, big-endian, rising; more as a bitmap
// of 512 bytes. A set is written in one way only. (The containers of Roaring, in blocks of 4,096
// instead of 65,536: an act changes about twenty postings, and writes them whole.)
//
// Ownership: plain values. Thread-safety: plain values. Errors: kCorrupt, for bytes that no
// posting is written as.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::registry {

class Posting {
 public:
  static constexpr int64_t kDocuments = 4096;

  static int64_t BlockOf(int64_t document) { return document / kDocuments; }

  static Result<Posting> Read(Bytes written);
  std::string Write() const;

  void Add(int64_t document) { WordOf(document) |= BitOf(document); }

  void Remove(int64_t document) { WordOf(document) &= ~BitOf(document); }

  bool empty() const { return size() == 0; }

  size_t size() const;

  void KeepOnly(const Posting& other);
  void AddAll(const Posting& other);

  // The documents of `block` with ids below `before`, in no order of interest.
  void AppendTo(int64_t block, int64_t before, std::vector<int64_t>* documents) const;

  bool operator==(const Posting&) const = default;

 private:
  static size_t PlaceOf(int64_t document) { return static_cast<size_t>(document % kDocuments); }

  static uint64_t BitOf(int64_t document) { return uint64_t{1} << (PlaceOf(document) % 64); }

  uint64_t& WordOf(int64_t document) { return words_[PlaceOf(document) / 64]; }

  // Of each place that is in, rising.
  template <typename F>
  void ForEach(F&& place) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t left = words_[i]; left != 0; left &= left - 1) {
        place(static_cast<int64_t>(i * 64 + static_cast<size_t>(std::countr_zero(left))));
      }
    }
  }

  std::array<uint64_t, kDocuments / 64> words_{};
};

}  // namespace niem::registry
