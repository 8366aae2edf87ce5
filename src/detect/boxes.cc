#include "detect/boxes.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace niem::detect {
namespace {

struct BoxSign {
  std::string_view text;
  bool ticked = false;
};

constexpr std::array<BoxSign, 24> kBoxes = {{{"☐", false},
                                             {"☑", true},
                                             {"☒", true},
                                             {"□", false},
                                             {"▢", false},
                                             {"❑", false},
                                             {"❒", false},
                                             {"■", true},
                                             {"[ ]", false},
                                             {"[x]", true},
                                             {"[X]", true},
                                             {"( )", false},
                                             {"(x)", true},
                                             {"(X)", true},
                                             {"✓", true},
                                             {"✔", true},
                                             {"☓", true},
                                             {"[]", false},
                                             {"\xEF\x82\xA8", false},  // Wingdings, empty
                                             {"\xEF\x81\xAF", false},
                                             {"\xEF\x81\xB1", false},
                                             {"\xEF\x83\xBE", true},  // Wingdings, ticked
                                             {"\xEF\x83\xBD", true},
                                             {"\xEF\x81\x92", true}}};

// Hardly any byte of running text begins a box.
constexpr std::array<bool, 256> kBeginsBox = [] {
  std::array<bool, 256> begins{};
  for (const BoxSign& box : kBoxes) begins[static_cast<uint8_t>(box.text[0])] = true;
  return begins;
}();

const BoxSign* BoxAt(std::string_view text) {
  if (text.empty() || !kBeginsBox[static_cast<uint8_t>(text[0])]) return nullptr;
  const auto found = std::find_if(kBoxes.begin(), kBoxes.end(),
                                  [&](const BoxSign& box) { return text.starts_with(box.text); });
  return found == kBoxes.end() ? nullptr : &*found;
}

}  // namespace

bool EndsWithBox(std::string_view text) {
  return std::any_of(kBoxes.begin(), kBoxes.end(),
                     [&](const BoxSign& box) { return text.ends_with(box.text); });
}

bool StartsWithBox(std::string_view text) {
  return BoxAt(text) != nullptr;
}

std::optional<Span> OnlyTicked(std::string_view line) {
  std::optional<Span> answer;
  int boxes = 0;
  bool open = false;  // within the answer
  for (size_t at = 0; at < line.size();) {
    const BoxSign* box = BoxAt(line.substr(at));
    if (box == nullptr) {
      ++at;
      continue;
    }
    if (open) answer->end = at;
    open = false;
    ++boxes;
    at += box->text.size();
    if (!box->ticked) continue;
    if (answer.has_value()) return std::nullopt;
    answer = Span{at, line.size()};
    open = true;
  }
  return boxes >= 2 ? answer : std::nullopt;
}

}  // namespace niem::detect
