#include "cli/values.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace niem::cli {
namespace {

Error Usage(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

bool WholeNumber(std::string_view text, uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Result<uint64_t> ParseNumber(const std::string& text, uint64_t low, uint64_t high) {
  uint64_t value = 0;
  if (WholeNumber(text, value) && value >= low && value <= high) return value;
  const std::string range = std::to_string(low) + ".." + std::to_string(high);
  return Usage("\"" + text + "\" không phải số nguyên trong khoảng " + range,
               "\"" + text + "\" is not a whole number in " + range);
}

Result<uint64_t> ParseSize(const std::string& text) {
  std::string_view digits = text;
  int shift = 0;
  if (!digits.empty()) {
    switch (digits.back()) {
      case 'k':
      case 'K':
        shift = 10;
        break;
      case 'm':
      case 'M':
        shift = 20;
        break;
      case 'g':
      case 'G':
        shift = 30;
        break;
      case 't':
      case 'T':
        shift = 40;
        break;
      default:
        break;
    }
  }
  if (shift > 0) digits.remove_suffix(1);
  uint64_t value = 0;
  if (WholeNumber(digits, value) && value > 0 && value <= UINT64_MAX >> (shift + 1))
    return value << shift;
  return Usage("\"" + text + "\" không phải kích thước; viết như 64K, 512M, 2G",
               "\"" + text + "\" is not a size; write it like 64K, 512M, 2G");
}

Result<std::chrono::milliseconds> ParseSeconds(const std::string& text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size() && seconds >= 0.001 &&
      seconds <= 86400) {
    return std::chrono::milliseconds(std::llround(seconds * 1000));
  }
  return Usage(
      "\"" + text + "\" không phải số giây; viết như 60 hoặc 0.5 (nhiều nhất một ngày)",
      "\"" + text + "\" is not a number of seconds; write it like 60 or 0.5 (at most a day)");
}

std::string FormatSize(uint64_t bytes) {
  static constexpr std::string_view kUnits = "KMGT";
  std::string unit;
  for (const char next : kUnits) {
    if (bytes == 0 || bytes % 1024 != 0) break;
    bytes /= 1024;
    unit = next;
  }
  return std::to_string(bytes) + unit;
}

std::string FormatSeconds(std::chrono::milliseconds duration) {
  std::string text = std::to_string(duration.count() / 1000);
  if (const auto rest = duration.count() % 1000; rest != 0) {
    std::string decimals = std::to_string(1000 + rest).substr(1);
    while (decimals.back() == '0') decimals.pop_back();
    text += "." + decimals;
  }
  return text + " s";
}

}  // namespace niem::cli
