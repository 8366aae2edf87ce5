#include "base/result.h"

#include <array>
#include <cstdlib>

namespace niem {
namespace {

// In the order of ErrorCode.
constexpr std::array<std::string_view, 21> kNames = {
    "invalid_argument", "not_found",     "permission",  "io",       "corrupt",  "encrypted",
    "unsupported",      "needs_ocr",     "too_large",   "too_deep", "too_many", "bomb",
    "timeout",          "memory",        "crashed",     "changed",  "internal", "busy",
    "constraint",       "serialization", "disconnected"};
static_assert(kNames.size() == static_cast<size_t>(ErrorCode::kDisconnected) + 1);

}  // namespace

std::string_view ErrorCodeName(ErrorCode code) {
  return kNames[static_cast<size_t>(code)];
}

std::optional<ErrorCode> ErrorCodeFromName(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<ErrorCode>(i);
  }
  return std::nullopt;
}

Lang LangFromEnvironment() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).substr(0, 2) == "en" ? Lang::kEn : Lang::kVi;
  }
  return Lang::kVi;
}

}  // namespace niem
