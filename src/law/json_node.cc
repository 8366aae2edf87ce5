#include "law/json_node.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace niem::law {
namespace {

std::string Plain(const rapidjson::Value& value) {
  return value.IsString() ? std::string(value.GetString(), value.GetStringLength()) : std::string();
}

Text TextIn(const rapidjson::Value& value) {
  if (!value.IsObject() || !value.HasMember("vi") || !value.HasMember("en")) return {};
  return {Plain(value["vi"]), Plain(value["en"])};
}

// The elements of an array; none where it is something else.
template <typename Each>
void ForEach(const rapidjson::Value* array, const Each& each) {
  if (array == nullptr || !array->IsArray()) return;
  for (const auto& value : array->GetArray()) each(value);
}

}  // namespace

const rapidjson::Value* JsonNode::Find(const char* key) const {
  if (!value_->IsObject()) return nullptr;
  const auto found = value_->FindMember(key);
  return found == value_->MemberEnd() ? nullptr : &found->value;
}

std::string JsonNode::String(const char* key) const {
  const rapidjson::Value* value = Find(key);
  return value == nullptr ? std::string() : Plain(*value);
}

Text JsonNode::TextOf(const char* key) const {
  const rapidjson::Value* value = Find(key);
  return value == nullptr ? Text() : TextIn(*value);
}

int64_t JsonNode::Integer(const char* key) const {
  const rapidjson::Value* value = Find(key);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

std::optional<double> JsonNode::Number(const char* key) const {
  const rapidjson::Value* value = Find(key);
  return value != nullptr && value->IsNumber() ? std::optional(value->GetDouble()) : std::nullopt;
}

bool JsonNode::Flag(const char* key) const {
  const rapidjson::Value* value = Find(key);
  return value != nullptr && value->IsBool() && value->GetBool();
}

std::vector<std::string> JsonNode::Strings(const char* key) const {
  std::vector<std::string> strings;
  ForEach(Find(key), [&](const rapidjson::Value& value) { strings.push_back(Plain(value)); });
  return strings;
}

std::vector<Text> JsonNode::Texts(const char* key) const {
  std::vector<Text> texts;
  ForEach(Find(key), [&](const rapidjson::Value& value) { texts.push_back(TextIn(value)); });
  return texts;
}

std::vector<Level> JsonNode::Levels(const char* key) const {
  std::vector<Level> levels;
  ForEach(Find(key), [&](const rapidjson::Value& value) {
    if (const auto level = LevelFromCode(Plain(value))) levels.push_back(*level);
  });
  return levels;
}

JsonNode JsonNode::Child(const char* key) const {
  const rapidjson::Value* value = Find(key);
  static const rapidjson::Value kNothing;
  return {*file_, value == nullptr ? kNothing : *value, pointer_ + "/" + key};
}

std::vector<JsonNode> JsonNode::Children(const char* key) const {
  std::vector<JsonNode> children;
  ForEach(Find(key), [&](const rapidjson::Value& value) {
    const std::string index = std::to_string(children.size());
    children.push_back(JsonNode(*file_, value, pointer_ + "/" + key + "/" + index));
  });
  return children;
}

Result<std::optional<Date>> JsonNode::DateOf(const char* key) const {
  if (!Has(key)) return std::optional<Date>();
  Result<Date> date = Date::Parse(String(key));
  if (!date.ok()) return Complain(key, date.error().message());
  return std::optional(*date);
}

Result<Source> JsonNode::SourceOf() const {
  const JsonNode node = Child("source");
  Source source;
  source.instrument = node.String("instrument");
  source.article = node.String("article");
  source.certainty = CertaintyFromCode(node.String("certainty")).value_or(Certainty::kUnknown);
  source.note = node.TextOf("note");
  TRY_ASSIGN(source.from, node.DateOf("from"));
  TRY_ASSIGN(source.to, node.DateOf("to"));
  if (source.from && source.to && *source.to < *source.from) {
    return node.Complain("to",
                         {"ngày cuối đứng trước ngày đầu", "the last day is before the first"});
  }
  if (source.certainty == Certainty::kSeen && source.article.empty()) {
    return node.Complain({"điều đã đọc tận văn bản (S) thì phải ghi điều, khoản (article)",
                          "a fact read in its text (S) must name the article"});
  }
  return source;
}

std::string JsonNode::Json() const {
  rapidjson::Document copy;
  copy.CopyFrom(*value_, copy.GetAllocator());
  if (copy.IsObject()) copy.RemoveMember("source");
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  copy.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace niem::law
