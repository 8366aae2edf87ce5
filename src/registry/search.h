// The search index of documents: which words stand in which document, by the document's label.
//
//   search_word (word, label, document)     word: of the text, or a filter ("=state in_force")
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
#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"
#include "registry/records.h"
#include "store/sql.h"

namespace niem::registry {

// All that are given must hold. Empty: not asked.
struct DocumentQuery {
  std::string
      text;  // each word stands in number, symbol, type, trích yếu, issuer, signer, recipients
  std::string number;
  std::optional<Level> level;
  std::string unit;
  std::optional<ObjectState> state;
  std::optional<Direction> direction;
  std::optional<int64_t> person;  // who drafted or decided it
  std::optional<Date> from;       // of the document's day (DayOf)
  std::optional<Date> until;
};

// The day on it; else that of its arrival; else that of its determination.
std::optional<Date> DayOf(const Document& document);

bool Fits(const DocumentQuery& query, const Document& document);

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

  // Words that stand in every one of the index entries asked for.
  struct Run {
    int64_t label = 0;
    std::vector<int64_t> words;  // the rarest first
  };

  Status Plan(const std::vector<int64_t>& labels, Date today);
  Status PlanKnown(Date day);
  Result<std::vector<int64_t>> Candidates(int64_t before, int64_t limit);
  Result<std::vector<Document>> Fetch(const std::vector<int64_t>& ids);

  store::Connection& connection_;
  access::Subject subject_;
  DocumentQuery query_;
  bool standing_ = false;       // need to know by duty, or by a broken glass
  std::vector<Run> runs_;       // when standing
  std::vector<int64_t> known_;  // otherwise, falling
};

// Keeps the index with a document that is new (`before` null) or changed.
Status IndexDocument(store::Connection& connection, const Document* before, const Document& after);

// Builds the index where there is none of this version.
Status BuildIndexIfMissing(store::Transaction& tx);

}  // namespace niem::registry
