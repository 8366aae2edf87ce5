// Draws a Picture block. Thread-safety: one thread. Errors: the pager's.
#pragma once

#include "print/pager.h"
#include "print/paper.h"

namespace niem::print {

Status Put(Pager& pager, const Picture& picture);

}  // namespace niem::print
