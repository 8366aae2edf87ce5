// Answers plain texts without a worker, where the answer can only be "clean".
//
// A text is proved clean when none of the rules' quick phrases stands in it AND nothing in it could
// turn into one on the full way: so it must be valid UTF-8, without the letters that carried TCVN3
// and VNI need but true Vietnamese never has, without VIQR's marks behind vowels, and without words
// spelt by single letters ("T Ố I  M Ậ T"). Any doubt means no: the document then goes to the
// sandbox. Only code of this project runs here, and only bounded reading.
//
// Thread-safety: Proves may run in many threads, each with its own Scratch.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "detect/rules.h"
#include "extract/document.h"
#include "text/quick_scan.h"

namespace niem::scan {

class QuickLook {
 public:
  using Scratch = text::QuickScanner::Scratch;

  static Result<QuickLook> Create(const detect::RuleSet& rules);

  // True: the document is clean, for certain. False: read it properly.
  bool ProvesClean(extract::Format format, Bytes bytes, Scratch& scratch) const;

 private:
  explicit QuickLook(std::unique_ptr<text::QuickScanner> scanner) : scanner_(std::move(scanner)) {}

  std::unique_ptr<text::QuickScanner> scanner_;  // none: the rules want every document read
};

// Whether a text could hold words that the quick scanner does not see as they stand. Public for
// tests.
bool MayHideWords(Bytes bytes);

}  // namespace niem::scan
