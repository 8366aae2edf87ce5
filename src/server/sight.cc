#include "server/sight.h"

#include "registry/batch.h"
#include "registry/fields.h"
#include "registry/form.h"
#include "server/find.h"

namespace niem::server {
namespace {

using access::Act;
using access::Answer;
using access::Object;
using registry::Deed;
using registry::Document;

const registry::Finder<Document> kDocument("server.get_document", "WHERE id = $1");
// $1 person, $2 day: what he needs to know, as registry/form.cc finds it for one document.
const store::Sql kKnown("server.find_known_documents",
                        "SELECT document FROM need WHERE person = $1 AND from_day <= $2 AND "
                        "(until_day IS NULL OR until_day >= $2) "
                        "UNION SELECT id FROM document WHERE drafter = $1 "
                        "UNION SELECT document FROM copy WHERE holder = $1");

}  // namespace

Result<Sight> Sight::Of(Deed& deed) {
  Sight sight(deed);
  TRY_ASSIGN(const store::Rows rows, deed.Query(kKnown, {deed.actor(), deed.today().ToString()}));
  for (const store::Row row : rows) sight.known_.insert(row.Int(0));
  return sight;
}

bool Sight::Sees(const Document& document, Act act) const {
  Object object;
  object.kind = access::ObjectKind::kDocument;
  object.state = document.state;
  object.label = document.LabelOf();
  object.need_to_know = known_.contains(document.id);
  return access::Decide(deed_.acting().subject, act, object) == Answer::kAllowed;
}

Result<std::optional<Document>> Sight::Get(int64_t id) const {
  TRY_ASSIGN(std::vector<Document> found, Find(deed_, kDocument, {id}));
  if (found.empty() || !Sees(found.front())) return std::optional<Document>();
  return std::optional(std::move(found.front()));
}

Result<std::map<int64_t, Document>> Sight::Many(std::vector<int64_t> ids) const {
  TRY_ASSIGN(auto found, registry::DocumentsById(deed_.tx(), std::move(ids)));
  std::erase_if(found, [&](const auto& one) { return !Sees(one.second); });
  return found;
}

Object LeastLabelled(const Deed& deed) {
  Object object;
  object.kind = access::ObjectKind::kDocument;
  object.state = access::ObjectState::kInForce;
  const auto& units = deed.acting().subject.clearance.units.list();
  if (!units.empty()) object.label.unit = units.front();
  object.need_to_know = true;
  return object;
}

Result<std::optional<Object>> Seen(Deed& deed, Act act, std::string_view field, int64_t id) {
  const registry::FieldSpec spec{field, registry::FieldType::kId, registry::Need::kRequired, {}};
  TRY_ASSIGN(const registry::Fields fields,
             registry::Fields::Parse("{\"" + std::string(field) + "\":" + std::to_string(id) + "}",
                                     {&spec, 1}));
  const Result<Object> object = registry::LocateByField(deed, act, fields);
  if (!object.ok() && object.error().code() == ErrorCode::kNotFound) return std::optional<Object>();
  if (!object.ok()) return object.error();
  if (!access::Sees(deed.acting().subject, *object)) return std::optional<Object>();
  return std::optional(*object);
}

}  // namespace niem::server
