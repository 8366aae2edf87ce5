#include "store/dump_reader.h"

#include <algorithm>
#include <charconv>

namespace niem::store::internal {
namespace {

constexpr size_t kHeadSize = 5;  // kind, u32 size
constexpr size_t kLongestRecord = 1 << 30;

Error Malformed() {
  return {ErrorCode::kCorrupt, {"bản sao lưu sai định dạng", "the backup is malformed"}};
}

bool MayFollow(DumpRecord last, DumpRecord next) {
  switch (next) {
    case DumpRecord::kTable:
    case DumpRecord::kEndOfDump:
      return last == DumpRecord::kEndOfTable;
    case DumpRecord::kTypes:
      return last == DumpRecord::kTable;
    case DumpRecord::kRows:
    case DumpRecord::kEndOfTable:
      // The first backups had no types.
      return last == DumpRecord::kTable || last == DumpRecord::kTypes || last == DumpRecord::kRows;
  }
  return false;
}

// What COPY … TO writes, and nothing else of what COPY … FROM would take.
Status Unescape(std::string_view field, std::string* out) {
  constexpr std::string_view kLetters = "bfnrtv\\";
  constexpr std::string_view kMeant = "\b\f\n\r\t\v\\";
  out->clear();
  for (size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\') {
      out->push_back(field[i]);
      continue;
    }
    const size_t which = ++i < field.size() ? kLetters.find(field[i]) : kLetters.npos;
    if (which == kLetters.npos) return Malformed();
    out->push_back(kMeant[which]);
  }
  return Ok();
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Status AddCell(std::string_view text, char type, Values* cells) {
  switch (type) {
    case kDumpText:
      cells->emplace_back(text);
      return Ok();
    case kDumpBoolean:
      if (text != "t" && text != "f") return Malformed();
      cells->emplace_back(text == "t");
      return Ok();
    case kDumpInteger: {
      int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc() || end != text.data() + text.size()) return Malformed();
      cells->emplace_back(number);
      return Ok();
    }
    default: {
      if (!text.starts_with("\\x") || text.size() % 2 != 0) return Malformed();
      Blob blob;
      for (size_t i = 2; i < text.size(); i += 2) {
        const int high = HexValue(text[i]);
        const int low = HexValue(text[i + 1]);
        if (high < 0 || low < 0) return Malformed();
        blob.bytes.push_back(static_cast<char>(high << 4 | low));
      }
      cells->emplace_back(std::move(blob));
      return Ok();
    }
  }
}

}  // namespace

Status DumpReader::Take(size_t size, std::string* out) {
  while (buffer_.size() - at_ < size) {
    TRY_ASSIGN(const std::string piece, next_());
    if (piece.empty()) return Malformed();
    buffer_.erase(0, at_);
    at_ = 0;
    buffer_ += piece;
  }
  out->assign(buffer_, at_, size);
  at_ += size;
  return Ok();
}

Status DumpReader::NextItem(DumpItem* item) {
  std::string head;
  TRY(Take(kHeadSize, &head));
  item->kind = static_cast<DumpRecord>(head[0]);
  uint32_t size = 0;
  for (size_t i = 4; i > 0; --i) size = size << 8 | static_cast<uint8_t>(head[i]);
  if (size > kLongestRecord || !MayFollow(last_, item->kind)) return Malformed();
  TRY(Take(size, &item->bytes));
  last_ = item->kind;
  const bool without =
      item->kind == DumpRecord::kEndOfTable || item->kind == DumpRecord::kEndOfDump;
  if (without && !item->bytes.empty()) return Malformed();
  if (item->kind == DumpRecord::kEndOfDump) {
    if (at_ != buffer_.size()) return Malformed();
    TRY_ASSIGN(const std::string rest, next_());
    if (!rest.empty()) return Malformed();
  }
  return Ok();
}

Result<std::vector<std::string>> SplitNames(std::string_view head) {
  std::vector<std::string> names(1);
  for (const char c : head) {
    if (c == '\0')
      names.emplace_back();
    else
      names.back().push_back(c);
  }
  const bool named =
      std::ranges::none_of(names, [](const std::string& name) { return name.empty(); });
  if (!named || names.size() < 2) return Malformed();
  return names;
}

void CopyLines::Add(std::string_view piece) {
  buffer_.erase(0, at_);
  at_ = 0;
  buffer_ += piece;
}

bool CopyLines::Next(std::string_view* line) {
  const size_t end = buffer_.find('\n', at_);
  if (end == buffer_.npos) return false;
  *line = std::string_view(buffer_).substr(at_, end - at_);
  at_ = end + 1;
  return true;
}

Status ParseCopyLine(std::string_view line, std::string_view types, Values* cells) {
  cells->clear();
  std::string text;
  for (size_t i = 0; i < types.size(); ++i) {
    const size_t end = line.find('\t');
    const bool last = i + 1 == types.size();
    if (last != (end == line.npos)) return Malformed();
    const std::string_view field = line.substr(0, end);
    if (!last) line.remove_prefix(end + 1);
    if (field == "\\N") {
      cells->emplace_back();
      continue;
    }
    TRY(Unescape(field, &text));
    TRY(AddCell(text, types[i], cells));
  }
  return Ok();
}

}  // namespace niem::store::internal
