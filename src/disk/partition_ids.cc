#include "disk/partition_ids.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.h"
#include "base/digest.h"

namespace niem::disk {
namespace {

constexpr uint64_t kSignature = 440;      // in an MBR
constexpr uint32_t kMaxPartitions = 256;  // Windows makes room for 128
constexpr uint32_t kEntry = 48;           // its beginning: kind, identifier, first and last sector
constexpr uint32_t kLeastEntry = 128, kMostEntry = 4096;

template <size_t kCount>
bool ReadAll(Medium& disk, uint64_t offset, std::array<uint8_t, kCount>& out) {
  const auto got = disk.Read(offset, out);
  return got.ok() && *got == out.size();
}

bool AllZero(Bytes bytes) {
  return std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
}

// As Windows writes it: the first three groups are numbers, little-endian.
std::string Guid(Bytes bytes) {
  constexpr size_t kOrder[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string text = "{";
  for (size_t i = 0; i < std::size(kOrder); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += ToHex(bytes.subspan(kOrder[i], 1));
  }
  return text + "}";
}

std::map<uint64_t, std::string> PartitionsOf(Medium& disk, uint64_t header, uint32_t block) {
  std::map<uint64_t, std::string> found;
  std::array<uint8_t, 92> head{};
  if (!ReadAll(disk, header, head) || AsText(Bytes(head).first(8)) != "EFI PART") return found;
  ByteReader in(Bytes(head), 72);
  const uint64_t first = in.U64();
  const uint32_t count = std::min(in.U32(), kMaxPartitions), each = in.U32();
  if (each < kLeastEntry || each > kMostEntry) return found;
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t at = 0, begin = 0;
    std::array<uint8_t, kEntry> entry{};
    if (__builtin_mul_overflow(first, uint64_t{block}, &at) ||
        __builtin_add_overflow(at, uint64_t{i} * each, &at) || !ReadAll(disk, at, entry)) {
      break;
    }
    if (AllZero(Bytes(entry).first(16))) continue;  // not in use
    if (__builtin_mul_overflow(ByteReader(Bytes(entry), 32).U64(), uint64_t{block}, &begin)) {
      continue;
    }
    found.emplace(begin, Guid(Bytes(entry).subspan(16, 16)));
  }
  return found;
}

}  // namespace

std::string MbrSignature(Medium& disk) {
  std::array<uint8_t, 4> raw{};
  if (!ReadAll(disk, kSignature, raw) || AllZero(raw)) return {};
  return ToHex(raw);
}

std::map<uint64_t, std::string> GptPartitions(Medium& disk, uint32_t block) {
  if (block == 0 || disk.size() < uint64_t{block} * 2) return {};
  auto found = PartitionsOf(disk, block, block);
  if (found.empty()) found = PartitionsOf(disk, (disk.size() / block - 1) * block, block);
  return found;
}

}  // namespace niem::disk
