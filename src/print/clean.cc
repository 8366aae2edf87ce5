#include "print/clean.h"

#include <glib.h>

#include "text/decode.h"
#include "text/utf8.h"

namespace niem::print {
namespace {

// Controls other than the line feed, and what turns the order of letters (UAX 9).
bool IsUnseen(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0x61C ||
         c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

Status CleanText(std::string* text) {
  bool seen = true;
  bool ascii = true;
  for (size_t at = 0; at < text->size();) {
    const text::CodePoint read = text::ReadUtf8(*text, at);
    if (!read.valid) {
      return Error(ErrorCode::kInvalidArgument, {"có chữ không phải UTF-8, không in được",
                                                 "a text is not UTF-8 and cannot be printed"});
    }
    seen = seen && !IsUnseen(read.value) && read.value != '\t';
    ascii = ascii && read.value < 0x80;
    at += read.size;
  }
  if (!seen) {
    std::string shown;
    text::ForEachCodePoint(*text, [&](char32_t c, size_t, size_t) {
      text::AppendUtf8(shown, c == '\t' ? U' ' : IsUnseen(c) ? text::kReplacement : c);
    });
    *text = std::move(shown);
  }
  if (!ascii) *text = text::ToNfc(*text);
  return Ok();
}

Status CleanAll(std::vector<std::string>* texts) {
  for (std::string& text : *texts) TRY(CleanText(&text));
  return Ok();
}

std::string Capitals(const std::string& text) {
  char* const upper = g_utf8_strup(text.data(), static_cast<gssize>(text.size()));
  std::string copy = upper;
  g_free(upper);
  return copy;
}

Status CleanBlock(Letterhead* head) {
  TRY(CleanAll(&head->left));
  return CleanAll(&head->right);
}

Status CleanBlock(Heading* heading) {
  TRY(CleanText(&heading->text));
  if (heading->capitals) heading->text = Capitals(heading->text);
  return CleanText(&heading->under);
}

Status CleanBlock(Paragraph* paragraph) {
  return CleanText(&paragraph->text);
}

Status CleanBlock(Facts* facts) {
  for (Fact& fact : facts->facts) {
    TRY(CleanText(&fact.name));
    TRY(CleanText(&fact.value));
  }
  return Ok();
}

Status CleanBlock(Table* table) {
  TRY(CleanText(&table->title));
  for (Column& column : table->columns) TRY(CleanText(&column.name));
  for (std::vector<std::string>& row : table->rows) {
    TRY(CleanAll(&row));
    row.resize(table->columns.size());
  }
  return Ok();
}

Status CleanBlock(Signatures* signatures) {
  for (Signature& one : signatures->list) {
    TRY(CleanText(&one.title));
    TRY(CleanText(&one.note));
    TRY(CleanText(&one.name));
  }
  return Ok();
}

Status CleanBlock(Labels* labels) {
  for (Label& label : labels->list) {
    TRY(CleanText(&label.code));
    TRY(CleanAll(&label.lines));
  }
  return Ok();
}

Status CleanBlock(Stamps* stamps) {
  for (Stamp& stamp : stamps->list) {
    TRY(CleanAll(&stamp.lines));
    TRY(CleanText(&stamp.caption));
  }
  return Ok();
}

Status CleanBlock(Picture* picture) {
  if (picture->shapes.size() > kMostShapes) {
    return Error(ErrorCode::kTooLarge,
                 {"hình vẽ có quá nhiều nét", "the drawing has too many shapes"});
  }
  for (PictureShape& shape : picture->shapes) TRY(CleanText(&shape.text));
  return Ok();
}

template <typename T>
Status CleanBlock(T*) {
  return Ok();
}

}  // namespace

Status Clean(Paper* paper) {
  TRY(CleanText(&paper->name));
  TRY(CleanText(&paper->banner));
  TRY(CleanText(&paper->head));
  TRY(CleanAll(&paper->foot));
  for (Block& block : paper->blocks) {
    TRY(std::visit([](auto& one) { return CleanBlock(&one); }, block));
  }
  return Ok();
}

}  // namespace niem::print
