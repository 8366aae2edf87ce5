// The rows of what was taken over from the registers kept before (on paper, in Excel): each taking
// over as a whole, and which row of the sheet each document stood in, with the number that the old
// register gave it. Taken back, both stay: the documents are struck out, nothing is removed.
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/records.h"

namespace niem::registry {

struct Intake {
  static constexpr std::string_view kTable = "intake";
  int64_t id = 0;
  ObjectState state = ObjectState::kOpen;  // kEnded: undone
  Direction direction = Direction::kIncoming;
  Level level = Level::kNone;  // the highest in it
  std::string unit;
  std::string source;  // the old register, as the person calls it
  int64_t documents = 0;
  int64_t copies = 0;
  int64_t importer = 0;
  Date imported;
  std::optional<Date> undone;
  std::optional<int64_t> undone_by;
  std::string reason;  // of the undoing

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("state", self.state), column("direction", self.direction);
    column("level", self.level), column("unit", self.unit), column("source", self.source);
    column("documents", self.documents), column("copies", self.copies);
    column("importer", self.importer), column("imported", self.imported);
    column("undone", self.undone), column("undone_by", self.undone_by);
    column("reason", self.reason);
  }

  access::Label LabelOf() const { return {level, {}, unit}; }
};

struct IntakeRow {
  static constexpr std::string_view kTable = "intake_row";
  int64_t id = 0;
  int64_t intake = 0;
  int64_t document = 0;
  int64_t sheet_row = 0;
  std::string book_number;       // in the old register
  std::optional<Date> book_day;  // of its entry there

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("intake", self.intake), column("document", self.document);
    column("sheet_row", self.sheet_row), column("book_number", self.book_number);
    column("book_day", self.book_day);
  }
};

}  // namespace niem::registry
