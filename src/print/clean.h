// Texts made fit to be set: UTF-8 or refused, NFC, and no character that draws nothing but changes
// what stands beside it. Pango draws nothing at all after invalid UTF-8, and Liberation Serif sets
// decomposed letters wrong; neither may reach it.
// Thread-safety: pure function. Errors: kInvalidArgument.
#pragma once

#include "print/paper.h"

namespace niem::print {

Status Clean(Paper* paper);

}  // namespace niem::print
