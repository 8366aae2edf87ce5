#include "extract/xls_records.h"

#include <algorithm>

#include "extract/ole_text.h"

namespace niem::extract {
namespace {

constexpr uint8_t kWide = 0x01;
constexpr uint8_t kPhonetic = 0x04;
constexpr uint8_t kRuns = 0x08;

}  // namespace

bool XlsRecords::Header(XlsType& type, uint16_t& size) {
  if (reader_.remaining() < 4) return false;
  type = XlsType{reader_.U16()};
  size = reader_.U16();
  return true;
}

bool XlsRecords::Next(XlsRecord& record) {
  record.offset = static_cast<uint32_t>(reader_.offset());
  uint16_t size = 0;
  if (!Header(record.type, size)) return false;
  record.parts.clear();
  Bytes body = reader_.Take(size);
  if (!reader_.ok()) {
    truncated_ = true;
    return false;
  }
  record.bytes.assign(body.begin(), body.end());
  for (;;) {
    const size_t back = reader_.offset();
    XlsType type{};
    if (!Header(type, size)) return true;
    if (type != XlsType::kContinue) {
      reader_.Seek(back);
      return true;
    }
    body = reader_.Take(size);
    if (!reader_.ok()) {
      truncated_ = true;
      return true;
    }
    record.parts.push_back(record.bytes.size());
    record.bytes.insert(record.bytes.end(), body.begin(), body.end());
  }
}

size_t XlsStrings::PartEnd() const {
  const auto next = std::upper_bound(record_.parts.begin(), record_.parts.end(), at_);
  return next == record_.parts.end() ? record_.bytes.size() : *next;
}

void XlsStrings::Skip(size_t count) {
  if (count > record_.bytes.size() - at_) {
    ok_ = false;
    at_ = record_.bytes.size();
  } else {
    at_ += count;
  }
}

uint32_t XlsStrings::Number(size_t width) {
  uint32_t value = 0;
  const size_t from = at_;
  Skip(width);
  if (!ok_) return 0;
  for (size_t i = width; i > 0; --i) value = value << 8 | record_.bytes[from + i - 1];
  return value;
}

std::string XlsStrings::Text(size_t count) {
  return count == 0 ? std::string() : Letters(count, (Number(1) & kWide) != 0);
}

std::string XlsStrings::Letters(size_t count, bool is_wide) {
  std::string wide;
  while (ok_ && count > 0) {
    if (std::binary_search(record_.parts.begin(), record_.parts.end(), at_)) {
      is_wide = (Number(1) & kWide) != 0;  // each part says its own width
    }
    const size_t width = is_wide ? 2 : 1;
    const size_t end = PartEnd();
    const size_t here = std::min(count, (end - at_) / width);
    for (size_t i = 0; i < here; ++i) {
      wide += static_cast<char>(record_.bytes[at_]);
      wide += is_wide ? static_cast<char>(record_.bytes[at_ + 1]) : '\0';
      at_ += width;
    }
    count -= here;
    if (count == 0) break;
    at_ = end;
    if (at_ >= record_.bytes.size()) ok_ = false;
  }
  return DecodeUtf16(AsBytes(wide));
}

std::string XlsStrings::Short() {
  return Text(Number(1));
}

std::string XlsStrings::Long() {
  return Text(Number(2));
}

std::string XlsStrings::Rich() {
  const size_t count = Number(2);
  if (!ok_ || at_ >= record_.bytes.size()) {
    ok_ = false;
    return {};
  }
  // The counts of what follows the letters stand between the flags and the letters.
  const uint8_t flags = static_cast<uint8_t>(Number(1));
  const size_t runs = (flags & kRuns) != 0 ? Number(2) : 0;
  const size_t phonetic = (flags & kPhonetic) != 0 ? Number(4) : 0;
  std::string text = Letters(count, (flags & kWide) != 0);
  Skip(4 * runs);
  Skip(phonetic);
  return text;
}

}  // namespace niem::extract
