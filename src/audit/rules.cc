#include "audit/rules.h"

#include <algorithm>

#include "audit/wide.h"
#include "base/json_source.h"

extern "C" {
extern const char niem_audit_rules[], niem_audit_rules_end[];
extern const char niem_audit_places[], niem_audit_places_end[];
}

namespace niem::audit {
namespace {

using Json = rapidjson::Value;

// Reads values and remembers the first thing that was wrong.
class Reader {
 public:
  explicit Reader(const JsonSource& source) : source_(source) {}

  std::string String(const Json& object, const char* name, const std::string& at,
                     bool needed = true) {
    const auto found = object.FindMember(name);
    if (found != object.MemberEnd() && found->value.IsString()) return found->value.GetString();
    if (needed || found != object.MemberEnd()) Wrong(at, name);
    return {};
  }

  Text Pair(const Json& object, const char* name, const std::string& at) {
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsObject()) return Wrong(at, name), Text{};
    return {String(found->value, "vi", at), String(found->value, "en", at)};
  }

  std::vector<std::string> Strings(const Json& object, const char* name, const std::string& at) {
    std::vector<std::string> texts;
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd()) return texts;
    if (!found->value.IsArray()) return Wrong(at, name), texts;
    for (const Json& text : found->value.GetArray()) {
      if (!text.IsString()) return Wrong(at, name), texts;
      texts.emplace_back(text.GetString());
    }
    return texts;
  }

  std::vector<Condition> Conditions(const Json& object, const char* name, const std::string& at) {
    std::vector<Condition> conditions;
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd()) return conditions;
    if (!found->value.IsObject()) return Wrong(at, name), conditions;
    for (const auto& member : found->value.GetObject()) {
      const char* field = member.name.GetString();
      conditions.emplace_back(field, Strings(found->value, field, at));
    }
    return conditions;
  }

  void Wrong(const std::string& at, std::string_view name) {
    if (error_) return;
    error_ = source_.At(at, {"\"" + std::string(name) + "\" thiếu hoặc sai dạng",
                             "\"" + std::string(name) + "\" is missing or out of form"});
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  const JsonSource& source_;
  std::optional<Error> error_;
};

constexpr std::pair<std::string_view, Standing> kStandings[] = {
    {"violation", Standing::kViolation},
    {"indication", Standing::kIndication},
    {"note", Standing::kNote},
    {"expected", Standing::kExpected}};
constexpr std::pair<std::string_view, Strength> kStrengths[] = {{"weak", Strength::kWeak},
                                                                {"medium", Strength::kMedium},
                                                                {"strong", Strength::kStrong},
                                                                {"direct", Strength::kDirect}};

template <typename Value, size_t N>
std::optional<Value> Named(const std::pair<std::string_view, Value> (&table)[N],
                           std::string_view name) {
  for (const auto& [known, value] : table) {
    if (known == name) return value;
  }
  return std::nullopt;
}

When ReadWhen(const Json& object, const std::string& at, Reader& reader) {
  When when;
  when.fact = reader.String(object, "fact", at);
  when.is = reader.Conditions(object, "is", at);
  when.is_not = reader.Conditions(object, "not", at);
  when.has = reader.Conditions(object, "has", at);
  when.has_not = reader.Conditions(object, "not_has", at);
  when.starts_not = reader.Conditions(object, "not_starts", at);
  when.times = reader.Strings(object, "times", at);
  const auto strength = Named(kStrengths, reader.String(object, "strength", at));
  if (!strength) reader.Wrong(at, "strength");
  when.strength = strength.value_or(Strength::kWeak);
  when.counts = reader.String(object, "counts", at, false);
  when.absent = object.HasMember("absent") && object["absent"].IsTrue();
  when.supports = object.HasMember("supports") && object["supports"].IsTrue();
  return when;
}

// "score": {"strong_from": 6, "weights": {"H1": 3}}.
void ReadScore(const Json& object, const std::string& at, Reader& reader, Rule& rule) {
  const auto score = object.FindMember("score");
  if (score == object.MemberEnd()) return;
  if (!score->value.IsObject()) return reader.Wrong(at, "score");
  const auto from = score->value.FindMember("strong_from");
  const auto weights = score->value.FindMember("weights");
  if (from == score->value.MemberEnd() || !from->value.IsInt() || from->value.GetInt() < 1)
    return reader.Wrong(at, "strong_from");
  if (weights == score->value.MemberEnd() || !weights->value.IsObject())
    return reader.Wrong(at, "weights");
  rule.strong_from = from->value.GetInt();
  for (const auto& [name, weight] : weights->value.GetObject()) {
    if (!weight.IsInt()) return reader.Wrong(at, "weights");
    rule.weights[name.GetString()] = weight.GetInt();
  }
}

std::string Day(const Json& object, const char* name) {
  const auto found = object.FindMember(name);
  return found != object.MemberEnd() && found->value.IsString() ? found->value.GetString() : "";
}

Rule ReadRule(const Json& object, const std::string& at, Reader& reader) {
  Rule rule;
  rule.id = reader.String(object, "id", at);
  rule.title = reader.Pair(object, "title", at);
  rule.explain = reader.Pair(object, "explain", at);
  rule.clauses = reader.Strings(object, "clauses", at);
  rule.needs = reader.Strings(object, "needs", at);
  rule.required = reader.Strings(object, "requires", at);
  rule.group_by = reader.Strings(object, "group_by", at);
  rule.show = reader.Strings(object, "show", at);
  rule.absence = object.HasMember("absence") && object["absence"].IsTrue();
  if (rule.absence) rule.cleared = reader.Pair(object, "cleared", at);
  const auto standing = object.FindMember("standing");
  if (standing == object.MemberEnd() || !standing->value.IsObject()) {
    reader.Wrong(at, "standing");
  } else {
    for (const char* profile : {"drafting", "internet", "office"}) {
      const auto value = Named(kStandings, reader.String(standing->value, profile, at));
      if (!value) reader.Wrong(at, profile);
      rule.standing[profile] = value.value_or(Standing::kNote);
    }
  }
  const auto when = object.FindMember("when");
  if (when == object.MemberEnd() || !when->value.IsArray()) return reader.Wrong(at, "when"), rule;
  for (rapidjson::SizeType i = 0; i < when->value.Size(); ++i) {
    const Json& one = when->value[i];
    const std::string place = at + "/when/" + std::to_string(i);
    if (!one.IsObject())
      reader.Wrong(place, "when");
    else
      rule.when.push_back(ReadWhen(one, place, reader));
  }
  ReadScore(object, at, reader, rule);
  for (const When& one : rule.when) {
    if (!one.counts.empty() && !rule.weights.contains(one.counts)) reader.Wrong(at, one.counts);
  }
  return rule;
}

bool AnyText(const Condition& condition, const Fact& fact,
             bool (*fits)(const std::string& value, const std::string& text)) {
  const std::string value = fact.Field(condition.first);
  return std::ranges::any_of(condition.second, [&](const std::string& text) {
    return text == "*" ? !value.empty() : fits(value, text);
  });
}

bool Same(const std::string& value, const std::string& text) {
  return SameName(value, text);
}

bool Contains(const std::string& value, const std::string& text) {
  return Lower(value).find(Lower(text)) != std::string::npos;
}

bool Starts(const std::string& value, const std::string& text) {
  return StartsWithName(value, text);
}

const Json* Array(const JsonSource& source, const char* name) {
  if (!source.root().IsObject()) return nullptr;
  const auto found = source.root().FindMember(name);
  return found != source.root().MemberEnd() && found->value.IsArray() ? &found->value : nullptr;
}

}  // namespace

std::string_view ProfileName(Profile profile) {
  constexpr std::string_view kNames[] = {"drafting", "internet", "office"};
  return kNames[static_cast<size_t>(profile)];
}

std::string_view StandingName(Standing standing) {
  for (const auto& [name, value] : kStandings) {
    if (value == standing) return name;
  }
  return "note";
}

std::string_view StrengthName(Strength strength) {
  for (const auto& [name, value] : kStrengths) {
    if (value == strength) return name;
  }
  return "weak";
}

bool When::Matches(const Fact& candidate) const {
  if (candidate.kind != fact) return false;
  const auto all = [&](const std::vector<Condition>& conditions, auto fits, bool wanted) {
    return std::ranges::all_of(conditions, [&](const Condition& condition) {
      return AnyText(condition, candidate, fits) == wanted;
    });
  };
  return all(is, Same, true) && all(has, Contains, true) && all(is_not, Same, false) &&
         all(has_not, Contains, false) && all(starts_not, Starts, false);
}

Standing Rule::StandingOn(Profile profile) const {
  const auto found = standing.find(std::string(ProfileName(profile)));
  return found == standing.end() ? Standing::kNote : found->second;
}

Result<RulePack> RulePack::BuiltIn() {
  return FromTexts(std::string(niem_audit_rules, niem_audit_rules_end),
                   std::string(niem_audit_places, niem_audit_places_end));
}

Result<RulePack> RulePack::FromTexts(const std::string& rules, const std::string& places) {
  RulePack pack;
  TRY_ASSIGN(const JsonSource source, JsonSource::Parse("rules.json", rules, ""));
  Reader reader(source);
  const Json* list = Array(source, "rules");
  if (list == nullptr) return source.At("", {"thiếu \"rules\"", "\"rules\" is missing"});
  for (rapidjson::SizeType i = 0; i < list->Size(); ++i) {
    const std::string at = "/rules/" + std::to_string(i);
    if (!(*list)[i].IsObject())
      reader.Wrong(at, "rules");
    else
      pack.rules_.push_back(ReadRule((*list)[i], at, reader));
  }
  const auto clauses = source.root().FindMember("clauses");
  if (clauses != source.root().MemberEnd() && clauses->value.IsObject()) {
    for (const auto& member : clauses->value.GetObject()) {
      const std::string at = "/clauses/" + std::string(member.name.GetString());
      if (!member.value.IsObject()) {
        reader.Wrong(at, "clauses");
        continue;
      }
      pack.clauses_[member.name.GetString()] = {reader.String(member.value, "instrument", at),
                                                reader.String(member.value, "article", at),
                                                reader.String(member.value, "certainty", at),
                                                reader.Pair(member.value, "text", at),
                                                Day(member.value, "from"),
                                                Day(member.value, "until")};
    }
  }
  for (const Rule& rule : pack.rules_) {
    for (const std::string& clause : rule.clauses) {
      if (pack.FindClause(clause) == nullptr) reader.Wrong("/clauses", clause);
    }
  }
  if (reader.error()) return *reader.error();
  TRY_ASSIGN(const JsonSource known, JsonSource::Parse("places.json", places, ""));
  Reader place_reader(known);
  const Json* all = Array(known, "places");
  if (all == nullptr) return known.At("", {"thiếu \"places\"", "\"places\" is missing"});
  for (rapidjson::SizeType i = 0; i < all->Size(); ++i) {
    const std::string at = "/places/" + std::to_string(i);
    if (!(*all)[i].IsObject()) {
      place_reader.Wrong(at, "places");
      continue;
    }
    pack.places_.push_back({place_reader.String((*all)[i], "pattern", at),
                            place_reader.String((*all)[i], "app", at),
                            place_reader.String((*all)[i], "what", at)});
  }
  if (place_reader.error()) return *place_reader.error();
  return pack;
}

const Clause* RulePack::FindClause(std::string_view name) const {
  const auto found = clauses_.find(name);
  return found == clauses_.end() ? nullptr : &found->second;
}

}  // namespace niem::audit
