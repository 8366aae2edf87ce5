#include "server/sheet_xlsx.h"

#include "sheet/book.h"

namespace niem::server {
namespace {

using sheet::Style;

constexpr double kWidth = 18;

void Fill(sheet::Book& book, const Sheet& sheet) {
  sheet::Page page = book.AddPage("Niêm");
  uint32_t row = 0;
  page.SetWidth(0, static_cast<uint16_t>(sheet.columns.size()), kWidth);
  page.Put(row++, 0, sheet.title.vi + " / " + sheet.title.en, Style::kTitle);
  page.Put(row++, 0, sheet.period.vi + " / " + sheet.period.en, Style::kText);
  for (const Text& note : sheet.notes) page.Put(row++, 0, note.vi + " / " + note.en, Style::kText);
  page.RepeatRow(row);
  for (size_t i = 0; i < sheet.columns.size(); ++i) {
    page.Put(row, static_cast<uint16_t>(i), Heading(sheet.columns[i]), Style::kHead);
  }
  for (const auto& cells : sheet.rows) {
    ++row;
    for (size_t i = 0; i < cells.size(); ++i)
      page.Put(row, static_cast<uint16_t>(i), cells[i], Style::kCell);
  }
}

}  // namespace

std::string Heading(const SheetColumn& column) {
  std::string text = column.name.vi + " / " + column.name.en;
  if (!column.caution.vi.empty()) text += " (" + column.caution.vi + ")";
  return text;
}

Result<std::string> SheetXlsx(const Sheet& sheet) {
  return sheet::BookBytes(sheet.title.vi + " / " + sheet.title.en,
                          [&](sheet::Book& book) { Fill(book, sheet); });
}

}  // namespace niem::server
