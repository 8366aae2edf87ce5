// Path patterns for --include and --exclude.
//
//   ?  one character but '/'         [a-z] [!a-z]  one of a set
//   *  any characters but '/'        **            any characters, '/' included
//
// A pattern without '/' is compared with the last part of the path, at any depth; one with '/' with
// the whole path below the root. ASCII letters match either case: a share written by Windows holds
// "A.DOCX" beside "a.docx", and a mark missed for a capital letter would be a mark missed.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace niem::scan {

bool GlobMatch(std::string_view pattern, std::string_view path);

// `path` is relative to the root, without a leading '/'.
bool MatchesAny(const std::vector<std::string>& patterns, std::string_view path);

}  // namespace niem::scan
