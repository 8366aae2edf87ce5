// Rows of a snapshot one at a time. Views live until the next Advance. Thread-safety: one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/snapshot.h"

namespace niem::verify_store {

class RowStream {
 public:
  using Kind = store::Rows::Kind;

  // `kinds`: what each column must hold; empty: whatever it holds.
  static Result<RowStream> Open(store::Snapshot& snapshot, const store::Selection& selection,
                                std::vector<Kind> kinds) {
    RowStream stream;
    stream.table_ = selection.table;
    stream.kinds_ = std::move(kinds);
    TRY_ASSIGN(stream.cursor_, snapshot.Read(selection));
    TRY(stream.Advance());
    return stream;
  }

  bool at_end() const { return page_ == nullptr; }

  Status Advance() {
    if (page_ != nullptr && ++row_ < page_->size()) return CheckKinds();
    TRY_ASSIGN(page_, cursor_->Next());
    row_ = 0;
    if (page_->empty()) page_ = nullptr;
    return page_ == nullptr ? Ok() : CheckKinds();
  }

  Kind KindOf(size_t column) const { return page_->KindAt(row_, column); }

  int64_t Int(size_t column) const { return (*page_)[row_].Int(column); }

  std::string_view Bytes(size_t column) const {
    const store::Row row = (*page_)[row_];
    return KindOf(column) == Kind::kText ? row.Text(column) : AsText(row.Blob(column));
  }

 private:
  RowStream() = default;

  Status CheckKinds() const {
    for (size_t i = 0; i < kinds_.size(); ++i) {
      if (KindOf(i) == kinds_[i]) continue;
      return Error(ErrorCode::kCorrupt, {"bảng " + table_ + " có ô sai kiểu dữ liệu",
                                         "table " + table_ + " has a cell of the wrong type"});
    }
    return Ok();
  }

  std::string table_;
  std::vector<Kind> kinds_;
  std::unique_ptr<store::PageCursor> cursor_;
  const store::Rows* page_ = nullptr;
  size_t row_ = 0;
};

}  // namespace niem::verify_store
