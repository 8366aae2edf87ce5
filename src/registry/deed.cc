#include "registry/deed.h"

#include <algorithm>

#include "registry/articles.h"
#include "registry/finders.h"

namespace niem::registry {
namespace {

// One row per table; the id just given is never given again, not even after a roll-back that the
// ledger knows nothing of.
const store::Sql kNextId("registry.next_id",
                         "INSERT INTO next_id (name, value) VALUES ($1, 1 + $2) "
                         "ON CONFLICT (name) DO UPDATE SET value = next_id.value + $2 "
                         "RETURNING value - $2");

std::vector<std::string> Split(std::string_view text) {
  return access::SplitCodes(text).list();
}

law::Delegation LawDelegation(const Delegation& given, const std::string& chief_role) {
  law::Delegation delegation;
  delegation.number = given.number;
  delegation.delegator_role = chief_role;
  for (const std::string& code : Split(given.acts)) {
    if (const auto act = law::ActFromCode(code)) delegation.acts.push_back(*act);
  }
  for (const std::string& code : Split(given.levels)) {
    if (const auto level = LevelFromName(code)) delegation.levels.push_back(*level);
  }
  delegation.scope = given.scope;
  delegation.from = given.from;
  delegation.to = given.until;
  return delegation;
}

}  // namespace

Error Deed::Absent() {
  return Error(ErrorCode::kNotFound,
               access::Explain(access::Answer::kAbsent, access::Act::kDocumentRead));
}

Error Deed::Unread(std::string_view table) {
  const std::string name(table);
  return Error(ErrorCode::kInternal, {"ghi hàng chưa đọc của bảng " + name,
                                      "saving a row of " + name + " that was not read"});
}

Result<int64_t> Deed::NextId(std::string_view table) {
  const auto kept = reserved_.find(table);
  if (kept != reserved_.end() && kept->second.first < kept->second.second) {
    return kept->second.first++;
  }
  TRY_ASSIGN(const store::Rows rows, tx_.Query(kNextId, {table, 1}));
  return rows[0].Int(0);
}

Status Deed::Reserve(std::string_view table, int64_t count) {
  if (count < 1) return Ok();
  TRY_ASSIGN(const store::Rows rows, tx_.Query(kNextId, {table, count}));
  reserved_[std::string(table)] = {rows[0].Int(0), rows[0].Int(0) + count};
  return Ok();
}

void Deed::IndexChange(const Document& document) {
  const auto before = indexed_.find(document.id);
  index_.Change(before == indexed_.end() ? nullptr : &before->second, document);
  indexed_[document.id] = document;
}

Error Deed::Refuse(Refusal refusal) {
  Error error(ErrorCode::kPermission, refusal.message);
  refusal_ = std::move(refusal);
  return error;
}

Error Deed::Refuse(std::string reason, Text message, Text article) {
  return Refuse(Refusal{std::move(reason), std::move(message), std::move(article), {}});
}

Error Deed::RefuseBy(std::string_view provision, std::string reason, Text message) {
  return Refuse(std::move(reason), std::move(message), ArticleOf(law_, provision));
}

void Deed::AddBody(std::string name, std::string bytes) {
  bodies_.push_back({std::move(name), std::move(bytes)});
}

void Deed::SetObject(access::ObjectKind kind, int64_t id, access::Label label) {
  about_ = {kind, id, std::move(label)};
}

Result<std::vector<law::Actor>> Deed::Capacities(const Person& person, bool own_management) {
  std::vector<law::Actor> capacities;
  for (const std::string& role : Split(person.roles)) {
    capacities.push_back({role, person.deputy_of, std::nullopt, own_management});
  }
  TRY_ASSIGN(const std::vector<Delegation> given,
             Find(DelegationsTo(), {person.id, today_.ToString()}));
  for (const Delegation& one : given) {
    TRY_ASSIGN(const Person chief, Get<Person>(one.from_person));
    // A chief who has left, or whose last day is over, delegates no more.
    const bool gone =
        chief.state != access::ObjectState::kOpen || (chief.leaving && *chief.leaving < today_);
    if (gone) continue;
    // The law lets no one pass a delegation on: what the chief himself may, by role, counts.
    for (const std::string& role : Split(chief.roles)) {
      // No role of his own: the old law, which alone knows delegation, names none for deputies.
      capacities.push_back({"", role, LawDelegation(one, role), own_management});
    }
  }
  return capacities;
}

Result<law::Ruling> Deed::MustBeAllowed(law::Act act, Level level, bool own_management,
                                        std::string_view role) {
  TRY_ASSIGN(std::vector<law::Actor> capacities, Capacities(acting_.person, own_management));
  if (!role.empty()) capacities.push_back({std::string(role), {}, std::nullopt, own_management});
  law::Ruling ruling = law_.May(act, level, capacities, today_);
  if (!ruling.allowed) {
    Refusal refusal;
    refusal.reason = "law." + std::string(law::ReasonCode(ruling.reason));
    refusal.message = ruling.text;
    refusal.article = ruling.article;
    for (const law::Who& who : ruling.who_could) refusal.who_could.push_back(who.title);
    return Refuse(std::move(refusal));
  }
  outcome_.article = ruling.article;
  for (const Text& condition : ruling.conditions) Warn(condition);
  if (!ruling.caution.vi.empty()) Warn(ruling.caution);
  return ruling;
}

}  // namespace niem::registry
