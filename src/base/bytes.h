// Borrowed bytes, and a reader that cannot run past their end.
//
// Ownership: both borrow; the owner of the bytes must outlive them. Thread-safety: plain values.
// Errors: a read past the end returns false (or 0 / an empty span) and makes ok() false for good,
// so a parser may read a whole structure and check once.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace niem {

using Bytes = std::span<const uint8_t>;

inline Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

inline std::string_view AsText(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// At most `count` bytes from `offset`; shorter or empty where the source is.
inline Bytes Slice(Bytes bytes, size_t offset, size_t count) {
  if (offset >= bytes.size()) return {};
  return bytes.subspan(offset, count < bytes.size() - offset ? count : bytes.size() - offset);
}

// Little-endian reader over bytes.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes, size_t offset = 0) : bytes_(bytes), at_(offset) {
    ok_ = offset <= bytes.size();
  }

  bool ok() const { return ok_; }

  size_t offset() const { return at_; }

  size_t remaining() const { return ok_ ? bytes_.size() - at_ : 0; }

  bool at_end() const { return remaining() == 0; }

  uint8_t U8() { return static_cast<uint8_t>(Little(1)); }

  uint16_t U16() { return static_cast<uint16_t>(Little(2)); }

  uint32_t U32() { return static_cast<uint32_t>(Little(4)); }

  uint64_t U64() { return Little(8); }

  // Exactly `count` bytes, or none and ok() false.
  Bytes Take(size_t count) {
    if (!ok_ || count > bytes_.size() - at_) {
      ok_ = false;
      return {};
    }
    Bytes taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }

  void Skip(size_t count) { (void)Take(count); }

  void Seek(size_t offset) {
    if (offset > bytes_.size())
      ok_ = false;
    else
      at_ = offset;
  }

 private:
  uint64_t Little(size_t width) {
    Bytes raw = Take(width);
    uint64_t value = 0;
    for (size_t i = raw.size(); i > 0; --i) value = value << 8 | raw[i - 1];
    return value;
  }

  Bytes bytes_;
  size_t at_;
  bool ok_ = true;
};

}  // namespace niem
