#include "extract/dib.h"

#include <algorithm>
#include <cstdint>

namespace niem::extract {
namespace {

constexpr uint32_t kFileHeader = 14;
constexpr uint32_t kCoreHeader = 12;
constexpr uint32_t kInfoHeader = 40;
constexpr uint32_t kBitFields = 3;
constexpr uint32_t kMostColours = 256;

void Put(std::string& out, uint32_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

void PutFileHeader(std::string& out, size_t body, uint32_t before_dots) {
  out += "BM";
  Put(out, static_cast<uint32_t>(std::min<size_t>(kFileHeader + body, UINT32_MAX)), 4);
  Put(out, 0, 4);
  Put(out, kFileHeader + before_dots, 4);
}

// Before Windows 3 the header was shorter and colours had three bytes: put into today's form.
std::string BmpOfCore(Bytes dib) {
  ByteReader reader(dib, 4);
  const uint32_t width = reader.U16(), height = reader.U16(), planes = reader.U16();
  const uint32_t bits = reader.U16();
  const uint32_t colours = bits <= 8 ? 1U << bits : 0;
  const Bytes palette = reader.Take(colours * size_t{3});
  if (!reader.ok() || planes != 1) return {};
  const Bytes dots = reader.Take(reader.remaining());
  std::string out;
  PutFileHeader(out, kInfoHeader + colours * size_t{4} + dots.size(), kInfoHeader + colours * 4);
  Put(out, kInfoHeader, 4), Put(out, width, 4), Put(out, height, 4), Put(out, planes, 2);
  Put(out, bits, 2), Put(out, 0, 4), Put(out, 0, 4);
  Put(out, 0, 4), Put(out, 0, 4), Put(out, colours, 4), Put(out, 0, 4);
  for (size_t i = 0; i + 3 <= palette.size(); i += 3)
    out.append(AsText(palette.subspan(i, 3))).push_back('\0');
  return out.append(AsText(dots));
}

}  // namespace

std::string BmpOfDib(Bytes dib) {
  ByteReader reader(dib);
  const uint32_t header = reader.U32();
  if (header == kCoreHeader) return BmpOfCore(dib);
  reader.Skip(10);
  const uint32_t bits = reader.U16();
  const uint32_t compression = reader.U32();
  reader.Skip(12);
  uint32_t colours = reader.U32();
  if (!reader.ok() || header < kInfoHeader || header > dib.size()) return {};
  if (colours == 0 && bits <= 8) colours = 1U << bits;
  if (colours > kMostColours) return {};
  const uint32_t masks = compression == kBitFields && header == kInfoHeader ? 12 : 0;
  std::string out;
  PutFileHeader(out, dib.size(), header + masks + colours * 4);
  return out.append(AsText(dib));
}

}  // namespace niem::extract
