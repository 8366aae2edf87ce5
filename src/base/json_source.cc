#include "base/json_source.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "base/json_text.h"

namespace niem {
namespace {

constexpr size_t kMaxBytes = 4u << 20;
constexpr size_t kMaxDepth = 32;
constexpr double kTooLarge = 0x1p63;

Error Complain(std::string_view name, int line, const Text& message) {
  const std::string place = std::string(name) + ":" + std::to_string(line) + ": ";
  return Error(ErrorCode::kInvalidArgument, {place + message.vi, place + message.en});
}

// Newline positions, so that an offset becomes a line by binary search.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') breaks_.push_back(i);
    }
  }

  int Of(size_t offset) const {
    const auto found = std::lower_bound(breaks_.begin(), breaks_.end(), offset);
    return static_cast<int>(found - breaks_.begin()) + 1;
  }

 private:
  std::vector<size_t> breaks_;
};

std::string Escape(std::string_view key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~')
      escaped += "~0";
    else if (c == '/')
      escaped += "~1";
    else
      escaped += c;
  }
  return escaped;
}

// SAX pass: records each value's line by JSON pointer; finds duplicate keys and excessive depth.
class LineMapper {
 public:
  LineMapper(std::string_view text, const rapidjson::MemoryStream& stream, const Lines& lines,
             std::map<std::string, int, std::less<>>& map)
      : text_(text), stream_(stream), lines_(lines), map_(map) {}

  bool Null() { return Value(); }

  bool Bool(bool) { return Value(); }

  bool Int(int) { return Value(); }

  bool Uint(unsigned) { return Value(); }

  bool Int64(int64_t) { return Value(); }

  bool Uint64(uint64_t) { return Value(); }

  // A number beyond 64 bits has no place in any file of ours, and the schema library's digest of a
  // value would be undefined for it.
  bool Double(double value) {
    if (std::abs(value) < kTooLarge) return Value();
    problem_ = {"số quá lớn", "the number is too large"};
    return false;
  }

  bool RawNumber(const char*, rapidjson::SizeType, bool) { return Value(); }

  bool String(const char*, rapidjson::SizeType, bool) { return Value(); }

  bool StartObject() { return Open(/*array=*/false); }

  bool StartArray() { return Open(/*array=*/true); }

  bool EndObject(rapidjson::SizeType) { return Close(); }

  bool EndArray(rapidjson::SizeType) { return Close(); }

  bool Key(const char* text, rapidjson::SizeType size, bool) {
    Level& level = levels_.back();
    level.key.assign(text, size);
    if (!level.keys.insert(level.key).second) {
      problem_ = {"khóa \"" + level.key + "\" lặp lại; mỗi khóa chỉ được ghi một lần",
                  "duplicate key \"" + level.key + "\"; each key may stand only once"};
      return false;
    }
    return true;
  }

  const Text& problem() const { return problem_; }

  int line() const { return lines_.Of(Here()); }

 private:
  struct Level {
    bool array = false;
    size_t index = 0;
    std::string key;
    std::set<std::string> keys;
    size_t prefix = 0;  // length of path_ before this level's own name
  };

  // The last consumed byte belongs to the value (or to its opening bracket).
  size_t Here() const {
    const size_t tell = stream_.Tell();
    return tell == 0 ? 0 : tell - 1;
  }

  std::string Name() const {
    if (levels_.empty()) return {};
    const Level& level = levels_.back();
    return "/" + (level.array ? std::to_string(level.index) : Escape(level.key));
  }

  bool Value() {
    map_.emplace(path_ + Name(), lines_.Of(Here()));
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }

  bool Open(bool array) {
    if (levels_.size() >= kMaxDepth) {
      problem_ = {"lồng quá sâu; tối đa 32 tầng", "nested too deep; at most 32 levels"};
      return false;
    }
    const size_t prefix = path_.size();
    path_ += Name();
    // The reader announces an object or array before it takes the bracket.
    const size_t tell = stream_.Tell();
    const bool at_bracket = tell < text_.size() && (text_[tell] == '{' || text_[tell] == '[');
    map_.emplace(path_, lines_.Of(at_bracket ? tell : Here()));
    levels_.push_back({array, 0, {}, {}, prefix});
    return true;
  }

  bool Close() {
    path_.resize(levels_.back().prefix);
    levels_.pop_back();
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  const Lines& lines_;
  std::map<std::string, int, std::less<>>& map_;
  std::vector<Level> levels_;
  std::string path_;
  Text problem_;
};

// One piece of the schema as text, for "expected".
std::string Excerpt(const rapidjson::Value& schema, const char* keyword) {
  const auto found = schema.FindMember(keyword);
  if (found == schema.MemberEnd()) return {};
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  found->value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

// Follows a schema pointer; null where it leads nowhere.
const rapidjson::Value* Follow(const rapidjson::Document& schema,
                               const rapidjson::Pointer& pointer) {
  return pointer.Get(schema);
}

Text Explain(std::string_view keyword, const rapidjson::Value* schema) {
  const auto expected = [&](const char* key) {
    return schema != nullptr && schema->IsObject() ? Excerpt(*schema, key) : std::string();
  };
  if (keyword == "required") {
    return {"thiếu khóa bắt buộc; cần có " + expected("required"),
            "a required key is missing; expected " + expected("required")};
  }
  if (keyword == "additionalProperties") {
    std::string known;
    if (schema != nullptr && schema->IsObject() && schema->HasMember("properties")) {
      for (const auto& member : (*schema)["properties"].GetObject()) {
        known += (known.empty() ? "" : ", ") + std::string(member.name.GetString());
      }
    }
    return {"có khóa không biết; các khóa được dùng: " + known,
            "unknown key; the keys allowed are: " + known};
  }
  if (keyword == "type") {
    return {"sai kiểu giá trị; cần " + expected("type"),
            "wrong type of value; expected " + expected("type")};
  }
  if (keyword == "enum") {
    return {"giá trị không được phép; cần một trong " + expected("enum"),
            "value not allowed; expected one of " + expected("enum")};
  }
  if (keyword == "pattern") {
    return {"giá trị không đúng mẫu " + expected("pattern"),
            "value does not fit the pattern " + expected("pattern")};
  }
  if (keyword == "anyOf") {
    return {"quy tắc phải có ít nhất một điều kiện: phrases, words, regex hoặc near",
            "a rule needs at least one condition: phrases, words, regex or near"};
  }
  const std::string key(keyword);
  return {"trái với điều kiện " + key + " = " + expected(key.c_str()),
          "violates " + key + " = " + expected(key.c_str())};
}

}  // namespace

int JsonSource::LineOf(std::string_view pointer) const {
  while (true) {
    const auto found = lines_.find(pointer);
    if (found != lines_.end()) return found->second;
    const size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return 1;
    pointer = pointer.substr(0, slash);
  }
}

Error JsonSource::At(std::string_view pointer, const Text& message) const {
  return Complain(name_, LineOf(pointer), message);
}

Result<JsonSource> JsonSource::Parse(std::string_view name, std::string_view text,
                                     std::string_view schema_text) {
  JsonSource source;
  source.name_ = std::string(name);
  if (text.size() > kMaxBytes) {
    return Complain(name, 1, {"tệp lớn hơn 4 MiB", "the file is larger than 4 MiB"});
  }
  const Lines lines(text);
  rapidjson::MemoryStream stream(text.data(), text.size());
  LineMapper mapper(text, stream, lines, source.lines_);
  rapidjson::Reader reader;
  constexpr unsigned kFlags =
      rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
  if (const auto parsed = reader.Parse<kFlags>(stream, mapper); parsed.IsError()) {
    if (!mapper.problem().en.empty()) return Complain(name, mapper.line(), mapper.problem());
    const std::string reason = rapidjson::GetParseError_En(parsed.Code());
    return Complain(name, lines.Of(parsed.Offset()),
                    {"không phải JSON hợp lệ: " + reason, "not valid JSON: " + reason});
  }
  if (const auto lone = FindLoneSurrogate(text)) {
    return Complain(name, lines.Of(*lone),
                    {"không phải JSON hợp lệ: mã \\u nửa cặp (surrogate)",
                     "not valid JSON: a surrogate (\\u) without its other half"});
  }
  source.root_.Parse<kFlags>(text.data(), text.size());
  if (schema_text.empty()) return source;

  rapidjson::Document schema_json;
  schema_json.Parse(schema_text.data(), schema_text.size());
  const rapidjson::SchemaDocument schema(schema_json);
  rapidjson::SchemaValidator validator(schema);
  if (!source.root_.Accept(validator)) {
    rapidjson::StringBuffer where;
    validator.GetInvalidDocumentPointer().Stringify(where);
    const std::string pointer(where.GetString(), where.GetSize());
    Text message = Explain(validator.GetInvalidSchemaKeyword(),
                           Follow(schema_json, validator.GetInvalidSchemaPointer()));
    if (!pointer.empty()) {
      message.vi = pointer + ": " + message.vi;
      message.en = pointer + ": " + message.en;
    }
    return source.At(pointer, message);
  }
  return source;
}

}  // namespace niem
