// Of a document that only talks about secrecy, the part that decides what is reported of it.
//
// Most documents with a phrase that counts mention it in a sentence or two. What the report says of
// such a mention (its words, its page, the place of its line) depends on the lines around it: the
// head of an official document reaches Layout's 28 lines, and no further than the next line of
// running text. An excerpt of these lines, judged in full, says the same of them as the document
// would, where it holds nothing but mentions; where it holds more, the document must be read.
//
// Ownership: copies the blocks it takes. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "extract/document.h"

namespace niem::detect {

// A place in a document.
struct Spot {
  size_t block = 0;
  size_t offset = 0;  // bytes in its text

  bool operator<(const Spot& other) const {
    return block != other.block ? block < other.block : offset < other.offset;
  }
};

// Where a phrase counts, from its first letter to behind its last; blocks in between included.
struct Stretch {
  Spot begin, end;
};

// The lines around all of `stretches`, in the document's order, with a line of no meaning between
// those that do not follow each other. Without notes. Nothing where it would not be much shorter.
std::optional<extract::Document> ExcerptAround(const extract::Document& document,
                                               const std::vector<Stretch>& stretches);

}  // namespace niem::detect
