#include "detect/finding.h"

#include <array>

namespace niem::detect {
namespace {

constexpr std::array<std::string_view, 7> kVerdicts = {
    "clean", "mentions", "declassified", "suspect", "copy", "marked", "unreadable"};
constexpr std::array<std::string_view, 5> kSources = {"text", "ocr", "image", "metadata", "name"};

template <typename E, size_t N>
std::optional<E> FromName(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  return kVerdicts[static_cast<size_t>(verdict)];
}

std::optional<Verdict> VerdictFromName(std::string_view name) {
  return FromName<Verdict>(kVerdicts, name);
}

std::string_view SourceName(Source source) {
  return kSources[static_cast<size_t>(source)];
}

std::optional<Source> SourceFromName(std::string_view name) {
  return FromName<Source>(kSources, name);
}

int Severity(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMarked:
      return 6;
    case Verdict::kCopy:
      return 5;
    case Verdict::kSuspect:
      return 4;
    case Verdict::kUnreadable:
      return 3;
    case Verdict::kDeclassified:
      return 2;
    case Verdict::kMentions:
      return 1;
    case Verdict::kClean:
      return 0;
  }
  return 0;
}

}  // namespace niem::detect
