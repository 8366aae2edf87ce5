#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/report_values.h"

#include <algorithm>

namespace niem::registry {
namespace {

constexpr int64_t kMaxCount = 1'000'000'000'000'000;

}  // namespace

std::string WithoutControls(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string clean;
  clean.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      clean += c;
    } else {
      clean += "\\x";
      clean += kHex[byte >> 4];
      clean += kHex[byte & 15];
    }
  }
  return clean;
}

std::string Short(std::string_view text, size_t most) {
  if (text.size() > most) {
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text = text.substr(0, most);
  }
  return WithoutControls(text);
}

std::string_view TextIn(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

int64_t CountIn(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsInt64()) return 0;
  return std::clamp<int64_t>(member->value.GetInt64(), 0, kMaxCount);
}

bool FlagIn(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsBool() && member->value.GetBool();
}

const rapidjson::Value* ObjectIn(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsObject() ? &member->value : nullptr;
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

const rapidjson::Value* ArrayIn(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsArray() ? &member->value : nullptr;
}

}  // namespace niem::registry
