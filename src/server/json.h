// Answers as JSON, and the schemas that describe them, both made from one listing: a register row's
// Columns(). Thread-safety: pure functions.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/i18n.h"
#include "registry/record.h"

namespace niem::server {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

inline void Put(Writer& out, std::string_view text) {
  out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

inline void PutKey(Writer& out, std::string_view name) {
  out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

inline void Put(Writer& out, const Text& text) {
  out.StartObject();
  PutKey(out, "vi"), Put(out, std::string_view(text.vi));
  PutKey(out, "en"), Put(out, std::string_view(text.en));
  out.EndObject();
}

inline void Put(Writer& out, const store::Value& value) {
  const store::Value::Variant& held = value.variant();
  if (const auto* number = std::get_if<int64_t>(&held)) {
    out.Int64(*number);
  } else if (const auto* flag = std::get_if<bool>(&held)) {
    out.Bool(*flag);
  } else if (const auto* text = std::get_if<std::string>(&held)) {
    Put(out, std::string_view(*text));
  } else {
    out.Null();
  }
}

// Members of an object that is already begun.
template <registry::Record T>
void PutColumns(Writer& out, const T& record) {
  PutKey(out, "id"), out.Int64(record.id);
  T::Columns(record, [&](std::string_view name, const auto& value) {
    PutKey(out, name), Put(out, registry::ToCell(value));
  });
}

template <registry::Record T>
void PutRecord(Writer& out, const T& record) {
  out.StartObject();
  PutColumns(out, record);
  out.EndObject();
}

template <typename V>
std::string_view JsonTypeOf() {
  if constexpr (std::is_same_v<V, int64_t>) return "\"integer\"";
  if constexpr (std::is_same_v<V, bool>) return "\"boolean\"";
  if constexpr (std::is_same_v<V, std::optional<int64_t>>) return "[\"integer\",\"null\"]";
  if constexpr (std::is_same_v<V, std::optional<Date>>) return "[\"string\",\"null\"]";
  return "\"string\"";
}

// JSON Schema of PutRecord(); `more`: further members, ",\"copies\":{…}".
template <registry::Record T>
std::string SchemaOf(std::string_view more = "", std::string_view more_required = "") {
  std::string properties = "\"id\":{\"type\":\"integer\"}";
  std::string required = "\"id\"";
  T record;
  T::Columns(record, [&]<typename V>(std::string_view name, const V&) {
    const std::string quoted = "\"" + std::string(name) + "\"";
    properties += "," + quoted + ":{\"type\":" + std::string(JsonTypeOf<V>()) + "}";
    required += "," + quoted;
  });
  return R"({"type":"object","additionalProperties":false,"properties":{)" + properties +
         std::string(more) + R"(},"required":[)" + required + std::string(more_required) + "]}";
}

}  // namespace niem::server
