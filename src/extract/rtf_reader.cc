#include "extract/rtf_reader.h"

#include <algorithm>

namespace niem::extract {
namespace {

constexpr size_t kMaxWord = 64;  // the specification allows 32

bool IsLetter(uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsDigit(uint8_t c) {
  return c >= '0' && c <= '9';
}

}  // namespace

int HexDigit(uint8_t c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

RtfToken RtfReader::Next() {
  while (at_ < bytes_.size() && (bytes_[at_] == '\r' || bytes_[at_] == '\n' || bytes_[at_] == 0)) {
    ++at_;
  }
  RtfToken token;
  if (at_ >= bytes_.size()) return token;
  switch (bytes_[at_]) {
    case '{':
      ++at_;
      token.kind = RtfToken::Kind::kOpen;
      return token;
    case '}':
      ++at_;
      token.kind = RtfToken::Kind::kClose;
      return token;
    case '\\':
      ++at_;
      return Control();
    default:
      break;
  }
  const size_t begin = at_;
  while (at_ < bytes_.size()) {
    const uint8_t c = bytes_[at_];
    if (c == '{' || c == '}' || c == '\\' || c == '\r' || c == '\n' || c == 0) break;
    ++at_;
  }
  token.kind = RtfToken::Kind::kText;
  token.bytes = bytes_.subspan(begin, at_ - begin);
  return token;
}

RtfToken RtfReader::Control() {
  if (at_ >= bytes_.size()) return {};
  if (IsLetter(bytes_[at_])) return Word();
  if (bytes_[at_] == '\'') return Hex();
  RtfToken token;
  token.kind = RtfToken::Kind::kSymbol;
  token.word = AsText(bytes_.subspan(at_, 1));
  ++at_;
  return token;
}

RtfToken RtfReader::Word() {
  RtfToken token;
  token.kind = RtfToken::Kind::kWord;
  const size_t begin = at_;
  while (at_ < bytes_.size() && IsLetter(bytes_[at_]) && at_ - begin < kMaxWord) ++at_;
  token.word = AsText(bytes_.subspan(begin, at_ - begin));
  const bool negative = at_ + 1 < bytes_.size() && bytes_[at_] == '-' && IsDigit(bytes_[at_ + 1]);
  if (negative) ++at_;
  int64_t value = 0;
  while (at_ < bytes_.size() && IsDigit(bytes_[at_])) {
    token.has_parameter = true;
    value = std::min<int64_t>(value * 10 + (bytes_[at_] - '0'), INT32_MAX);
    ++at_;
  }
  token.parameter = static_cast<int32_t>(negative ? -value : value);
  if (at_ < bytes_.size() && bytes_[at_] == ' ') ++at_;
  if (token.word == "bin" && token.has_parameter && token.parameter >= 0) {
    token.kind = RtfToken::Kind::kBinary;
    token.bytes = Slice(bytes_, at_, static_cast<size_t>(token.parameter));
    at_ += token.bytes.size();
  }
  return token;
}

RtfToken RtfReader::Hex() {
  RtfToken token;
  token.kind = RtfToken::Kind::kHex;
  ++at_;
  int value = 0;
  for (int i = 0; i < 2 && at_ < bytes_.size() && HexDigit(bytes_[at_]) >= 0; ++i) {
    value = value * 16 + HexDigit(bytes_[at_++]);
  }
  token.byte = static_cast<uint8_t>(value);
  return token;
}

}  // namespace niem::extract
