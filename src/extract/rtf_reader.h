// The tokens of an RTF file: groups, control words, text bytes, binary data.
//
// Next() never looks back, so a file of n bytes gives at most n tokens. Malformed input has no
// error: whatever does not parse is text, as RTF readers agree; what is cut off ends the tokens.
//
// Ownership: borrows the bytes. Thread-safety: one reader per thread.
// Source: Rich Text Format Specification 1.9.1, "RTF Syntax".
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace niem::extract {

struct RtfToken {
  enum class Kind : uint8_t {
    kOpen,
    kClose,
    kWord,    // a control word with its parameter
    kSymbol,  // a control symbol: word holds its one character; "\*", "\~", "\<newline>"
    kHex,     // \'xx: byte
    kText,    // bytes as they stand
    kBinary,  // what follows \binN
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string_view word;
  Bytes bytes;
  int32_t parameter = 0;
  bool has_parameter = false;
  uint8_t byte = 0;
};

class RtfReader {
 public:
  explicit RtfReader(Bytes bytes) : bytes_(bytes) {}

  RtfToken Next();

 private:
  RtfToken Control();
  RtfToken Word();
  RtfToken Hex();

  Bytes bytes_;
  size_t at_ = 0;
};

// The value of a hexadecimal digit, or -1.
int HexDigit(uint8_t c);

}  // namespace niem::extract
