// Values that people write on a command line. Errors say what a right one looks like.
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace niem::cli {

// A whole number within the bounds.
Result<uint64_t> ParseNumber(const std::string& text, uint64_t low, uint64_t high);

// Bytes: "1048576", "512M", "2G", "64k" (powers of 1024).
Result<uint64_t> ParseSize(const std::string& text);

// The shortest way to write a size that ParseSize reads back: "512M", "2G", "1000".
std::string FormatSize(uint64_t bytes);

// Seconds as ParseSeconds reads them back, with their unit for people: "60 s", "0.5 s".
std::string FormatSeconds(std::chrono::milliseconds duration);

// Seconds, "60" or "0.5"; at least a millisecond, at most a day.
Result<std::chrono::milliseconds> ParseSeconds(const std::string& text);

// "2026-05-04", "2026-05-04T08:11" or "2026-05-04T08:11:02", local time; with "Z" behind: UTC.
Result<std::chrono::system_clock::time_point> ParseDate(const std::string& text);

}  // namespace niem::cli
