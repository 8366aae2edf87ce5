// Which of the few legends that stamps bear a misread one is.
//
// A stamp's crop holds nothing but a legend, so a reading that is off by a letter still tells which
// one; in running text that would never do (detect/). Urgency stamps and registry boxes are in the
// list so that they are nearest to themselves. Sources: Circular 24/2020/TT-BCA forms 02 to 11,
// Decree 30/2020 annex I (urgency), common office stamps.
//
// Ownership: plain values. Errors: none. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace niem::extract {

struct LegendMatch {
  std::string text;    // the legend, then what else stood there, line by line
  int distance = 0;    // letters that were misread
  bool mark = false;   // says something of secrecy: level, GIẢI MẬT, TĂNG MẬT ...
  bool level = false;  // is one of the three levels
  bool exact = false;  // read with its very diacritics
};

// The nearest legend within the bounds: 1 letter up to 8, a quarter above; MẬT only as the letters
// M and T are commonly misread. Nothing where none is near.
std::optional<LegendMatch> MatchLegend(std::string_view read);

}  // namespace niem::extract
