#include "registry/form.h"

#include <algorithm>
#include <array>

#include "registry/finders.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Object;
using access::ObjectKind;
using access::ObjectState;

using Group = std::span<const ActForm> (*)();

constexpr std::array<Group, 14> kGroups = {DocumentForms, CustodyForms, CopyingForms,  OutsideForms,
                                           TermForms,     EndForms,     CountingForms, FindingForms,
                                           AuditForms,    IntakeForms,  BookForms,     PeopleForms,
                                           InstanceForms, MachineForms};

std::array<const ActForm*, access::kActCount> Index() {
  std::array<const ActForm*, access::kActCount> index{};
  for (const Group group : kGroups) {
    for (const ActForm& form : group()) index[static_cast<size_t>(form.act)] = &form;
  }
  return index;
}

// By grant, or because the thing is his: he drafted it, has a copy of it, asked for it.
Result<bool> NeedsToKnow(Deed& deed, const Document& document) {
  if (document.drafter == deed.actor()) return true;
  TRY_ASSIGN(const std::vector<NeedToKnow> needs,
             deed.Find(NeedsOf(), {deed.actor(), document.id, deed.today().ToString()}));
  if (!needs.empty()) return true;
  TRY_ASSIGN(const std::vector<Copy> copies, deed.Find(CopiesOf(), {document.id}));
  return std::any_of(copies.begin(), copies.end(),
                     [&](const Copy& copy) { return copy.holder == deed.actor(); });
}

template <typename T>
Object Plain(ObjectKind kind, const T& record, std::optional<int64_t> owner, const Deed& deed) {
  Object object;
  object.kind = kind;
  object.state = record.state;
  object.label = record.LabelOf();
  object.need_to_know = owner == deed.actor();
  if (owner) object.owner = std::to_string(*owner);
  return object;
}

Result<Object> RequestObject(Deed& deed, int64_t id) {
  TRY_ASSIGN(const Request request, deed.Get<Request>(id));
  TRY_ASSIGN(const Document document, deed.Get<Document>(request.document));
  TRY_ASSIGN(Object object, ObjectOf(deed, document));
  object.kind = ObjectKind::kRequest;
  object.state = request.state;
  object.owner = std::to_string(request.requester);
  return object;
}

Result<Object> IncidentObject(Deed& deed, int64_t id) {
  TRY_ASSIGN(const Incident incident, deed.Get<Incident>(id));
  return Plain(ObjectKind::kIncident, incident, incident.reporter, deed);
}

Result<Object> PersonObject(Deed& deed, int64_t id) {
  TRY_ASSIGN(const Person person, deed.Get<Person>(id));
  Object object;
  object.kind = ObjectKind::kPerson;
  object.state = person.state;
  object.owner = std::to_string(person.id);
  return object;
}

Result<Object> BookObject(Deed& deed, int64_t id) {
  TRY_ASSIGN(const Book book, deed.Get<Book>(id));
  if (!deed.acting().subject.clearance.units.Contains(book.unit)) return Deed::Absent();
  Object object;
  object.kind = ObjectKind::kBook;
  object.state = book.state;
  return object;
}

}  // namespace

const ActForm* FormOf(Act act) {
  static const std::array<const ActForm*, access::kActCount> kIndex = Index();
  return kIndex[static_cast<size_t>(act)];
}

Result<Object> ObjectOf(Deed& deed, const Document& document) {
  Object object;
  object.kind = ObjectKind::kDocument;
  object.state = document.state;
  object.label = document.LabelOf();
  if (document.drafter) object.owner = std::to_string(*document.drafter);
  TRY_ASSIGN(object.need_to_know, NeedsToKnow(deed, document));
  return object;
}

Result<Object> ObjectOf(Deed& deed, const Copy& copy) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(copy.document));
  TRY_ASSIGN(Object object, ObjectOf(deed, document));
  object.kind = ObjectKind::kCopy;
  const bool gone = copy.state == CopyState::kDestroyed || copy.state == CopyState::kLost ||
                    copy.state == CopyState::kReturned || copy.state == CopyState::kVoid;
  object.state = gone ? ObjectState::kEnded : ObjectState::kInForce;
  return object;
}

Result<Object> NewFromFields(Deed& deed, const Fields& fields) {
  Object object;
  object.state = ObjectState::kNew;
  object.label.level = fields.LevelOf("level");
  object.label.compartments = fields.CodesOf("compartments");
  object.label.unit = fields.Text("unit");
  if (object.label.unit.empty()) object.label.unit = deed.acting().person.unit;
  return object;
}

Result<Object> LocateByField(Deed& deed, Act act, const Fields& fields) {
  const ObjectKind kind = access::RuleOf(act).kind;
  if (kind == ObjectKind::kInstance) return Object{};
  const int64_t id = fields.Id(access::ObjectKindCode(kind)).value_or(0);
  switch (kind) {
    case ObjectKind::kDocument: {
      TRY_ASSIGN(const Document document, deed.Get<Document>(id));
      return ObjectOf(deed, document);
    }
    case ObjectKind::kCopy: {
      TRY_ASSIGN(const Copy copy, deed.Get<Copy>(id));
      return ObjectOf(deed, copy);
    }
    case ObjectKind::kRequest:
      return RequestObject(deed, id);
    case ObjectKind::kMeeting: {
      TRY_ASSIGN(const Meeting meeting, deed.Get<Meeting>(id));
      return Plain(kind, meeting, meeting.planner, deed);
    }
    case ObjectKind::kDossier: {
      TRY_ASSIGN(const Dossier dossier, deed.Get<Dossier>(id));
      return Plain(kind, dossier, dossier.proposer, deed);
    }
    case ObjectKind::kStocktake: {
      TRY_ASSIGN(const Stocktake stocktake, deed.Get<Stocktake>(id));
      return Plain(kind, stocktake, stocktake.opener, deed);
    }
    case ObjectKind::kBook:
      return BookObject(deed, id);
    case ObjectKind::kIncident:
      return IncidentObject(deed, id);
    case ObjectKind::kPerson:
      return PersonObject(deed, id);
    case ObjectKind::kFinding: {
      TRY_ASSIGN(const Finding finding, deed.Get<Finding>(id));
      return ObjectOf(deed, finding);
    }
    case ObjectKind::kIntake: {
      TRY_ASSIGN(const Intake intake, deed.Get<Intake>(id));
      return ObjectOf(deed, intake);
    }
    case ObjectKind::kAuditFinding: {
      TRY_ASSIGN(const AuditFinding finding, deed.Get<AuditFinding>(id));
      return ObjectOf(deed, finding);
    }
    case ObjectKind::kDevice: {
      TRY_ASSIGN(const Device device, deed.Get<Device>(id));
      return ObjectOf(deed, device);
    }
    case ObjectKind::kInstance:
      break;
  }
  return Object{};
}

Status AddKnownContents(Deed& deed, const Document& document, access::Object* object) {
  TRY_ASSIGN(const std::vector<Derivation> sources, deed.Find(SourcesOf(), {document.id}));
  for (const Derivation& one : sources) {
    TRY_ASSIGN(const Document source, deed.Get<Document>(one.source));
    TRY_ASSIGN(const std::vector<DerivationFreed> freed, deed.Find(FreedOf(), {one.id}));
    if (source.state == ObjectState::kReleased || !freed.empty()) continue;
    object->contents.push_back(source.LabelOf());
  }
  return Ok();
}

}  // namespace niem::registry
