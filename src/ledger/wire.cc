#include "ledger/wire.h"

#include <algorithm>

namespace niem::ledger {
namespace {

// How many bytes the well-formed UTF-8 sequence at the start takes; 0: none (Unicode 15, table
// 3-7).
size_t SequenceLength(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xe0 && at(1) < 0xa0) || (lead == 0xf0 && at(1) < 0x90);
  const bool surrogate = lead == 0xed && at(1) > 0x9f;
  const bool beyond = lead == 0xf4 && at(1) > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsPlainText(std::string_view text) {
  const auto control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; };
  return std::none_of(text.begin(), text.end(), control) && IsUtf8(text);
}

Error Malformed(std::string_view what) {
  const std::string name(what);
  return {ErrorCode::kCorrupt,
          {"dữ liệu sổ cái sai khuôn dạng: " + name, "malformed ledger data: " + name}};
}

std::string WireReader::PlainText(size_t max) {
  const size_t length = U16();
  const std::string_view text = Raw(length);
  if (length > max || !IsPlainText(text)) ok_ = false;
  return std::string(text);
}

std::string WireReader::Long(size_t max) {
  const size_t length = U32();
  if (length > max) ok_ = false;
  if (!ok_) return {};
  return std::string(Raw(length));
}

Digest WireReader::RawDigest() {
  Digest digest{};
  const std::string_view raw = Raw(digest.size());
  std::copy(raw.begin(), raw.end(), digest.begin());
  return digest;
}

std::optional<Digest> WireReader::OptionalDigest(uint8_t algorithm) {
  const uint8_t id = U8();
  if (id == kNoDigest) return std::nullopt;
  if (id != algorithm) ok_ = false;
  return RawDigest();
}

uint32_t WireReader::Count(uint32_t max, size_t least) {
  const uint32_t count = U32();
  if (count > max || count > remaining() / least) {
    ok_ = false;
    return 0;
  }
  return count;
}

}  // namespace niem::ledger
