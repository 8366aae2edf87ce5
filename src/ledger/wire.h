// The byte forms that events, rows and exports share: little-endian integers, texts and bytes with
// their length in front, digests with an algorithm id in front (docs/formats/ledger.md).
//
// Thread-safety: plain values. Errors: WireReader remembers the first fault; ask ok() once at the
// end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"

namespace niem::ledger {

// Algorithm ids. A new algorithm gets a new id, an id never changes its meaning.
inline constexpr uint8_t kNoDigest = 0;
inline constexpr uint8_t kSha256Id = 1;
inline constexpr uint8_t kHmacSha256Id = 2;

bool IsUtf8(std::string_view text);

// UTF-8 without control characters: what identifiers and codes are made of.
bool IsPlainText(std::string_view text);

// No `what` names the field for the error's reader; `what` is one word for both languages.
Error Malformed(std::string_view what);

class WireWriter {
 public:
  explicit WireWriter(std::string* out) : out_(out) {}

  void U8(uint8_t value) { Little(value, 1); }

  void U16(uint16_t value) { Little(value, 2); }

  void U32(uint32_t value) { Little(value, 4); }

  void U64(uint64_t value) { Little(value, 8); }

  void Raw(std::string_view bytes) { out_->append(bytes); }

  void Raw(const Digest& bytes) { out_->append(bytes.begin(), bytes.end()); }

  // Length in 16 bits, in 32 bits.
  void Text(std::string_view text) {
    U16(static_cast<uint16_t>(text.size()));
    Raw(text);
  }

  void Long(std::string_view bytes) {
    U32(static_cast<uint32_t>(bytes.size()));
    Raw(bytes);
  }

  void OptionalDigest(uint8_t algorithm, const std::optional<Digest>& digest) {
    U8(digest ? algorithm : kNoDigest);
    if (digest) Raw(*digest);
  }

 private:
  void Little(uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out_->push_back(static_cast<char>(value >> (8 * i) & 0xff));
  }

  std::string* out_;
};

class WireReader {
 public:
  explicit WireReader(Bytes bytes) : reader_(bytes) {}

  bool ok() const { return ok_ && reader_.ok(); }

  // Everything was read and nothing was wrong.
  bool Done() const { return ok() && reader_.at_end(); }

  size_t remaining() const { return reader_.remaining(); }

  uint8_t U8() { return reader_.U8(); }

  uint16_t U16() { return reader_.U16(); }

  uint32_t U32() { return reader_.U32(); }

  uint64_t U64() { return reader_.U64(); }

  std::string_view Raw(size_t count) { return AsText(reader_.Take(count)); }

  // Must be plain text of at most `max` bytes.
  std::string PlainText(size_t max);
  std::string Long(size_t max);
  Digest RawDigest();
  std::optional<Digest> OptionalDigest(uint8_t algorithm);
  // A count of things of at least `least` bytes each, so that it cannot exceed what is there.
  uint32_t Count(uint32_t max, size_t least);

  void Fail() { ok_ = false; }

 private:
  ByteReader reader_;
  bool ok_ = true;
};

}  // namespace niem::ledger
