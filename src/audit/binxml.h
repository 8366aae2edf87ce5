// Binary XML of event logs: templates and their substitutions → names with their values.
//
// An event's XML is flattened, for nobody needs the tree: <Data Name="X">v</Data> gives X = v, any
// other element with text its own name, an attribute "Element.Attribute". Source: MS-EVEN6 2.2.12
// and the format as observed. Bounded: depth, values, tokens and bytes of one event.
//
// Ownership: borrows the chunk. Errors: kCorrupt. Thread-safety: pure function.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

using EventValues = std::vector<std::pair<std::string, std::string>>;

// The XML at `offset` of the 64-KiB chunk, which ends before `end`.
Result<EventValues> ReadBinXml(Bytes chunk, size_t offset, size_t end);

}  // namespace niem::audit
