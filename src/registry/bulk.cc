#include "registry/bulk.h"

#include <iterator>

namespace niem::registry {
namespace {

std::string TextOf(std::string_view table, std::span<const std::string> columns, size_t rows,
                   std::string_view tail) {
  std::string text = "INSERT INTO " + std::string(table) + " (";
  for (size_t i = 0; i < columns.size(); ++i) text += (i == 0 ? "" : ", ") + columns[i];
  text += ") VALUES ";
  size_t next = 1;
  for (size_t row = 0; row < rows; ++row) {
    text += row == 0 ? "(" : ", (";
    for (size_t i = 0; i < columns.size(); ++i) {
      text += (i == 0 ? "$" : ", $") + std::to_string(next++);
    }
    text += ")";
  }
  return tail.empty() ? text : text + " " + std::string(tail);
}

}  // namespace

BulkSql::BulkSql(std::string_view name, std::string_view table,
                 std::span<const std::string> columns, std::string_view tail)
    : columns_(columns.size()),
      many_name_("registry.bulk_" + std::string(name)),
      one_name_("registry.bulk_one_" + std::string(name)),
      many_text_(TextOf(table, columns, kBulkRows, tail)),
      one_text_(TextOf(table, columns, 1, tail)),
      many_(many_name_, many_text_),
      one_(one_name_, one_text_) {}

Status BulkInsert::Add(store::Values row) {
  gathered_.insert(gathered_.end(), std::make_move_iterator(row.begin()),
                   std::make_move_iterator(row.end()));
  if (gathered_.size() < kBulkRows * sql_.columns()) return Ok();
  TRY(connection_.Execute(sql_.many(), gathered_));
  gathered_.clear();
  return Ok();
}

Status BulkInsert::Finish() {
  const std::span<const store::Value> all(gathered_);
  for (size_t at = 0; at < all.size(); at += sql_.columns()) {
    TRY(connection_.Execute(sql_.one(), all.subspan(at, sql_.columns())));
  }
  gathered_.clear();
  return Ok();
}

}  // namespace niem::registry
