#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/outcome_json.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace niem::registry {
namespace {

using rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void Put(Writer& out, const Text& text) {
  out.StartObject();
  out.Key("vi"), out.String(text.vi);
  out.Key("en"), out.String(text.en);
  out.EndObject();
}

void Put(Writer& out, const std::vector<Text>& texts) {
  out.StartArray();
  for (const Text& text : texts) Put(out, text);
  out.EndArray();
}

void Put(Writer& out, const Refusal& refusal) {
  out.StartObject();
  out.Key("reason"), out.String(refusal.reason);
  out.Key("message"), Put(out, refusal.message);
  out.Key("article"), Put(out, refusal.article);
  out.Key("who_could"), Put(out, refusal.who_could);
  out.EndObject();
}

const Value* Member(const Value& json, const char* name) {
  const auto found = json.FindMember(name);
  return found == json.MemberEnd() ? nullptr : &found->value;
}

std::string StringOf(const Value* json) {
  return json != nullptr && json->IsString()
             ? std::string(json->GetString(), json->GetStringLength())
             : std::string();
}

Text TextOf(const Value* json) {
  if (json == nullptr || !json->IsObject()) return {};
  return {StringOf(Member(*json, "vi")), StringOf(Member(*json, "en"))};
}

std::vector<Text> TextsOf(const Value* json) {
  std::vector<Text> texts;
  if (json == nullptr || !json->IsArray()) return texts;
  for (const Value& one : json->GetArray()) texts.push_back(TextOf(&one));
  return texts;
}

}  // namespace

std::string ToJson(const Outcome& outcome) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  out.Key("done"), out.Bool(!outcome.refused && !outcome.pending);
  if (outcome.refused) out.Key("refused"), Put(out, *outcome.refused);
  if (outcome.pending) out.Key("pending"), out.Int64(*outcome.pending);
  out.Key("ids"), out.StartObject();
  for (const auto& [name, id] : outcome.ids) out.Key(name.c_str()), out.Int64(id);
  out.EndObject();
  out.Key("texts"), out.StartObject();
  for (const auto& [name, text] : outcome.texts) out.Key(name.c_str()), out.String(text);
  out.EndObject();
  out.Key("copies"), out.StartArray();
  for (const int64_t copy : outcome.copies) out.Int64(copy);
  out.EndArray();
  if (!outcome.article.vi.empty()) out.Key("article"), Put(out, outcome.article);
  out.Key("warnings"), Put(out, outcome.warnings);
  if (outcome.event) out.Key("event"), out.Uint64(*outcome.event);
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

Result<Outcome> OutcomeFromJson(std::string_view json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) {
    return Error(ErrorCode::kCorrupt, {"kết quả đã lưu bị hỏng", "a kept outcome is damaged"});
  }
  Outcome outcome;
  if (const Value* refused = Member(document, "refused"); refused != nullptr) {
    outcome.refused =
        Refusal{StringOf(Member(*refused, "reason")), TextOf(Member(*refused, "message")),
                TextOf(Member(*refused, "article")), TextsOf(Member(*refused, "who_could"))};
  }
  if (const Value* id = Member(document, "pending"); id != nullptr)
    outcome.pending = id->GetInt64();
  if (const Value* ids = Member(document, "ids"); ids != nullptr) {
    for (const auto& one : ids->GetObject())
      outcome.ids[one.name.GetString()] = one.value.GetInt64();
  }
  if (const Value* texts = Member(document, "texts"); texts != nullptr) {
    for (const auto& one : texts->GetObject()) {
      outcome.texts[one.name.GetString()] = StringOf(&one.value);
    }
  }
  if (const Value* copies = Member(document, "copies"); copies != nullptr) {
    for (const Value& one : copies->GetArray()) outcome.copies.push_back(one.GetInt64());
  }
  outcome.article = TextOf(Member(document, "article"));
  outcome.warnings = TextsOf(Member(document, "warnings"));
  if (const Value* event = Member(document, "event"); event != nullptr) {
    outcome.event = event->GetUint64();
  }
  return outcome;
}

}  // namespace niem::registry
