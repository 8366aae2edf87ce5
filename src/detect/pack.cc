#include "detect/pack.h"

#include <cmath>
#include <utility>

#include "base/json_source.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(Sign::kCount)> kSignIds = {
    "mark.alone",
    "mark.with_companions",
    "mark.field",
    "mark.titled",
    "mark.in_head_line",
    "mark.tagged",
    "mark.declared",
    "mark.symbol",
    "mark.translated",
    "mark.foreign",
    "mark.garbled",
    "mark.one_word",
    "mark.no_diacritics",
    "mark.no_diacritics_word",
    "mark.no_diacritics_official",
    "mark.in_isolation",
    "style.capitals",
    "style.lower_case",
    "style.title_case_word",
    "style.title_case_loose",
    "style.red",
    "style.border",
    "style.double_border",
    "style.bold",
    "style.strike",
    "place.below_number",
    "place.top_left",
    "place.top_right",
    "place.letterhead",
    "place.top",
    "place.near_top",
    "place.top_field",
    "place.header",
    "place.text_box",
    "place.annotation",
    "place.form_field",
    "place.body",
    "place.last_line",
    "place.table",
    "place.comment",
    "place.hidden",
    "place.metadata",
    "place.footnote",
    "layout.official",
    "layout.title",
    "mark.repeated",
    "against.quoted",
    "against.guillemets",
    "against.quoted_head",
    "against.list_item",
    "against.after_intro",
    "against.in_sentence",
    "against.joined",
    "against.sentence_end",
    "against.word_list",
    "against.organ_list",
    "against.bile",
    "against.several_levels",
    "against.data_table",
    "against.level_column",
    "against.template",
    "against.training",
    "against.fiction",
    "against.commerce",
    "against.quoted_mail",
    "against.checkbox",
    "name.level",
    "name.level_alone",
    "companions.most",
    "companions.only",
    "declassified.dated",
    "declassified.undated",
    "change.level",
    "envelope.symbol"};

constexpr std::array<std::pair<std::string_view, Role>, 23> kRoles = {{
    {"level", Role::kLevel},
    {"field", Role::kField},
    {"none", Role::kNone},
    {"companion", Role::kCompanion},
    {"urgency", Role::kUrgency},
    {"filler", Role::kFiller},
    {"titled", Role::kTitled},
    {"declassify", Role::kDeclassify},
    {"change_up", Role::kChangeUp},
    {"change_down", Role::kChangeDown},
    {"change", Role::kChange},
    {"from", Role::kFrom},
    {"to", Role::kTo},
    {"anchor", Role::kAnchor},
    {"issuer", Role::kIssuer},
    {"title", Role::kTitle},
    {"context", Role::kContext},
    {"before", Role::kBefore},
    {"after", Role::kAfter},
    {"topic", Role::kTopic},
    {"garbled_topic", Role::kGarbledTopic},
    {"declares", Role::kDeclares},
    {"sibling", Role::kSibling},
}};

std::optional<Role> RoleFromName(std::string_view name) {
  for (const auto& [known, role] : kRoles) {
    if (known == name) return role;
  }
  return std::nullopt;
}

std::string_view StringOf(const rapidjson::Value& object, const char* key) {
  const auto found = object.FindMember(key);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

double NumberOf(const rapidjson::Value& object, const char* key) {
  const auto found = object.FindMember(key);
  return found != object.MemberEnd() && found->value.IsNumber() ? found->value.GetDouble() : 0;
}

bool FlagOf(const rapidjson::Value& object, const char* key) {
  const auto found = object.FindMember(key);
  return found != object.MemberEnd() && found->value.IsBool() && found->value.GetBool();
}

void AddTexts(Pack& pack, const rapidjson::Value& group, const char* key, Phrase phrase) {
  const auto texts = group.FindMember(key);
  if (texts == group.MemberEnd() || !texts->value.IsArray()) return;
  for (const auto& text : texts->value.GetArray()) {
    if (!text.IsString()) continue;
    phrase.text.assign(text.GetString(), text.GetStringLength());
    phrase.folded = text::FoldText(phrase.text);
    if (phrase.folded.empty()) continue;
    const auto add = [&pack](const Phrase& one) {
      if (one.role != Role::kSibling)
        pack.trie.Add(one.folded, static_cast<uint32_t>(pack.phrases.size()));
      pack.phrases.push_back(one);
    };
    add(phrase);
    if (phrase.role != Role::kLevel || phrase.ocr || phrase.folded.find(' ') == std::string::npos)
      continue;
    std::erase(phrase.folded, ' ');  // "TỐIMẬT"
    add(phrase);
  }
}

Status ReadWeights(Pack& pack, const JsonSource& source) {
  const auto& weights = source.root()["weights"];
  std::array<bool, kSignIds.size()> seen{};
  for (rapidjson::SizeType i = 0; i < weights.Size(); ++i) {
    const std::string_view id = StringOf(weights[i], "id");
    size_t sign = 0;
    while (sign < kSignIds.size() && kSignIds[sign] != id) ++sign;
    if (sign == kSignIds.size() || seen[sign]) {
      return source.At("/weights/" + std::to_string(i),
                       {"id trọng số lạ hoặc lặp: " + std::string(id),
                        "unknown or repeated weight id: " + std::string(id)});
    }
    seen[sign] = true;
    pack.weights[sign] = NumberOf(weights[i], "weight");
  }
  for (size_t sign = 0; sign < seen.size(); ++sign) {
    if (seen[sign]) continue;
    return source.At("/weights", {"thiếu trọng số " + std::string(kSignIds[sign]),
                                  "missing weight " + std::string(kSignIds[sign])});
  }
  return Ok();
}

Status ReadPhrases(Pack& pack, const JsonSource& source) {
  const auto& groups = source.root()["phrases"];
  for (rapidjson::SizeType i = 0; i < groups.Size(); ++i) {
    const auto& group = groups[i];
    const std::optional<Role> role = RoleFromName(StringOf(group, "role"));
    if (!role.has_value()) {
      return source.At("/phrases/" + std::to_string(i), {"vai trò lạ", "unknown role"});
    }
    Phrase phrase;
    phrase.role = *role;
    phrase.id = std::string(StringOf(group, "id"));
    phrase.level = LevelFromName(StringOf(group, "level")).value_or(Level::kNone);
    phrase.weight = NumberOf(group, "weight");
    phrase.scope = StringOf(group, "scope") == "above" ? Scope::kAbove : Scope::kDocument;
    phrase.bare = phrase.id == "field.bare";
    phrase.foreign = phrase.id == "foreign";
    phrase.number = FlagOf(group, "number");
    phrase.trigger = FlagOf(group, "trigger");
    AddTexts(pack, group, "texts", phrase);
    phrase.ocr = true;
    AddTexts(pack, group, "ocr", phrase);
  }
  return Ok();
}

}  // namespace

std::string_view SignId(Sign sign) {
  return kSignIds[static_cast<size_t>(sign)];
}

double Pack::Confidence(double weight) const {
  return 1.0 / (1.0 + std::exp(-(prior + scale * weight)));
}

Result<Pack> LoadPack(std::string_view name, std::string_view json) {
  TRY_ASSIGN(const JsonSource source, JsonSource::Parse(name, json, {}));
  const auto& root = source.root();
  if (!root.IsObject() || !root.HasMember("weights") || !root["weights"].IsArray() ||
      !root.HasMember("phrases") || !root["phrases"].IsArray() || !root.HasMember("score") ||
      !root["score"].IsObject()) {
    return source.At("", {"không phải gói quy tắc của Niêm", "not a rule pack of Niêm"});
  }
  Pack pack;
  pack.version = std::string(StringOf(root, "version"));
  pack.prior = NumberOf(root["score"], "prior");
  pack.scale = NumberOf(root["score"], "scale");
  pack.marked = NumberOf(root["score"], "marked");
  pack.suspect = NumberOf(root["score"], "suspect");
  TRY(ReadWeights(pack, source));
  TRY(ReadPhrases(pack, source));
  return pack;
}

}  // namespace niem::detect
