// People: who they are, what they are assigned, what they may reach, what they must give back when
// they leave. Source: Luật 117/2025/QH15 Điều 24-26 and 29/2018/QH14 Điều 11(5), 24-26.
#include "base/certificate.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/password.h"
#include "registry/rules.h"
#include "registry/settings.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, access::kDutyCount> kDutyCodes = {
    "officer", "registrar", "keeper", "authority", "security", "auditor", "admin"};
constexpr int64_t kGlassMs = 60LL * 60 * 1000;

const Finder<Delegation> kGivenBy(
    "registry.find_delegations_by",
    "WHERE from_person = $1 AND to_person = $2 AND (until_day IS NULL OR until_day >= $3) "
    "ORDER BY id");

const Finder<NeedToKnow> kNeedsOfPerson(
    "registry.find_needs_of_person",
    "WHERE person = $1 AND (until_day IS NULL OR until_day >= $2) ORDER BY id");
const Finder<Delegation> kDelegationsOf(
    "registry.find_delegations_of",
    "WHERE (from_person = $1 OR to_person = $1) AND (until_day IS NULL OR until_day >= $2) "
    "ORDER BY id");

Result<Person> PersonOf(Deed& deed, const Fields& fields) {
  return deed.Get<Person>(fields.Int("person"));
}

// Ends what is in force today as of yesterday, so that it no longer counts from this moment.
template <typename T>
Status EndAll(Deed& deed, std::vector<T> records) {
  for (T& record : records) {
    record.until = deed.today().AddDays(-1);
    TRY(deed.Save(record));
  }
  return Ok();
}

// The one place where a password becomes its hash, so that no caller can forget to; and where one
// that is not set by its owner is marked so.
Status SetPassword(Deed& deed, const std::string& password, Person* person) {
  TRY(CheckPassword(deed, *person, password));
  TRY_ASSIGN(person->password, HashTyped(password));
  if (person->id == deed.actor()) return Ok();
  TRY_ASSIGN(const int64_t days, HouseNumber(deed, kPasswordFirstDays));
  person->password = AsFirst(person->password, deed.today().AddDays(static_cast<int>(days)));
  return Ok();
}

Status ChangeOwnPassword(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Person person, deed.Get<Person>(deed.actor()));
  deed.SetObject(access::ObjectKind::kPerson, person.id, {});
  if (!MatchesTyped(person.password, fields.Secret("old"))) {
    return deed.Refuse("password.wrong", {"mật khẩu cũ không đúng", "the old password is wrong"});
  }
  if (MatchesTyped(person.password, fields.Secret("new"))) {
    return deed.Refuse("password.same",
                       {"mật khẩu mới giống mật khẩu cũ", "the new password is the old one"});
  }
  TRY(SetPassword(deed, fields.Secret("new"), &person));
  return deed.Save(person);
}

Status Describe(Deed& deed, const Fields& fields, Person* person) {
  const auto text = [&](std::string_view name, std::string* out) {
    if (fields.Has(name)) *out = fields.Text(name);
  };
  text("name", &person->name);
  text("post", &person->post);
  text("unit", &person->unit);
  text("deputy_of", &person->deputy_of);
  if (fields.Has("roles")) person->roles = access::JoinCodes(fields.CodesOf("roles"));
  const std::string& password = fields.Secret("password");
  return password.empty() ? Ok() : SetPassword(deed, password, person);
}

// A role of the law that no pack knows would silently allow nothing.
Status CheckRoles(Deed& deed, const Person& person) {
  for (const std::string& role : access::SplitCodes(person.roles).list()) {
    if (deed.law().FindRole(role) == nullptr) {
      return deed.Refuse("law.role", {"luật đang áp dụng không có chức danh “" + role + "”",
                                      "the law in force has no role “" + role + "”"});
    }
  }
  return Ok();
}

Status CheckUnit(Deed& deed, const std::string& code) {
  TRY_ASSIGN(const std::vector<Unit> units, deed.Find(UnitByCode(), {code}));
  if (!units.empty()) return Ok();
  return deed.Refuse("unit", {"không có đơn vị “" + code + "”", "there is no unit “" + code + "”"});
}

Status AddUnit(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const std::vector<Unit> same, deed.Find(UnitByCode(), {fields.Text("code")}));
  if (!same.empty()) {
    return deed.Refuse("unit.same", {"mã đơn vị đã có", "the unit's code is taken"});
  }
  if (!fields.Text("parent").empty()) TRY(CheckUnit(deed, fields.Text("parent")));
  TRY_ASSIGN(const Unit unit,
             deed.Add(Unit{0, fields.Text("code"), fields.Text("name"), fields.Text("parent")}));
  deed.outcome().ids["unit"] = unit.id;
  return Ok();
}

Status AddPerson(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const std::vector<Person> same, deed.Find(PersonByLogin(), {fields.Text("login")}));
  if (!same.empty()) {
    return deed.Refuse("person.same", {"tên đăng nhập đã có", "the login is taken"});
  }
  Person person;
  person.login = fields.Text("login");
  TRY(Describe(deed, fields, &person));
  TRY(CheckUnit(deed, person.unit));
  TRY(CheckRoles(deed, person));
  TRY_ASSIGN(person, deed.Add(std::move(person)));
  deed.outcome().ids["person"] = person.id;
  deed.SetObject(access::ObjectKind::kPerson, person.id, {});
  return Ok();
}

Status Amend(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Person person, PersonOf(deed, fields));
  TRY(Describe(deed, fields, &person));
  TRY(CheckUnit(deed, person.unit));
  TRY(CheckRoles(deed, person));
  return deed.Save(person);
}

Status Leave(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Person person, PersonOf(deed, fields));
  person.leaving = fields.Day("day");
  TRY(deed.Save(person));
  TRY_ASSIGN(std::vector<Copy> copies, deed.Find(CopiesWith(), {person.id}));
  for (Copy& copy : copies) {
    copy.recalled = deed.today();
    copy.due = person.leaving;
    TRY(deed.Save(copy));
    deed.outcome().copies.push_back(copy.id);
  }
  deed.outcome().ids["to_give_back"] = static_cast<int64_t>(copies.size());
  return Ok();
}

Status EndCards(Deed& deed, std::vector<Card> cards, const std::string& reason) {
  for (Card& card : cards) card.ended_for = reason;
  return EndAll(deed, std::move(cards));
}

Status Close(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Person person, PersonOf(deed, fields));
  TRY_ASSIGN(const std::vector<Copy> copies, deed.Find(CopiesWith(), {person.id}));
  if (!copies.empty()) {
    const std::string count = std::to_string(copies.size());
    return deed.RefuseBy(
        "leaver.custody", "person.custody",
        {"còn giữ " + count + " bản chưa giao lại", "still holds " + count + " copies"});
  }
  person.commitment = fields.Text("commitment");
  person.state = ObjectState::kClosed;
  person.password.clear();
  TRY(deed.Save(person));
  const std::string day = deed.today().ToString();
  TRY_ASSIGN(std::vector<Assignment> duties, deed.Find(AssignmentsOf(), {person.id, day}));
  TRY(EndAll(deed, std::move(duties)));
  TRY_ASSIGN(std::vector<Clearance> cleared, deed.Find(ClearancesOf(), {person.id, day}));
  TRY(EndAll(deed, std::move(cleared)));
  TRY_ASSIGN(std::vector<Card> cards, deed.Find(CardsOf(), {person.id, day}));
  TRY(EndCards(deed, std::move(cards), "person.close"));
  TRY_ASSIGN(std::vector<NeedToKnow> needs, deed.Find(kNeedsOfPerson, {person.id, day}));
  TRY(EndAll(deed, std::move(needs)));
  // Given by him or to him: neither binds anyone any more.
  TRY_ASSIGN(std::vector<Delegation> delegations, deed.Find(kDelegationsOf, {person.id, day}));
  return EndAll(deed, std::move(delegations));
}

Status BindCard(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Person person, PersonOf(deed, fields));
  const Result<Certificate> read = ReadCertificate(fields.Text("certificate"));
  if (!read.ok()) return deed.Refuse("card.certificate", read.error().message());
  const std::string today = deed.today().ToString();
  if (read->until < deed.today()) {
    return deed.Refuse("card.expired", {"chứng thư hết hạn ngày " + read->until.ToString(),
                                        "the certificate ended on " + read->until.ToString()});
  }
  TRY_ASSIGN(const std::vector<Card> same,
             deed.Find(CardsByFingerprint(), {read->fingerprint, today}));
  if (!same.empty()) {
    return deed.Refuse("card.same", {"thẻ này đã gắn cho một người; thôi dùng trước khi gắn lại",
                                     "this card is bound to a person; end that first"});
  }
  Card card;
  card.person = person.id;
  card.fingerprint = read->fingerprint, card.subject = read->subject;
  card.note = fields.Text("note");
  card.from = std::max(deed.today(), read->from), card.until = read->until;
  TRY_ASSIGN(card, deed.Add(std::move(card)));
  deed.outcome().ids["card"] = card.id;
  deed.outcome().texts["fingerprint"] = card.fingerprint;
  return Ok();
}

// Without a fingerprint all of his: a lost purse is no time to look for one.
Status EndCard(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Person person, PersonOf(deed, fields));
  TRY_ASSIGN(std::vector<Card> cards, deed.Find(CardsOf(), {person.id, deed.today().ToString()}));
  const std::string& only = fields.Text("fingerprint");
  std::erase_if(cards, [&](const Card& one) { return !only.empty() && one.fingerprint != only; });
  if (cards.empty()) {
    return deed.Refuse("card.none", {"người này không có thẻ đó", "he has no such card"});
  }
  return EndCards(deed, std::move(cards), fields.Text("reason"));
}

Status Assign(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Person person, PersonOf(deed, fields));
  const access::Duty duty = *access::DutyFromCode(fields.Text("duty"));
  TRY_ASSIGN(const std::vector<Assignment> held,
             deed.Find(AssignmentsOf(), {person.id, deed.today().ToString()}));
  for (const Assignment& one : held) {
    if (one.duty == duty) {
      return deed.Refuse("duty.same", {"đã được phân công nhiệm vụ này", "already assigned"});
    }
    if (access::Conflict(one.duty, duty)) {
      const std::string vi(access::DutyTitle(one.duty).vi);
      const std::string en(access::DutyTitle(one.duty).en);
      return deed.Refuse("duty_clash", {"không được kiêm nhiệm với: " + vi,
                                        "may not be held together with: " + en});
    }
  }
  Assignment assignment{
      0, person.id, duty, fields.Text("decision"), deed.today(), fields.Day("until")};
  TRY(deed.Add(std::move(assignment)));
  return Ok();
}

Status EndDuty(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const std::vector<Assignment> held,
             deed.Find(AssignmentsOf(), {fields.Int("person"), deed.today().ToString()}));
  std::vector<Assignment> ended;
  for (const Assignment& one : held) {
    if (access::DutyCode(one.duty) == fields.Text("duty")) ended.push_back(one);
  }
  if (ended.empty()) return deed.Refuse("duty.none", {"không giữ nhiệm vụ này", "not assigned"});
  return EndAll(deed, std::move(ended));
}

Status GrantClearance(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Person person, PersonOf(deed, fields));
  for (const std::string& unit : fields.CodesOf("units").list()) TRY(CheckUnit(deed, unit));
  const std::string day = deed.today().ToString();
  TRY_ASSIGN(std::vector<Clearance> old, deed.Find(ClearancesOf(), {person.id, day}));
  TRY(EndAll(deed, std::move(old)));
  Clearance clearance;
  clearance.person = person.id;
  clearance.level = fields.LevelOf("level");
  clearance.compartments = fields.CodesOf("compartments");
  clearance.units = fields.CodesOf("units");
  clearance.from = deed.today();
  clearance.until = fields.Day("until");
  TRY(deed.Add(std::move(clearance)));
  return Ok();
}

Status RevokeClearance(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(std::vector<Clearance> old,
             deed.Find(ClearancesOf(), {fields.Int("person"), deed.today().ToString()}));
  return EndAll(deed, std::move(old));
}

Status GrantNeed(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(fields.Int("document")));
  if (!access::Dominates(deed.acting().subject.clearance, document.LabelOf())) {
    return Deed::Absent();
  }
  TRY(MustBeCleared(deed, fields.Int("person"), document));
  NeedToKnow need;
  need.person = fields.Int("person");
  need.document = document.id;
  need.reason = fields.Text("reason");
  need.from = deed.today();
  need.until = fields.Day("until");
  TRY(deed.Add(std::move(need)));
  return Ok();
}

Status RevokeNeed(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(std::vector<NeedToKnow> needs,
             deed.Find(NeedsOf(),
                       {fields.Int("person"), fields.Int("document"), deed.today().ToString()}));
  return EndAll(deed, std::move(needs));
}

Status Delegate(Deed& deed, const Fields& fields) {
  const std::optional<law::DelegationRule>& rule = deed.law().delegation();
  if (!rule) {
    return deed.RefuseBy("deputies.statutory", "law.no_delegation",
                         {"luật đang áp dụng không có ủy quyền: cấp phó có thẩm quyền theo luật",
                          "the law in force knows no delegation: deputies act by law"});
  }
  TRY_ASSIGN(const Person deputy, PersonOf(deed, fields));
  Delegation delegation;
  delegation.from_person = deed.actor();
  delegation.to_person = deputy.id;
  delegation.number = fields.Text("number");
  delegation.acts = access::JoinCodes(fields.CodesOf("acts"));
  delegation.levels = access::JoinCodes(fields.CodesOf("levels"));
  delegation.scope = fields.Text("scope");
  delegation.from = *fields.Day("from");
  delegation.until = fields.Day("until");
  TRY_ASSIGN(delegation, deed.Add(std::move(delegation)));
  deed.outcome().ids["delegation"] = delegation.id;
  return Ok();
}

Status RevokeDelegation(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(std::vector<Delegation> given,
             deed.Find(kGivenBy, {deed.actor(), fields.Int("person"), deed.today().ToString()}));
  return EndAll(deed, std::move(given));
}

Status BreakGlassOpen(Deed& deed, const Fields& fields) {
  BreakGlass opening;
  opening.person = deed.actor();
  opening.reason = fields.Text("reason");
  opening.opened_ms = deed.now_ms();
  opening.ends_ms = deed.now_ms() + kGlassMs;
  TRY_ASSIGN(opening, deed.Add(std::move(opening)));
  deed.outcome().ids["break_glass"] = opening.id;
  deed.Warn({"mọi lần xem được ghi nhật ký; bắt buộc xem xét lại",
             "every look is recorded; a review is due"});
  return Ok();
}

// What someone opened he may not review himself.
Result<access::Object> LocateGlass(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const BreakGlass opening, deed.Get<BreakGlass>(fields.Int("break_glass")));
  access::Object object;
  object.state = opening.state;
  object.owner = std::to_string(opening.person);
  return object;
}

Status ReviewGlass(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(BreakGlass opening, deed.Get<BreakGlass>(fields.Int("break_glass")));
  opening.state = ObjectState::kClosed;
  opening.reviewer = deed.actor();
  opening.findings = fields.Text("findings");
  opening.ends_ms = std::min(opening.ends_ms, deed.now_ms());
  return deed.Save(opening);
}

const FieldSpec kPerson = {"person", FieldType::kId, Need::kRequired, {"Người", "Person"}};
const FieldSpec kDocument = {"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}};
const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};
const FieldSpec kUntil = {"until", FieldType::kDay, Need::kOptional, {"Đến hết ngày", "Until"}};
const FieldSpec kDuty = {
    "duty", FieldType::kChoice, Need::kRequired, {"Nhiệm vụ", "Duty"}, kDutyCodes};
const FieldSpec kLogin = {"login", FieldType::kText, Need::kRequired, {"Tên đăng nhập", "Login"}};

std::vector<FieldSpec> PersonFields(Need need) {
  return {
      {"name", FieldType::kText, need, {"Họ và tên", "Name"}},
      {"post", FieldType::kText, Need::kOptional, {"Chức vụ", "Post"}},
      {"unit", FieldType::kText, need, {"Đơn vị", "Unit"}},
      {"roles", FieldType::kCodes, Need::kOptional, {"Chức danh theo luật", "Roles under the law"}},
      {"deputy_of", FieldType::kText, Need::kOptional, {"Cấp phó của chức danh", "Deputy of role"}},
      {"password", FieldType::kSecret, Need::kOptional, {"Mật khẩu", "Password"}}};
}

std::vector<FieldSpec> With(FieldSpec first, std::vector<FieldSpec> rest) {
  rest.insert(rest.begin(), first);
  return rest;
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kUnitAdd,
       {{"code", FieldType::kText, Need::kRequired, {"Mã", "Code"}},
        {"name", FieldType::kText, Need::kRequired, {"Tên", "Name"}},
        {"parent", FieldType::kText, Need::kOptional, {"Thuộc", "Part of"}}},
       AddUnit},
      {Act::kPersonAdd, With(kLogin, PersonFields(Need::kRequired)), AddPerson},
      {Act::kPersonAmend, With(kPerson, PersonFields(Need::kOptional)), Amend},
      {Act::kPersonLeave,
       {kPerson,
        {"day", FieldType::kDay, Need::kRequired, {"Ngày thôi việc", "Leaves on"}},
        kReason},
       Leave},
      {Act::kPersonClose,
       {kPerson,
        {"commitment",
         FieldType::kText,
         Need::kRequired,
         {"Cam kết bảo vệ BMNN (số, ngày)", "Written commitment (number, day)"}}},
       Close},
      {Act::kPasswordChange,
       {{"old", FieldType::kSecret, Need::kRequired, {"Mật khẩu cũ", "Old password"}},
        {"new", FieldType::kSecret, Need::kRequired, {"Mật khẩu mới", "New password"}}},
       ChangeOwnPassword},
      {Act::kCardBind,
       {kPerson,
        {"certificate",
         FieldType::kLongText,
         Need::kRequired,
         {"Chứng thư trên thẻ (PEM)", "The card's certificate (PEM)"}},
        {"note", FieldType::kText, Need::kRequired, {"Số thẻ, giấy giao thẻ", "Card, paper"}}},
       BindCard},
      {Act::kCardEnd,
       {kPerson,
        {"fingerprint",
         FieldType::kText,
         Need::kOptional,
         {"Dấu SHA-256 của chứng thư (bỏ trống: mọi thẻ)", "Fingerprint (empty: every card)"}},
        kReason},
       EndCard},
      {Act::kDutyAssign,
       {kPerson,
        kDuty,
        {"decision", FieldType::kText, Need::kRequired, {"Số quyết định", "Decision number"}},
        kUntil},
       Assign},
      {Act::kDutyEnd, {kPerson, kDuty}, EndDuty},
      {Act::kClearanceGrant,
       {kPerson,
        {"level", FieldType::kLevel, Need::kRequired, {"Đến độ mật", "Up to level"}},
        {"compartments", FieldType::kCodes, Need::kOptional, {"Phạm vi riêng", "Compartments"}},
        {"units", FieldType::kCodes, Need::kRequired, {"Đơn vị", "Units"}},
        kUntil},
       GrantClearance},
      {Act::kClearanceRevoke, {kPerson}, RevokeClearance},
      {Act::kNeedGrant, {kPerson, kDocument, kReason, kUntil}, GrantNeed},
      {Act::kNeedRevoke, {kPerson, kDocument}, RevokeNeed},
      {Act::kDelegationGrant,
       {kPerson,
        {"number", FieldType::kText, Need::kRequired, {"Số văn bản ủy quyền", "Number"}},
        {"acts", FieldType::kCodes, Need::kRequired, {"Nội dung", "Acts"}},
        {"levels", FieldType::kCodes, Need::kRequired, {"Độ mật", "Levels"}},
        {"scope", FieldType::kText, Need::kRequired, {"Phạm vi", "Scope"}},
        {"from", FieldType::kDay, Need::kRequired, {"Từ ngày", "From"}},
        {"until", FieldType::kDay, Need::kRequired, {"Đến hết ngày", "Until"}}},
       Delegate},
      {Act::kDelegationRevoke, {kPerson}, RevokeDelegation},
      {Act::kBreakGlassOpen, {kReason}, BreakGlassOpen},
      {Act::kBreakGlassReview,
       {{"break_glass", FieldType::kId, Need::kRequired, {"Lần mở", "Opening"}},
        {"findings", FieldType::kLongText, Need::kRequired, {"Kết luận", "Findings"}}},
       ReviewGlass,
       LocateGlass},
  };
}

}  // namespace

std::span<const ActForm> PeopleForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
