#include "scan/quick_mail.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "text/quick_plain.h"

namespace niem::scan {
namespace {

constexpr int kMaxDepth = 8;
constexpr size_t kMaxHeader = 64 << 10;

constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool Contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

constexpr bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && (IsBlank(text.front()) || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (IsBlank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// Cuts the first line off, without its end.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// RFC 2045 token, and the few signs that stand unquoted in real boundaries and names.
constexpr bool IsToken(char c) {
  return (Lower(c) >= 'a' && Lower(c) <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.+'=/:!#$&^{}|~").find(c) != std::string_view::npos;
}

constexpr int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr std::array<int8_t, 256> MakeHex() {
  std::array<int8_t, 256> values{};
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<int8_t>(HexValue(static_cast<char>(i)));
  return values;
}

constexpr std::array<int8_t, 256> kHex = MakeHex();

// Bytes of `word`, read from memory, before its first '='; 8 for none.
size_t BeforeEquals(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t other = word ^ kOnes * '=';
  const uint64_t zero = (other - kOnes) & ~other & kOnes << 7;  // its lowest bit is right
  return static_cast<size_t>(std::countr_zero(zero)) / 8;
}

// RFC 2045 §6.7, and "Q" of RFC 2047 where '_' is a blank.
bool DecodeQuoted(std::string_view in, bool header, std::string& out) {
  const size_t before = out.size();
  out.resize(before + in.size());  // nothing grows
  char* put = out.data() + before;
  const char* at = in.data();
  const char* const end = at + in.size();
  while (at != end) {
    if constexpr (std::endian::native == std::endian::little) {
      while (!header && *at != '=' && end - at >= 8) {
        uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        std::memcpy(put, &word, sizeof word);
        const size_t count = BeforeEquals(word);
        at += count;
        put += count;
        if (at == end) break;
      }
      if (at == end) break;
    }
    const char c = *at++;
    if (c != '=') {
      *put++ = c == '_' && header ? ' ' : c;
      continue;
    }
    const auto left = static_cast<size_t>(end - at);
    if (!header && left >= 1 && at[0] == '\n') {
      at += 1;
    } else if (!header && left >= 2 && at[0] == '\r' && at[1] == '\n') {
      at += 2;
    } else {
      if (left < 2) return false;
      const int value = kHex[static_cast<uint8_t>(at[0])] * 16 | kHex[static_cast<uint8_t>(at[1])];
      if (value < 0) return false;
      *put++ = static_cast<char>(value);
      at += 2;
    }
  }
  out.resize(static_cast<size_t>(put - out.data()));
  return true;
}

constexpr std::array<int16_t, 256> MakeBase64() {
  std::array<int16_t, 256> values{};
  for (int16_t& value : values) value = -1;
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < kLetters.size(); ++i)
    values[static_cast<uint8_t>(kLetters[i])] = static_cast<int16_t>(i);
  return values;
}

constexpr std::array<int16_t, 256> kBase64 = MakeBase64();

// RFC 2045 §6.8; line ends between letters, padding only at the end.
bool DecodeBase64(std::string_view in, std::string& out) {
  const size_t before = out.size();
  out.resize(before + in.size() / 4 * 3 + 3);
  char* put = out.data() + before;
  uint32_t bits = 0;
  int letters = 0;
  int padding = 0;
  const auto value_at = [&](size_t at) { return kBase64[static_cast<uint8_t>(in[at])]; };
  for (size_t at = 0; at < in.size();) {
    // Four letters in a row, as nearly everywhere but at a line's end.
    if (letters == 0 && padding == 0 && in.size() - at >= 4) {
      const int a = value_at(at), b = value_at(at + 1), c = value_at(at + 2), d = value_at(at + 3);
      if ((a | b | c | d) >= 0) {
        const auto group = static_cast<uint32_t>(a << 18 | b << 12 | c << 6 | d);
        *put++ = static_cast<char>(group >> 16);
        *put++ = static_cast<char>(group >> 8);
        *put++ = static_cast<char>(group);
        at += 4;
        continue;
      }
    }
    const char c = in[at++];
    if (c == '\r' || c == '\n') continue;
    const int value = kBase64[static_cast<uint8_t>(c)];
    if (c == '=') {
      ++padding;
    } else if (value < 0 || padding > 0) {
      return false;
    }
    bits = bits << 6 | (c == '=' ? 0U : static_cast<uint32_t>(value));
    if (++letters < 4) continue;
    if (padding > 2) return false;
    *put++ = static_cast<char>(bits >> 16);
    if (padding < 2) *put++ = static_cast<char>(bits >> 8);
    if (padding < 1) *put++ = static_cast<char>(bits);
    letters = 0;
    bits = 0;
  }
  out.resize(static_cast<size_t>(put - out.data()));
  return letters == 0;
}

// "=?charset?B|Q?text?=" at `at`: appends its bytes and moves on. False: refused.
bool TakeEncodedWord(std::string_view value, size_t& at, std::string& charset, std::string& out,
                     bool& is_word) {
  is_word = false;
  const size_t charset_end = value.find('?', at + 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= value.size() ||
      value[charset_end + 2] != '?')
    return true;
  const char kind = Lower(value[charset_end + 1]);
  const size_t begin = charset_end + 3;
  const size_t end = value.find("?=", begin);
  if (end == std::string_view::npos || (kind != 'b' && kind != 'q')) return true;
  const std::string_view text = value.substr(begin, end - begin);
  const std::string named = LowerCase(value.substr(at + 2, charset_end - at - 2));
  if ((!charset.empty() && charset != named) || Contains(named, "utf-16")) return false;
  charset = named;
  is_word = true;
  at = end + 2;
  return kind == 'b' ? DecodeBase64(text, out) : DecodeQuoted(text, /*header=*/true, out);
}

// Blanks between two encoded words are not shown (RFC 2047 §6.2).
bool AppendHeader(std::string_view value, std::string& out) {
  std::string charset;  // of the encoded word before, but for blanks
  size_t blanks = 0;    // behind it
  for (size_t at = 0; at < value.size();) {
    bool is_word = false;
    if (value[at] == '=' && at + 1 < value.size() && value[at + 1] == '?') {
      if (!charset.empty()) out.resize(out.size() - blanks);
      if (!TakeEncodedWord(value, at, charset, out, is_word)) return false;
      if (!is_word && !charset.empty()) return false;
    }
    if (is_word) {
      blanks = 0;
      continue;
    }
    const char c = value[at++];
    out += c == '\r' || c == '\n' || c == '\t' ? ' ' : c;
    if (IsBlank(out.back()))
      ++blanks;
    else
      charset.clear(), blanks = 0;
  }
  return true;
}

}  // namespace

struct MailReader::Headers {
  std::string type;  // "text/plain"
  std::string boundary;
  std::string encoding;
  bool has_type = false;

  // False where the value is not as the standard wants it.
  bool ReadType(std::string_view value) {
    if (has_type) return false;
    has_type = true;
    const size_t end = std::min(value.find(';'), value.size());
    type = LowerCase(TrimBlanks(value.substr(0, end)));
    const size_t slash = type.find('/');
    if (slash == 0 || slash == std::string::npos || slash + 1 == type.size() ||
        !std::all_of(type.begin(), type.end(), IsToken))
      return false;
    value.remove_prefix(end);
    while (!value.empty()) {
      value = TrimBlanks(value.substr(1));
      if (!value.empty() && !ReadParameter(value)) return false;
    }
    return true;
  }

 private:
  // Ends at the next ';' or the value's end.
  bool ReadParameter(std::string_view& value) {
    const size_t equals = value.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string name = LowerCase(TrimBlanks(value.substr(0, equals)));
    if (name.empty() || !std::all_of(name.begin(), name.end(), [](char c) {
          return IsToken(c) && c != '=' && c != '/' && c != ':' && c != '\'';
        }))
      return false;
    value = TrimBlanks(value.substr(equals + 1));
    std::string_view given;
    if (value.starts_with('"')) {
      const size_t end = value.find('"', 1);
      if (end == std::string_view::npos) return false;
      given = value.substr(1, end - 1);
      value = TrimBlanks(value.substr(end + 1));
    } else {
      const size_t end = std::min(value.find(';'), value.size());
      given = TrimBlanks(value.substr(0, end));
      value.remove_prefix(end);
      if (!std::all_of(given.begin(), given.end(), IsToken)) return false;
    }
    if (!value.empty() && value.front() != ';') return false;
    if (Contains(given, "\\") || name == "delsp") return false;
    if (name == "charset" && Contains(LowerCase(given), "utf-16")) return false;
    if (name == "boundary") {
      if (!boundary.empty() || given.empty() || IsBlank(given.back())) return false;
      boundary = given;
    }
    return true;
  }
};

bool MailReader::Read(std::string_view mail, bool plain, std::string& text) {
  text_ = &text;
  plain_ = plain;
  capitals_ = false;
  return ReadPart(mail, 0);
}

bool MailReader::ReadPart(std::string_view part, int depth) {
  Headers headers;
  if (depth > kMaxDepth || !ReadHeaders(part, headers)) return false;
  if (!headers.has_type) headers.type = "text/plain";
  if (headers.type.starts_with("text/")) return ReadBody(part, headers);
  const bool plain = headers.encoding.empty() || headers.encoding == "7bit" ||
                     headers.encoding == "8bit" || headers.encoding == "binary";
  const bool known = headers.type == "multipart/mixed" || headers.type == "multipart/alternative" ||
                     headers.type == "multipart/related";
  if (!known || !plain || headers.boundary.empty()) return false;
  return ReadMultipart(part, headers.boundary, depth);
}

// Leaves the body in `part`.
bool MailReader::ReadHeaders(std::string_view& part, Headers& headers) {
  while (!part.empty()) {
    const std::string_view from = part;
    const std::string_view line = TakeLine(part);
    if (line.empty()) return true;
    while (!part.empty() && IsBlank(part.front())) TakeLine(part);
    const std::string_view field = from.substr(0, from.size() - part.size());
    const size_t colon = field.find(':');
    if (colon == 0 || colon == std::string_view::npos || field.size() > kMaxHeader) return false;
    const std::string_view name = field.substr(0, colon);
    const bool fine =
        std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F; });
    if (!fine || !OnHeader(name, field.substr(colon + 1), headers)) return false;
  }
  return true;
}

bool MailReader::OnHeader(std::string_view name, std::string_view value, Headers& headers) {
  *text_ += '\n';
  const size_t begin = text_->size();
  if (!AppendHeader(value, *text_)) return false;
  const std::string lower = LowerCase(name);
  if (!lower.starts_with("content-")) return true;
  const std::string unfolded = text_->substr(begin);
  if (Contains(value, "=?")) return false;
  if (lower == "content-type") return headers.ReadType(unfolded);
  if (lower == "content-disposition") return LowerCase(TrimBlanks(unfolded)) == "inline";
  if (lower == "content-transfer-encoding") {
    if (!headers.encoding.empty()) return false;
    headers.encoding = LowerCase(TrimBlanks(unfolded));
    return !headers.encoding.empty();
  }
  return true;
}

bool MailReader::ReadMultipart(std::string_view body, std::string_view boundary, int depth) {
  const std::string delimiter = "--" + std::string(boundary);
  bool closed = false;
  const char* part = nullptr;
  while (!body.empty()) {
    const char* const here = body.data();
    const std::string_view line = TakeLine(body);
    if (!line.starts_with(delimiter)) {
      // Before the first part and behind the last one: mail programs may show it.
      if (part == nullptr) text_->append(line).append("\n");
      continue;
    }
    if (closed) return false;
    const std::string_view rest = TrimBlanks(line.substr(delimiter.size()));
    if (!rest.empty() && rest != "--") return false;
    if (part != nullptr && !ReadPart({part, static_cast<size_t>(here - part)}, depth + 1))
      return false;
    closed = rest == "--";
    if (closed && part == nullptr) return false;
    part = closed ? nullptr : body.data();
  }
  return closed;
}

bool MailReader::ReadBody(std::string_view body, const Headers& headers) {
  std::string decoded;
  bool surveyed = plain_;
  if (headers.encoding == "quoted-printable") {
    if (!DecodeQuoted(body, /*header=*/false, decoded)) return false;
    body = decoded;
    surveyed = false;
  } else if (headers.encoding == "base64") {
    if (!DecodeBase64(body, decoded)) return false;
    body = decoded;
    surveyed = false;
  } else if (!headers.encoding.empty() && headers.encoding != "7bit" &&
             headers.encoding != "8bit" && headers.encoding != "binary") {
    return false;
  }
  // Else the full way would read it in another code.
  std::vector<text::Stretch> unused;
  if (!surveyed && text::Survey(AsBytes(body), unused) != text::Seems::kPlain) return false;
  *text_ += '\n';
  if (headers.type == "text/html") {
    const bool read = html_.Read(body, *text_);
    capitals_ |= html_.capitals();
    return read;
  }
  // Files in the text (uuencode, yEnc), and what is encrypted.
  if (Contains(body, "begin ") || Contains(body, "-----BEGIN PGP")) return false;
  text_->append(body);
  *text_ += '\n';
  return true;
}

}  // namespace niem::scan
