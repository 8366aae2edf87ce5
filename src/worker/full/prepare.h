// What niem-worker and niem-worker-ocr do before their sandbox closes.
// Thread-safety: once, from main().
#pragma once

#include "detect/rules.h"

namespace niem::worker {

// Makes the libraries of all formats load what they would otherwise look for on disk.
void PrepareAllFormats(const detect::RuleSet& rules);

}  // namespace niem::worker
