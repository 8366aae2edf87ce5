// The search index of documents: which words stand in which document, by the document's label.
//
//   search_posting (word, label, block, documents)
//
// word: of the text, or a filter ("=state in_force"). documents: which of the 4,096 of the block
// hold it (posting.h), so that words that stand in every tenth document of a million are met in
// milliseconds.
//
// Words are folded (text/fold.h: no tones, no case, đ is d, "15/QĐ" is "15" and "qd"), so that both
// engines answer alike. The label is part of the key, so that a search reads only entries of labels
// that the person's clearance dominates: what he may not know of costs nothing, counts nothing and
// shows in no time. A person without standing need is answered from the documents that he knows.
//
// The index follows from the documents and is no part of the ledger: it is kept by Deed in the same
// transaction, built anew where it is missing, and every document found is decided again by its own
// row. A Tuyệt mật document has no trích yếu, so none is indexed.
//
// Errors: the store's. Thread-safety: free functions; those of the connection.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "registry/document_query.h"
#include "store/sql.h"

namespace niem::registry {

// A person's search, page by page: the newest first. Give() what was wanted, or fewer at the end.
class DocumentSearch {
 public:
  // `day`: on which his need to know is asked for.
  static Result<DocumentSearch> Begin(store::Connection& connection, const access::Subject& subject,
                                      Date day, DocumentQuery query);

  // Documents with ids below `before` that he may find, at most `limit`, in falling order.
  Result<std::vector<Document>> Find(int64_t before, int64_t limit);

 private:
  DocumentSearch(store::Connection& connection, access::Subject subject, DocumentQuery query)
      : connection_(connection), subject_(std::move(subject)), query_(std::move(query)) {}

  Status Plan(const std::vector<int64_t>& labels, Date today);
  Status PlanKnown(Date day);
  Result<std::vector<int64_t>> Candidates(int64_t before, int64_t limit);
  // Adds those of the blocks `first` to `last`.
  Status Gather(int64_t first, int64_t last, int64_t before, std::vector<int64_t>* ids);
  Result<std::vector<Document>> Fetch(const std::vector<int64_t>& ids);

  store::Connection& connection_;
  access::Subject subject_;
  DocumentQuery query_;
  bool standing_ = false;  // need to know by duty, or by a broken glass
  // When standing:
  std::vector<int64_t> labels_;
  Asked asked_;
  int64_t newest_ = -1;  // block
  // Otherwise:
  std::vector<int64_t> known_;  // documents, falling
};

// What an act changes in the index: gathered, and written at once, so that an act on thousands of
// documents touches each entry once. Not thread-safe.
class IndexChanges {
 public:
  // A document that is new (`before` null) or changed.
  void Change(const Document* before, const Document& after);

  // Writes what was gathered since the last time.
  Status Write(store::Connection& connection);

 private:
  // The documents of one block under one label: word by word, which come (true) and which go.
  struct Part {
    access::Label label;
    std::map<int64_t, std::map<int64_t, bool>> words;
  };

  void Put(const Document& document, const Document* other, bool stands);

  std::map<std::pair<std::string, int64_t>, Part> parts_;  // by label and block
};

// Builds the index where there is none of this version.
Status BuildIndexIfMissing(store::Transaction& tx);

}  // namespace niem::registry
