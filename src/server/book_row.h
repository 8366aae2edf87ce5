// One row of a book in its statutory columns (law/pack.h Register): what the entry itself says, the
// document it is about, and the steps of custody it recorded. A column that is written by hand
// (signatures) or that nothing here knows stays empty: a wrong cell in a register is worse.
// Ownership: plain values. Thread-safety: plain values. Errors: the store's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/deed.h"
#include "registry/records.h"

namespace niem::server {

class BookRow {
 public:
  // `document`: null where the entry is about none, or it is not for him who looks.
  static Result<BookRow> Of(registry::Deed& deed, registry::BookKind kind,
                            const registry::Entry& entry, const registry::Document* document);

  std::string Cell(std::string_view column) const;

 private:
  Status ReadSteps(registry::Deed& deed);
  Status ReadRequest(registry::Deed& deed);
  std::string CopiesCell(std::string_view column) const;
  std::string TransferCell(std::string_view column) const;
  std::string DocumentCell(std::string_view column) const;
  // Copies and transfers are rows of what was done to copies, the others of the document.
  bool OfCopies() const;

  registry::BookKind kind_ = registry::BookKind::kOutgoing;
  registry::Entry entry_;
  std::optional<registry::Document> document_;
  std::vector<registry::Custody> steps_;  // that the entry recorded
  std::string ordinals_;                  // copy numbers of the steps
  std::string receiver_;                  // a person's name
  std::optional<registry::Request> request_;
  std::string permitted_by_;
  std::string done_by_;
};

// "Sao y bản chính".
std::string_view CopyFormTitle(registry::CopyForm form);

// "07/BC-UBND".
std::string NumberShown(const registry::Document& document);

}  // namespace niem::server
