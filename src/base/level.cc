#include "base/level.h"

#include <array>

namespace niem {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"", "mat", "toi_mat", "tuyet_mat"};
constexpr std::array<std::string_view, 4> kTitles = {"", "MẬT", "TỐI MẬT", "TUYỆT MẬT"};

}  // namespace

std::string_view LevelName(Level level) {
  return kNames[static_cast<size_t>(level)];
}

std::optional<Level> LevelFromName(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Level>(i);
  }
  return std::nullopt;
}

std::string_view LevelTitle(Level level) {
  return kTitles[static_cast<size_t>(level)];
}

}  // namespace niem
