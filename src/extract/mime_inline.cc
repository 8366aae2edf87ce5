#include "extract/mime_inline.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <optional>

namespace niem::extract {
namespace {

// The line that begins at `at`, without its end; `next` is where the following one begins.
std::string_view LineAt(std::string_view text, size_t at, size_t& next) {
  size_t end = text.find('\n', at);
  next = end == text.npos ? text.size() : end + 1;
  std::string_view line = text.substr(at, end == text.npos ? end : end - at);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool IsOctal(char c) {
  return c >= '0' && c <= '7';
}

// "begin 644 bao cao.doc" and a first line whose length letter fits its length.
std::optional<std::string_view> UuName(std::string_view line, std::string_view first) {
  if (line.substr(0, 6) != "begin " || line.size() < 11) return std::nullopt;
  std::string_view mode = line.substr(6, 3);
  size_t at = 9;
  if (IsOctal(line[9])) ++at;
  if (!std::all_of(mode.begin(), mode.end(), IsOctal) || line[at] != ' ') return std::nullopt;
  if (first.empty() || first[0] < ' ' || first[0] > '`') return std::nullopt;
  size_t bytes = static_cast<size_t>((first[0] - ' ') & 0x3F);
  if (first.size() > 1 + (bytes + 2) / 3 * 4 + 2 || first.size() < 1 + bytes * 4 / 3)
    return std::nullopt;
  return line.substr(at + 1);
}

std::optional<std::string_view> YencName(std::string_view line) {
  if (line.substr(0, 8) != "=ybegin ") return std::nullopt;
  size_t name = line.find(" name=");
  if (name == line.npos) return std::nullopt;
  return line.substr(name + 6);
}

// The lines between "begin" and "end".
std::string DecodeUu(std::string_view lines) {
  GMimeEncoding decoder;
  g_mime_encoding_init_decode(&decoder, GMIME_CONTENT_ENCODING_UUENCODE);
  std::string bytes(lines.size() + 8, '\0');
  bytes.resize(g_mime_encoding_step(&decoder, lines.data(), lines.size(), bytes.data()));
  return bytes;
}

// The lines between "=ybegin" and "=yend": each byte is shifted by 42, and by 64 more behind a '='.
std::string DecodeYenc(std::string_view lines) {
  std::string bytes;
  for (size_t at = 0; at < lines.size();) {
    size_t next = 0;
    std::string_view line = LineAt(lines, at, next);
    at = next;
    if (line.substr(0, 7) == "=ypart " || line.substr(0, 5) == "=yend") continue;
    for (size_t i = 0; i < line.size(); ++i) {
      int shift = 42;
      if (line[i] == '=' && i + 1 < line.size()) ++i, shift += 64;
      bytes += static_cast<char>(line[i] - shift);
    }
  }
  return bytes;
}

// Where the line that starts with `mark` ends, from `at` on; the text's end when there is none.
size_t BehindLine(std::string_view text, size_t at, std::string_view mark) {
  while (at < text.size()) {
    size_t next = 0;
    std::string_view line = LineAt(text, at, next);
    at = next;
    if (line.substr(0, mark.size()) == mark && (mark[0] == '=' || line.size() <= mark.size() + 1))
      break;
  }
  return at;
}

}  // namespace

std::vector<InlineFile> TakeInlineFiles(std::string& text) {
  std::vector<InlineFile> files;
  if (text.find("begin ") == text.npos) return files;
  std::string kept;
  std::string_view all = text;
  for (size_t at = 0; at < all.size();) {
    size_t next = 0, unused = 0;
    std::string_view line = LineAt(all, at, next);
    size_t end = next;
    if (auto name = UuName(line, LineAt(all, next, unused))) {
      end = BehindLine(all, next, "end");
      files.push_back({std::string(*name), DecodeUu(all.substr(next, end - next))});
    } else if (auto yenc = YencName(line)) {
      end = BehindLine(all, next, "=yend");
      files.push_back({std::string(*yenc), DecodeYenc(all.substr(next, end - next))});
    } else {
      kept += all.substr(at, next - at);
    }
    at = end;
  }
  if (!files.empty()) text = std::move(kept);
  return files;
}

}  // namespace niem::extract
