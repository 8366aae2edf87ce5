#include "server/book_row.h"

#include <array>

#include "registry/finders.h"
#include "server/find.h"

namespace niem::server {
namespace {

using registry::BookKind;
using registry::Custody;
using registry::Deed;
using registry::Document;
using registry::Finder;

const Finder<Custody> kStepsOf("server.find_steps_of_entry", "WHERE entry = $1 ORDER BY id");
const Finder<registry::Copy> kCopy("server.get_copy", "WHERE id = $1");
const Finder<registry::Person> kPerson("server.get_person", "WHERE id = $1");
const Finder<registry::Request> kRequest("server.get_request", "WHERE id = $1");

// In the order of CopyForm (Nghị định 26/2020/NĐ-CP Điều 3).
constexpr std::array<std::string_view, 5> kFormTitles = {"Bản gốc", "Sao y bản chính", "Sao lục",
                                                         "Trích sao", "Chụp"};

Result<std::string> NameOf(Deed& deed, std::optional<int64_t> person) {
  if (!person) return std::string();
  TRY_ASSIGN(const std::vector<registry::Person> found, Find(deed, kPerson, {*person}));
  return found.empty() ? std::string() : found.front().name;
}

std::string TwoDigits(int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string DayShown(const std::optional<Date>& day) {
  return day ? day->Shown().vi : std::string();
}

}  // namespace

std::string_view CopyFormTitle(registry::CopyForm form) {
  return kFormTitles[static_cast<size_t>(form)];
}

std::string NumberShown(const Document& document) {
  return document.symbol.empty() ? document.number : document.number + "/" + document.symbol;
}

Result<BookRow> BookRow::Of(Deed& deed, BookKind kind, const registry::Entry& entry,
                            const Document* document) {
  BookRow row;
  row.kind_ = kind;
  row.entry_ = entry;
  if (document == nullptr) return row;
  row.document_ = *document;
  if (row.OfCopies()) {
    TRY(row.ReadSteps(deed));
    TRY(row.ReadRequest(deed));
  }
  return row;
}

bool BookRow::OfCopies() const {
  return kind_ == BookKind::kCopies || kind_ == BookKind::kTransfer;
}

Status BookRow::ReadSteps(Deed& deed) {
  TRY_ASSIGN(steps_, Find(deed, kStepsOf, {entry_.id}));
  for (const Custody& step : steps_) {
    TRY_ASSIGN(const std::vector<registry::Copy> copies, Find(deed, kCopy, {step.copy}));
    if (copies.empty()) continue;
    ordinals_ += (ordinals_.empty() ? "" : ", ") + std::to_string(copies.front().number);
  }
  if (steps_.empty()) return Ok();
  TRY_ASSIGN(receiver_, NameOf(deed, steps_.front().to_person));
  TRY_ASSIGN(done_by_, NameOf(deed, steps_.front().by));
  return Ok();
}

Status BookRow::ReadRequest(Deed& deed) {
  if (!entry_.request) return Ok();
  TRY_ASSIGN(const std::vector<registry::Request> found, Find(deed, kRequest, {*entry_.request}));
  if (found.empty()) return Ok();
  request_ = found.front();
  TRY_ASSIGN(permitted_by_, NameOf(deed, request_->decider));
  return Ok();
}

std::string BookRow::CopiesCell(std::string_view column) const {
  if (column == "date") return DayShown(entry_.day);
  if (column == "count") return steps_.empty() ? "" : std::to_string(steps_.size());
  if (column == "ordinals") return ordinals_;
  if (column == "done_by") return done_by_;
  if (column == "permitted_by") return permitted_by_;
  if (column == "recipients") return request_ ? request_->recipient : "";
  if (column == "kind" && request_) {
    return std::string(CopyFormTitle(request_->form));
  }
  return DocumentCell(column);
}

std::string BookRow::TransferCell(std::string_view column) const {
  if (column == "date") return DayShown(entry_.day);
  if (column == "count") return steps_.empty() ? "" : std::to_string(steps_.size());
  if (column == "recipient") {
    return steps_.empty() || steps_.front().outside.empty() ? receiver_ : steps_.front().outside;
  }
  return DocumentCell(column);
}

std::string BookRow::DocumentCell(std::string_view column) const {
  if (column == "number") return NumberShown(*document_);
  if (column == "level") return std::string(LevelTitle(document_->level));
  if (column == "abstract") {
    const bool both = !document_->type_name.empty() && !document_->subject.empty();
    return document_->type_name + (both ? ": " : "") + document_->subject;
  }
  if (OfCopies()) return {};
  if (column == "determined") return DayShown(document_->determined);
  if (column == "date") return DayShown(document_->dated);
  if (column == "signer") return document_->signer;
  if (column == "issuer") return document_->issuer;
  if (column == "recipients" || column == "recipient") return document_->recipients;
  if (column == "count") return std::to_string(document_->planned);
  return {};
}

std::string BookRow::Cell(std::string_view column) const {
  if (column == "serial" || column == "arrival_number") return TwoDigits(entry_.number);
  if (column == "arrived") return DayShown(entry_.day);
  if (column == "notes") return entry_.voided ? "Hủy: " + entry_.void_reason : entry_.note;
  if (!document_) return {};
  if (kind_ == BookKind::kCopies) return CopiesCell(column);
  if (kind_ == BookKind::kTransfer) return TransferCell(column);
  return DocumentCell(column);
}

}  // namespace niem::server
