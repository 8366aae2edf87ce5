// Word 6 to 2003: every story of the document, letter by letter through the piece table.
//
// Source: [MS-DOC] 2.4.1 (retrieving text), 2.3 (document parts), 2.8.25 (fields).
#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "extract/cfb.h"
#include "extract/formats.h"
#include "extract/offcrypto.h"
#include "extract/offcrypto_rc4.h"
#include "extract/ole_art.h"
#include "extract/ole_blips.h"
#include "extract/ole_objects.h"
#include "extract/ole_properties.h"
#include "extract/ole_text.h"
#include "extract/pictures.h"
#include "extract/word_file.h"
#include "extract/word_format.h"

namespace niem::extract {
namespace {

constexpr StaticText kDamaged{"tài liệu Word bị hỏng, chỉ đọc được các đoạn chữ rời",
                              "the Word document is damaged; only loose runs of text were read"};

constexpr size_t kMaxFieldDepth = 256;
constexpr uint32_t kHeaderStories = 6;  // per section; the first six are footnote separators

enum class Story : uint8_t {
  kMain,
  kFootnote,
  kHeader,
  kMacro,
  kComment,
  kEndnote,
  kTextBox,
  kHeaderTextBox
};

Place PlaceOf(Story story) {
  switch (story) {
    case Story::kMain:
      return Place::kBody;
    case Story::kFootnote:
    case Story::kEndnote:
      return Place::kFootnote;
    case Story::kHeader:
      return Place::kHeader;
    case Story::kComment:
      return Place::kComment;
    case Story::kTextBox:
    case Story::kHeaderTextBox:
      return Place::kTextBox;
    case Story::kMacro:
      return Place::kHidden;
  }
  return Place::kBody;
}

class WordText {
 public:
  WordText(const WordFib& fib, Bytes document, Bytes table, DocumentWriter& writer)
      : fib_(fib),
        document_(document),
        table_(table),
        writer_(writer),
        format_(fib, document, table) {}

  // False when the piece table is damaged beyond use.
  bool Run();

 private:
  bool Walk(Story story, uint32_t begin, uint32_t end);
  void WalkPiece(const WordPiece& piece, uint32_t begin, uint32_t end);
  void OnCode(char16_t code, uint32_t cp);
  void OnSpecial(char16_t code);
  void Put(char32_t code);
  void Flush();
  void EndParagraph(uint32_t cp);
  void Emit(RunBuilder& builder, Place place, const WordParagraph& paragraph);
  Place HeaderPlace(uint32_t cp) const;
  void SetRuns(uint32_t fc);

  bool InInstruction() const { return instructions_ > 0; }

  const WordFib& fib_;
  Bytes document_;
  Bytes table_;
  DocumentWriter& writer_;
  WordFormat format_;
  std::vector<WordPiece> pieces_;
  std::vector<uint32_t> header_cps_;

  Story story_ = Story::kMain;
  uint32_t story_begin_ = 0;
  uint64_t budget_ = 0;  // letters that may still be read

  // Properties of the letter being read.
  uint32_t fc_ = 0;
  uint32_t letters_end_ = 0, paragraph_end_ = 0;
  WordLetters letters_;
  WordParagraph paragraph_;
  std::string pending_;  // letters of one look
  char16_t high_surrogate_ = 0;

  RunBuilder text_, hidden_;
  std::vector<bool> fields_;  // per open field: still in its instruction?
  size_t instructions_ = 0;
  uint32_t page_ = 1;
  uint32_t tables_ = 0, table_number_ = 0, row_ = 0, column_ = 0;
};

bool WordText::Run() {
  pieces_ = ReadPieces(fib_, table_);
  if (pieces_.empty()) return false;
  budget_ = document_.size() * 2ULL + 4096;
  ByteReader headers(Slice(table_, fib_.headers.offset, fib_.headers.size));
  while (headers.remaining() >= 4) header_cps_.push_back(headers.U32());

  const std::array<uint32_t, 8> sizes = {
      fib_.ccp_text,    fib_.ccp_footnote, fib_.ccp_header,   fib_.ccp_macro,
      fib_.ccp_comment, fib_.ccp_endnote,  fib_.ccp_text_box, fib_.ccp_header_text_box};
  uint64_t begin = 0;
  bool complete = true;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const uint64_t end = std::min<uint64_t>(begin + sizes[i], UINT32_MAX);
    complete =
        Walk(static_cast<Story>(i), static_cast<uint32_t>(begin), static_cast<uint32_t>(end)) &&
        complete;
    begin = end;
  }
  // Text that no story claims would be lost in silence: a damaged or forged header.
  const uint32_t last = pieces_.back().cp_end;
  if (last > begin + 2) Walk(Story::kMain, static_cast<uint32_t>(begin), last);
  if (!complete) {
    writer_.AddNote(ErrorCode::kCorrupt, true,
                    {"một phần chữ của tài liệu Word bị hỏng hoặc thiếu",
                     "part of the Word document's text is damaged or missing"});
  }
  return true;
}

bool WordText::Walk(Story story, uint32_t begin, uint32_t end) {
  if (begin >= end) return true;
  story_ = story;
  story_begin_ = begin;
  fields_.clear();
  instructions_ = 0;
  table_number_ = row_ = column_ = 0;
  auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), begin,
                                [](uint32_t cp, const WordPiece& p) { return cp < p.cp_end; });
  uint32_t covered = begin;
  bool complete = true;
  for (; piece != pieces_.end() && piece->cp_begin < end && !writer_.full(); ++piece) {
    const uint32_t from = std::max(begin, piece->cp_begin);
    uint32_t to = std::min(end, piece->cp_end);
    // What the stream does not hold is cut off, in 64 bits since all numbers are the file's.
    const uint64_t width = piece->wide ? 2 : 1;
    const uint64_t start = piece->fc + (from - piece->cp_begin) * width;
    const uint64_t there = start < document_.size() ? (document_.size() - start) / width : 0;
    if (to - from > std::min(there, budget_)) {
      to = from + static_cast<uint32_t>(std::min(there, budget_));
      complete = false;
    }
    budget_ -= to - from;
    WalkPiece(*piece, from, to);
    covered = to;
  }
  EndParagraph(end);
  return complete && covered == end;
}

void WordText::WalkPiece(const WordPiece& piece, uint32_t begin, uint32_t end) {
  // FKPs describe 8-bit text of a Word 97 file by its true offset, too.
  letters_end_ = paragraph_end_ = 0;
  for (uint32_t cp = begin; cp < end; ++cp) {
    fc_ = piece.FcOf(cp);
    if (fc_ >= letters_end_ || fc_ >= paragraph_end_) SetRuns(fc_);
    char16_t code = document_[fc_];
    if (piece.wide) {
      code = static_cast<char16_t>(code | document_[fc_ + 1] << 8);
    } else if (code >= 0x80) {
      const uint8_t byte = static_cast<uint8_t>(code);
      if (!InInstruction()) pending_ += DecodeCodepage({&byte, 1}, kWesternCodepage);
      continue;
    }
    OnCode(code, cp);
  }
  Flush();
}

void WordText::SetRuns(uint32_t fc) {
  Flush();
  if (fc >= paragraph_end_) paragraph_ = format_.ParagraphAt(fc, paragraph_end_);
  letters_ = format_.LettersAt(fc, paragraph_.style, letters_end_);
}

void WordText::OnCode(char16_t code, uint32_t cp) {
  if (code >= 0x20) {
    if (letters_.special && letters_.symbol != 0 && code == 0x28) {
      // Symbol fonts hold their bytes in the private area.
      code = letters_.symbol >= 0xF020 && letters_.symbol < 0xF100
                 ? static_cast<char16_t>(letters_.symbol - 0xF000)
                 : letters_.symbol;
    }
    return Put(code);
  }
  switch (code) {
    case '\t':
      Put('\t');
      break;
    case 0x0B:
      Put('\n');
      break;
    case '\r':
    case 0x07:
      EndParagraph(cp);
      break;
    case 0x0C:
    case 0x0E:
      EndParagraph(cp);
      if (code == 0x0C && story_ == Story::kMain) ++page_;
      break;
    case 0x1E:
      Put(0x2011);
      break;
    case 0x1F:
      Put(0x00AD);
      break;
    default:
      OnSpecial(code);
      break;
  }
}

// Fields: 0x13 instruction 0x14 result 0x15. Only the result is shown.
void WordText::OnSpecial(char16_t code) {
  if (code < 0x13 || code > 0x15) return;
  Flush();
  if (code == 0x13) {
    if (fields_.size() >= kMaxFieldDepth) return;
    fields_.push_back(true);
    ++instructions_;
  } else if (!fields_.empty()) {
    if (fields_.back()) --instructions_;
    if (code == 0x14) {
      fields_.back() = false;
    } else {
      fields_.pop_back();
    }
  }
}

void WordText::Put(char32_t code) {
  if (InInstruction()) return;
  if (code >= 0xD800 && code < 0xDC00) {
    high_surrogate_ = static_cast<char16_t>(code);
    return;
  }
  if (high_surrogate_ != 0 && code >= 0xDC00 && code < 0xE000) {
    code = 0x10000 + ((high_surrogate_ - 0xD800U) << 10) + (code - 0xDC00);
  }
  high_surrogate_ = 0;
  AppendUtf8(pending_, code);
}

void WordText::Flush() {
  if (pending_.empty()) return;
  const std::string& font = format_.FontName(letters_.font);
  RunBuilder& builder = letters_.hidden ? hidden_ : text_;
  const bool upper = letters_.caps && !IsLegacyFont(font);
  builder.Append(upper ? UpperCase(pending_) : pending_, letters_.style, font);
  pending_.clear();
}

Place WordText::HeaderPlace(uint32_t cp) const {
  const auto next = std::upper_bound(header_cps_.begin(), header_cps_.end(), cp - story_begin_);
  const size_t index = static_cast<size_t>(next - header_cps_.begin());
  if (index <= kHeaderStories || index > header_cps_.size()) return Place::kHeader;
  switch ((index - 1) % kHeaderStories) {
    case 2:
    case 3:
    case 5:
      return Place::kFooter;
    default:
      return Place::kHeader;
  }
}

void WordText::EndParagraph(uint32_t cp) {
  Flush();
  const bool cell_mark = fc_ < document_.size() && document_[fc_] == 0x07;
  // Without paragraph properties (Word 6/95, damage) a cell mark alone tells of a table.
  const bool in_table = paragraph_.in_table || cell_mark;
  if (in_table && table_number_ == 0) {
    table_number_ = ++tables_;
    row_ = column_ = 0;
  } else if (!in_table) {
    table_number_ = 0;
  }
  const bool row_end = paragraph_.row_end || paragraph_.inner_row_end;
  if (paragraph_.page_before && story_ == Story::kMain && !text_.empty() && page_ < UINT32_MAX)
    ++page_;
  Place place = story_ == Story::kHeader ? HeaderPlace(cp > 0 ? cp - 1 : 0) : PlaceOf(story_);
  if (in_table && place == Place::kBody) place = Place::kTableCell;
  const bool blank = text_.empty();
  Emit(text_, place, paragraph_);
  Emit(hidden_, Place::kHidden, paragraph_);
  if (!in_table) return;
  const bool old_row_end = fib_.old && cell_mark && blank && column_ > 0;
  if (row_end || old_row_end) {
    ++row_;
    column_ = 0;
  } else if (cell_mark || paragraph_.inner_cell) {
    ++column_;
  }
}

void WordText::Emit(RunBuilder& builder, Place place, const WordParagraph& paragraph) {
  if (builder.empty()) return;
  Block block = builder.Take(place);
  block.style.align = paragraph.align;
  // A line below a heading is no box.
  block.style.border = std::popcount(paragraph.border_sides) >= 3;
  block.style.double_border = block.style.border && paragraph.double_border;
  if (story_ == Story::kMain) block.page = page_;
  block.table = table_number_;
  if (table_number_ != 0) {
    block.row = row_;
    block.column = column_;
  }
  writer_.Add(std::move(block));
}

// The header of the encryption stands in front of the table stream, its size in the FIB; the first
// part of the FIB stays open ([MS-DOC] 2.2.6.2, 2.2.6.3).
Result<Rc4Lock> Unlock(const WordFib& fib, const Context& context, CfbStream& main,
                       CfbStream& table, CfbStream& data) {
  constexpr size_t kOpen = 68;
  if (fib.old || fib.obfuscated) return NotOpenedHere();
  TRY_ASSIGN(Rc4Lock lock, Rc4Lock::Open(Slice(table.bytes, 0, fib.key), context.passwords));
  const std::vector<uint8_t> head(
      main.bytes.begin(),
      main.bytes.begin() + static_cast<ptrdiff_t>(std::min(kOpen, main.bytes.size())));
  for (CfbStream* stream : {&main, &table, &data}) lock.DecryptStream(stream->bytes, kWordBlock);
  std::copy(head.begin(), head.end(), main.bytes.begin());
  return lock;
}

void GiveObjects(const CfbStorage& root, Context& context) {
  const auto pool = root.Storage("ObjectPool");
  if (!pool) return;
  for (const CfbEntry& entry : pool->entries()) {
    if (const auto object = pool->Storage(entry))
      GiveStorage("ObjectPool/" + entry.name, *object, context);
  }
}

}  // namespace

Result<Document> ExtractDoc(Input input, Context& context) {
  Document document;
  document.format = Format::kDoc;
  DocumentWriter writer(document, context.limits);
  auto root = CfbStorage::Open(input.bytes);
  if (!root.ok()) {
    if (!AddLooseText(input.bytes, kDamaged, writer)) return root.error();
    return document;
  }
  CfbStream main = root->Read("WordDocument");
  auto fib = ReadFib(main.bytes);
  if (!fib.ok()) {
    const Bytes raw = main.bytes.empty() ? input.bytes : Bytes(main.bytes);
    if (!AddLooseText(raw, kDamaged, writer)) return fib.error();
    return document;
  }
  CfbStream table, data = root->Read("Data");
  if (!fib->old) table = root->Read(fib->table1 ? "1Table" : "0Table");
  if (fib->encrypted) {
    TRY_ASSIGN(const Rc4Lock lock, Unlock(*fib, context, main, table, data));
    fib = ReadFib(main.bytes);
    if (!fib.ok()) return fib.error();
    AddLockedProperties(*root, lock, writer);
  } else {
    AddProperties(*root, writer);
  }
  Bytes tables = fib->old ? Bytes(main.bytes) : Bytes(table.bytes);
  if (!WordText(*fib, main.bytes, tables, writer).Run()) {
    AddLooseText(main.bytes, kDamaged, writer);
  } else if (!main.complete || (!fib->old && !table.complete)) {
    writer.AddNote(ErrorCode::kCorrupt, true,
                   {"tài liệu Word bị cắt cụt", "the Word document is cut off"});
  }
  Bytes drawings = Slice(tables, fib->drawings.offset, fib->drawings.size);
  AddOfficeArtText(drawings, writer);
  BlipReader blips(context, document);
  blips.ReadInline(data.bytes);
  blips.ReadRecords(drawings, main.bytes);
  NotePictures(blips.unread(), document);
  GiveObjects(*root, context);
  return document;
}

}  // namespace niem::extract
