// What the annotations of a PDF draw: stamps, free texts, watermarks, visible signatures.
//
// Such an annotation may carry its words only in a drawing of its own, which poppler's text
// functions pass by. The drawings are copied to a PDF that holds nothing else (pdf_drawings.h), and
// its text is read like any page's. Nothing is rendered: which fonts the machine has does not
// matter, and no file is opened.
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
#include "extract/pdf_drawings.h"

namespace niem::extract {

class PdfStamps {
 public:
  PdfStamps(Bytes bytes, const std::vector<std::string>& passwords)
      : bytes_(bytes), passwords_(passwords) {}

  // Page `number`, from 1, with only its drawings on it. Null where there is none or it cannot be
  // read. The first call reads the whole document.
  GPtr<PopplerPage> Page(uint32_t number);

 private:
  Bytes bytes_;
  const std::vector<std::string>& passwords_;
  std::optional<PdfDrawings> drawings_;
  GPtr<PopplerDocument> document_;  // of drawings_->pdf
};

}  // namespace niem::extract
