// Text files line by line, for the readers of small files. Thread-safety: pure functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace niem::audit {

inline std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const size_t begin = std::min(text.find_first_not_of(kSpace), text.size());
  return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

// Calls `each(line, number)`, lines counted from 1, without their ends.
template <typename Each>
void EachLine(std::string_view text, const Each& each) {
  uint64_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    each(text.substr(at, end - at), ++number);
    at = end + 1;
  }
}

inline std::string LineName(uint64_t number) {
  return "line " + std::to_string(number);
}

// The value of "KEY=value"; nothing (nullptr data) where the line has another key.
inline std::string_view ValueOf(std::string_view line, std::string_view key) {
  if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != '=') return {};
  return Trimmed(line.substr(key.size() + 1));
}

inline std::string_view Unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                      text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace niem::audit
