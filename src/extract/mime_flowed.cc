#include "extract/mime_flowed.h"

namespace niem::extract {
namespace {

size_t QuoteDepth(std::string_view line) {
  size_t depth = line.find_first_not_of('>');
  return depth == line.npos ? line.size() : depth;
}

}  // namespace

std::string UnflowMailText(std::string_view text, bool delete_space) {
  std::string joined;
  bool soft = false;
  size_t last_depth = 0;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    std::string_view line = text.substr(at, end == text.npos ? end : end - at);
    at = end == text.npos ? text.size() : end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    size_t depth = QuoteDepth(line);
    bool follows = soft && depth == last_depth;
    if (!follows && !joined.empty()) joined += '\n';
    if (follows) line.remove_prefix(depth);
    if (follows || depth == 0) {
      if (!line.empty() && line[0] == ' ') line.remove_prefix(1);  // stuffed
    }
    // "-- " is the line above a signature, never a soft one.
    soft = !line.empty() && line.back() == ' ' && line != "-- ";
    if (soft && delete_space) line.remove_suffix(1);
    joined += line;
    last_depth = depth;
  }
  if (!text.empty() && text.back() == '\n') joined += '\n';
  return joined;
}

}  // namespace niem::extract
