// The three levels of state secrecy (Luật 117/2025/QH15 and 29/2018/QH14, Điều 8), ordered: a
// larger value is a graver secret. kNone is "not a secret". Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace niem {

enum class Level : uint8_t { kNone, kMat, kToiMat, kTuyetMat };

// The stable code in files and reports: "mat", "toi_mat", "tuyet_mat"; "" for kNone (null in JSON).
std::string_view LevelName(Level level);

std::optional<Level> LevelFromName(std::string_view name);

// As stamped, for people: "MẬT", "TỐI MẬT", "TUYỆT MẬT"; "" for kNone. Legal texts print Vietnamese
// in every language, since published translations disagree.
std::string_view LevelTitle(Level level);

}  // namespace niem
