// What weigh.cc, weigh_around.cc and weigh_stamps.cc share: the sum of a mark's signs. Internal to
// detect/. Ownership: borrows the weigher and the mark. Errors: none. Thread-safety: one thread.
#pragma once

#include <string>
#include <string_view>

#include "detect/weigh.h"

namespace niem::detect {

inline constexpr uint32_t kSideBySide = 8;  // lines within which levels stand "side by side"

inline std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' ||
                           text.back() == '*' || text.back() == '_')) {
    text.remove_suffix(1);
  }
  return text;
}

// Places whose blocks stand apart from the flow of lines.
inline bool IsApart(extract::Place place) {
  return place == extract::Place::kHeader || place == extract::Place::kFooter ||
         place == extract::Place::kAnnotation;
}

inline bool IsHeadPlace(extract::Place place) {
  return place == extract::Place::kLetterhead || place == extract::Place::kBelowNumber ||
         place == extract::Place::kTopLeft || place == extract::Place::kTopRight;
}

// Adds up a mark: what belongs to the mark itself goes into its one evidence, the rest stands
// apart.
struct Weigher::Sum {
  const Weigher& weigher;
  Weighed& weighed;
  double own = 0;
  double style = 0;  // what ink and frame added

  void Own(Sign sign) { own += weigher.pack_.Weight(sign); }

  void Apart(Sign sign) { Apart(sign, weigher.pack_.Weight(sign)); }

  void Apart(Sign sign, double weight) {
    if (weight == 0) return;
    weighed.weight += weight;
    weighed.evidence.push_back(
        weigher.Quote(std::string(SignId(sign)), weighed.mark, weighed.place, weight));
  }
};

}  // namespace niem::detect
