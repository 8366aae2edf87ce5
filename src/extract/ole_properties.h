// Property sets of compound files: title, subject, keywords ... and what users add.
//
// Thread-safety: pure functions. Errors: none; what does not parse is left out.
// Source: [MS-OLEPS] 2; property numbers: [MS-OSHARED] 2.3.3.
#pragma once

#include "extract/cfb.h"
#include "extract/offcrypto_rc4.h"
#include "extract/ole_text.h"

namespace niem::extract {

// Adds the texts of both summary streams as kMetadata; sets the document's page count if it has
// none.
void AddProperties(const CfbStorage& root, DocumentWriter& writer);

// The same for a document locked by `lock`, whose properties may be locked in a stream of their
// own; notes where that cannot be read. Source: [MS-OFFCRYPTO] 2.3.5.4.
void AddLockedProperties(const CfbStorage& root, const Rc4Lock& lock, DocumentWriter& writer);

// One property set stream.
void AddPropertySet(Bytes stream, DocumentWriter& writer);

}  // namespace niem::extract
