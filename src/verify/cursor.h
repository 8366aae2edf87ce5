// Reads the byte forms of docs/formats/ledger.md: little-endian numbers, texts with their length in
// front, digests with an algorithm id in front. Never past the end; the first fault stays, with the
// name of the field it was found in.
//
// Ownership: borrows the bytes; what it returns points into them. Thread-safety: a plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "verify/digest.h"

namespace niem::verify {

// UTF-8; plain: and no control characters.
bool IsText(std::string_view text, bool plain);

class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  uint64_t Number(size_t width, std::string_view field);
  std::string_view Take(size_t count, std::string_view field);
  // A text of 16-bit length.
  std::string_view Text(std::string_view field);
  // A Bytes of 32-bit length.
  std::string_view Long(size_t max, std::string_view field);
  std::optional<Hash> Digest(uint8_t algorithm, std::string_view field);
  Hash PlainDigest(std::string_view field);
  // How many things of at least `least` bytes follow.
  size_t Count(size_t max, size_t least, std::string_view field);

  std::string_view Rest() {
    const std::string_view rest = rest_;
    rest_ = {};
    return rest;
  }

  bool at_end() const { return rest_.empty(); }

  // Only the first one counts.
  void Fault(std::string_view field) {
    if (fault_.empty()) fault_ = field;
  }

  // Empty: none.
  std::string_view fault() const { return fault_; }

 private:
  std::string_view rest_;
  std::string_view fault_;
};

}  // namespace niem::verify
