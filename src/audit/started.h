// What Windows starts by itself (Run keys, scheduled tasks) and what runs now, joined with the
// folders that were looked at: "starts" of the facts "autostart", "task" and "live.process" says
// "sideload" where the program lies in a folder laid out for loading a false library (H4), and
// "named" where an entry in users' or programs' data is named as its folder, and that as its
// program with two or three letters behind (AvastSvc.exe in AvastSvcpCP), as published of one worm.
//
// Facts were placed before (letters.h).
//
// Source: research §5, H8 and H12. Errors: none. Thread-safety: pure function over its argument.
#pragma once

#include <vector>

#include "audit/fact.h"

namespace niem::audit {

void MarkStarted(std::vector<Fact>& facts);

}  // namespace niem::audit
