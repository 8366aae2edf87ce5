// Which way up a page lies in its picture.
//
// Ownership: plain values. Errors: none; undecided counts as upright. Thread-safety: one thread.
// Source: leptonica's flipdetect.c, which counts letters that rise above their line and letters
// that hang below.
#pragma once

#include "picture/raster.h"

namespace niem::picture {

// How many quarters to Turn() a page of Latin letters until it stands upright.
int QuartersToUpright(const Raster& grey);

// The row between `from` and `to` (shares of the height) with the least ink, so that a cut there
// goes through no line of text.
int QuietRow(const Raster& grey, double from, double to);

}  // namespace niem::picture
