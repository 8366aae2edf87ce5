#include "verify/cursor.h"

#include <algorithm>

namespace niem::verify {
namespace {

constexpr size_t kMaxText = 4096;

}  // namespace

// Decodes each character and compares it with the least that needs so many bytes.
bool IsText(std::string_view text, bool plain) {
  constexpr uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i++]);
    if (lead < 0x80) {
      if (plain && (lead < 0x20 || lead == 0x7f)) return false;
      continue;
    }
    const size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc0 || lead >= 0xf8 || text.size() - i < more) return false;
    uint32_t code = lead & (0x3fU >> more);
    for (size_t k = 0; k < more; ++k) {
      const auto next = static_cast<uint8_t>(text[i++]);
      if (next >> 6 != 2) return false;
      code = code << 6 | (next & 0x3fU);
    }
    if (code < kLeast[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
  }
  return true;
}

std::string_view Cursor::Take(size_t count, std::string_view field) {
  if (count > rest_.size()) {
    Fault(field);
    rest_ = {};
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

uint64_t Cursor::Number(size_t width, std::string_view field) {
  uint64_t value = 0;
  size_t shift = 0;
  for (const char byte : Take(width, field)) {
    value |= uint64_t{static_cast<uint8_t>(byte)} << shift;
    shift += 8;
  }
  return value;
}

std::string_view Cursor::Text(std::string_view field) {
  const size_t length = Number(2, field);
  const std::string_view text = Take(length, field);
  if (length > kMaxText || !IsText(text, true)) Fault(field);
  return text;
}

std::string_view Cursor::Long(size_t max, std::string_view field) {
  const size_t length = Number(4, field);
  if (length > max) Fault(field);
  return Take(length, field);
}

Hash Cursor::PlainDigest(std::string_view field) {
  Hash hash{};
  const std::string_view raw = Take(hash.size(), field);
  std::copy(raw.begin(), raw.end(), hash.begin());
  return hash;
}

std::optional<Hash> Cursor::Digest(uint8_t algorithm, std::string_view field) {
  const uint64_t id = Number(1, field);
  if (id == 0) return std::nullopt;
  if (id != algorithm) Fault(field);
  return PlainDigest(field);
}

size_t Cursor::Count(size_t max, size_t least, std::string_view field) {
  const size_t count = Number(4, field);
  if (count <= max && count <= rest_.size() / least) return count;
  Fault(field);
  return 0;
}

}  // namespace niem::verify
