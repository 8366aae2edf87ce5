// A JSON text that people wrote: parsed, checked against its schema, and able to say on which line
// a value stands, so that every complaint names file, line, what is wrong and what is expected
// instead.
//
// Refuses duplicate keys (the second would silently win), invalid UTF-8, nesting deeper than 32 and
// texts above 4 MiB. Errors: kInvalidArgument. Thread-safety: immutable after Parse.
#pragma once

#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/document.h>

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace niem {

class JsonSource {
 public:
  // `name` is shown in messages. `schema` is a JSON Schema (draft 4 keywords), or empty for no
  // check.
  static Result<JsonSource> Parse(std::string_view name, std::string_view text,
                                  std::string_view schema);

  const rapidjson::Document& root() const { return root_; }

  // 1-based line of the value at a JSON pointer ("/rules/0/regex/1"); the nearest ancestor's line
  // where the value does not exist; 1 for the root.
  int LineOf(std::string_view pointer) const;

  // "name:line: what is wrong" in both languages.
  Error At(std::string_view pointer, const Text& message) const;

 private:
  JsonSource() = default;

  std::string name_;
  rapidjson::Document root_;
  std::map<std::string, int, std::less<>> lines_;
};

}  // namespace niem
