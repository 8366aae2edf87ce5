// What an act asks for and how it is done: the other half of access/act.h. One entry per act, kept
// in the file of its group (acts_*.cc); AllForms() joins them.
//
// Where the act is done to something that exists, the form's field of that kind's name ("document",
// "copy", "request" …) says to which; Registry finds it and asks the access policy before the
// handler runs. Where the act makes something new, `locate` says what label the new thing bears.
//
// Thread-safety: constants.
#pragma once

#include <span>
#include <vector>

#include "access/act.h"
#include "access/policy.h"
#include "base/result.h"
#include "registry/deed.h"
#include "registry/fields.h"
#include "registry/instances.h"

namespace niem::registry {

using Handler = Status (*)(Deed& deed, const Fields& fields);
using Locator = Result<access::Object> (*)(Deed& deed, const Fields& fields);

struct ActForm {
  access::Act act;
  std::vector<FieldSpec> fields;
  Handler handler = nullptr;
  Locator locate = nullptr;  // none: by the field of the object's kind
};

// Of each group.
std::span<const ActForm> DocumentForms();
std::span<const ActForm> CustodyForms();
std::span<const ActForm> CopyingForms();
std::span<const ActForm> OutsideForms();
std::span<const ActForm> TermForms();
std::span<const ActForm> EndForms();
std::span<const ActForm> CountingForms();
std::span<const ActForm> FindingForms();
std::span<const ActForm> AuditForms();
std::span<const ActForm> IntakeForms();
std::span<const ActForm> BookForms();
std::span<const ActForm> PeopleForms();
std::span<const ActForm> InstanceForms();
std::span<const ActForm> MachineForms();

// Null for acts that are no form: reading, and what the programs do themselves.
const ActForm* FormOf(access::Act act);

// The object an act is done to, as the access policy sees it for the person acting.
Result<access::Object> LocateByField(Deed& deed, access::Act act, const Fields& fields);

// The same for one row.
Result<access::Object> ObjectOf(Deed& deed, const Document& document);
Result<access::Object> ObjectOf(Deed& deed, const Copy& copy);
access::Object ObjectOf(const Deed& deed, const Finding& finding);
access::Object ObjectOf(const Deed& deed, const Intake& intake);
access::Object ObjectOf(const Deed& deed, const AuditFinding& finding);
access::Object ObjectOf(const Deed& deed, const Device& device);

// The findings of a field, each of which he may read: their labels joined. Absent where one is not
// his to know, or where they belong to several units.
Result<access::Object> LocateFindings(Deed& deed, const Fields& fields);

// The labels of the secrets a document was made from, which its own must cover.
Status AddKnownContents(Deed& deed, const Document& document, access::Object* object);

// A new thing with the label of fields "level", "compartments" and "unit" (his own unit where not
// given).
Result<access::Object> NewFromFields(Deed& deed, const Fields& fields);

}  // namespace niem::registry
