// What the annotations of a PDF draw: stamps, free texts, watermarks, visible signatures.
//
// Such an annotation may carry its words only in a drawing of its own (an appearance stream, ISO
// 32000-1 §12.5.5), which poppler's text functions pass by. qpdf copies the drawings, at their
// places, to a PDF of the same page sizes that holds nothing else, and its text is read like any
// page's. Nothing is rendered: which fonts the machine has does not matter, and no file is opened.
//
// Ownership: the bytes and passwords given must outlive the object; pages own themselves. Errors:
// none; a document that qpdf cannot follow has no stamp pages. Thread-safety: one object, one
// thread.
#pragma once

#include <poppler.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "extract/glib_util.h"

namespace niem::extract {

class PdfStamps {
 public:
  PdfStamps(Bytes bytes, const std::vector<std::string>& passwords)
      : bytes_(bytes), passwords_(passwords) {}

  // Page `number`, from 1, with only its drawings on it. Null where there is none or it cannot be
  // read. The first call reads the whole document.
  GPtr<PopplerPage> Page(uint32_t number);

 private:
  void Copy();

  Bytes bytes_;
  const std::vector<std::string>& passwords_;
  bool copied_ = false;
  std::string copy_;                        // a PDF, or empty
  GPtr<PopplerDocument> document_;          // of `copy_`
  std::vector<std::optional<int>> places_;  // page number - 1 -> page of `copy_`, from 0
};

}  // namespace niem::extract
