// Excel workbooks, of one look for every report: A4 across, a heading that stays and is repeated on
// each page, a filter. Every cell that holds a text is written as a string: never a formula, never
// a link, whatever it begins with; the same contents are the same bytes.
//
//   TRY_ASSIGN(std::string bytes, BookBytes("Sổ thiết bị", [&](Book& book) {
//     Table table = book.AddTable({"Thiết bị", "Devices"}, kColumns, lang);
//     table.Next(), table.Put(0, "0951:1666", Style::kText);
//   }));
//
// Errors: kIo. Thread-safety: one thread at a time. Source: ECMA-376; OWASP ASVS 5.0 1.2.10.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/i18n.h"
#include "base/result.h"

struct lxw_format;
struct lxw_workbook;
struct lxw_worksheet;

namespace niem::sheet {

struct Column {
  StaticText title;
  double width;  // in characters
};

enum class Style : uint8_t {
  kTitle,
  kHead,
  kText,
  kWrapped,
  kCell,  // wrapped, with a border
  kNumber,
  kPercent,
  kTime,  // of DayOf()
  kStrong,
  kAlarm,
  kWarn,
  kCenter,
};
inline constexpr size_t kStyles = 12;

// A time as Excel counts it: days since 1899-12-30, of the same zone. So that it can be sorted.
double DayOf(int64_t unix_seconds);

using Formats = std::array<lxw_format*, kStyles>;

// A sheet as it is filled, row after row: rows with wrapped texts grow as high as those need, since
// not every program does that by itself.
class Rows {
 public:
  Rows(lxw_worksheet* sheet, const Formats* formats) : sheet_(sheet), formats_(formats) {}

  void SetWidth(uint16_t first, uint16_t last, double width);
  void Put(uint32_t row, uint16_t column, const std::string& text, Style style);
  void Put(uint32_t row, uint16_t column, double number, Style style);

  lxw_worksheet* sheet() const { return sheet_; }

 private:
  void Grow(uint32_t row, uint16_t column, const std::string& text);

  lxw_worksheet* sheet_;
  const Formats* formats_;
  std::vector<double> widths_;
  uint32_t row_ = 0;
  size_t lines_ = 1;  // of row_
};

// A sheet without columns of its own; rows and columns from 0, rows in rising order. Borrowed from
// its Book.
class Page {
 public:
  Page(lxw_worksheet* sheet, const Formats* formats) : rows_(sheet, formats) {}

  // A text longer than Excel's cell is cut, and ends by "…".
  void Put(uint32_t row, uint16_t column, const std::string& text, Style style) {
    rows_.Put(row, column, text, style);
  }

  void Put(uint32_t row, uint16_t column, double number, Style style) {
    rows_.Put(row, column, number, style);
  }

  // Before the first text.
  void SetWidth(uint16_t first, uint16_t last, double width) { rows_.SetWidth(first, last, width); }

  // On each printed page.
  void RepeatRow(uint32_t row);

 private:
  Rows rows_;
};

// Rows below a heading. Where a sheet is full (1,048,576 rows) the table goes on in "Name (2)".
// Borrowed from its Book; Stop() before that is closed.
class Table {
 public:
  Table(lxw_workbook* book, const Formats* formats, const StaticText& name,
        std::span<const Column> columns, Lang lang);

  // The next row.
  void Next();
  // An empty text leaves its cell empty.
  void Put(uint16_t column, const std::string& text, Style style);
  void Put(uint16_t column, double number, Style style);
  // After the last row.
  void Stop();

 private:
  void Start();

  lxw_workbook* book_;
  const Formats* formats_;
  std::string name_;
  std::span<const Column> columns_;
  Lang lang_;
  Rows rows_{nullptr, nullptr};
  uint32_t row_ = 0;
  int part_ = 0;
};

class Book {
 public:
  // `title` goes into the file's properties. Rows leave the memory as they are written; what the
  // library puts aside until Close() lies in the folder for temporary files.
  static Result<Book> Create(const std::string& path, const std::string& title);

  // `columns` is borrowed for the table's life.
  Table AddTable(const StaticText& name, std::span<const Column> columns, Lang lang);
  Page AddPage(const std::string& name);

  // Writes the file; nothing may follow.
  Status Close();

 private:
  friend Result<std::string> BookBytes(const std::string& title,
                                       const std::function<void(Book&)>& fill);

  struct Closer {
    void operator()(lxw_workbook* book) const;
  };

  explicit Book(lxw_workbook* book) : book_(book) {}

  void Dress(const std::string& title);

  std::unique_ptr<lxw_workbook, Closer> book_;
  // Tables and pages point to it, and a Book may move.
  std::unique_ptr<Formats> formats_ = std::make_unique<Formats>();
};

// The file's bytes. What the library puts aside stays in memory (/dev/shm) where there is such a
// place.
Result<std::string> BookBytes(const std::string& title, const std::function<void(Book&)>& fill);

}  // namespace niem::sheet
