// What a PDF page or document holds beside its text layer: annotations, form fields, attached
// files, pictures.
//
// Words that an annotation only draws come from pdf_stamps.h.
//
// Ownership: blocks own their text; member bytes live during the sink's call. Errors: none; what
// cannot be read is a note or a bad member. Thread-safety: one document, one thread.
#pragma once

#include <poppler.h>

#include <cstdint>
#include <vector>

#include "extract/extract.h"
#include "extract/pdf_stamps.h"

namespace niem::extract {

// Appends annotation blocks (kAnnotation) of one page. False when a drawn annotation says nothing
// in letters: a picture of a stamp, which needs OCR.
bool ReadPdfAnnotations(PopplerPage* page, uint32_t number, PdfStamps& stamps,
                        std::vector<Block>& blocks);

// Appends the filled-in values of form fields (kFormField).
void ReadPdfFields(PopplerPage* page, uint32_t number, std::vector<Block>& blocks);

// Hands every attached file to the sink. False when the sink wants no more or a limit was met.
bool ReadPdfAttachments(PopplerDocument* document, Context& context);

// The share of the page that pictures cover, 0..1.
double PdfPictureCover(PopplerPage* page);

}  // namespace niem::extract
