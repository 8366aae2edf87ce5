// Zone.Identifier, the mark that browsers, mail and chat programs put on what came from elsewhere
// (an alternate stream of NTFS, text like an .ini file), and desktop.ini, which can make a folder
// look like the recycle bin.
//
// Many small texts are read at once: a process for each would take longer than the reading.
// Errors: texts out of form yield nothing. Thread-safety: pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "audit/fact.h"

namespace niem::audit {

inline constexpr size_t kMaxSmallText = 32768;

// One of the texts of a bundle.
void PutSmallText(std::string& bundle, std::string_view path, std::string_view bytes);

// Facts "file.zone": path, zone, site, referrer (names of hosts, never whole addresses).
SourceFacts ReadZones(Bytes bundle);

// Facts "layout.hint" of H3: a desktop.ini that gives a folder the look of the recycle bin; of H10:
// an autorun.inf that has a program started.
SourceFacts ReadDesktopFiles(Bytes bundle);

// `each(facts, path, text)` for each text of a bundle.
SourceFacts ReadBundle(Bytes bundle,
                       const std::function<void(SourceFacts& facts, const std::string& path,
                                                const std::string& text)>& each);

}  // namespace niem::audit
