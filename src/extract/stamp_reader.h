// Finds the stamps of a page and reads what each says: frames first (picture/frames.h), then each
// cut out, set straight and read alone, then the nearest legend.
//
// Why not the page at once: text recognition of a whole page does not see slanted stamps at all,
// and takes ten times as long.
//
// Ownership: borrows the recogniser. Errors: none; what cannot be read is no stamp. Thread-safety:
// one thread.
#pragma once

#include <chrono>
#include <vector>

#include "extract/document.h"
#include "extract/legend.h"
#include "picture/frames.h"
#include "picture/recogniser.h"

namespace niem::extract {

struct StampText {
  LegendMatch legend;
  picture::Frame frame;
  bool double_border = false;
};

// All legends found, other stamps than marks included. Looks for black stamps only where the page
// shows no red mark.
std::vector<StampText> ReadStamps(const picture::Raster& page, picture::Recogniser& recogniser);

// As a block of the page: a text box with its ink and border.
Block StampBlock(const StampText& stamp, const picture::Raster& page, uint32_t number);

}  // namespace niem::extract
