// Folding is idempotent and its map holds for any bytes; matching on what comes out never strays.
#include <algorithm>
#include <cstdlib>

#include "text/fold.h"
#include "text/match.h"

namespace {

void Require(bool holds) {
  if (!holds) abort();
}

void CheckFold(std::string_view source) {
  const niem::text::Folded folded = niem::text::Fold(source);
  Require(niem::text::FoldText(source) == folded.text);
  Require(niem::text::FoldText(folded.text) == folded.text);
  Require(folded.origin.size() == folded.text.size() + 1);
  Require(folded.origin.back() == source.size());
  Require(std::is_sorted(folded.origin.begin(), folded.origin.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::text;
  if (size < 2) return 0;
  const size_t phrase_size = std::min<size_t>(data[0] % 100, size - 2);
  const int limit = data[1] % 16;
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  CheckFold(input);
  const std::string phrase = FoldText(input.substr(0, phrase_size));
  const std::string text = FoldText(input.substr(phrase_size));
  for (const Match& match : FindPhrase(text, phrase, true)) {
    Require(match.end - match.begin == phrase.size());
  }
  size_t floor = 0;
  for (const Match& match : FindApprox(text, phrase, limit)) {
    Require(match.begin >= floor && match.begin < match.end && match.end <= text.size());
    std::string found = text.substr(match.begin, match.end - match.begin);
    std::replace(found.begin(), found.end(), '\n', ' ');
    std::string wanted = phrase;
    std::replace(wanted.begin(), wanted.end(), '\n', ' ');
    Require(EditDistance(found, wanted, limit) == match.distance);
    floor = match.end;
  }
  const Folded skeleton = Skeleton(text);
  Require(skeleton.origin.size() == skeleton.text.size() + 1);
  (void)JoinSpacedLetters(text);
  (void)DiacriticsAgree(input.substr(0, phrase_size), input.substr(phrase_size));
  (void)LooksGarbled(input);
  (void)SyllableScore(text);
  return 0;
}
