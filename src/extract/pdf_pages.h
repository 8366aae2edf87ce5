// The pages of a PDF as pictures, for text recognition.
//
// A page that is one picture is that picture, as it was scanned; any other page is drawn, at 200
// dots an inch, with its annotations.
//
// Ownership: rasters are values. Errors: an empty raster where the page cannot be drawn.
// Thread-safety: one document, one thread.
#pragma once

#include <poppler.h>

#include <vector>

#include "picture/raster.h"

namespace niem::extract {

picture::Raster PictureOfPage(PopplerPage* page);

// The pictures on the page that are large enough for a stamp and smaller than a page, each once.
std::vector<picture::Raster> SmallPictures(PopplerPage* page);

// Tells pictures apart: a logo is the same on every page.
uint64_t DigestOf(const picture::Raster& raster);

}  // namespace niem::extract
