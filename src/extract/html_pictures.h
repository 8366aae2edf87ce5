// Pictures that stand inside a page as data: URLs (RFC 2397): in attributes, in style sheets,
// anywhere.
//
// They are looked for in the source, not in the tree, so that no element and no attribute that
// browsers know is forgotten. Thread-safety: as the context. Errors: none; what stays unread is
// counted.
#pragma once

#include <string_view>

#include "extract/extract.h"
#include "extract/pictures.h"

namespace niem::extract {

// Reads each; blocks are appended to the document.
UnreadPictures ReadDataPictures(std::string_view html, Context& context, Document& document);

}  // namespace niem::extract
