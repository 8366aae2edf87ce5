#include "extract/mime_header.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <optional>

#include "text/decode.h"

namespace niem::extract {
namespace {

constexpr size_t kHeaderBytes = 256 << 10;

struct EncodedWord {
  std::string_view charset;
  std::string bytes;
  size_t end = 0;  // offset behind "?="
};

// =?charset*language?B|Q?text?= at `at`.
std::optional<EncodedWord> ReadEncodedWord(std::string_view value, size_t at) {
  if (value.substr(at, 2) != "=?") return std::nullopt;
  size_t charset_end = value.find('?', at + 2);
  if (charset_end == value.npos || charset_end + 2 >= value.size() || value[charset_end + 2] != '?')
    return std::nullopt;
  char kind = value[charset_end + 1];
  size_t text_begin = charset_end + 3;
  size_t text_end = value.find("?=", text_begin);
  if (text_end == value.npos) return std::nullopt;
  bool base64 = kind == 'B' || kind == 'b';
  if (!base64 && kind != 'Q' && kind != 'q') return std::nullopt;
  std::string text(value.substr(text_begin, text_end - text_begin));
  if (text.find('\n') != text.npos) return std::nullopt;
  if (!base64) std::replace(text.begin(), text.end(), '_', ' ');

  EncodedWord word;
  word.charset = value.substr(at + 2, charset_end - at - 2);
  word.charset = word.charset.substr(0, word.charset.find('*'));
  word.end = text_end + 2;
  GMimeEncoding decoder;
  g_mime_encoding_init_decode(
      &decoder, base64 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  word.bytes.resize(text.size() + 8);
  word.bytes.resize(g_mime_encoding_step(&decoder, text.data(), text.size(), word.bytes.data()));
  return word;
}

bool SameCharset(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return g_ascii_tolower(x) == g_ascii_tolower(y); });
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Line ends go, the blank that begins the next line stays.
std::string Unfold(std::string_view raw) {
  std::string value;
  for (char c : raw) {
    if (c != '\r' && c != '\n' && c != '\0') value += c == '\t' ? ' ' : c;
  }
  size_t begin = value.find_first_not_of(' ');
  if (begin == value.npos) return {};
  return value.substr(begin, value.find_last_not_of(' ') - begin + 1);
}

class HeaderDecoder {
 public:
  std::string Decode(std::string_view value) {
    for (size_t at = 0; at < value.size();) {
      if (auto word = ReadEncodedWord(value, at)) {
        AddWord(*word);
        at = word->end;
      } else {
        AddPlain(value[at++]);
      }
    }
    FlushWord();
    FlushPlain();
    return std::move(decoded_);
  }

 private:
  // Blanks between two encoded words are not shown (RFC 2047, 6.2).
  void AddWord(const EncodedWord& word) {
    bool only_blanks = std::all_of(plain_.begin(), plain_.end(), IsBlank);
    if (in_word_ && only_blanks && SameCharset(charset_, word.charset)) {
      plain_.clear();
    } else {
      bool joined = in_word_ && only_blanks;
      FlushWord();
      if (joined) plain_.clear();
      FlushPlain();
    }
    charset_ = word.charset;
    bytes_ += word.bytes;
    in_word_ = true;
  }

  void AddPlain(char c) {
    if (in_word_ && !IsBlank(c)) FlushWord();
    plain_ += c;
  }

  void FlushWord() {
    if (!in_word_) return;
    decoded_ += text::Decode(AsBytes(bytes_), charset_).utf8;
    bytes_.clear();
    in_word_ = false;
  }

  // Raw eight-bit bytes, which old mailers put here against the rules, are told apart by evidence.
  void FlushPlain() {
    bool ascii = std::all_of(plain_.begin(), plain_.end(), [](char c) { return c >= 0; });
    decoded_ += ascii ? plain_ : text::Decode(AsBytes(plain_)).utf8;
    plain_.clear();
  }

  std::string decoded_;
  std::string plain_;
  std::string bytes_;
  std::string_view charset_;
  bool in_word_ = false;
};

}  // namespace

std::string DecodeMailHeader(std::string_view raw) {
  std::string value = Unfold(raw.substr(0, kHeaderBytes));
  return HeaderDecoder().Decode(value);
}

std::string_view FindRawHeader(std::string_view message, std::string_view name) {
  message = message.substr(0, kHeaderBytes);
  for (size_t at = 0; at < message.size();) {
    size_t end = message.find('\n', at);
    while (end != message.npos && end + 1 < message.size() &&
           (message[end + 1] == ' ' || message[end + 1] == '\t'))
      end = message.find('\n', end + 1);
    std::string_view line = message.substr(at, end == message.npos ? end : end - at);
    if (line.empty() || line == "\r") return {};
    if (line.size() > name.size() && line[name.size()] == ':' &&
        SameCharset(line.substr(0, name.size()), name))
      return line.substr(name.size() + 1);
    if (end == message.npos) return {};
    at = end + 1;
  }
  return {};
}

}  // namespace niem::extract
