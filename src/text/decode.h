// Bytes of a plain text -> UTF-8 in NFC, whatever Vietnamese encoding they are in.
//
// Vietnamese offices hold Unicode beside three legacy codes that no library knows: TCVN3 (ABC, the
// .VnTime fonts, and the capital fonts .VnTimeH that show lower-case codes as capitals), VNI and
// VIQR. Detection is by evidence (which reading yields Vietnamese syllables), never by a font's
// name: real files name .Vn fonts and hold Unicode. Tables: TCVN 5712:1993 (VN3), VNI-Windows, RFC
// 1456 (VIQR), Windows-1258 by ICU.
//
// Errors: none; undecodable bytes become U+FFFD and `lossy` says so. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace niem::text {

enum class Encoding : uint8_t {
  kUtf8,
  kUtf16Le,
  kUtf16Be,
  kUtf32Le,
  kUtf32Be,
  kWindows1258,
  kTcvn3,
  kVni,
  kViqr,
  kWindows1252,  // also the answer for 8-bit text with no evidence of Vietnamese
  kBinary,       // not text
};

// Stable, lower-case: "utf-8", "tcvn3", ...
std::string_view EncodingName(Encoding encoding);

struct Decoded {
  std::string utf8;  // NFC
  Encoding encoding = Encoding::kUtf8;
  bool lossy = false;
};

// Detects and decodes a whole plain-text file or part. `charset` is what a mail header, an HTML
// meta or an RTF font table claims (may be empty): it is a hint, and gives way to evidence.
Decoded Decode(Bytes bytes, std::string_view charset = {});

// Decodes with a known encoding.
Decoded DecodeAs(Bytes bytes, Encoding encoding);

// Office formats carry legacy text as Unicode code points that are really bytes of TCVN3 or VNI
// (Word shows "tuyÖt mËt" through a .VnTime font), or plain VIQR ("tuye^.t ma^.t"). Returns which
// of kTcvn3, kVni, kViqr the run of text is written in, or kUtf8 when it needs no repair. `context`
// is more text set in the same font, for runs too short to tell by themselves (may be empty).
Encoding DetectCarried(std::string_view utf8, std::string_view context = {});

// The same text in true Unicode NFC. `capital_font`: the run's font ends in 'H' (.VnTimeH) and
// shows lower-case codes as capitals.
std::string RepairCarried(std::string_view utf8, Encoding carried, bool capital_font = false);

// NFC by ICU, for text that is already true Unicode; also mends mark orders that keyboards make.
std::string ToNfc(std::string_view utf8);

}  // namespace niem::text
