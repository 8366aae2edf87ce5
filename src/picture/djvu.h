// DjVu books (one page or many in a file): the picture of each page, and the text that whoever
// scanned it put under it.
//
// By libdjvulibre, which decodes on a thread of its own: only niem-worker-ocr, which may start
// threads, calls this. Books whose pages stand in other files (indirect ones) have no page here.
// Sizes are judged before a page is decoded; large pages are drawn smaller.
//
// Ownership: pages are handed over by value. Errors: kCorrupt where not even the list of pages can
// be read; a damaged page comes without its picture. Thread-safety: one thread at a time. Source:
// DjVu3 specification (November 2005), ddjvuapi.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "picture/decode.h"
#include "picture/raster.h"

namespace niem::picture {

struct DjvuLine {
  std::string text;                      // as the file has it: should be UTF-8
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // fractions of the page, from its upper left corner
};

struct DjvuPage {
  Raster raster;  // empty: damaged or too large
  std::vector<DjvuLine> lines;
};

// Pages count from 1; false ends the walk.
using OnDjvuPage = std::function<bool(DjvuPage page, int number)>;

bool IsDjvu(Bytes bytes);

// Makes the library look for its messages and its user's home now, and never again: it asks the
// system who runs it, over a socket, which the sandbox answers with death. Starts no thread.
void PrepareDjvu();

// Calls `on_page` for each; returns how many there are.
Result<int> ReadDjvu(Bytes bytes, const DecodeLimits& limits, const OnDjvuPage& on_page);

}  // namespace niem::picture
