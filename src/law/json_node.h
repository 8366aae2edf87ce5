// A value of a JSON file whose shape its schema has already vouched for, with its place in the file
// for complaints about its sense. Internal to law/.
//
// Ownership: views; the JsonSource outlives its nodes. Errors: only the dates and complaints, as
// "file:line: ...". Thread-safety: immutable. Source: docs/formats/law-pack.md.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/json_source.h"
#include "base/result.h"
#include "law/fact.h"

namespace niem::law {

class JsonNode {
 public:
  explicit JsonNode(const JsonSource& file) : JsonNode(file, file.root(), {}) {}

  bool Has(const char* key) const { return Find(key) != nullptr; }

  // Absent values read as empty, zero, false.
  std::string String(const char* key) const;
  Text TextOf(const char* key) const;
  int64_t Integer(const char* key) const;
  std::optional<double> Number(const char* key) const;
  bool Flag(const char* key) const;
  std::vector<std::string> Strings(const char* key) const;
  std::vector<Text> Texts(const char* key) const;
  std::vector<Level> Levels(const char* key) const;

  JsonNode Child(const char* key) const;
  std::vector<JsonNode> Children(const char* key) const;

  Result<std::optional<Date>> DateOf(const char* key) const;
  Result<Source> SourceOf() const;  // the member "source"

  // This value as compact JSON, without its own "source".
  std::string Json() const;

  int Line() const { return file_->LineOf(pointer_); }

  Error Complain(const Text& message) const { return file_->At(pointer_, message); }

  // About the member, on its own line.
  Error Complain(const char* key, const Text& message) const {
    return file_->At(pointer_ + "/" + key, message);
  }

 private:
  JsonNode(const JsonSource& file, const rapidjson::Value& value, std::string pointer)
      : file_(&file), value_(&value), pointer_(std::move(pointer)) {}

  const rapidjson::Value* Find(const char* key) const;

  const JsonSource* file_;
  const rapidjson::Value* value_;
  std::string pointer_;
};

}  // namespace niem::law
