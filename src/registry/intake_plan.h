// Reads the rows of an old register's sheet and says, cell by cell, what is wrong with them, before
// anything is entered. The same reading serves the look beforehand and the act, so that what was
// found good is taken.
//
// A row is an object of texts by the names of IntakeColumns(), as the person sees the cells, with
// the sheet's row number as "row". Days are 20/11/2021 or 2021-11-20; a level is written out. Rows
// of one number, day and issuer are copies of one document where each names its copies.
//
// Rows come from outside: bounded, every cell checked. Errors: kInvalidArgument for what is no list
// of such rows, kTooLarge; the store's. Thread-safety: those of the deed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/deed.h"
#include "registry/instances.h"
#include "registry/intake.h"

namespace niem::registry {

inline constexpr size_t kMaxIntakeRows = 10'000;
inline constexpr int64_t kMaxIntakeCopies = 50'000;
inline constexpr size_t kMaxIntakeNotes = 1'000;  // problems, and warnings, told one by one

struct IntakeColumn {
  std::string_view name;
  StaticText title;
  bool required = false;
  // How sheets head such a column, folded: no tones, no case, words with one space between.
  std::vector<std::string_view> headings;
};

std::span<const IntakeColumn> IntakeColumns();

struct IntakeNote {
  int64_t row = 0;         // of the sheet
  std::string_view field;  // a column's name; empty: the row
  Text message;
};

struct PlannedRow {
  int64_t row = 0;
  size_t document = 0;  // in IntakePlan::documents
  std::string book_number;
  std::optional<Date> book_day;
  int64_t copies = 1;
  std::vector<int64_t> numbers;  // bản số: as named, else from 1 on
  bool named = false;
  Copy where;  // state, holder, outside, place
};

struct IntakePlan {
  std::vector<Document> documents;
  std::vector<PlannedRow> rows;  // good ones
  std::vector<int64_t> bad;      // numbers of the others
  std::vector<IntakeNote> problems;
  std::vector<IntakeNote> warnings;
  std::vector<Text> cautions;  // about the law that terms were told by; each once
  bool more = false;           // problems or warnings that are not listed

  int64_t Copies() const;
  Level Highest() const;
};

Result<IntakePlan> PlanIntake(Deed& deed, Direction direction, const std::string& unit,
                              std::string_view rows_json);

// The documents of an intake with which anything at all was done since, rising.
Result<std::vector<int64_t>> TouchedOf(Deed& deed, int64_t intake);

// The last day on which it can be undone.
Result<Date> UndoUntil(Deed& deed, const Intake& intake);

}  // namespace niem::registry
