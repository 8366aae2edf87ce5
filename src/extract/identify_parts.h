// The three larger questions of Identify (identify.cc): which ZIP, which OLE file, which text.
// None allocates or reads outside its bytes. Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "extract/document.h"

namespace niem::extract {

// docx, xlsx, pptx, odt, ods, odp by the names in it, else kZip; kUnknown when it is no ZIP file.
// `need_directory`: only a central directory at the end proves it (archives behind a program).
Format IdentifyZip(Bytes bytes, bool need_directory);

// doc, xls, ppt, msg by the names of its streams, else kOle (encrypted OOXML is one).
Format IdentifyOle(Bytes bytes);

// Whether a compound file's directory has a stream that is larger than the file. libgsf leaves out
// such an entry and those below it, and says nothing.
bool OleNamesMoreThanItHolds(Bytes bytes);

// A text of any kind (rtf, html, xml, flat ODF, mail ...), or kUnknown for binary bytes. The name
// only breaks ties.
Format IdentifyText(Bytes bytes, std::string_view name);

}  // namespace niem::extract
