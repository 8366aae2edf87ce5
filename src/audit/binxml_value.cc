#include "audit/binxml_value.h"

#include <array>
#include <cstdio>

#include "audit/moment.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr uint8_t kArray = 0x80;
constexpr size_t kMaxShownBytes = 2048;

std::string Hex(uint64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
  return text.data();
}

int64_t Signed(uint64_t value, size_t width) {
  const unsigned shift = static_cast<unsigned>(64 - 8 * width);
  return static_cast<int64_t>(value << shift) >> shift;
}

uint64_t Little(Bytes bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size() < 8 ? bytes.size() : 8; i > 0; --i)
    value = value << 8 | bytes[i - 1];
  return value;
}

std::string TimeText(std::optional<Moment> moment) {
  return moment ? moment->ToString() : std::string();
}

std::string SystemTime(Bytes bytes) {
  ByteReader in(bytes);
  const int year = in.U16(), month = in.U16();
  in.Skip(2);  // day of the week
  const int day = in.U16(), hour = in.U16(), minute = in.U16(), second = in.U16();
  const int milli = in.U16();
  if (!in.ok()) return {};
  return TimeText(
      Moment::FromCivil(year, month, day, hour, minute, second, milli * 1000, TimeOrigin::kUtc));
}

std::string SidText(Bytes bytes) {
  ByteReader in(bytes);
  std::string text = "S-" + std::to_string(in.U8());
  const uint8_t count = in.U8();
  uint64_t authority = 0;
  for (int i = 0; i < 6; ++i) authority = authority << 8 | in.U8();
  text += "-" + std::to_string(authority);
  for (uint8_t i = 0; i < count && in.ok(); ++i) text += "-" + std::to_string(in.U32());
  return in.ok() ? text : std::string();
}

std::string Floating(Bytes bytes) {
  double value = 0;
  if (bytes.size() == 4) {
    float small = 0;
    std::memcpy(&small, bytes.data(), 4);
    value = static_cast<double>(small);
  } else if (bytes.size() == 8) {
    std::memcpy(&value, bytes.data(), 8);
  }
  return std::to_string(value);
}

std::string Trimmed(std::string text) {
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

}  // namespace

std::string BinXmlValue(uint8_t type, Bytes bytes) {
  if ((type & kArray) != 0 && type != kArray + 1) return HexText(Slice(bytes, 0, kMaxShownBytes));
  switch (type) {
    case 0x00:
      return {};
    case 0x01:
    case 0x81:
      return Trimmed(FromUtf16(bytes));
    case 0x02:
      return Trimmed(ValidUtf8(AsText(bytes)));
    case 0x03:
    case 0x05:
    case 0x07:
    case 0x09:
      return bytes.empty()
                 ? std::string()
                 : std::to_string(Signed(Little(bytes), bytes.size() < 8 ? bytes.size() : 8));
    case 0x04:
    case 0x06:
    case 0x08:
    case 0x0A:
      return bytes.empty() ? std::string() : std::to_string(Little(bytes));
    case 0x0B:
    case 0x0C:
      return Floating(bytes);
    case 0x0D:
      return Little(bytes) != 0 ? "true" : "false";
    case 0x0F:
      return GuidText(bytes);
    case 0x10:
    case 0x14:
    case 0x15:
      return Hex(Little(bytes));
    case 0x11:
      return bytes.size() == 8 ? TimeText(Moment::FromFileTime(Little(bytes))) : std::string();
    case 0x12:
      return SystemTime(bytes);
    case 0x13:
      return SidText(bytes);
    default:
      return HexText(Slice(bytes, 0, kMaxShownBytes));
  }
}

}  // namespace niem::audit
