#include "audit/mam.h"

#include <algorithm>
#include <array>
#include <optional>

namespace niem::audit {
namespace {

constexpr size_t kMaxUnpacked = 64u << 20;
constexpr size_t kBlock = 64 << 10;  // bytes that share a table of codes
constexpr size_t kTableBytes = 256, kSymbols = 512;
constexpr uint32_t kLongest = 15;  // bits of a code

struct Code {
  uint16_t symbol = 0;
  uint8_t bits = 0;  // 0: no code begins so
};

// Which code each run of 15 bits begins with. Nothing where the lengths make no such table: every
// run must begin with exactly one.
std::optional<std::vector<Code>> TableOf(Bytes lengths) {
  std::vector<Code> table(size_t{1} << kLongest);
  size_t at = 0;
  for (uint32_t bits = 1; bits <= kLongest; ++bits) {
    for (size_t symbol = 0; symbol < kSymbols; ++symbol) {
      const uint8_t pair = lengths[symbol / 2];
      if ((symbol % 2 == 0 ? pair & 15u : pair >> 4u) != bits) continue;
      const size_t count = size_t{1} << (kLongest - bits);
      if (count > table.size() - at) return std::nullopt;
      std::fill_n(table.begin() + static_cast<std::ptrdiff_t>(at), count,
                  Code{static_cast<uint16_t>(symbol), static_cast<uint8_t>(bits)});
      at += count;
    }
  }
  return at == table.size() ? std::optional(std::move(table)) : std::nullopt;
}

class Unpacker {
 public:
  Unpacker(Bytes packed, size_t size) : in_(packed), size_(size) {}

  bool Run() {
    out_.reserve(size_);
    while (out_.size() < size_) {
      const Bytes lengths = in_.Take(kTableBytes);
      if (!in_.ok()) return false;
      const auto table = TableOf(lengths);
      if (!table || !ReadBlock(*table)) return false;
    }
    return true;
  }

  std::vector<uint8_t> Finish() { return std::move(out_); }

 private:
  bool ReadBlock(const std::vector<Code>& table) {
    const size_t end = std::min(size_, out_.size() + kBlock);
    bits_ = uint32_t{Word()} << 16;
    bits_ |= Word();
    spare_ = 16;
    while (out_.size() < end) {
      const Code code = table[bits_ >> (32 - kLongest)];
      if (code.bits == 0 || overrun_ > 2) return false;
      Drop(code.bits);
      if (code.symbol < 256) {
        out_.push_back(static_cast<uint8_t>(code.symbol));
      } else if (!Copy(code.symbol - 256u)) {
        return false;
      }
    }
    return true;
  }

  // Bytes that stand before: how many is in the symbol's lower half, how far back in its upper half
  // and the bits behind it.
  bool Copy(uint32_t symbol) {
    size_t length = symbol & 15;
    const uint32_t width = symbol >> 4;
    if (length == 15 && !LongLength(length)) return false;
    length += 3;
    const size_t back = (size_t{1} << width) + (width == 0 ? 0 : bits_ >> (32 - width));
    Drop(width);
    if (back > out_.size() || length > size_ - out_.size()) return false;
    for (; length > 0; --length) out_.push_back(out_[out_.size() - back]);
    return true;
  }

  bool LongLength(size_t& length) {
    const uint8_t more = in_.U8();
    if (more < 255) {
      length = size_t{more} + 15;
      return in_.ok();
    }
    length = in_.U16();
    if (length == 0) length = in_.U32();
    return in_.ok() && length >= 15;
  }

  void Drop(uint32_t count) {
    bits_ <<= count;
    spare_ -= static_cast<int>(count);
    if (spare_ >= 0) return;
    bits_ |= uint32_t{Word()} << -spare_;
    spare_ += 16;
  }

  // Zeros behind the end: the last codes are read ahead of.
  uint16_t Word() {
    if (in_.remaining() >= 2) return in_.U16();
    ++overrun_;
    return 0;
  }

  ByteReader in_;
  const size_t size_;
  std::vector<uint8_t> out_;
  uint32_t bits_ = 0;  // the next ones, the first highest
  int spare_ = 0;      // how many beyond 16 there are
  int overrun_ = 0;
};

Error Corrupt() {
  return {ErrorCode::kCorrupt,
          {"dữ liệu nén (MAM) bị hỏng", "the compressed data (MAM) is damaged"}};
}

}  // namespace

Result<std::vector<uint8_t>> UnpackMam(Bytes bytes) {
  constexpr size_t kMark = 3;
  if (!AsText(bytes).starts_with("MAM")) return Corrupt();
  ByteReader in(bytes, kMark);
  const uint8_t kind = in.U8();
  const size_t size = in.U32();
  // In some the sum of what is compressed stands behind the size.
  if ((kind & 0xF0) != 0) in.Skip(4);
  if (!in.ok() || (kind & 0x0F) != 4 || size == 0 || size > kMaxUnpacked) return Corrupt();
  Unpacker unpacker(bytes.subspan(in.offset()), size);
  if (!unpacker.Run()) return Corrupt();
  return unpacker.Finish();
}

}  // namespace niem::audit
