// What the annotations of a PDF draw, copied by qpdf to a PDF of its own (for pdf_stamps.h).
//
// The copy has the pages that bear drawings, in the same size and turn, and on them the appearance
// streams (ISO 32000-1 §12.5.5) at their places and nothing else. Stamps, free texts, watermarks
// and visible signatures count; hidden annotations and other form fields do not.
//
// Compiled as C++17, like the .cc: qpdf's headers and clang 14 disagree about C++20's std::vector.
// Errors: none; a document that qpdf cannot follow has no drawings. Thread-safety: any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace niem::extract {

struct PdfDrawings {
  std::string pdf;                         // empty when there are none
  std::vector<std::optional<int>> places;  // page number - 1 -> page of `pdf`, from 0
};

PdfDrawings CopyPdfDrawings(std::string_view bytes, const std::vector<std::string>& passwords);

}  // namespace niem::extract
