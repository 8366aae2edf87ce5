// The pack files that the build put into the program (CMakeLists.txt of this folder).
// Internal to law/. Ownership: static. Thread-safety: constants. Source: packs/vn-*/.
#pragma once

#include <vector>

#include "law/pack.h"

namespace niem::law {

// One vector per pack.
std::vector<std::vector<PackFile>> EmbeddedPacks();

}  // namespace niem::law
