// What the person of a look may see: every row that is shown or printed is decided here, by its own
// label, in the snapshot that it is read from.
// Ownership: borrows the deed. Thread-safety: the deed's. Errors: the store's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "registry/deed.h"
#include "registry/records.h"

namespace niem::server {

// What the person of a look may see, decided for many documents.
class Sight {
 public:
  static Result<Sight> Of(registry::Deed& deed);

  bool Sees(const registry::Document& document, access::Act act = access::Act::kDocumentRead) const;

  Result<std::optional<registry::Document>> Get(int64_t id) const;

  // Those of them that he may see, by id.
  Result<std::map<int64_t, registry::Document>> Many(std::vector<int64_t> ids) const;

 private:
  explicit Sight(registry::Deed& deed) : deed_(deed) {}

  registry::Deed& deed_;
  std::set<int64_t> known_;
};

// A look at a list passes the policy first as if at the least labelled thing within his scope; each
// row is then decided by its own label.
access::Object LeastLabelled(const registry::Deed& deed);

// The policy's view of the row that `field` ("request") of the act's form names; nothing where he
// may not know of it.
Result<std::optional<access::Object>> Seen(registry::Deed& deed, access::Act act,
                                           std::string_view field, int64_t id);

}  // namespace niem::server
