// RFC 3676: text/plain; format=flowed. Lines that end in a blank go on in the next one.
// Errors: none. Thread-safety: pure function.
#pragma once

#include <string>
#include <string_view>

namespace niem::extract {

// `delete_space`: the blank at a soft line end is not part of the text (DelSp=yes).
std::string UnflowMailText(std::string_view text, bool delete_space);

}  // namespace niem::extract
