// What a person fills in for an act: the form's specification, and the values once checked.
//
// One specification serves the command line, the JSON API, its OpenAPI description and the
// documents. Values come as JSON; an unknown field, a missing one, a wrong type or a text too long
// is refused by name, in both languages, before anything else happens.
//
// Errors: kInvalidArgument. Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "access/label.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/level.h"
#include "base/result.h"

namespace niem::registry {

enum class FieldType : uint8_t {
  kText,      // one line, at most 500 characters
  kLongText,  // at most 10,000
  kFile,      // a whole text file, at most 4 MiB
  kSecret,    // as kText, but never kept: not in the ledger, not for a second person
  kReport,    // a report of niem scan or audit, at most 32 MiB; not kept: the act's rows are
  kRows,      // rows of a sheet: a list of objects, at most 5 MiB; not kept: the act's rows are
  kInt,       // 0 … 10^12
  kBool,
  kDay,    // "2026-11-22"
  kLevel,  // "mat", "toi_mat", "tuyet_mat"
  kId,     // of a row
  kIds,    // several, none twice
  kCodes,  // short codes: compartments, units, duties
  kChoice,
};

std::string_view FieldTypeName(FieldType type);

// Whether the ledger and a second person get what is filled in.
bool IsKept(FieldType type);

enum class Need : uint8_t { kRequired, kOptional };

struct FieldSpec {
  std::string_view name;
  FieldType type = FieldType::kText;
  Need need = Need::kRequired;
  StaticText title;
  std::span<const std::string_view> choices = {};
};

// Checked values. Asking for a field that the form does not have, or as another type, is a defect
// of the handler; a field left out gives nothing (or the empty value).
class Fields {
 public:
  using Value =
      std::variant<std::string, int64_t, bool, Date, Level, std::vector<int64_t>, access::Codes>;

  // `json`: one object.
  static Result<Fields> Parse(std::string_view json, std::span<const FieldSpec> specs);

  // Sorted by name, no spaces, without secrets and reports: what the ledger keeps and a second
  // person confirms.
  std::string CanonicalJson() const;

  bool Has(std::string_view name) const { return values_.contains(name); }

  const std::string& Text(std::string_view name) const;
  const std::string& Secret(std::string_view name) const;  // or a report, or rows as JSON
  int64_t Int(std::string_view name) const;
  bool Bool(std::string_view name) const;
  std::optional<Date> Day(std::string_view name) const;
  Level LevelOf(std::string_view name) const;
  std::vector<int64_t> Ids(std::string_view name) const;
  access::Codes CodesOf(std::string_view name) const;
  std::optional<int64_t> Id(std::string_view name) const;

 private:
  template <typename T>
  const T* As(std::string_view name) const;

  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> secrets_;
};

}  // namespace niem::registry
