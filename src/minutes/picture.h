// An audit's picture (audit/drawing.h) as a block on paper. Thread-safety: pure function.
#pragma once

#include "audit/drawing.h"
#include "print/paper.h"

namespace niem::minutes {

print::Picture PictureOf(const audit::Drawing& drawing);

}  // namespace niem::minutes
