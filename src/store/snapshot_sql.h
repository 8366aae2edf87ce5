// The few statements that a snapshot makes of names out of a store's own catalog. Not for code
// outside src/store. Thread-safety: free functions.
#pragma once

#include <string>
#include <string_view>

#include "store/snapshot.h"

namespace niem::store::internal {

// As both engines quote a name.
inline std::string Quoted(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

inline std::string SelectText(const Selection& selection, std::string_view from) {
  std::string text = "SELECT ";
  const auto list = [&](const std::vector<std::string>& names) {
    for (size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + Quoted(names[i]);
  };
  list(selection.columns);
  text.append(" ").append(from).append(Quoted(selection.table));
  if (!selection.where.empty())
    text += " WHERE " + Quoted(selection.where) + " = " + std::to_string(selection.equals);
  if (!selection.order.empty()) text += " ORDER BY ";
  list(selection.order);
  return text;
}

}  // namespace niem::store::internal
