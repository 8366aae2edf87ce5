#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/trial.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

namespace niem::registry {
namespace {

constexpr int kLater = 30;  // days: a day in the future satisfies most forms
constexpr std::string_view kLowest = "mat";

// Those of law::ReasonCode(): who may, not what was typed. And what lies in the document itself.
constexpr std::array<std::string_view, 10> kStanding = {
    "law.role",           "law.level",          "law.not_own_management", "law.no_delegation",
    "law.bad_delegation", "law.not_in_force",   "law.not_settled",        "law.still_listed",
    "law.term_runs",      "copying.not_allowed"};

rapidjson::Value TextValue(std::string_view text, rapidjson::Document& json) {
  return {text.data(), static_cast<rapidjson::SizeType>(text.size()), json.GetAllocator()};
}

// Null for what has no stand-in: another thing of the registers, and secrets.
rapidjson::Value StandIn(const FieldSpec& field, Date today, rapidjson::Document& json) {
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kLongText:
      return TextValue("-", json);
    case FieldType::kInt:
      return rapidjson::Value(1);
    case FieldType::kBool:
      return rapidjson::Value(true);
    case FieldType::kDay:
      return TextValue(today.AddDays(kLater).ToString(), json);
    case FieldType::kLevel:
      return TextValue(kLowest, json);
    case FieldType::kChoice:
      return TextValue(field.choices.front(), json);
    default:
      return {};
  }
}

}  // namespace

Result<HalfFilled> FillIn(std::string_view text, const ActForm& form, Date today) {
  std::vector<FieldSpec> specs = form.fields;
  for (FieldSpec& spec : specs) spec.need = Need::kOptional;
  TRY_ASSIGN(const Fields given, Fields::Parse(text, specs));
  HalfFilled half;
  half.complete = half.runnable = true;
  rapidjson::Document json;
  json.Parse(text.data(), text.size());  // an object: Fields::Parse() looked
  for (const FieldSpec& field : form.fields) {
    const bool kept = IsKept(field.type);
    if (!kept) half.runnable = false;
    if (field.need != Need::kRequired || given.Has(field.name)) continue;
    if (!kept) continue;
    half.complete = false;
    rapidjson::Value value = StandIn(field, today, json);
    half.runnable = half.runnable && !value.IsNull();
    if (!value.IsNull()) {
      json.AddMember(TextValue(field.name, json), value, json.GetAllocator());
    }
  }
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  json.Accept(out);
  TRY_ASSIGN(half.fields, Fields::Parse({buffer.GetString(), buffer.GetSize()}, specs));
  half.complete = half.complete && half.runnable;
  return half;
}

bool HoldsWhateverIsFilledIn(std::string_view reason) {
  return std::find(kStanding.begin(), kStanding.end(), reason) != kStanding.end();
}

}  // namespace niem::registry
