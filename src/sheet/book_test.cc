// Workbooks, read back as the ZIP of XML that they are.
#include "sheet/book.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <memory>
#include <pugixml.hpp>

namespace niem::sheet {
namespace {

// One part of the workbook, as XML.
pugi::xml_document Part(const std::string& book, const std::string& name) {
  pugi::xml_document part;
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(book.data(), book.size(), 0, &error);
  const std::unique_ptr<zip_t, void (*)(zip_t*)> zip(
      zip_open_from_source(source, ZIP_RDONLY, &error), zip_discard);
  if (zip == nullptr) return part;
  zip_stat_t about;
  if (zip_stat(zip.get(), name.c_str(), 0, &about) != 0) return part;
  std::string text(about.size, '\0');
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen(zip.get(), name.c_str(), 0), zip_fclose);
  EXPECT_EQ(zip_fread(file.get(), text.data(), text.size()), static_cast<int64_t>(text.size()));
  EXPECT_TRUE(part.load_buffer(text.data(), text.size(), pugi::parse_full));
  return part;
}

constexpr Column kColumns[] = {{{"Tên", "Name"}, 10}, {{"Số", "Number"}, 8}};

std::string TableOf(const std::vector<std::string>& names, Lang lang = Lang::kVi) {
  Result<std::string> bytes = BookBytes("Thử", [&](Book& book) {
    Table table = book.AddTable({"Bảng", "Table"}, kColumns, lang);
    for (const std::string& name : names) {
      table.Next();
      table.Put(0, name, Style::kWrapped);
      table.Put(1, 7.5, Style::kNumber);
    }
    table.Stop();
  });
  EXPECT_TRUE(bytes.ok());
  return bytes.ok() ? *bytes : std::string();
}

// Texts of the first column, below the heading.
std::vector<std::string> Names(const std::string& book) {
  const pugi::xml_document strings = Part(book, "xl/sharedStrings.xml");
  std::vector<std::string> all;
  for (const auto& item : strings.child("sst").children("si"))
    all.emplace_back(item.child_value("t"));
  std::vector<std::string> names;
  const pugi::xml_document sheet = Part(book, "xl/worksheets/sheet1.xml");
  for (const auto& row : sheet.child("worksheet").child("sheetData").children("row")) {
    const pugi::xml_node cell = row.child("c");
    if (row.attribute("r").as_int() == 1) continue;
    EXPECT_STREQ(cell.attribute("t").value(), "s");
    names.push_back(all.at(cell.child("v").text().as_uint()));
  }
  return names;
}

double HeightOf(const std::string& book, int number) {
  const pugi::xml_document sheet = Part(book, "xl/worksheets/sheet1.xml");
  for (const auto& row : sheet.child("worksheet").child("sheetData").children("row")) {
    if (row.attribute("r").as_int() == number) return row.attribute("ht").as_double(0);
  }
  return -1;
}

TEST(Book, WhateverATextBeginsWithItIsAText) {
  const std::vector<std::string> names = {"=1+1", "@SUM(A1)", "+84", "-1", "https://a.example/",
                                          "{=1}", "007",      "mật"};
  const std::string book = TableOf(names);
  EXPECT_EQ(Names(book), names);
  const pugi::xml_document sheet = Part(book, "xl/worksheets/sheet1.xml");
  EXPECT_TRUE(sheet.select_nodes("//f").empty());
  EXPECT_TRUE(sheet.select_nodes("//hyperlink").empty());
}

TEST(Book, ALongTextIsCutBetweenTwoLetters) {
  std::string text;
  while (text.size() < 40'000) text += "ậ";
  const std::vector<std::string> names = Names(TableOf({text}));
  ASSERT_EQ(names.size(), 1U);
  EXPECT_LE(names[0].size(), 32'003U);
  EXPECT_TRUE(names[0].ends_with("ậ…"));
}

TEST(Book, RowsGrowAsHighAsTheirTexts) {
  const std::string book =
      TableOf({"ngắn", "một\nhai\nba", std::string(60, 'a'), "ngắn", std::string(30'000, 'a')});
  EXPECT_EQ(HeightOf(book, 2), 0);
  EXPECT_EQ(HeightOf(book, 3), 45);
  EXPECT_GE(HeightOf(book, 4), 75);
  EXPECT_EQ(HeightOf(book, 5), 0);
  EXPECT_EQ(HeightOf(book, 6), 409);
}

TEST(Book, TheSameContentsAreTheSameBytes) {
  EXPECT_EQ(TableOf({"a", "b"}), TableOf({"a", "b"}));
  EXPECT_NE(TableOf({"a", "b"}), TableOf({"a", "b"}, Lang::kEn));
}

TEST(Book, TimesAreExcelsOwn) {
  EXPECT_DOUBLE_EQ(DayOf(0), 25'569);
  // 2026-04-01T01:02:04Z
  EXPECT_NEAR(DayOf(1'775'005'324), 46'113.04310185185, 1e-9);
}

TEST(Book, AFullSheetGoesOnInAnother) {
  const Result<std::string> bytes = BookBytes("", [](Book& book) {
    Table table = book.AddTable({"Bảng", "Table"}, kColumns, Lang::kVi);
    for (int i = 0; i < 1'048'580; ++i) table.Next();
    table.Put(0, "cuối", Style::kText);
    table.Stop();
  });
  ASSERT_TRUE(bytes.ok());
  const pugi::xml_document book = Part(*bytes, "xl/workbook.xml");
  std::vector<std::string> names;
  for (const auto& sheet : book.child("workbook").child("sheets").children("sheet"))
    names.emplace_back(sheet.attribute("name").value());
  EXPECT_EQ(names, (std::vector<std::string>{"Bảng", "Bảng (2)"}));
  // 1,048,575 rows below the first heading, five below the second.
  const pugi::xml_document second = Part(*bytes, "xl/worksheets/sheet2.xml");
  const auto rows = second.child("worksheet").child("sheetData").children("row");
  EXPECT_EQ(std::prev(rows.end())->attribute("r").as_int(), 6);
}

TEST(Book, WhereItCannotBeWrittenItSaysSo) {
  Result<Book> book = Book::Create("/nowhere/a.xlsx", "");
  ASSERT_TRUE(book.ok());
  const Status closed = book->Close();
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().code(), ErrorCode::kIo);
}

}  // namespace
}  // namespace niem::sheet
