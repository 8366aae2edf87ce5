#include "server/sheet_xlsx.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"

namespace niem::server {
namespace {

constexpr size_t kMaxCell = 32'000;  // bytes; Excel: 32,767 UTF-16 units
constexpr const char* kMemory = "/dev/shm";
constexpr const char* kWhat = "xlsx";

// No letter in two.
std::string Fitting(const std::string& text) {
  size_t size = std::min(text.size(), kMaxCell);
  if (size == text.size()) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

void Fill(lxw_workbook* book, const Sheet& sheet) {
  lxw_worksheet* page = workbook_add_worksheet(book, "Niêm");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold), format_set_text_wrap(bold), format_set_border(bold, LXW_BORDER_THIN);
  lxw_format* plain = workbook_add_format(book);
  format_set_text_wrap(plain), format_set_border(plain, LXW_BORDER_THIN);
  const auto put = [&](lxw_row_t row, size_t column, const std::string& text, lxw_format* format) {
    worksheet_write_string(page, row, static_cast<lxw_col_t>(column), Fitting(text).c_str(),
                           format);
  };
  put(0, 0, sheet.title.vi + " / " + sheet.title.en, nullptr);
  put(1, 0, sheet.period.vi + " / " + sheet.period.en, nullptr);
  lxw_row_t row = 2;
  for (const Text& note : sheet.notes) put(row++, 0, note.vi + " / " + note.en, nullptr);
  for (size_t i = 0; i < sheet.columns.size(); ++i) put(row, i, Heading(sheet.columns[i]), bold);
  worksheet_repeat_rows(page, row, row);
  worksheet_set_landscape(page), worksheet_set_paper(page, 9);  // A4
  worksheet_set_column(page, 0, static_cast<lxw_col_t>(sheet.columns.size()), 18, nullptr);
  for (const auto& cells : sheet.rows) {
    ++row;
    for (size_t i = 0; i < cells.size(); ++i) put(row, i, cells[i], plain);
  }
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

std::string Heading(const SheetColumn& column) {
  std::string text = column.name.vi + " / " + column.name.en;
  if (!column.caution.vi.empty()) text += " (" + column.caution.vi + ")";
  return text;
}

Result<std::string> SheetXlsx(const Sheet& sheet) {
  const Fd file(::memfd_create("niem-xlsx", MFD_CLOEXEC));
  if (!file.valid()) return ErrnoError(errno, kWhat);
  // The library knows only names.
  const std::string name = "/proc/self/fd/" + std::to_string(file.get());
  std::string memory = kMemory;
  lxw_workbook_options options = {};
  if (::access(kMemory, W_OK) == 0) options.tmpdir = memory.data();
  lxw_workbook* book = workbook_new_opt(name.c_str(), &options);
  if (book == nullptr) return ErrnoError(errno, kWhat);
  lxw_doc_properties properties = {};
  properties.created = 315'532'800;  // a fixed day: the same sheet is the same bytes
  workbook_set_properties(book, &properties);
  Fill(book, sheet);
  const lxw_error error = workbook_close(book);
  if (error == LXW_NO_ERROR) return ReadBack(file.get());
  const std::string why = lxw_strerror(error);
  return Error(ErrorCode::kIo,
               {"không lập được tệp Excel: " + why, "cannot make the Excel file: " + why});
}

}  // namespace niem::server
