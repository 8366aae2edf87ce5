// The compressed RTF of Outlook messages.
//
// Thread-safety: pure function. Errors: kCorrupt. Output is at most nine times the input by the
// format's own arithmetic, so no bomb is possible. Source: [MS-OXRTFCP] 2.1, 3.1.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::extract {

// What was cut off or damaged behind some good text is left out; `complete` says so.
Result<std::string> DecompressRtf(Bytes compressed, bool& complete);

}  // namespace niem::extract
