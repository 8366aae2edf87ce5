#include "text/match.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace niem::text {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\n';
}

bool StartsWord(std::string_view text, size_t at) {
  return at == 0 || IsSpace(text[at - 1]);
}

bool EndsWord(std::string_view text, size_t at) {
  return at == text.size() || IsSpace(text[at]);
}

// OCR breaks lines anywhere, so approximate matching reads a line break as a blank.
char Flat(char c) {
  return c == '\n' ? ' ' : c;
}

bool StandsAt(std::string_view text, size_t at, std::string_view phrase, bool across_lines) {
  if (at + phrase.size() > text.size()) return false;
  for (size_t i = 0; i < phrase.size(); ++i) {
    const char c = across_lines ? Flat(text[at + i]) : text[at + i];
    if (c != phrase[i]) return false;
  }
  return true;
}

// For every end in a text, the smallest distance between the pattern and any stretch that ends
// there. Up to 64 letters: Myers' bit-parallel columns (J. ACM 46, 1999), O(1) a letter.
class BitColumns {
 public:
  static constexpr size_t kMaxPattern = 64;

  explicit BitColumns(std::string_view pattern) : last_(1ULL << (pattern.size() - 1)) {
    for (size_t i = 0; i < pattern.size(); ++i) {
      places_[static_cast<uint8_t>(Flat(pattern[i]))] |= 1ULL << i;
    }
    size_ = static_cast<int>(pattern.size());
    Reset();
  }

  void Reset() {
    plus_ = ~0ULL;
    minus_ = 0;
    score_ = size_;
  }

  int Next(char c) {
    const uint64_t eq = places_[static_cast<uint8_t>(Flat(c))];
    const uint64_t x = eq | minus_;
    const uint64_t d0 = (((x & plus_) + plus_) ^ plus_) | x;
    uint64_t up = minus_ | ~(d0 | plus_);
    uint64_t down = plus_ & d0;
    if (up & last_) ++score_;
    if (down & last_) --score_;
    up <<= 1;  // a match may begin anywhere: the top row is all zeros
    down <<= 1;
    plus_ = down | ~(d0 | up);
    minus_ = up & d0;
    return score_;
  }

 private:
  std::array<uint64_t, 256> places_{};
  uint64_t last_;
  uint64_t plus_ = 0;
  uint64_t minus_ = 0;
  int score_ = 0;
  int size_ = 0;
};

// The same by dynamic programming, for longer patterns; rows whose distance is beyond the limit are
// not computed (E. Ukkonen, J. Algorithms 6, 1985), which makes it O(limit) a letter on average.
class CutOffColumns {
 public:
  CutOffColumns(std::string_view pattern, int limit) : pattern_(pattern), limit_(limit) {
    column_.resize(pattern.size() + 1);
    Reset();
  }

  void Reset() {
    for (size_t i = 0; i < column_.size(); ++i) column_[i] = static_cast<int>(i);
    active_ = std::min(static_cast<size_t>(limit_) + 1, pattern_.size());
  }

  // Any number above the limit stands for all of them.
  int Next(char c) {
    int diagonal = 0;
    for (size_t i = 1; i <= active_; ++i) {
      const int substituted = diagonal + (Flat(pattern_[i - 1]) == Flat(c) ? 0 : 1);
      diagonal = column_[i];
      column_[i] = std::min({substituted, column_[i] + 1, column_[i - 1] + 1});
    }
    while (column_[active_] > limit_) --active_;
    const bool complete = active_ == pattern_.size();
    if (!complete) column_[++active_] = limit_ + 1;
    return complete ? column_[active_] : limit_ + 1;
  }

 private:
  std::string_view pattern_;
  int limit_;
  std::vector<int> column_;
  size_t active_ = 0;
};

// Where the stretch begins that ends at `end` and has the known smallest distance: at a word's
// start if one of the best does, else the one nearest to the phrase's length.
size_t FindBegin(std::string_view text, size_t floor, size_t end, std::string_view phrase,
                 int distance) {
  const size_t reach = std::min(end - floor, phrase.size() + static_cast<size_t>(distance));
  std::vector<int> column(phrase.size() + 1);
  for (size_t i = 0; i < column.size(); ++i) column[i] = static_cast<int>(i);
  size_t best = end;
  std::pair<bool, size_t> best_rank{true, SIZE_MAX};
  for (size_t length = 0; length <= reach; ++length) {
    const size_t begin = end - length;
    if (length > 0) {
      int diagonal = column[0];
      column[0] = static_cast<int>(length);
      for (size_t i = 1; i <= phrase.size(); ++i) {
        const bool same = Flat(phrase[phrase.size() - i]) == Flat(text[begin]);
        const int substituted = diagonal + (same ? 0 : 1);
        diagonal = column[i];
        column[i] = std::min({substituted, column[i] + 1, column[i - 1] + 1});
      }
    }
    if (column.back() != distance) continue;
    const size_t off = length > phrase.size() ? length - phrase.size() : phrase.size() - length;
    const std::pair<bool, size_t> rank{!StartsWord(text, begin), off};
    if (rank < best_rank) {
      best_rank = rank;
      best = begin;
    }
  }
  return best;
}

template <typename Columns>
std::vector<Match> Search(std::string_view text, std::string_view phrase, int limit,
                          Columns columns) {
  std::vector<Match> matches;
  // Ends of the same occurrence lie within this many letters of the first end that is near enough.
  const size_t window = 2 * static_cast<size_t>(limit);
  size_t floor = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    int distance = columns.Next(text[at]);
    if (distance > limit) continue;
    Match match{0, at + 1, distance};
    bool at_word_end = EndsWord(text, match.end);
    const size_t last = std::min(at + window, text.size() - 1);
    for (size_t ahead = at + 1; ahead <= last && match.distance > 0; ++ahead) {
      distance = columns.Next(text[ahead]);
      const bool word_end = EndsWord(text, ahead + 1);
      if (distance < match.distance || (distance == match.distance && word_end && !at_word_end)) {
        match.end = ahead + 1;
        match.distance = distance;
        at_word_end = word_end;
      }
    }
    match.begin = FindBegin(text, floor, match.end, phrase, match.distance);
    floor = match.end;
    at = match.end - 1;
    columns.Reset();
    matches.push_back(match);
  }
  return matches;
}

}  // namespace

std::optional<int> EditDistance(std::string_view a, std::string_view b, int limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (limit < 0 || b.size() - a.size() > static_cast<size_t>(limit)) return {};
  const auto band = static_cast<size_t>(limit);
  const int far = limit + 1;
  std::vector<int> row(b.size() + 1, far);
  for (size_t j = 0; j <= std::min(band, b.size()); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    const size_t first = i > band ? i - band : 0;
    const size_t last = std::min(b.size(), i + band);
    int diagonal = first > 0 ? row[first - 1] : far;
    if (first > 0) row[first - 1] = far;
    int nearest = far;
    for (size_t j = first; j <= last; ++j) {
      const int substituted = j > 0 ? diagonal + (a[i - 1] == b[j - 1] ? 0 : 1) : far;
      const int inserted = j > 0 ? row[j - 1] + 1 : far;
      diagonal = row[j];
      row[j] = std::min({substituted, inserted, row[j] + 1, far});
      nearest = std::min(nearest, row[j]);
    }
    if (nearest > limit) return {};
  }
  return row[b.size()] <= limit ? std::optional<int>(row[b.size()]) : std::nullopt;
}

std::vector<Match> FindPhrase(std::string_view text, std::string_view phrase, bool across_lines) {
  std::vector<Match> matches;
  if (phrase.empty()) return matches;
  // The first word is looked for by the C library's fast search, the rest compared.
  const std::string_view head = phrase.substr(0, phrase.find(' '));
  for (size_t at = text.find(head); at != std::string_view::npos; at = text.find(head, at)) {
    const size_t end = at + phrase.size();
    if (StartsWord(text, at) && StandsAt(text, at, phrase, across_lines) && EndsWord(text, end)) {
      matches.push_back({at, end, 0});
      at = end;
    } else {
      ++at;
    }
  }
  return matches;
}

std::vector<Match> FindApprox(std::string_view text, std::string_view phrase, int max_distance) {
  if (phrase.empty() || max_distance < 0) return {};
  // Erasing the whole phrase must not count as finding it.
  const int limit = std::min(max_distance, static_cast<int>(phrase.size()) - 1);
  if (phrase.size() <= BitColumns::kMaxPattern) {
    return Search(text, phrase, limit, BitColumns(phrase));
  }
  return Search(text, phrase, limit, CutOffColumns(phrase, limit));
}

int AllowedDistance(size_t phrase_length) {
  if (phrase_length <= 8) return 0;
  if (phrase_length <= 11) return 1;
  if (phrase_length <= 19) return 2;
  return static_cast<int>(phrase_length * 18 / 100);
}

}  // namespace niem::text
