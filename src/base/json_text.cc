#include "base/json_text.h"

#include <charconv>

namespace niem {
namespace {

constexpr size_t kEscape = 6;  // "\u0041"

// The code unit that is escaped at `at`; nothing where it is another escape, or cut short.
std::optional<unsigned> UnitAt(std::string_view json, size_t at) {
  if (json.size() - at < kEscape || json[at + 1] != 'u') return {};
  unsigned unit = 0;
  const char* digits = json.data() + at + 2;
  const auto read = std::from_chars(digits, digits + 4, unit, 16);
  return read.ptr == digits + 4 ? std::optional(unit) : std::nullopt;
}

}  // namespace

std::optional<size_t> FindLoneSurrogate(std::string_view json) {
  size_t at = json.find('\\');
  while (at != std::string_view::npos) {
    const std::optional<unsigned> unit = UnitAt(json, at);
    if (unit && *unit >= 0xDC00 && *unit <= 0xDFFF) return at;
    // RapidJSON itself wants the other half behind a high one.
    const bool high = unit && *unit >= 0xD800 && *unit <= 0xDBFF;
    at = json.find('\\', at + (high ? 2 * kEscape : unit ? kEscape : 2));
  }
  return {};
}

std::optional<size_t> ParseForeignJson(std::string_view json, rapidjson::Document* document) {
  document->Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(
      json.data(), json.size());
  if (document->HasParseError()) return document->GetErrorOffset();
  return FindLoneSurrogate(json);
}

}  // namespace niem
