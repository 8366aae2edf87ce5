// PostgreSQL's DDL, within the types of sql.h, as SQLite understands it.
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "store/engine.h"

namespace niem::store::internal {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTypes = {
    {{"BIGINT", "INTEGER"}, {"BYTEA", "BLOB"}, {"BOOLEAN", "INTEGER"}}};

bool IsWordLetter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string Upper(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

// Where the quoted text or comment that starts at `at` ends.
size_t EndOfQuoted(std::string_view text, size_t at) {
  const std::string_view closing = text[at] == '-' ? "\n" : text.substr(at, 1);
  const size_t end = text.find(closing, at + 1);
  return end == std::string_view::npos ? text.size() : end + 1;
}

bool StartsQuoted(std::string_view text, size_t at) {
  return text[at] == '\'' || text[at] == '"' || text.substr(at, 2) == "--";
}

}  // namespace

std::string TranslateDdl(std::string_view text) {
  std::string out;
  std::string head;  // the first two words of the statement
  int words = 0;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (StartsQuoted(text, at)) {
      end = EndOfQuoted(text, at);
      out += text.substr(at, end - at);
    } else if (IsWordLetter(text[at])) {
      while (end < text.size() && IsWordLetter(text[end])) ++end;
      const std::string word = Upper(text.substr(at, end - at));
      std::string_view put = text.substr(at, end - at);
      for (const auto& [from, to] : kTypes) put = word == from ? to : put;
      if (words++ < 2) head += word + ' ';
      out += put;
    } else {
      if (text[at] == ';') {
        if (head == "CREATE TABLE ") out += " STRICT";
        head.clear(), words = 0;
      }
      out += text[at];
    }
    at = end;
  }
  if (head == "CREATE TABLE ") out += " STRICT";
  return out;
}

}  // namespace niem::store::internal
