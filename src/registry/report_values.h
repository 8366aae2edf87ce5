// Values out of a report's JSON, for the registers: a report is bytes from outside, and what stands
// in a row must be short, printable and of the kind that the column wants.
// Ownership: texts point into the JSON unless said otherwise. Thread-safety: pure functions.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace niem::registry {

inline constexpr size_t kMaxWord = 500;  // bytes of a short text in a row

// Control characters as "\x01", as the reports write bytes that are no UTF-8.
std::string WithoutControls(std::string_view text);

// At most `most` bytes, no letter in two, no control characters.
std::string Short(std::string_view text, size_t most = kMaxWord);

// Empty where there is no such text.
std::string_view TextIn(const rapidjson::Value& object, const char* name);

// 0 where there is no such number; else from 0 to 10^15.
int64_t CountIn(const rapidjson::Value& object, const char* name);

bool FlagIn(const rapidjson::Value& object, const char* name);

// Null where there is none.
const rapidjson::Value* ObjectIn(const rapidjson::Value& object, const char* name);
const rapidjson::Value* ArrayIn(const rapidjson::Value& object, const char* name);

// 64 hexadecimal digits in lower case.
bool IsDigest(std::string_view text);

}  // namespace niem::registry
