// What a BitLocker recovery key looks like. Thread-safety: a pure function.
#pragma once

#include <string_view>

namespace niem::disk {

// Eight groups of six digits: "123456-...".
inline bool LooksLikeRecoveryKey(std::string_view text) {
  constexpr size_t kGroups = 8, kGroupDigits = 6;
  if (text.size() != kGroups * (kGroupDigits + 1) - 1) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i % (kGroupDigits + 1) == kGroupDigits;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

}  // namespace niem::disk
