// The fast path: is any of a set of phrases in these bytes? Answers for most files of a disk
// without decoding them. Raw bytes are folded to a 6-bit alphabet (SIMD) and the phrases' anchors
// are looked for in the folded stream; a candidate is verified on it.
//
// It may say yes too often (the caller then reads the document properly) but never no wrongly: over
// one encoding family, every phrase that text::Fold + FindPhrase finds across lines is found here.
// One code path per instruction set (AVX-512 VBMI2, AVX2, scalar), chosen once at run time,
// bit-equal to the scalar one (differential fuzzing).
//
// Ownership: a scanner owns its tables. Thread-safety: Scan() is const and may run in many threads,
// each with its own Scratch.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::text {

enum class QuickPath : uint8_t { kScalar, kAvx2, kAvx512 };

// The best path this CPU has.
QuickPath BestQuickPath();

std::string_view QuickPathName(QuickPath path);

class QuickScanner {
 public:
  // A reusable buffer; grows to the largest input seen by its thread.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    struct Impl;
    std::unique_ptr<Impl> impl;
  };

  struct Hit {
    uint32_t phrase = 0;         // index in the phrases given to Create
    uint64_t folded_offset = 0;  // where it starts in the 6-bit folded stream (diagnostics only)
    size_t begin = 0;            // the source bytes from its first letter to its last,
    size_t end = 0;              // combining marks on that one included
  };

  // Returning false ends the scan.
  using Visitor = std::function<bool(const Hit&)>;

  // `phrases` are folded (text::FoldText), at least 3 letters each. kInvalidArgument otherwise.
  static Result<QuickScanner> Create(std::span<const std::string> phrases,
                                     QuickPath path = BestQuickPath());

  QuickScanner(QuickScanner&&) noexcept;
  QuickScanner& operator=(QuickScanner&&) noexcept;
  ~QuickScanner();

  // Appends hits, stops after `max_hits`. The bytes are read as UTF-8 (NFC or NFD); bytes that are
  // not UTF-8 count as separators, so legacy and UTF-16 text must be decoded first or sent the slow
  // way.
  void Scan(Bytes utf8, Scratch& scratch, std::vector<Hit>& hits, size_t max_hits = 64) const;

  // The same, hit by hit in the text's order, however many there are.
  void ForEachHit(Bytes utf8, Scratch& scratch, const Visitor& visit) const;

  QuickPath path() const;

 private:
  struct Impl;
  explicit QuickScanner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace niem::text
