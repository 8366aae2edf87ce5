#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/fields.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

#include "base/json_text.h"

namespace niem::registry {
namespace {

using rapidjson::Value;

constexpr size_t kMaxLine = 500;       // characters
constexpr size_t kMaxText = 10'000;    // characters
constexpr size_t kMaxFile = 4U << 20;  // characters
constexpr size_t kMaxReport = 32U << 20;
constexpr size_t kMaxRows = 5U << 20;
constexpr size_t kMaxIds = 100'000;
constexpr int64_t kMaxInt = 1'000'000'000'000;

constexpr std::array<std::string_view, 14> kTypeNames = {
    "text", "long_text", "file",  "secret", "report", "rows",  "int",
    "bool", "day",       "level", "id",     "ids",    "codes", "choice"};

Error Bad(std::string_view name, const niem::Text& what) {
  const std::string field(name);
  return Error(ErrorCode::kInvalidArgument,
               {"trường “" + field + "”: " + what.vi, "field “" + field + "”: " + what.en});
}

size_t CharactersOf(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// A control character in a register would break its prints and could hide text.
bool HasControl(std::string_view text, bool lines) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && !(lines && (c == '\n' || c == '\t' || c == '\r'))) || byte == 0x7F;
  });
}

Result<Fields::Value> ReadText(const FieldSpec& spec, const Value& json) {
  if (!json.IsString()) return Bad(spec.name, {"phải là chữ", "must be text"});
  std::string text(json.GetString(), json.GetStringLength());
  const bool file = spec.type == FieldType::kFile || spec.type == FieldType::kReport;
  const bool lines = spec.type == FieldType::kLongText || file;
  const size_t most = spec.type == FieldType::kReport ? kMaxReport
                      : file                          ? kMaxFile
                      : lines                         ? kMaxText
                                                      : kMaxLine;
  if (CharactersOf(text) > most) {
    return Bad(spec.name, {"dài quá " + std::to_string(most) + " chữ",
                           "longer than " + std::to_string(most) + " characters"});
  }
  if (HasControl(text, lines)) {
    return Bad(spec.name, {"có ký tự điều khiển", "holds control characters"});
  }
  if (spec.need == Need::kRequired && text.find_first_not_of(' ') == std::string::npos) {
    return Bad(spec.name, {"không được để trống", "must not be empty"});
  }
  return Fields::Value(std::move(text));
}

// Kept as JSON: whoever takes the rows apart knows what belongs in them.
Result<Fields::Value> ReadRows(const FieldSpec& spec, const Value& json) {
  if (!json.IsArray() || json.Empty()) {
    return Bad(spec.name, {"phải là danh sách dòng, có ít nhất một dòng",
                           "must be a list of rows, one at least"});
  }
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  json.Accept(out);
  if (buffer.GetSize() > kMaxRows) {
    return Bad(spec.name,
               {"quá 5 MiB: chia thành nhiều lần nhập", "more than 5 MiB: bring it in by parts"});
  }
  return Fields::Value(std::string(buffer.GetString(), buffer.GetSize()));
}

Result<Fields::Value> ReadInt(const FieldSpec& spec, const Value& json) {
  const int64_t least = spec.type == FieldType::kId ? 1 : 0;
  if (!json.IsInt64() || json.GetInt64() < least || json.GetInt64() > kMaxInt) {
    return Bad(spec.name, {"phải là số nguyên từ " + std::to_string(least),
                           "must be a whole number from " + std::to_string(least)});
  }
  return Fields::Value(json.GetInt64());
}

Result<Fields::Value> ReadDay(const FieldSpec& spec, const Value& json) {
  const niem::Text wanted = {"phải là ngày dạng 2026-11-22", "must be a day like 2026-11-22"};
  if (!json.IsString()) return Bad(spec.name, wanted);
  const Result<Date> day = Date::Parse({json.GetString(), json.GetStringLength()});
  if (!day.ok()) return Bad(spec.name, wanted);
  return Fields::Value(*day);
}

Result<Fields::Value> ReadLevel(const FieldSpec& spec, const Value& json) {
  const niem::Text wanted = {"phải là mat, toi_mat hoặc tuyet_mat",
                             "must be mat, toi_mat or tuyet_mat"};
  if (!json.IsString()) return Bad(spec.name, wanted);
  const std::optional<Level> level = LevelFromName({json.GetString(), json.GetStringLength()});
  if (!level || *level == Level::kNone) return Bad(spec.name, wanted);
  return Fields::Value(*level);
}

Result<Fields::Value> ReadIds(const FieldSpec& spec, const Value& json) {
  const niem::Text wanted = {"phải là danh sách mã số, không lặp",
                             "must be a list of ids, none twice"};
  if (!json.IsArray() || json.Size() > kMaxIds) return Bad(spec.name, wanted);
  std::vector<int64_t> ids;
  for (const Value& item : json.GetArray()) {
    if (!item.IsInt64() || item.GetInt64() < 1) return Bad(spec.name, wanted);
    ids.push_back(item.GetInt64());
  }
  std::sort(ids.begin(), ids.end());
  if (std::adjacent_find(ids.begin(), ids.end()) != ids.end()) return Bad(spec.name, wanted);
  if (ids.empty() && spec.need == Need::kRequired) return Bad(spec.name, wanted);
  return Fields::Value(std::move(ids));
}

bool IsCode(std::string_view code) {
  return !code.empty() && code.size() <= 64 && std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

Result<Fields::Value> ReadCodes(const FieldSpec& spec, const Value& json) {
  const niem::Text wanted = {"phải là danh sách mã (chữ thường không dấu, số, - _ .)",
                             "must be a list of codes (a-z, 0-9, - _ .)"};
  if (!json.IsArray() || json.Size() > 256) return Bad(spec.name, wanted);
  access::Codes codes;
  for (const Value& item : json.GetArray()) {
    if (!item.IsString() || !IsCode({item.GetString(), item.GetStringLength()})) {
      return Bad(spec.name, wanted);
    }
    codes.Add({item.GetString(), item.GetStringLength()});
  }
  return Fields::Value(std::move(codes));
}

Result<Fields::Value> ReadChoice(const FieldSpec& spec, const Value& json) {
  std::string all;
  for (const std::string_view choice : spec.choices) {
    if (json.IsString() && choice == std::string_view(json.GetString(), json.GetStringLength())) {
      return Fields::Value(std::string(choice));
    }
    all += (all.empty() ? "" : ", ") + std::string(choice);
  }
  return Bad(spec.name, {"phải là một trong: " + all, "must be one of: " + all});
}

Result<Fields::Value> ReadValue(const FieldSpec& spec, const Value& json) {
  switch (spec.type) {
    case FieldType::kText:
    case FieldType::kLongText:
    case FieldType::kFile:
    case FieldType::kSecret:
    case FieldType::kReport:
      return ReadText(spec, json);
    case FieldType::kRows:
      return ReadRows(spec, json);
    case FieldType::kInt:
    case FieldType::kId:
      return ReadInt(spec, json);
    case FieldType::kBool:
      if (!json.IsBool()) return Bad(spec.name, {"phải là true hoặc false", "must be a boolean"});
      return Fields::Value(json.GetBool());
    case FieldType::kDay:
      return ReadDay(spec, json);
    case FieldType::kLevel:
      return ReadLevel(spec, json);
    case FieldType::kIds:
      return ReadIds(spec, json);
    case FieldType::kCodes:
      return ReadCodes(spec, json);
    case FieldType::kChoice:
      return ReadChoice(spec, json);
  }
  return Bad(spec.name, {"kiểu lạ", "unknown type"});
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void Put(Writer& out, const Fields::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) out.String(*text);
  if (const auto* number = std::get_if<int64_t>(&value)) out.Int64(*number);
  if (const auto* flag = std::get_if<bool>(&value)) out.Bool(*flag);
  if (const auto* day = std::get_if<Date>(&value)) out.String(day->ToString());
  if (const auto* level = std::get_if<Level>(&value)) out.String(std::string(LevelName(*level)));
  if (const auto* ids = std::get_if<std::vector<int64_t>>(&value)) {
    out.StartArray();
    for (const int64_t id : *ids) out.Int64(id);
    out.EndArray();
  }
  if (const auto* codes = std::get_if<access::Codes>(&value)) {
    out.StartArray();
    for (const std::string& code : codes->list()) out.String(code);
    out.EndArray();
  }
}

}  // namespace

bool IsKept(FieldType type) {
  return type != FieldType::kSecret && type != FieldType::kReport && type != FieldType::kRows;
}

std::string_view FieldTypeName(FieldType type) {
  return kTypeNames[static_cast<size_t>(type)];
}

Result<Fields> Fields::Parse(std::string_view json, std::span<const FieldSpec> specs) {
  rapidjson::Document document;
  const std::optional<size_t> wrong = ParseForeignJson(json, &document);
  if (wrong || !document.IsObject()) {
    const std::string where = std::to_string(wrong.value_or(0));
    return Error(ErrorCode::kInvalidArgument,
                 {"JSON hỏng ở byte " + where + "; cần một đối tượng {…}",
                  "broken JSON at byte " + where + "; an object {…} is wanted"});
  }
  Fields fields;
  for (const auto& member : std::as_const(document).GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const FieldSpec& one) { return one.name == name; });
    if (spec == specs.end()) return Bad(name, {"không có trong mẫu này", "not in this form"});
    if (fields.Has(name) || fields.secrets_.contains(name))
      return Bad(name, {"lặp lại", "given twice"});
    if (member.value.IsNull()) continue;
    TRY_ASSIGN(Value value, ReadValue(*spec, member.value));
    if (!IsKept(spec->type)) {
      fields.secrets_.emplace(name, std::get<std::string>(std::move(value)));
    } else {
      fields.values_.emplace(name, std::move(value));
    }
  }
  for (const FieldSpec& spec : specs) {
    if (spec.need == Need::kRequired && !fields.Has(spec.name) &&
        !fields.secrets_.contains(spec.name)) {
      return Bad(spec.name, {"bắt buộc: " + std::string(spec.title.vi),
                             "required: " + std::string(spec.title.en)});
    }
  }
  return fields;
}

std::string Fields::CanonicalJson() const {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  for (const auto& [name, value] : values_) {
    out.Key(name.c_str());
    Put(out, value);
  }
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

template <typename T>
const T* Fields::As(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : std::get_if<T>(&found->second);
}

const std::string& Fields::Text(std::string_view name) const {
  static const std::string kEmpty;
  const auto* text = As<std::string>(name);
  return text != nullptr ? *text : kEmpty;
}

const std::string& Fields::Secret(std::string_view name) const {
  static const std::string kEmpty;
  const auto found = secrets_.find(name);
  return found == secrets_.end() ? kEmpty : found->second;
}

int64_t Fields::Int(std::string_view name) const {
  const auto* number = As<int64_t>(name);
  return number != nullptr ? *number : 0;
}

bool Fields::Bool(std::string_view name) const {
  const auto* flag = As<bool>(name);
  return flag != nullptr && *flag;
}

std::optional<Date> Fields::Day(std::string_view name) const {
  const auto* day = As<Date>(name);
  return day != nullptr ? std::optional(*day) : std::nullopt;
}

Level Fields::LevelOf(std::string_view name) const {
  const auto* level = As<Level>(name);
  return level != nullptr ? *level : Level::kNone;
}

std::vector<int64_t> Fields::Ids(std::string_view name) const {
  const auto* ids = As<std::vector<int64_t>>(name);
  return ids != nullptr ? *ids : std::vector<int64_t>{};
}

access::Codes Fields::CodesOf(std::string_view name) const {
  const auto* codes = As<access::Codes>(name);
  return codes != nullptr ? *codes : access::Codes{};
}

std::optional<int64_t> Fields::Id(std::string_view name) const {
  const auto* number = As<int64_t>(name);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

}  // namespace niem::registry
