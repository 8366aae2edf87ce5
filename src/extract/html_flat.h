// HTML without a tree: for pages that are too large or too deeply nested to be parsed.
#pragma once

#include <string_view>

#include "extract/block_builder.h"

namespace niem::extract {

// Whether building a tree of this page is safe: nesting within what browsers keep (512 and some).
bool TreeIsSafe(std::string_view html);

// Text between tags, a block per block-level tag, scripts and style sheets left out, comments
// included. One pass, no recursion, memory of one block.
void ReadFlatHtml(std::string_view html, BlockSink& sink);

}  // namespace niem::extract
