#include "scan/glob.h"

#include <algorithm>

namespace niem::scan {
namespace {

constexpr size_t kNone = std::string_view::npos;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

size_t CharacterLength(std::string_view text, size_t at) {
  size_t length = 1;
  while (at + length < text.size() &&
         (static_cast<unsigned char>(text[at + length]) & 0xc0) == 0x80)
    ++length;
  return length;
}

// pattern[at] is '['. Sets `end` behind the ']' and returns whether the set holds `c`; an unclosed
// set is a plain '['.
bool SetHolds(std::string_view pattern, size_t at, char c, size_t& end) {
  const size_t close = pattern.find(']', at + 2 + (pattern.substr(at + 1, 1) == "!" ? 1 : 0));
  if (close == kNone) {
    end = at + 1;
    return c == '[';
  }
  end = close + 1;
  std::string_view set = pattern.substr(at + 1, close - at - 1);
  const bool negated = set.front() == '!' || set.front() == '^';
  if (negated) set.remove_prefix(1);
  bool found = false;
  for (size_t i = 0; i < set.size(); ++i) {
    const bool range = i + 2 < set.size() && set[i + 1] == '-';
    const char low = Lower(set[i]), high = Lower(range ? set[i + 2] : set[i]);
    found = found || (Lower(c) >= low && Lower(c) <= high);
    if (range) i += 2;
  }
  return found != negated;
}

// Where to take up again after a mismatch: behind a star, with one more character given to it.
struct Retry {
  size_t pattern = kNone;
  size_t path = 0;
};

}  // namespace

// A mismatch gives one more character to the last '*', and where that may not (a '/'), to the last
// '**'.
bool GlobMatch(std::string_view pattern, std::string_view path) {
  Retry star, double_star;
  size_t p = 0, s = 0;
  while (true) {
    if (p < pattern.size() && pattern[p] == '*') {
      if (p + 1 < pattern.size() && pattern[p + 1] == '*') {
        p += 2;
        if (p < pattern.size() && pattern[p] == '/' && (p == 2 || pattern[p - 3] == '/')) {
          // "**/" also stands for nothing at all.
          double_star = {p, s};
          if (GlobMatch(pattern.substr(p + 1), path.substr(s))) return true;
          continue;
        }
        double_star = {p, s};
        star = {};
        continue;
      }
      star = {++p, s};
      continue;
    }
    if (s == path.size() && p == pattern.size()) return true;
    if (s < path.size() && p < pattern.size()) {
      size_t next = p + 1, used = 1;
      bool same = Lower(pattern[p]) == Lower(path[s]);
      if (pattern[p] == '?') {
        same = path[s] != '/';
        used = CharacterLength(path, s);
      } else if (pattern[p] == '[') {
        same = SetHolds(pattern, p, path[s], next) && path[s] != '/';
      }
      if (same) {
        p = next;
        s += used;
        continue;
      }
    }
    if (star.pattern != kNone && star.path < path.size() && path[star.path] != '/') {
      p = star.pattern;
      s = ++star.path;
    } else if (double_star.pattern != kNone && double_star.path < path.size()) {
      p = double_star.pattern;
      s = ++double_star.path;
      star = {};
    } else {
      return false;
    }
  }
}

bool MatchesAny(const std::vector<std::string>& patterns, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::any_of(patterns.begin(), patterns.end(), [&](std::string_view pattern) {
    if (!pattern.empty() && pattern.back() == '/') pattern.remove_suffix(1);
    if (pattern.find('/') == kNone) return GlobMatch(pattern, name);
    if (pattern.front() == '/') pattern.remove_prefix(1);
    return GlobMatch(pattern, path);
  });
}

}  // namespace niem::scan
