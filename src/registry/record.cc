#include "registry/record.h"

namespace niem::registry {

bool FromCell(const store::Row& row, size_t column, int64_t& out) {
  if (row.IsNull(column)) return false;
  out = row.Int(column);
  return true;
}

bool FromCell(const store::Row& row, size_t column, bool& out) {
  if (row.IsNull(column)) return false;
  out = row.Bool(column);
  return true;
}

bool FromCell(const store::Row& row, size_t column, std::string& out) {
  if (row.IsNull(column)) return false;
  out = row.Text(column);
  return true;
}

bool FromCell(const store::Row& row, size_t column, Level& out) {
  if (row.IsNull(column)) return false;
  const std::optional<Level> level = LevelFromName(row.Text(column));
  if (level) out = *level;
  return level.has_value();
}

bool FromCell(const store::Row& row, size_t column, Date& out) {
  if (row.IsNull(column)) return false;
  const Result<Date> day = Date::Parse(row.Text(column));
  if (day.ok()) out = *day;
  return day.ok();
}

bool FromCell(const store::Row& row, size_t column, access::Codes& out) {
  if (row.IsNull(column)) return false;
  out = access::SplitCodes(row.Text(column));
  return true;
}

bool FromCell(const store::Row& row, size_t column, access::ObjectState& out) {
  if (row.IsNull(column)) return false;
  const std::optional<access::ObjectState> state = access::ObjectStateFromCode(row.Text(column));
  if (state) out = *state;
  return state.has_value();
}

bool FromCell(const store::Row& row, size_t column, access::Duty& out) {
  if (row.IsNull(column)) return false;
  const std::optional<access::Duty> duty = access::DutyFromCode(row.Text(column));
  if (duty) out = *duty;
  return duty.has_value();
}

namespace {

struct Lists {
  std::string names = "id";
  std::string marks = "$1";
  std::string sets;
};

Lists ListsOf(std::span<const std::string> columns) {
  Lists lists;
  int next = 2;
  const auto add = [&](const std::string& column) {
    const std::string mark = "$" + std::to_string(next++);
    lists.names += ", " + column;
    lists.marks += ", " + mark;
    lists.sets += (lists.sets.empty() ? "" : ", ") + column + " = " + mark;
  };
  for (const std::string& column : columns) add(column);
  add("salt");
  return lists;
}

}  // namespace

TableStatements::TableStatements(std::string_view table, std::span<const std::string> columns)
    : prefix("SELECT " + ListsOf(columns).names + " FROM " + std::string(table)),
      name_(table),
      get_text_(prefix + " WHERE id = $1"),
      insert_text_("INSERT INTO " + name_ + " (" + ListsOf(columns).names + ") VALUES (" +
                   ListsOf(columns).marks + ")"),
      update_text_("UPDATE " + name_ + " SET " + ListsOf(columns).sets + " WHERE id = $1"),
      get_name_("registry.get_" + name_),
      insert_name_("registry.insert_" + name_),
      update_name_("registry.update_" + name_),
      get(get_name_, get_text_),
      insert(insert_name_, insert_text_),
      update(update_name_, update_text_) {}

void AddColumn(ledger::Row& row, std::string_view name, const store::Value& value) {
  row.columns.push_back({std::string(name), {}});
  ledger::Value& cell = row.columns.back().value;
  const store::Value::Variant& stored = value.variant();
  if (const auto* number = std::get_if<int64_t>(&stored)) cell = *number;
  if (const auto* flag = std::get_if<bool>(&stored)) cell = int64_t{*flag};
  if (const auto* text = std::get_if<std::string>(&stored)) cell = *text;
}

Error Damaged(std::string_view table, int64_t id, std::string_view column) {
  const std::string where =
      std::string(table) + " " + std::to_string(id) + "." + std::string(column);
  return {ErrorCode::kCorrupt,
          {"hàng sổ hỏng: " + where + "; chạy niem-verify",
           "damaged register row: " + where + "; run niem-verify"}};
}

}  // namespace niem::registry
