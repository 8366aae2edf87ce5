#include "sheet/book.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"

namespace niem::sheet {
namespace {

constexpr uint32_t kLastRow = 1'048'575;
constexpr size_t kMaxCell = 32'000;  // bytes; Excel: 32,767 UTF-16 units
constexpr uint8_t kA4 = 9;
constexpr double kDefaultWidth = 8.43;                // characters
constexpr double kLineHeight = 15, kMaxHeight = 409;  // points; Excel's own bounds
// 1980-01-01: the same contents are the same bytes; a report's own times stand in its cells.
constexpr time_t kNoDay = 315'532'800;
constexpr const char* kMemory = "/dev/shm";
constexpr const char* kWhat = "xlsx";

// Between two letters.
std::string Fitting(const std::string& text) {
  if (text.size() <= kMaxCell) return text;
  size_t end = kMaxCell;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

lxw_format* Of(const Formats& formats, Style style) {
  return formats[static_cast<size_t>(style)];
}

bool Wraps(Style style) {
  using enum Style;
  return style == kHead || style == kWrapped || style == kCell || style == kAlarm || style == kWarn;
}

// How many lines a text takes in a column of `width` characters, about: a word that goes over to
// the next line leaves some of its own empty.
size_t Lines(const std::string& text, double width) {
  const auto fits = static_cast<size_t>(std::max(1.0, width * 1.2));
  size_t lines = 1, letters = 0;
  for (const char c : text) {
    if (c == '\n') {
      ++lines, letters = 0;
    } else if ((static_cast<uint8_t>(c) & 0xC0) != 0x80 && ++letters > fits) {
      ++lines, letters = 1;
    }
  }
  return lines;
}

lxw_worksheet* NewSheet(lxw_workbook* book, const std::string& name) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, name.c_str());
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, kA4);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_footer(sheet, "&L&A&R&P/&N");
  return sheet;
}

Error Failed(const std::string& why) {
  return {ErrorCode::kIo,
          {"không ghi được tệp Excel; xem lại chỗ trống trên đĩa: " + why,
           "cannot write the Excel file; check the space on the disk: " + why}};
}

Result<std::string> ReadBack(int fd) {
  std::string bytes;
  std::string piece(1U << 20, '\0');
  while (true) {
    const ssize_t got = ::pread(fd, piece.data(), piece.size(), static_cast<off_t>(bytes.size()));
    if (got < 0) return ErrnoError(errno, kWhat);
    if (got == 0) return bytes;
    bytes.append(piece, 0, static_cast<size_t>(got));
  }
}

}  // namespace

double DayOf(int64_t unix_seconds) {
  constexpr double kSecondsPerDay = 86'400;
  constexpr double kFirst1970 = 25'569;
  return kFirst1970 + static_cast<double>(unix_seconds) / kSecondsPerDay;
}

void Rows::SetWidth(uint16_t first, uint16_t last, double width) {
  worksheet_set_column(sheet_, first, last, width, nullptr);
  if (widths_.size() <= last) widths_.resize(last + size_t{1}, kDefaultWidth);
  std::fill(widths_.begin() + first, widths_.begin() + last + 1, width);
}

void Rows::Put(uint32_t row, uint16_t column, const std::string& text, Style style) {
  const std::string fitting = Fitting(text);
  worksheet_write_string(sheet_, row, column, fitting.c_str(), Of(*formats_, style));
  if (Wraps(style)) Grow(row, column, fitting);
}

void Rows::Put(uint32_t row, uint16_t column, double number, Style style) {
  worksheet_write_number(sheet_, row, column, number, Of(*formats_, style));
}

void Rows::Grow(uint32_t row, uint16_t column, const std::string& text) {
  if (row != row_) row_ = row, lines_ = 1;
  const size_t lines = Lines(text, column < widths_.size() ? widths_[column] : kDefaultWidth);
  if (lines <= lines_) return;
  lines_ = lines;
  const double height = std::min(kLineHeight * static_cast<double>(lines), kMaxHeight);
  worksheet_set_row(sheet_, row, height, nullptr);
}

void Page::RepeatRow(uint32_t row) {
  worksheet_repeat_rows(rows_.sheet(), row, row);
}

Table::Table(lxw_workbook* book, const Formats* formats, const StaticText& name,
             std::span<const Column> columns, Lang lang)
    : book_(book), formats_(formats), name_(Pick(name, lang)), columns_(columns), lang_(lang) {
  Start();
}

void Table::Start() {
  ++part_;
  const std::string name = part_ == 1 ? name_ : name_ + " (" + std::to_string(part_) + ")";
  lxw_worksheet* sheet = NewSheet(book_, name);
  worksheet_repeat_rows(sheet, 0, 0);
  worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
  worksheet_freeze_panes(sheet, 1, 0);
  rows_ = Rows(sheet, formats_);
  row_ = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto column = static_cast<uint16_t>(i);
    rows_.SetWidth(column, column, columns_[i].width);
    Put(column, std::string(Pick(columns_[i].title, lang_)), Style::kHead);
  }
}

void Table::Next() {
  if (row_ >= kLastRow) {
    Stop();
    Start();
  }
  ++row_;
}

void Table::Put(uint16_t column, const std::string& text, Style style) {
  if (!text.empty()) rows_.Put(row_, column, text, style);
}

void Table::Put(uint16_t column, double number, Style style) {
  rows_.Put(row_, column, number, style);
}

void Table::Stop() {
  worksheet_autofilter(rows_.sheet(), 0, 0, std::max<uint32_t>(row_, 1),
                       static_cast<uint16_t>(columns_.size() - 1));
}

void Book::Closer::operator()(lxw_workbook* book) const {
  workbook_close(book);
}

Result<Book> Book::Create(const std::string& path, const std::string& title) {
  lxw_workbook_options options = {};
  options.constant_memory = LXW_TRUE;
  Book book(workbook_new_opt(path.c_str(), &options));
  if (book.book_ == nullptr) return Failed(path);
  book.Dress(title);
  return book;
}

void Book::Dress(const std::string& title) {
  std::string name = title;
  lxw_doc_properties properties = {};
  properties.title = name.data();
  properties.created = kNoDay;
  workbook_set_properties(book_.get(), &properties);
  for (lxw_format*& format : *formats_) {
    format = workbook_add_format(book_.get());
    format_set_font_name(format, "Times New Roman");
    format_set_font_size(format, 11);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  }
  const auto of = [this](Style style) { return Of(*formats_, style); };
  using enum Style;
  for (const Style style : {kTitle, kHead, kStrong, kAlarm, kWarn, kCenter})
    format_set_bold(of(style));
  for (const Style style : {kHead, kWrapped, kCell, kAlarm, kWarn}) format_set_text_wrap(of(style));
  for (const Style style : {kHead, kCell}) format_set_border(of(style), LXW_BORDER_THIN);
  format_set_font_size(of(kTitle), 14);
  format_set_bg_color(of(kHead), 0xE8ECF1);
  format_set_num_format(of(kNumber), "#,##0");
  format_set_num_format(of(kPercent), "0%");
  format_set_num_format(of(kTime), "dd/mm/yyyy hh:mm:ss");
  format_set_font_color(of(kAlarm), 0xB00020);
  format_set_font_color(of(kWarn), 0x8A4B00);
  format_set_align(of(kCenter), LXW_ALIGN_CENTER);
}

Table Book::AddTable(const StaticText& name, std::span<const Column> columns, Lang lang) {
  return {book_.get(), formats_.get(), name, columns, lang};
}

Page Book::AddPage(const std::string& name) {
  return {NewSheet(book_.get(), name), formats_.get()};
}

Status Book::Close() {
  const lxw_error error = workbook_close(book_.release());
  if (error != LXW_NO_ERROR) return Failed(lxw_strerror(error));
  return Ok();
}

Result<std::string> BookBytes(const std::string& title, const std::function<void(Book&)>& fill) {
  const Fd file(::memfd_create("niem-xlsx", MFD_CLOEXEC));
  if (!file.valid()) return ErrnoError(errno, kWhat);
  // The library knows only names.
  const std::string name = "/proc/self/fd/" + std::to_string(file.get());
  std::string memory = kMemory;
  lxw_workbook_options options = {};
  if (::access(kMemory, W_OK) == 0) options.tmpdir = memory.data();
  Book book(workbook_new_opt(name.c_str(), &options));
  if (book.book_ == nullptr) return Failed(name);
  book.Dress(title);
  fill(book);
  TRY(book.Close());
  return ReadBack(file.get());
}

}  // namespace niem::sheet
