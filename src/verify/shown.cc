#include "verify/shown.h"

#include <cstdint>
#include <cstdio>

namespace niem::verify {
namespace {

constexpr size_t kMaxShown = 200;

bool IsHidden(uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
         code == 0xfeff || code == 0xad || code >= 0xe0000;
}

// Length of the character at the front and its code; 1 and a hidden code where it is broken.
size_t Front(std::string_view text, uint32_t* code) {
  const auto lead = static_cast<uint8_t>(text[0]);
  const size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  *code = lead < 0x80 ? lead : lead & (0x7fU >> length);
  for (size_t i = 1; i < length; ++i) {
    if (i >= text.size() || (static_cast<uint8_t>(text[i]) & 0xc0) != 0x80) {
      *code = 0x80;
      return 1;
    }
    *code = *code << 6 | (static_cast<uint8_t>(text[i]) & 0x3fU);
  }
  return length;
}

}  // namespace

std::string Shown(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    if (shown.size() > kMaxShown) return shown + "…";
    uint32_t code = 0;
    const size_t length = Front(text, &code);
    if (IsHidden(code)) {
      for (const char byte : text.substr(0, length)) {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(byte) & 0xffU);
        shown += escape;
      }
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return shown;
}

}  // namespace niem::verify
