#include "detect/finding_json.h"

#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "base/json_text.h"

namespace niem::detect {
namespace {

constexpr size_t kMaxMembers = 64;
constexpr size_t kMaxEvidence = 256;
constexpr size_t kMaxNotes = 64;
constexpr size_t kMaxText = 4096;
constexpr size_t kLine = 1024;  // most are shorter

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void Put(Writer& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void PutOrNull(Writer& json, std::string_view text) {
  if (text.empty())
    json.Null();
  else
    Put(json, text);
}

// Three decimals: enough for a weight, and the same on every machine.
void PutNumber(Writer& json, double value) {
  json.Double(std::round(value * 1000) / 1000);
}

void PutEvidence(Writer& json, const Evidence& evidence) {
  json.StartObject();
  json.Key("rule"), Put(json, evidence.rule);
  json.Key("text"), Put(json, evidence.text);
  json.Key("page");
  if (evidence.page == 0)
    json.Null();
  else
    json.Uint(evidence.page);
  json.Key("place"), Put(json, extract::PlaceName(evidence.place));
  json.Key("source"), Put(json, SourceName(evidence.source));
  json.Key("weight"), PutNumber(json, evidence.weight);
  if (!evidence.locator.empty()) json.Key("locator"), Put(json, evidence.locator);
  if (evidence.box.has_value()) {
    json.Key("box");
    json.StartArray();
    for (const float side :
         {evidence.box->x0, evidence.box->y0, evidence.box->x1, evidence.box->y1})
      PutNumber(json, static_cast<double>(side));
    json.EndArray();
  }
  json.EndObject();
}

void PutBeforeNotes(Writer& json, const DocumentResult& result) {
  json.Key("path"), Put(json, result.path);
  json.Key("member");
  json.StartArray();
  for (const std::string& member : result.member) Put(json, member);
  json.EndArray();
  json.Key("format"), Put(json, extract::FormatName(result.format));
  json.Key("bytes"), json.Uint64(result.bytes);
  json.Key("sha256"), PutOrNull(json, result.sha256);
  json.Key("modified"), PutOrNull(json, result.modified);
  json.Key("verdict"), Put(json, VerdictName(result.verdict));
  json.Key("level"), PutOrNull(json, LevelName(result.level));
  json.Key("confidence"), PutNumber(json, result.confidence);
  json.Key("evidence");
  json.StartArray();
  for (const Evidence& evidence : result.evidence) PutEvidence(json, evidence);
  json.EndArray();
  json.Key("copy_of"), PutOrNull(json, result.copy_of);
}

std::string ToText(const rapidjson::StringBuffer& buffer) {
  return {buffer.GetString(), buffer.GetSize()};
}

// Reads members of one JSON object, remembering whether all were as expected.
class Fields {
 public:
  explicit Fields(const rapidjson::Value& object) : object_(object) { ok_ = object.IsObject(); }

  bool ok() const { return ok_; }

  std::string String(const char* key) {
    const rapidjson::Value* value = Find(key);
    if (value == nullptr || value->IsNull()) return {};
    if (!value->IsString() || value->GetStringLength() > kMaxText) {
      ok_ = false;
      return {};
    }
    return {value->GetString(), value->GetStringLength()};
  }

  uint64_t Number(const char* key) {
    const rapidjson::Value* value = Find(key);
    if (value == nullptr || value->IsNull()) return 0;
    if (!value->IsUint64()) ok_ = false;
    return ok_ ? value->GetUint64() : 0;
  }

  double Real(const char* key, double low, double high) {
    const rapidjson::Value* value = Find(key);
    if (value == nullptr || !value->IsNumber()) {
      ok_ = false;
      return 0;
    }
    const double number = value->GetDouble();
    if (!(number >= low && number <= high)) ok_ = false;
    return ok_ ? number : 0;
  }

  bool Bool(const char* key) {
    const rapidjson::Value* value = Find(key);
    if (value == nullptr || !value->IsBool()) ok_ = false;
    return ok_ && value->GetBool();
  }

  template <typename E>
  E Name(const char* key, std::optional<E> (*from_name)(std::string_view)) {
    const std::optional<E> value = from_name(String(key));
    if (!value.has_value()) ok_ = false;
    return value.value_or(E{});
  }

  // Four fractions of a page, or nothing where the key is missing.
  std::optional<extract::Box> Box(const char* key) {
    const rapidjson::Value* value = Find(key);
    if (value == nullptr) return std::nullopt;
    float sides[4] = {};
    if (!value->IsArray() || value->Size() != 4) {
      ok_ = false;
      return std::nullopt;
    }
    for (rapidjson::SizeType i = 0; i < 4; ++i) {
      const rapidjson::Value& side = (*value)[i];
      if (!side.IsNumber() || !(side.GetDouble() >= 0 && side.GetDouble() <= 1)) ok_ = false;
      if (ok_) sides[i] = static_cast<float>(side.GetDouble());
    }
    return extract::Box{sides[0], sides[1], sides[2], sides[3]};
  }

  // Calls `read` for each element of an array of at most `limit`.
  template <typename F>
  void Each(const char* key, size_t limit, F read) {
    const rapidjson::Value* value = Find(key);
    if (value == nullptr || !value->IsArray() || value->Size() > limit) {
      ok_ = false;
      return;
    }
    for (const rapidjson::Value& element : value->GetArray()) {
      if (ok_ && !read(element)) ok_ = false;
    }
  }

 private:
  const rapidjson::Value* Find(const char* key) {
    if (!ok_) return nullptr;
    const auto found = object_.FindMember(key);
    return found == object_.MemberEnd() ? nullptr : &found->value;
  }

  const rapidjson::Value& object_;
  bool ok_ = true;
};

bool ReadEvidence(const rapidjson::Value& value, DocumentResult& result) {
  Fields fields(value);
  Evidence evidence;
  evidence.rule = fields.String("rule");
  evidence.text = fields.String("text");
  evidence.page = static_cast<uint32_t>(fields.Number("page"));
  evidence.place = fields.Name("place", extract::PlaceFromName);
  evidence.source = fields.Name("source", SourceFromName);
  evidence.weight = fields.Real("weight", -1000, 1000);
  evidence.locator = fields.String("locator");
  evidence.box = fields.Box("box");
  result.evidence.push_back(std::move(evidence));
  return fields.ok();
}

bool ReadNote(const rapidjson::Value& value, DocumentResult& result) {
  Fields fields(value);
  extract::Note note;
  note.code = fields.Name("code", ErrorCodeFromName);
  note.incomplete = fields.Bool("incomplete");
  note.text = {fields.String("vi"), fields.String("en")};
  result.notes.push_back(std::move(note));
  return fields.ok();
}

}  // namespace

std::string ToJson(const DocumentResult& result, Lang lang) {
  rapidjson::StringBuffer buffer(nullptr, kLine);
  Writer json(buffer);
  json.StartObject();
  PutBeforeNotes(json, result);
  json.Key("notes");
  json.StartArray();
  for (const extract::Note& note : result.notes) {
    Put(json, std::string(ErrorCodeName(note.code)) + ": " + Pick(note.text, lang));
  }
  json.EndArray();
  json.Key("elapsed_ms"), json.Uint(result.elapsed_ms);
  json.EndObject();
  return ToText(buffer);
}

std::string ToWireJson(const DocumentResult& result) {
  rapidjson::StringBuffer buffer(nullptr, kLine);
  Writer json(buffer);
  json.StartObject();
  PutBeforeNotes(json, result);
  json.Key("notes");
  json.StartArray();
  for (const extract::Note& note : result.notes) {
    json.StartObject();
    json.Key("code"), Put(json, ErrorCodeName(note.code));
    json.Key("incomplete"), json.Bool(note.incomplete);
    json.Key("vi"), Put(json, note.text.vi);
    json.Key("en"), Put(json, note.text.en);
    json.EndObject();
  }
  json.EndArray();
  json.Key("elapsed_ms"), json.Uint(result.elapsed_ms);
  json.EndObject();
  return ToText(buffer);
}

Result<DocumentResult> FromWireJson(std::string_view json) {
  const Error corrupt(ErrorCode::kCorrupt, {"tiến trình đọc tệp trả lời sai khuôn",
                                            "the reading process answered out of form"});
  rapidjson::Document document;
  if (ParseForeignJson(json, &document) || !document.IsObject()) return corrupt;
  Fields fields(document);
  DocumentResult result;
  result.path = fields.String("path");
  fields.Each("member", kMaxMembers, [&](const rapidjson::Value& value) {
    if (!value.IsString() || value.GetStringLength() > kMaxText) return false;
    result.member.emplace_back(value.GetString(), value.GetStringLength());
    return true;
  });
  result.format = fields.Name("format", extract::FormatFromName);
  result.bytes = fields.Number("bytes");
  result.sha256 = fields.String("sha256");
  result.modified = fields.String("modified");
  result.verdict = fields.Name("verdict", VerdictFromName);
  result.level = fields.Name("level", LevelFromName);
  result.confidence = fields.Real("confidence", 0, 1);
  fields.Each("evidence", kMaxEvidence,
              [&](const auto& value) { return ReadEvidence(value, result); });
  result.copy_of = fields.String("copy_of");
  fields.Each("notes", kMaxNotes, [&](const auto& value) { return ReadNote(value, result); });
  result.elapsed_ms = static_cast<uint32_t>(fields.Number("elapsed_ms"));
  if (!fields.ok()) return corrupt;
  return result;
}

}  // namespace niem::detect
