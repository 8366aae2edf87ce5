#include "worker/shown_name.h"

#include <cstdint>

namespace niem::worker {
namespace {

bool IsContinuation(char byte) {
  return (static_cast<uint8_t>(byte) & 0xc0) == 0x80;
}

}  // namespace

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
size_t Utf8CharacterLength(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<uint8_t>(text[0]);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  const auto second = static_cast<uint8_t>(text[1]);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return length;
}

std::string ShownName(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string shown;
  shown.reserve(text.size());
  for (size_t from = 0; from < text.size();) {
    size_t at = from;
    while (const size_t length = Utf8CharacterLength(text.substr(at))) at += length;
    shown.append(text.substr(from, at - from));
    from = at + 1;
    if (at == text.size()) break;
    const auto byte = static_cast<uint8_t>(text[at]);
    shown.append("\\x").push_back(kDigits[byte >> 4]);
    shown.push_back(kDigits[byte & 15]);
  }
  return shown;
}

std::string Shortened(std::string_view utf8, size_t max_bytes) {
  if (utf8.size() <= max_bytes || max_bytes < 8) return std::string(utf8.substr(0, max_bytes));
  size_t head = (max_bytes - 3) / 2;
  size_t tail = utf8.size() - (max_bytes - 3 - head);
  while (head > 0 && IsContinuation(utf8[head])) --head;
  while (tail < utf8.size() && IsContinuation(utf8[tail])) ++tail;
  return std::string(utf8.substr(0, head)) + "…" + std::string(utf8.substr(tail));
}

}  // namespace niem::worker
