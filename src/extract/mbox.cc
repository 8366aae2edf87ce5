// mbox: messages one behind the other, each under a line "From sender date".
//
// The format has four dialects and no standard (RFC 4155 describes one): a body line "From " is
// quoted as
// ">From " (mboxo, mboxrd) or not at all, then Content-Length says where the message ends (mboxcl).
// A separator is believed when it stands at the start or under an empty line and a header line
// follows it; a Content-Length only when it leads exactly to a separator or to the end.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "extract/formats.h"
#include "extract/mime_header.h"

namespace niem::extract {
namespace {

constexpr std::string_view kFrom = "From ";
constexpr size_t kHeaderBytes = 256 << 10;

size_t NextLine(std::string_view text, size_t at) {
  size_t end = text.find('\n', at);
  return end == text.npos ? text.size() : end + 1;
}

// "Name: value", or a quoted separator some programs leave on top.
bool LooksLikeHeader(std::string_view text) {
  if (text.substr(0, 6) == ">From ") return true;
  size_t at = 0;
  while (at < std::min<size_t>(text.size(), 78) && text[at] > ' ' && text[at] < 127 &&
         text[at] != ':')
    ++at;
  return at > 0 && at < text.size() && text[at] == ':';
}

bool IsSeparator(std::string_view text, size_t at) {
  if (text.substr(at, kFrom.size()) != kFrom) return false;
  return LooksLikeHeader(text.substr(NextLine(text, at)));
}

bool UnderEmptyLine(std::string_view text, size_t at) {
  if (at == 0) return true;
  if (at >= 2 && text[at - 1] == '\n' && text[at - 2] == '\n') return true;
  return at >= 4 && text.substr(at - 4, 4) == "\r\n\r\n";
}

// Where the next separator stands, from `at` on; the end of the file when there is none.
size_t FindSeparator(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t found = text.find("\nFrom ", at == 0 ? 0 : at - 1);
    if (found == text.npos) return text.size();
    if (UnderEmptyLine(text, found + 1) && IsSeparator(text, found + 1)) return found + 1;
    at = found + 2;
  }
  return text.size();
}

// Where the message that begins at `begin` ends by its Content-Length, if that can be believed.
std::optional<size_t> EndByLength(std::string_view text, size_t begin) {
  std::string_view value = FindRawHeader(text.substr(begin), "Content-Length");
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  size_t length = 0;
  if (std::from_chars(value.data(), value.data() + value.size(), length).ec != std::errc())
    return std::nullopt;
  std::string_view head = text.substr(0, std::min(text.size(), begin + kHeaderBytes));
  size_t body = head.find("\n\n", begin);
  size_t body_crlf = head.find("\r\n\r\n", begin);
  size_t start = std::min(body == text.npos ? text.npos : body + 2,
                          body_crlf == text.npos ? text.npos : body_crlf + 4);
  if (start == text.npos || length > text.size() - start) return std::nullopt;
  size_t end = start + length;
  for (size_t blank = 0; blank < 4; ++blank, ++end) {
    if (end >= text.size()) return text.size();
    if (IsSeparator(text, end)) return end;
    if (text[end] != '\n' && text[end] != '\r') return std::nullopt;
  }
  return std::nullopt;
}

// Takes one '>' off lines that begin with ">From ", ">>From " ...
std::string Unquote(std::string_view message) {
  std::string plain;
  plain.reserve(message.size());
  for (size_t at = 0; at < message.size();) {
    size_t next = NextLine(message, at);
    std::string_view line = message.substr(at, next - at);
    size_t quotes = std::min(line.find_first_not_of('>'), line.size());
    if (quotes > 0 && line.substr(quotes, kFrom.size()) == kFrom) line.remove_prefix(1);
    plain += line;
    at = next;
  }
  return plain;
}

std::string MemberName(size_t number, std::string_view message) {
  std::string digits = std::to_string(number);
  std::string name = std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
  std::string subject = DecodeMailHeader(FindRawHeader(message, "Subject"));
  return subject.empty() ? name : name + " " + subject;
}

// False when the walk must end.
bool Hand(size_t number, std::string_view message, Context& context, Document& document) {
  std::string plain;
  if (message.find("\n>") != message.npos && message.find(">From ") != message.npos) {
    plain = Unquote(message);
    message = plain;
  }
  std::string name = MemberName(number, message);
  if (Status admitted = context.Admit(message.size(), message.size()); !admitted.ok()) {
    bool more = context.members.OnBadMember(name, admitted.error(), context);
    if (admitted.error().code() == ErrorCode::kTooLarge) return more;
    document.notes.push_back({admitted.error().code(), true, admitted.error().message()});
    return false;
  }
  return context.members.OnMember(name, AsBytes(message), context);
}

}  // namespace

Result<Document> ExtractMbox(Input input, Context& context) {
  std::string_view text = AsText(input.bytes);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  size_t at = std::min(text.find_first_not_of("\r\n"), text.size());
  if (!IsSeparator(text, at)) {
    return Error(ErrorCode::kCorrupt,
                 {"tệp mbox hỏng: không bắt đầu bằng dòng “From ”",
                  "the mbox is damaged: it does not start with a \"From \" line"});
  }
  Document document;
  document.format = Format::kMbox;
  for (size_t number = 1; at < text.size(); ++number) {
    size_t begin = NextLine(text, at);
    size_t end = EndByLength(text, begin).value_or(FindSeparator(text, begin));
    if (!Hand(number, text.substr(begin, end - begin), context, document)) break;
    at = end;
  }
  return document;
}

}  // namespace niem::extract
