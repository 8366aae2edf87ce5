#include "text/match.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace niem::text {
namespace {

int NaiveDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<int>(i + j);
      } else {
        d[i][j] = std::min(
            {d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), d[i - 1][j] + 1, d[i][j - 1] + 1});
      }
    }
  }
  return d[a.size()][b.size()];
}

// For each end: the smallest distance over all beginnings from `floor` on.
std::vector<int> NaiveEnds(std::string_view text, size_t floor, std::string_view phrase) {
  std::vector<int> column(phrase.size() + 1);
  for (size_t i = 0; i < column.size(); ++i) column[i] = static_cast<int>(i);
  std::vector<int> ends(text.size() + 1, static_cast<int>(phrase.size()));
  for (size_t at = floor; at < text.size(); ++at) {
    std::vector<int> next(column.size());
    for (size_t i = 1; i < column.size(); ++i) {
      next[i] = std::min(
          {column[i - 1] + (phrase[i - 1] == text[at] ? 0 : 1), column[i] + 1, next[i - 1] + 1});
    }
    column = next;
    ends[at + 1] = column.back();
  }
  return ends;
}

struct EndAndDistance {
  size_t end;
  int distance;
  bool operator==(const EndAndDistance&) const = default;
};

std::vector<EndAndDistance> NaiveFind(std::string_view text, std::string_view phrase, int limit) {
  std::vector<EndAndDistance> found;
  const auto word_end = [&](size_t at) { return at == text.size() || text[at] == ' '; };
  size_t floor = 0;
  std::vector<int> ends = NaiveEnds(text, floor, phrase);
  for (size_t end = 1; end <= text.size(); ++end) {
    if (ends[end] > limit) continue;
    size_t best = end;
    const size_t last = std::min(end + 2 * static_cast<size_t>(limit), text.size());
    for (size_t other = end + 1; other <= last && ends[best] > 0; ++other) {
      if (ends[other] < ends[best] ||
          (ends[other] == ends[best] && word_end(other) && !word_end(best))) {
        best = other;
      }
    }
    found.push_back({best, ends[best]});
    floor = best;
    end = best;
    ends = NaiveEnds(text, floor, phrase);
  }
  return found;
}

// Few letters, so that near matches abound.
rc::Gen<std::string> Words(size_t longest) {
  return rc::gen::mapcat(rc::gen::inRange<size_t>(1, longest), [](size_t size) {
    return rc::gen::container<std::string>(size, rc::gen::elementOf(std::string("abc ")));
  });
}

TEST(EditDistance, StopsAtTheLimit) {
  EXPECT_EQ(EditDistance("tuyet mat", "tuyet mat", 0), 0);
  EXPECT_EQ(EditDistance("tuyet mat", "tuyel mat", 1), 1);
  EXPECT_EQ(EditDistance("tuyet mat", "tuyel mal", 1), std::nullopt);
  EXPECT_EQ(EditDistance("", "abc", 3), 3);
  EXPECT_EQ(EditDistance("", "abc", 2), std::nullopt);
  EXPECT_EQ(EditDistance("", "", 0), 0);
  EXPECT_EQ(EditDistance("a", "a", -1), std::nullopt);
}

RC_GTEST_PROP(EditDistanceProperty, AgreesWithTheTextbook, ()) {
  const std::string a = *Words(20);
  const std::string b = *Words(20);
  const int limit = *rc::gen::inRange(0, 12);
  const int truth = NaiveDistance(a, b);
  RC_ASSERT(EditDistance(a, b, limit) == (truth <= limit ? std::optional(truth) : std::nullopt));
}

TEST(FindPhrase, FindsWholeWordsOnly) {
  const std::string_view text = "mat toi mat toimat mats\nmat toi\nmat";
  EXPECT_EQ(FindPhrase(text, "mat", false).size(), 4U);
  EXPECT_EQ(FindPhrase(text, "toi mat", false).size(), 1U);
  const std::vector<Match> across = FindPhrase(text, "toi mat", true);
  ASSERT_EQ(across.size(), 2U);
  EXPECT_EQ(across[1].begin, 28U);
  EXPECT_EQ(across[1].end, text.size());
  EXPECT_TRUE(FindPhrase("", "mat", true).empty());
  EXPECT_TRUE(FindPhrase("mat", "", true).empty());
}

TEST(FindApprox, FindsGarbledPhrases) {
  const std::string_view text = "bao ve bi mat nha nudce va bi\nmat nha nuoc trong";
  const std::vector<Match> found = FindApprox(text, "bi mat nha nuoc", 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), "bi mat nha nudc");
  EXPECT_EQ(found[0].distance, 1);
  EXPECT_EQ(text.substr(found[1].begin, found[1].end - found[1].begin), "bi\nmat nha nuoc");
  EXPECT_EQ(found[1].distance, 0);
}

TEST(FindApprox, PrefersWordBoundaries) {
  const std::string_view text = "so tuyet mal x";
  const std::vector<Match> found = FindApprox(text, "tuyet mat", 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), "tuyet mal");
}

TEST(FindApprox, NeverFindsThePhraseInNothing) {
  EXPECT_TRUE(FindApprox("xyz", "ab", 5).empty());
  EXPECT_TRUE(FindApprox("", "ab", 1).empty());
  EXPECT_TRUE(FindApprox("ab", "", 1).empty());
  EXPECT_TRUE(FindApprox("ab", "ab", -1).empty());
}

void AgreesWithNaive(const std::string& text, const std::string& phrase, int limit) {
  const std::vector<Match> found = FindApprox(text, phrase, limit);
  std::vector<EndAndDistance> ends;
  size_t floor = 0;
  for (const Match& match : found) {
    RC_ASSERT(match.begin >= floor);
    RC_ASSERT(match.begin < match.end);
    RC_ASSERT(NaiveDistance(text.substr(match.begin, match.end - match.begin), phrase) ==
              match.distance);
    ends.push_back({match.end, match.distance});
    floor = match.end;
  }
  const int possible = std::min(limit, static_cast<int>(phrase.size()) - 1);
  RC_ASSERT(ends == NaiveFind(text, phrase, possible));
}

RC_GTEST_PROP(FindApproxProperty, AgreesWithDynamicProgramming, ()) {
  AgreesWithNaive(*Words(60), *Words(10), *rc::gen::inRange(0, 5));
}

RC_GTEST_PROP(FindApproxProperty, AgreesForLongPhrases, ()) {
  std::string phrase;
  for (int i = 0; i < 80; ++i) phrase += static_cast<char>('a' + i * 7 % 23);
  std::string text = *Words(20) + phrase + *Words(20) + phrase + *Words(20);
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    text[*rc::gen::inRange<size_t>(0, text.size())] = 'z';
  }
  AgreesWithNaive(text, phrase, *rc::gen::inRange(0, 14));
  AgreesWithNaive(text, phrase.substr(0, 64), *rc::gen::inRange(0, 14));
}

TEST(AllowedDistance, ScalesWithLength) {
  EXPECT_EQ(AllowedDistance(7), 0);
  EXPECT_EQ(AllowedDistance(8), 0);
  EXPECT_EQ(AllowedDistance(9), 1);
  EXPECT_EQ(AllowedDistance(12), 2);
  EXPECT_EQ(AllowedDistance(19), 2);
  EXPECT_EQ(AllowedDistance(20), 3);
  EXPECT_EQ(AllowedDistance(50), 9);
}

}  // namespace
}  // namespace niem::text
