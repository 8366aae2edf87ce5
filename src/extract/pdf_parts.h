// What a PDF page or document holds beside its text layer: annotations, form fields, attached
// files, pictures.
//
// A stamp or a free text may carry its words only as a drawing of its own (an appearance stream),
// which poppler's text functions pass by. Such a page is printed once more, annotations included,
// to a PDF in memory, and the words that are new there are taken as the annotations' text.
//
// Ownership: blocks own their text; member bytes live during the sink's call. Errors: none; what
// cannot be read is a note or a bad member. Thread-safety: one document, one thread.
#pragma once

#include <poppler.h>

#include <cstdint>
#include <vector>

#include "extract/extract.h"

namespace niem::extract {

// Appends annotation blocks (kAnnotation) of one page. `page_text` are the page's own blocks. False
// when a drawn annotation says nothing in letters: a picture of a stamp, which needs OCR.
bool ReadPdfAnnotations(PopplerPage* page, uint32_t number, const std::vector<Block>& page_text,
                        std::vector<Block>& blocks);

// Appends the filled-in values of form fields (kFormField).
void ReadPdfFields(PopplerPage* page, uint32_t number, std::vector<Block>& blocks);

// Hands every attached file to the sink. False when the sink wants no more or a limit was met.
bool ReadPdfAttachments(PopplerDocument* document, Context& context);

// The share of the page that pictures cover, 0..1.
double PdfPictureCover(PopplerPage* page);

}  // namespace niem::extract
