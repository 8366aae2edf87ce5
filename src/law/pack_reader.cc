#include "law/pack_reader.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

extern "C" const unsigned char niem_law_schema[], niem_law_schema_end[];

namespace niem::law {
namespace {

constexpr std::array<std::string_view, 11> kClocks = {
    "extend.decide", "extend.notify",     "extend_short.decide", "extend_short.notify",
    "adjust.notify", "declassify.notify", "off_list.notify",     "emergency.report",
    "loss.report",   "lists.review",      "old_secrets.review"};
constexpr std::array<std::string_view, 6> kTimings = {"days_before",  "days_after", "at_once",
                                                      "at_or_before", "no_days",    "until"};
constexpr std::array<std::string_view, 4> kSpecialTerms = {"shorter", "place", "origin", "undated"};
constexpr std::array<std::string_view, 3> kCouncils = {"none", "required", "unknown"};

std::string_view Schema() {
  return {reinterpret_cast<const char*>(niem_law_schema),
          static_cast<size_t>(niem_law_schema_end - niem_law_schema)};
}

// The schema allows no other word.
template <typename Enum, size_t n>
Enum EnumOf(const std::array<std::string_view, n>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return static_cast<Enum>(found == names.end() ? 0 : found - names.begin());
}

// "MM-DD", of a common year.
bool IsDayOfYear(const std::string& text) {
  return text.empty() || Date::Parse("2025-" + text).ok();
}

// What a fact says in a line.
Text TitleOf(const JsonNode& node) {
  for (const char* key : {"title", "name", "text", "question", "field", "when"}) {
    Text title = node.TextOf(key);
    if (!title.vi.empty()) return title;
  }
  Text title;
  if (const auto act = ActFromCode(node.String("act"))) title = ActName(*act);
  if (node.Has("years")) {
    const std::string years = std::to_string(node.Integer("years"));
    title = {years + " năm", years + " years"};
  }
  for (const Level level : node.Levels("levels")) {
    const Text name = LevelTerm(level);
    title.vi += ", " + name.vi;
    title.en += ", " + name.en;
  }
  if (node.Has("min_vnd")) {
    const std::string range =
        std::to_string(node.Integer("min_vnd")) + "–" + std::to_string(node.Integer("max_vnd"));
    title = {range + " đồng", range + " VND"};
  }
  return title;
}

Text Both(const std::string& vi, const std::string& en, const std::string& name) {
  return {vi + ": " + name, en + ": " + name};
}

}  // namespace

Status PackReader::AddFact(const JsonNode& node, const std::string& section, const std::string& id,
                           const Source& source) {
  const std::string key = id.empty() ? section : section + "/" + id;
  const std::string place = file_name_ + ":" + std::to_string(node.Line());
  const auto [first, added] = places_.emplace(key, place);
  if (!added) {
    return node.Complain({"\"" + key + "\" lặp lại; đã có ở " + first->second,
                          "\"" + key + "\" is repeated; it stands at " + first->second});
  }
  FactView fact;
  fact.key = key;
  fact.section = section;
  fact.title = TitleOf(node);
  fact.source = source;
  fact.json = node.Json();
  fact.file = file_name_;
  fact.line = node.Line();
  pack_.facts_.push_back(std::move(fact));
  return Ok();
}

Status PackReader::ReadIdentity(const JsonNode& root) {
  const std::string id = root.String("pack");
  if (pack_.id_.empty()) pack_.id_ = id;
  if (id != pack_.id_) {
    return root.Complain("pack", {"tệp này thuộc gói " + id + ", không phải " + pack_.id_,
                                  "this file belongs to the pack " + id + ", not " + pack_.id_});
  }
  if (!root.Has("valid_from")) {
    for (const char* key : {"name", "terms_from", "valid_to"}) {
      if (!root.Has(key)) continue;
      return root.Complain(key,
                           {"chỉ được đứng cạnh valid_from", "may only stand beside valid_from"});
    }
    return Ok();
  }
  if (!pack_.place_.empty()) {
    return root.Complain("valid_from", {"hiệu lực đã ghi ở " + pack_.place_,
                                        "the period already stands at " + pack_.place_});
  }
  if (!root.Has("name"))
    return root.Complain({"thiếu tên gói (name)", "the pack's name is missing"});
  pack_.name_ = root.TextOf("name");
  TRY_ASSIGN(const std::optional<Date> from, root.DateOf("valid_from"));
  TRY_ASSIGN(const std::optional<Date> terms, root.DateOf("terms_from"));
  TRY_ASSIGN(pack_.valid_to_, root.DateOf("valid_to"));
  pack_.valid_from_ = *from;
  pack_.terms_from_ = terms.value_or(*from);
  pack_.place_ = file_name_ + ":" + std::to_string(root.Child("valid_from").Line());
  if (pack_.terms_from_ > pack_.valid_from_) {
    return root.Complain("terms_from", {"terms_from không được sau valid_from",
                                        "terms_from may not be after valid_from"});
  }
  if (pack_.valid_to_ && *pack_.valid_to_ < pack_.valid_from_) {
    return root.Complain("valid_to", {"ngày cuối đứng trước ngày đầu (valid_from)",
                                      "the last day is before the first (valid_from)"});
  }
  return Ok();
}

Status PackReader::ReadLevel(const JsonNode& node, const Source& source) {
  LevelFact fact;
  fact.level = LevelFromCode(node.String("level")).value_or(Level::kMat);
  fact.symbol = node.String("symbol").front();
  fact.name = node.TextOf("name");
  fact.harm = node.TextOf("harm");
  fact.fields = node.Strings("fields");
  fact.source = source;
  pack_.levels_.push_back(std::move(fact));
  return Ok();
}

Status PackReader::ReadRole(const JsonNode& node, const Source& source) {
  Role role;
  role.id = node.String("id");
  role.clause = node.String("clause");
  role.title = node.TextOf("title");
  role.deputy_of = node.Strings("deputy_of");
  role.source = source;
  for (const std::string& chief : role.deputy_of) {
    references_.push_back(
        {"roles/" + chief,
         node.Complain("deputy_of", Both("không có chức vụ", "there is no role", chief))});
  }
  pack_.roles_.push_back(std::move(role));
  return Ok();
}

Status PackReader::ReadPower(const JsonNode& node, const Source& source) {
  Power power;
  power.id = node.String("id");
  power.act = ActFromCode(node.String("act")).value_or(Act::kDetermine);
  power.levels = node.Levels("levels");
  power.roles = node.Strings("roles");
  power.deputies_of = node.Strings("deputies_of");
  power.delegable = node.Strings("delegable");
  power.anyone = node.Flag("anyone");
  power.own_management = node.Flag("own_management");
  power.conditions = node.Texts("conditions");
  power.source = source;
  if (power.anyone != power.roles.empty()) {
    return node.Complain("roles", {"phải nêu chức vụ, trừ khi không cần ai cho phép (anyone)",
                                   "name roles, unless nobody's permission is needed (anyone)"});
  }
  for (const char* key : {"roles", "deputies_of", "delegable"}) {
    for (const std::string& role : node.Strings(key)) {
      references_.push_back({"roles/" + role, node.Complain(key, Both("không có chức vụ",
                                                                      "there is no role", role))});
    }
  }
  if (!power.delegable.empty()) {
    references_.push_back(
        {"delegation",
         node.Complain("delegable", {"gói này không có quy định ủy quyền (delegation)",
                                     "this pack has no rule on delegation"})});
  }
  pack_.powers_.push_back(std::move(power));
  return Ok();
}

Status PackReader::ReadTerm(const JsonNode& node, const Source& source) {
  pack_.terms_.push_back({LevelFromCode(node.String("level")).value_or(Level::kMat),
                          static_cast<int>(node.Integer("years")), source});
  return Ok();
}

Status PackReader::ReadSpecialTerm(const JsonNode& node, const Source& source) {
  pack_.special_terms_.push_back({EnumOf<SpecialTerm>(kSpecialTerms, node.String("kind")),
                                  node.Flag("activities_only"), node.TextOf("text"), source});
  return Ok();
}

Status PackReader::ReadClock(const JsonNode& node, const Source& source) {
  ClockFact fact;
  fact.clock = EnumOf<Clock>(kClocks, node.String("clock"));
  fact.timing = EnumOf<Timing>(kTimings, node.String("timing"));
  fact.days = static_cast<int>(node.Integer("days"));
  TRY_ASSIGN(fact.until, node.DateOf("until"));
  fact.at_most_level_term = node.Flag("at_most_level_term");
  fact.text = node.TextOf("text");
  fact.source = source;
  const bool counted = fact.timing == Timing::kDaysBefore || fact.timing == Timing::kDaysAfter;
  if (counted != node.Has("days") || (fact.timing == Timing::kUntil) != node.Has("until")) {
    return node.Complain("timing", {"days đi cùng days_before, days_after; until đi cùng until",
                                    "days goes with days_before, days_after; until with until"});
  }
  pack_.clocks_.push_back(std::move(fact));
  return Ok();
}

Status PackReader::ReadProhibited(const JsonNode& node, const Source& source) {
  pack_.prohibited_.push_back(
      {node.String("id"), static_cast<int>(node.Integer("number")), node.TextOf("text"), source});
  return Ok();
}

namespace {

Result<std::vector<Stamp>> StampsOf(const JsonNode& form) {
  std::vector<Stamp> stamps;
  for (const JsonNode& node : form.Children("stamps")) {
    Stamp stamp;
    stamp.lines = node.Strings("lines");
    stamp.width_mm = node.Number("width_mm");
    stamp.height_mm = node.Number("height_mm");
    stamp.borders = static_cast<int>(node.Integer("borders"));
    stamp.border_gap_mm = node.Number("border_gap_mm");
    stamp.text_gap_mm = node.Number("text_gap_mm");
    stamp.font = node.String("font");
    stamp.font_pt = node.Number("font_pt");
    stamp.ink = node.String("ink");
    stamp.place = node.String("place");
    TRY_ASSIGN(stamp.source, node.SourceOf());
    if (stamp.width_mm.has_value() != stamp.height_mm.has_value()) {
      return node.Complain(
          {"chiều rộng và chiều cao đi cùng nhau", "width and height go together"});
    }
    stamps.push_back(std::move(stamp));
  }
  return stamps;
}

// The ids within one form or register.
Status RefuseRepeated(const std::vector<JsonNode>& nodes) {
  std::set<std::string> ids;
  for (const JsonNode& node : nodes) {
    const std::string id = node.String("id");
    if (!ids.insert(id).second)
      return node.Complain("id", {"\"" + id + "\" lặp lại", "\"" + id + "\" is repeated"});
  }
  return Ok();
}

}  // namespace

Status PackReader::ReadForm(const JsonNode& node, const Source& source) {
  Form form;
  form.id = node.String("id");
  form.number = node.String("number");
  form.kind = node.String("kind");
  form.name = node.TextOf("name");
  form.register_id = node.String("register");
  form.source = source;
  TRY_ASSIGN(form.stamps, StampsOf(node));
  TRY(RefuseRepeated(node.Children("fields")));
  for (const JsonNode& field : node.Children("fields")) {
    TRY_ASSIGN(Source field_source, field.SourceOf());
    form.fields.push_back({field.String("id"), field.TextOf("name"), std::move(field_source)});
  }
  if (!form.register_id.empty()) {
    references_.push_back(
        {"registers/" + form.register_id,
         node.Complain("register", Both("không có sổ", "there is no register", form.register_id))});
  }
  pack_.forms_.push_back(std::move(form));
  return Ok();
}

Status PackReader::ReadRegister(const JsonNode& node, const Source& source) {
  Register book;
  book.id = node.String("id");
  book.name = node.TextOf("name");
  book.form = node.String("form");
  book.cover = node.Texts("cover");
  book.source = source;
  TRY(RefuseRepeated(node.Children("columns")));
  for (const JsonNode& child : node.Children("columns")) {
    Column column;
    column.id = child.String("id");
    column.name = child.TextOf("name");
    column.rule = child.TextOf("rule");
    column.hidden_tuyet_mat = child.Flag("hidden_tuyet_mat");
    column.configurable = child.Flag("configurable");
    TRY_ASSIGN(column.source, child.SourceOf());
    book.columns.push_back(std::move(column));
  }
  if (!book.form.empty()) {
    references_.push_back(
        {"forms/" + book.form,
         node.Complain("form", Both("không có mẫu", "there is no form", book.form))});
  }
  pack_.registers_.push_back(std::move(book));
  return Ok();
}

Status PackReader::ReadProcedure(const JsonNode& node, const Source& source) {
  Procedure procedure;
  procedure.id = node.String("id");
  procedure.act = ActFromCode(node.String("act")).value_or(Act::kDestroy);
  procedure.when = node.String("when");
  procedure.levels = node.Levels("levels");
  procedure.automatic = node.Flag("automatic");
  procedure.council = EnumOf<Council>(kCouncils, node.String("council"));
  procedure.partial = node.Flag("partial");
  procedure.members = node.Texts("members");
  procedure.requirements = node.Texts("requirements");
  procedure.file = node.Texts("file");
  procedure.text = node.TextOf("text");
  procedure.source = source;
  for (const Level level : procedure.levels) {
    if (pack_.FindProcedure(procedure.act, procedure.when, level) == nullptr) continue;
    return node.Complain("levels", {"độ mật này đã có thủ tục cho cùng trường hợp",
                                    "this level already has a procedure for the case"});
  }
  pack_.procedures_.push_back(std::move(procedure));
  return Ok();
}

Status PackReader::ReadProvision(const JsonNode& node, const Source& source) {
  pack_.provisions_.push_back(
      {node.String("id"), ActFromCode(node.String("act")), node.TextOf("text"), source});
  return Ok();
}

Status PackReader::ReadReport(const JsonNode& node, const Source& source) {
  ReportRule rule;
  rule.id = node.String("id");
  rule.from_day = node.String("from_day");
  rule.to_day = node.String("to_day");
  rule.send_by_day = node.String("send_by_day");
  rule.when = node.TextOf("when");
  rule.to = node.TextOf("to");
  rule.by = node.TextOf("by");
  rule.blocks = node.Texts("blocks");
  rule.source = source;
  for (const char* key : {"from_day", "to_day", "send_by_day"}) {
    if (!IsDayOfYear(node.String(key)))
      return node.Complain(key, {"không có ngày này; viết MM-DD", "no such day; write MM-DD"});
  }
  pack_.reports_.push_back(std::move(rule));
  return Ok();
}

Status PackReader::ReadFine(const JsonNode& node, const Source& source) {
  Fine fine;
  fine.id = node.String("id");
  fine.min_vnd = node.Integer("min_vnd");
  fine.max_vnd = node.Integer("max_vnd");
  fine.organisation_multiplier = static_cast<int>(node.Integer("organisation_multiplier"));
  fine.source = source;
  TRY(RefuseRepeated(node.Children("acts")));
  for (const JsonNode& act : node.Children("acts")) {
    fine.acts.push_back({act.String("id"), act.TextOf("text")});
    places_.emplace("fine_acts/" + fine.acts.back().id, file_name_);
  }
  if (fine.max_vnd < fine.min_vnd) {
    return node.Complain(
        "max_vnd", {"mức cao nhất thấp hơn mức thấp nhất", "the highest fine is below the lowest"});
  }
  pack_.fines_.push_back(std::move(fine));
  return Ok();
}

Status PackReader::ReadCrime(const JsonNode& node, const Source& source) {
  pack_.crimes_.push_back(
      {node.String("id"), node.TextOf("name"), node.Texts("penalties"), source});
  return Ok();
}

Status PackReader::ReadList(const JsonNode& node, const Source& source) {
  ListDecision decision;
  decision.number = node.String("number");
  TRY_ASSIGN(const std::optional<Date> issued, node.DateOf("issued"));
  decision.issued = *issued;
  TRY_ASSIGN(decision.effective, node.DateOf("effective"));
  decision.field = node.TextOf("field");
  decision.source = source;
  pack_.lists_.push_back(std::move(decision));
  return Ok();
}

Status PackReader::ReadSetting(const JsonNode& node, const Source& source) {
  pack_.settings_.push_back({node.String("id"), node.String("type"), node.TextOf("name"),
                             node.String("suggestion"), source});
  return Ok();
}

Status PackReader::ReadDelegation(const JsonNode& root) {
  if (!root.Has("delegation")) return Ok();
  const JsonNode node = root.Child("delegation");
  TRY_ASSIGN(Source source, node.SourceOf());
  TRY(AddFact(node, "delegation", {}, source));
  pack_.delegation_ = DelegationRule{
      node.Flag("written"),    node.Flag("scope"),  node.Flag("content"), node.Flag("term"),
      node.Flag("passing_on"), node.TextOf("text"), std::move(source)};
  return Ok();
}

Status PackReader::ReadChecklists(const JsonNode& root) {
  for (const JsonNode& node : root.Children("checklists")) {
    Checklist list;
    list.id = node.String("id");
    list.name = node.TextOf("name");
    for (const JsonNode& child : node.Children("items")) {
      CheckItem item;
      item.id = child.String("id");
      item.question = child.TextOf("question");
      item.fine = child.String("fine");
      TRY_ASSIGN(item.source, child.SourceOf());
      TRY(AddFact(child, "checklists/" + list.id, item.id, item.source));
      if (!item.fine.empty()) {
        references_.push_back(
            {"fine_acts/" + item.fine,
             child.Complain("fine", Both("không có mức phạt", "there is no fine", item.fine))});
      }
      list.items.push_back(std::move(item));
    }
    pack_.checklists_.push_back(std::move(list));
  }
  return Ok();
}

Status PackReader::ReadSections(const JsonNode& root) {
  struct Section {
    const char* name;
    const char* id;  // the member that tells one fact from another
    Status (PackReader::*read)(const JsonNode&, const Source&);
  };

  constexpr std::array<Section, 16> kSections = {{
      {"levels", "level", &PackReader::ReadLevel},
      {"roles", "id", &PackReader::ReadRole},
      {"powers", "id", &PackReader::ReadPower},
      {"terms", "level", &PackReader::ReadTerm},
      {"special_terms", "kind", &PackReader::ReadSpecialTerm},
      {"clocks", "clock", &PackReader::ReadClock},
      {"prohibited", "id", &PackReader::ReadProhibited},
      {"forms", "id", &PackReader::ReadForm},
      {"registers", "id", &PackReader::ReadRegister},
      {"procedures", "id", &PackReader::ReadProcedure},
      {"provisions", "id", &PackReader::ReadProvision},
      {"reports", "id", &PackReader::ReadReport},
      {"fines", "id", &PackReader::ReadFine},
      {"crimes", "id", &PackReader::ReadCrime},
      {"lists", "number", &PackReader::ReadList},
      {"settings", "id", &PackReader::ReadSetting},
  }};
  for (const Section& section : kSections) {
    for (const JsonNode& node : root.Children(section.name)) {
      TRY_ASSIGN(const Source source, node.SourceOf());
      TRY(AddFact(node, section.name, node.String(section.id), source));
      TRY((this->*section.read)(node, source));
    }
  }
  TRY(ReadDelegation(root));
  return ReadChecklists(root);
}

Status PackReader::ReadFile(const JsonSource& file) {
  const JsonNode root(file);
  TRY(ReadIdentity(root));
  return ReadSections(root);
}

Status PackReader::CheckIdentity(const JsonNode& first) const {
  if (pack_.place_.empty()) {
    return first.Complain({"gói chưa ghi hiệu lực (name, valid_from)",
                           "the pack does not say its period (name, valid_from)"});
  }
  for (const Level level : kLevels) {
    for (const char* section : {"levels/", "terms/"}) {
      const std::string key = section + std::string(LevelCode(level));
      if (!places_.contains(key)) return first.Complain(Both("gói thiếu", "the pack lacks", key));
    }
  }
  return Ok();
}

Status PackReader::CheckReferences() const {
  for (const Reference& reference : references_) {
    if (!places_.contains(reference.key)) return reference.complaint;
  }
  return Ok();
}

// Every question has an answer: a pack that forgot an act would refuse it to everyone.
Status PackReader::CheckAuthority(const JsonNode& first) const {
  for (int act = 0; act <= static_cast<int>(Act::kDestroyEmergency); ++act) {
    for (const Level level : kLevels) {
      const bool settled =
          std::any_of(pack_.powers_.begin(), pack_.powers_.end(), [&](const Power& power) {
            return power.act == static_cast<Act>(act) &&
                   std::find(power.levels.begin(), power.levels.end(), level) != power.levels.end();
          });
      if (settled) continue;
      const std::string name =
          std::string(ActCode(static_cast<Act>(act))) + " " + std::string(LevelCode(level));
      return first.Complain(Both("không có quy định thẩm quyền (powers) cho",
                                 "no rule of authority (powers) for", name));
    }
  }
  return Ok();
}

Result<Pack> PackReader::Read(const std::vector<PackFile>& files) {
  if (files.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"gói luật không có tệp nào", "the law pack has no file"});
  }
  PackReader reader;
  std::vector<JsonSource> sources;
  sources.reserve(files.size());
  for (const PackFile& file : files) {
    TRY_ASSIGN(JsonSource source, JsonSource::Parse(file.name, file.text, Schema()));
    sources.push_back(std::move(source));
    reader.file_name_ = file.name;
    TRY(reader.ReadFile(sources.back()));
  }
  const JsonNode first(sources.front());
  TRY(reader.CheckIdentity(first));
  TRY(reader.CheckReferences());
  TRY(reader.CheckAuthority(first));
  return std::move(reader.pack_);
}

Result<Pack> Pack::FromFiles(const std::vector<PackFile>& files) {
  return PackReader::Read(files);
}

}  // namespace niem::law
