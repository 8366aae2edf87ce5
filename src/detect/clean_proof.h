// Proves a document clean without reading it line by line: most documents of a disk hold none of
// the phrases without which Judge() can say nothing but clean (RuleSet::quick_phrases), or only
// such as do not count (detect/quick_filter.h), and the quick scanner sees that forty times faster.
//
// Blocks are scanned as one text with a line break between them, so that a phrase which runs on
// from one block to the next is seen too. It errs only towards "read it": where Holds() is true,
// JudgeInFull() says clean, without evidence (tested over the corpus and on mutations).
//
// Internal to detect/. Ownership: borrows the rules. Errors: none. Thread-safety: immutable.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "detect/excerpt.h"
#include "detect/quick_filter.h"
#include "extract/document.h"
#include "text/quick_scan.h"

namespace niem::detect {

class CleanProof {
 public:
  // Nothing where the rules want every document read (RuleSet::quick_phrases_suffice).
  static std::unique_ptr<CleanProof> Create(const RuleSet::Impl& rules);

  // Whether no block can make the document anything but clean. Its name is not looked at.
  bool Holds(const extract::Document& document) const;

  struct Survey {
    std::vector<Stretch> stretches;  // where something may make it so; none: Holds()
    bool complete = true;            // those are all; else they are too many or hard to tell
  };

  Survey LookOver(const extract::Document& document, size_t most_stretches) const;

 private:
  CleanProof(const RuleSet::Impl& rules, text::QuickScanner scanner)
      : filter_(rules), scanner_(std::move(scanner)) {}

  HitFilter filter_;
  text::QuickScanner scanner_;
};

}  // namespace niem::detect
