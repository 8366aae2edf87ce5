#include "registry/batch.h"

#include <algorithm>
#include <string>

#include "registry/instances.h"

namespace niem::registry {
namespace {

constexpr size_t kBatch = 64;

std::string BatchText() {
  std::string text = "WHERE id IN (";
  for (size_t i = 1; i <= kBatch; ++i) text += (i == 1 ? "$" : ", $") + std::to_string(i);
  return text + ")";
}

const Finder<Document> kByIds("registry.documents_by_ids", BatchText());

}  // namespace

// One statement for every count: what is short of a full one repeats the last.
Result<std::map<int64_t, Document>> DocumentsById(store::Connection& connection,
                                                  std::vector<int64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<int64_t, Document> found;
  for (size_t at = 0; at < ids.size(); at += kBatch) {
    store::Values values;
    for (size_t i = 0; i < kBatch; ++i) values.emplace_back(ids[std::min(at + i, ids.size() - 1)]);
    TRY_ASSIGN(const store::Rows rows, connection.Query(kByIds.sql(), values));
    for (const store::Row row : rows) {
      TRY_ASSIGN(Document document, FromRow<Document>(row));
      found.emplace_hint(found.end(), document.id, std::move(document));
    }
  }
  return found;
}

}  // namespace niem::registry
