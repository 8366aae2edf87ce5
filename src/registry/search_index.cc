// Keeping the index of search.h with the documents.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

#include "registry/bulk.h"
#include "registry/posting.h"
#include "registry/search.h"

namespace niem::registry {
namespace {

using store::Sql;

constexpr int64_t kVersion = 2;  // of what is indexed
constexpr int64_t kPage = 500;
constexpr size_t kMostGathered = 2'000'000;  // 24 bytes each

const Sql kVersionOf("registry.search_version", "SELECT version FROM search_state WHERE id = 1");
const Sql kSetVersion("registry.search_set_version",
                      "INSERT INTO search_state (id, version) VALUES (1, $1) "
                      "ON CONFLICT (id) DO UPDATE SET version = $1");
const Sql kForget("registry.search_forget", "DELETE FROM search_posting");
const Sql kLabelId("registry.search_label",
                   "SELECT id FROM search_label WHERE level = $1 AND compartments = $2 "
                   "AND unit = $3");
const Sql kAddLabel("registry.search_add_label",
                    "INSERT INTO search_label (id, level, compartments, unit) "
                    "SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3 FROM search_label RETURNING id");
const Sql kDrop("registry.search_drop",
                "DELETE FROM search_posting WHERE word = $1 AND label = $2 AND block = $3");
const std::vector<std::string> kColumns = {"word", "label", "block", "documents"};
const BulkSql kBuild("search_posting", "search_posting", kColumns);
const Finder<Document> kAfter("registry.search_documents_after",
                              "WHERE id > $1 ORDER BY id LIMIT $2");

std::string ReadText() {
  std::string text =
      "SELECT word, documents FROM search_posting WHERE label = $1 AND block = $2 AND word IN (";
  for (size_t i = 0; i < kBulkRows; ++i) text += (i == 0 ? "$" : ", $") + std::to_string(i + 3);
  return text + ")";
}

const std::string kReadText = ReadText();
const Sql kRead("registry.search_read", kReadText);

// One statement for each number of rows: an upsert cannot repeat its last to be full.
class PutSql {
 public:
  explicit PutSql(size_t rows)
      : name_("registry.search_put_" + std::to_string(rows)),
        text_(TextFor(rows)),
        sql_(name_, text_) {}

  const Sql& sql() const { return sql_; }

 private:
  static std::string TextFor(size_t rows) {
    std::string text = "INSERT INTO search_posting (label, block, word, documents) VALUES ";
    for (size_t i = 0; i < rows; ++i) {
      text += (i == 0 ? "" : ", ") + ("($1, $2, $" + std::to_string(2 * i + 3) + ", $") +
              std::to_string(2 * i + 4) + ")";
    }
    return text + " ON CONFLICT (word, label, block) DO UPDATE SET documents = excluded.documents";
  }

  std::string name_;
  std::string text_;
  Sql sql_;
};

const std::vector<std::unique_ptr<PutSql>> kPut = [] {
  std::vector<std::unique_ptr<PutSql>> all;
  for (size_t rows = 1; rows <= kBulkRows; ++rows) all.push_back(std::make_unique<PutSql>(rows));
  return all;
}();

Result<int64_t> LabelIdOf(store::Connection& connection, const access::Label& label) {
  const std::string compartments = access::JoinCodes(label.compartments);
  const store::Value level(LevelName(label.level));
  TRY_ASSIGN(const store::Rows found,
             connection.Query(kLabelId, {level, compartments, label.unit}));
  if (!found.empty()) return found[0].Int(0);
  TRY_ASSIGN(const store::Rows made,
             connection.Query(kAddLabel, {level, compartments, label.unit}));
  return made[0].Int(0);
}

// The postings of one label in one block that change.
using Postings = std::map<Term, Posting>;

Result<Postings> ReadPostings(store::Connection& connection, int64_t label, int64_t block,
                              const std::vector<Term>& terms) {
  Postings postings;
  for (const Term term : terms) postings[term];
  for (size_t at = 0; at < terms.size(); at += kBulkRows) {
    store::Values values = {label, block};
    for (size_t i = 0; i < kBulkRows; ++i) {
      values.emplace_back(terms[std::min(at + i, terms.size() - 1)]);
    }
    TRY_ASSIGN(const store::Rows rows, connection.Query(kRead, values));
    for (const store::Row row : rows) {
      TRY_ASSIGN(postings[row.Int(0)], Posting::Read(row.Blob(1)));
    }
  }
  return postings;
}

Status WritePostings(store::Connection& connection, int64_t label, int64_t block,
                     const Postings& postings) {
  store::Values values = {label, block};
  const auto put = [&]() -> Status {
    if (values.size() == 2) return Ok();
    TRY(connection.Execute(kPut[values.size() / 2 - 2]->sql(), values));
    values.resize(2);
    return Ok();
  };
  for (const auto& [term, posting] : postings) {
    if (posting.empty()) {
      TRY(connection.Execute(kDrop, {term, label, block}));
      continue;
    }
    values.emplace_back(term);
    values.emplace_back(store::Blob{posting.Write()});
    if (values.size() == 2 * kBulkRows + 2) TRY(put());
  }
  return put();
}

std::string KeyOf(const access::Label& label) {
  return std::string(LevelName(label.level)) + "|" + access::JoinCodes(label.compartments) + "|" +
         label.unit;
}

// Gathers what stands where and writes it in the order of the key: word by word at random, each
// entry would touch a page of its own. Blocks are written whole.
class Builder {
 public:
  explicit Builder(store::Transaction& tx) : tx_(tx), rows_(tx, kBuild) {}

  // In rising order of ids.
  Status Add(const Document& document) {
    if (Posting::BlockOf(document.id) != block_) {
      if (gathered_.size() > kMostGathered) TRY(Write());
      block_ = Posting::BlockOf(document.id);
    }
    TRY_ASSIGN(const int64_t label, LabelOf(document.LabelOf()));
    for (const Term term : TermsOf(document)) gathered_.push_back({term, label, document.id});
    return Ok();
  }

  Status Finish() {
    TRY(Write());
    return rows_.Finish();
  }

 private:
  using Entry = std::array<int64_t, 3>;  // word, label, document

  Result<int64_t> LabelOf(const access::Label& label) {
    const std::string key = KeyOf(label);
    const auto known = labels_.find(key);
    if (known != labels_.end()) return known->second;
    TRY_ASSIGN(const int64_t id, LabelIdOf(tx_, label));
    labels_.emplace(key, id);
    return id;
  }

  Status Write() {
    std::sort(gathered_.begin(), gathered_.end());
    for (size_t at = 0; at < gathered_.size();) {
      const auto [word, label, first] = gathered_[at];
      const int64_t block = Posting::BlockOf(first);
      Posting posting;
      for (; at < gathered_.size() && gathered_[at][0] == word && gathered_[at][1] == label &&
             Posting::BlockOf(gathered_[at][2]) == block;
           ++at) {
        posting.Add(gathered_[at][2]);
      }
      TRY(rows_.Add({word, label, block, store::Blob{posting.Write()}}));
    }
    gathered_.clear();
    return Ok();
  }

  store::Transaction& tx_;
  BulkInsert rows_;
  std::vector<Entry> gathered_;
  int64_t block_ = -1;
  std::map<std::string, int64_t> labels_;
};

}  // namespace

// What stands in `document`, and not under the same label in `other`.
void IndexChanges::Put(const Document& document, const Document* other, bool stands) {
  const access::Label label = document.LabelOf();
  std::set<Term> terms = TermsOf(document);
  if (other != nullptr && other->LabelOf() == label) {
    for (const Term term : TermsOf(*other)) terms.erase(term);
  }
  if (terms.empty()) return;
  Part& part = parts_[{KeyOf(label), Posting::BlockOf(document.id)}];
  part.label = label;
  for (const Term term : terms) part.words[term][document.id] = stands;
}

void IndexChanges::Change(const Document* before, const Document& after) {
  if (before != nullptr) Put(*before, &after, false);
  Put(after, before, true);
}

Status IndexChanges::Write(store::Connection& connection) {
  for (const auto& [key, part] : parts_) {
    TRY_ASSIGN(const int64_t label, LabelIdOf(connection, part.label));
    std::vector<Term> terms;
    for (const auto& [term, documents] : part.words) terms.push_back(term);
    TRY_ASSIGN(Postings postings, ReadPostings(connection, label, key.second, terms));
    Postings changed;
    for (const auto& [term, documents] : part.words) {
      Posting& posting = postings[term];
      const std::string before = posting.Write();
      for (const auto& [document, stands] : documents) {
        stands ? posting.Add(document) : posting.Remove(document);
      }
      if (posting.Write() != before) changed[term] = posting;
    }
    TRY(WritePostings(connection, label, key.second, changed));
  }
  parts_.clear();
  return Ok();
}

Status BuildIndexIfMissing(store::Transaction& tx) {
  TRY_ASSIGN(const store::Rows version, tx.Query(kVersionOf, {}));
  if (!version.empty() && version[0].Int(0) == kVersion) return Ok();
  TRY(tx.Execute(kForget, {}));
  Builder builder(tx);
  int64_t after = 0;
  while (true) {
    TRY_ASSIGN(const store::Rows rows, tx.Query(kAfter.sql(), {after, kPage}));
    for (const store::Row row : rows) {
      TRY_ASSIGN(const Document document, FromRow<Document>(row));
      after = document.id;
      TRY(builder.Add(document));
    }
    if (static_cast<int64_t>(rows.size()) < kPage) break;
  }
  TRY(builder.Finish());
  TRY(tx.Execute(kSetVersion, {kVersion}));
  return Ok();
}

}  // namespace niem::registry
