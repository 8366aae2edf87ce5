// Files that a mail carries inside its plain text, from before MIME: uuencode ("begin 644 name" ...
// "end") and yEnc ("=ybegin ... name=" ... "=yend").
//
// Ownership: values. Errors: none; a file cut short is given as far as it goes. Thread-safety:
// pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace niem::extract {

struct InlineFile {
  std::string name;  // as written
  std::string bytes;
};

// Takes the files out of `text`, which keeps what stands around them.
std::vector<InlineFile> TakeInlineFiles(std::string& text);

}  // namespace niem::extract
