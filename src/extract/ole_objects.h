// Objects inside office documents, handed to the member sink.
//
// Ownership: borrows everything during the call. Thread-safety: as its context. Errors: a member
// that cannot be had is reported to the sink (OnBadMember); the document goes on. Source:
// [MS-OLEDS] 2.2 (OLE1 presentation and embedded objects), 2.3.6 (Ole10Native).
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "extract/cfb.h"
#include "extract/extract.h"

namespace niem::extract {

// Admits and hands over one member. False when the sink wants no more.
bool GiveMember(std::string_view name, Bytes bytes, uint64_t packed, Context& context);

// An OLE1 object stream, as RTF's \objdata holds it: a compound file, a package, or raw data.
// False when it is malformed (the sink was told).
bool GiveOle1Object(std::string_view name, Bytes bytes, Context& context);

// The stream "\1Ole10Native": a packaged file with its name. False when it is malformed.
bool GiveOle10Native(std::string_view name, Bytes bytes, Context& context);

// An object's storage: its package or OOXML part if it has one, else the storage as a file of its
// own.
void GiveStorage(std::string_view name, const CfbStorage& storage, Context& context);

}  // namespace niem::extract
