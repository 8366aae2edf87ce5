// Picture files -> rasters: png, jpeg, tiff (all its pages), bmp, webp, gif (its first picture),
// jpeg 2000, heic, avif and djvu (all its pages; their text: djvu.h).
//
// The libraries meet hostile bytes: call only inside a sandboxed worker. Sizes are read and judged
// before anything is unpacked. Large rasters are shrunk page by page, so that a 600 dpi book costs
// the memory of one page.
//
// Ownership: rasters are handed over by value. Errors: kCorrupt, kUnsupported (what the libraries
// do not know), kTooLarge. Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "picture/raster.h"

namespace niem::picture {

struct DecodeLimits {
  uint64_t max_dots = 120'000'000;  // of one page: A3 at 600 dpi has 70 million
  int max_pages = 2'000;
  int longest = 4'800;  // larger pages are shrunk below it: A4 at 410 dpi
};

// Pages count from 1; `page` false ends the walk.
using OnPage = std::function<bool(Raster page, int number)>;

// Calls `on_page` for each; returns how many there are. A damaged page after the first ends the
// walk with its error.
Result<int> Decode(Bytes bytes, const DecodeLimits& limits, const OnPage& on_page);

// heic, heif, avif.
bool IsHeif(Bytes bytes);
Result<Raster> DecodeHeif(Bytes bytes, const DecodeLimits& limits);

// The errors that all decoders share.
Error TooLargePicture();
Error DamagedPicture();

}  // namespace niem::picture
