#include "audit/hive.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kKeyHead = 76;
constexpr size_t kValueHead = 20;
constexpr size_t kMaxValue = 16 << 20;
constexpr uint32_t kInline = 0x80000000;
constexpr uint32_t kNone = 0xFFFFFFFF;
constexpr int kMaxListDepth = 3;  // an index of indexes of leaves
constexpr size_t kMaxSubkeys = 1 << 20;
constexpr size_t kMaxValues = 1 << 16;
constexpr uint64_t kMaxVisits = 20'000'000;
constexpr uint64_t kMaxCopied = uint64_t{256} << 20;
constexpr size_t kMinBehind = 16, kMaxBehind = 1024;  // less is what cells are rounded up by
constexpr size_t kSegment = 16344;                    // of a value kept in pieces
constexpr uint16_t kCompressedKeyName = 0x20, kCompressedValueName = 1;

uint16_t U16At(Bytes bytes, size_t at) {
  return ByteReader(bytes, at).U16();
}

uint32_t U32At(Bytes bytes, size_t at) {
  return ByteReader(bytes, at).U32();
}

bool HasMark(Bytes cell, std::string_view mark) {
  return AsText(Slice(cell, 0, 2)) == mark;
}

}  // namespace

std::optional<HiveHeader> ReadHiveHeader(Bytes bytes) {
  if (bytes.size() < 512 || AsText(bytes.first(4)) != "regf") return std::nullopt;
  ByteReader in(bytes, 4);
  HiveHeader header;
  header.sequence1 = in.U32(), header.sequence2 = in.U32();
  in.Skip(12);  // when, major version
  header.minor = in.U32(), header.type = in.U32();
  in.Skip(4);
  header.root = in.U32(), header.size = in.U32();
  uint32_t sum = 0;
  for (size_t i = 0; i < 127; ++i) sum ^= U32At(bytes, i * 4);
  if (sum == 0) sum = 1;
  if (sum == kNone) sum = kNone - 1;
  header.checksum_right = sum == U32At(bytes, 508);
  return header;
}

Result<std::unique_ptr<Hive>> Hive::Open(Bytes bytes) {
  const std::optional<HiveHeader> header = ReadHiveHeader(bytes);
  if (!header || bytes.size() <= kHeaderSize) {
    return Error(ErrorCode::kCorrupt, {"không phải tệp registry (không có phần đầu regf)",
                                       "not a registry hive (there is no regf header)"});
  }
  std::unique_ptr<Hive> hive(new Hive(bytes.subspan(kHeaderSize), *header));
  hive->root_ = header->root;
  if (hive->KeyCell(hive->root_).empty()) {
    return Error(ErrorCode::kCorrupt, {"tệp registry hỏng: không đọc được khoá gốc",
                                       "the registry hive is damaged: its root key is not there"});
  }
  return hive;
}

Bytes Hive::Cell(uint32_t offset) const {
  if (++visits_ > kMaxVisits) {
    ++damage_;
    return {};
  }
  ByteReader in(bytes_, offset);
  const auto length = static_cast<int64_t>(static_cast<int32_t>(in.U32()));
  const int64_t size = length < 0 ? -length : length;  // a deleted parent's cell is still readable
  if (!in.ok() || size < 8 || static_cast<uint64_t>(size - 4) > in.remaining()) {
    ++damage_;
    return {};
  }
  return in.Take(static_cast<size_t>(size - 4));
}

Bytes Hive::KeyCell(uint64_t offset) const {
  const Bytes cell = Cell(static_cast<uint32_t>(offset));
  if (cell.size() >= kKeyHead && HasMark(cell, "nk")) return cell;
  if (!cell.empty()) ++damage_;
  return {};
}

std::string Hive::ValueData(uint32_t size, uint32_t place) const {
  if ((size & kInline) != 0) {
    const uint32_t length = std::min<uint32_t>(size & ~kInline, 4);
    std::string data;
    for (uint32_t i = 0; i < length; ++i) data += static_cast<char>(place >> (8 * i) & 0xFF);
    return data;
  }
  if (size == 0 || place == kNone) return {};
  copied_ += std::min<size_t>(size, kMaxValue);
  if (copied_ > kMaxCopied) {
    ++damage_;
    return {};
  }
  const Bytes cell = Cell(place);
  if (size <= kSegment || !HasMark(cell, "db")) {
    if (cell.size() < size) ++damage_;
    return std::string(AsText(Slice(cell, 0, std::min<size_t>(size, kMaxValue))));
  }
  const uint16_t pieces = U16At(cell, 2);
  const Bytes list = Cell(U32At(cell, 4));
  std::string data;
  for (size_t i = 0; i < pieces && data.size() < size && data.size() < kMaxValue; ++i) {
    if (list.size() < (i + 1) * 4) break;
    const Bytes piece = Cell(U32At(list, i * 4));
    if (piece.empty()) break;
    data += AsText(Slice(piece, 0, std::min(kSegment, size - data.size())));
  }
  if (data.size() < size) ++damage_;
  return data;
}

std::string Hive::BehindValue(uint32_t size, uint32_t place) const {
  if ((size & kInline) != 0 || size == 0 || size > kSegment || place == kNone) return {};
  const Bytes cell = Cell(place);
  if (cell.size() < size + kMinBehind) return {};
  const size_t length = std::min(cell.size() - size, kMaxBehind);
  copied_ += length;
  return copied_ > kMaxCopied ? std::string() : std::string(AsText(Slice(cell, size, length)));
}

std::optional<HiveValue> Hive::ReadValue(uint32_t offset) const {
  const Bytes cell = Cell(offset);
  if (cell.size() < kValueHead || !HasMark(cell, "vk")) {
    ++damage_;
    return std::nullopt;
  }
  const uint16_t name_length = U16At(cell, 2);
  HiveValue value;
  value.type = U32At(cell, 12);
  const Bytes name = Slice(cell, kValueHead, name_length);
  value.name = (U16At(cell, 16) & kCompressedValueName) != 0 ? FromLatin1(name) : FromUtf16(name);
  value.data = ValueData(U32At(cell, 4), U32At(cell, 8));
  value.behind = BehindValue(U32At(cell, 4), U32At(cell, 8));
  return value;
}

void Hive::CollectKeys(uint32_t list, int depth, std::vector<uint32_t>& keys) const {
  const Bytes cell = Cell(list);
  if (cell.size() < 4) return;
  const bool index = HasMark(cell, "ri");
  const bool hashed = HasMark(cell, "lf") || HasMark(cell, "lh");
  if ((!index && !hashed && !HasMark(cell, "li")) || depth > kMaxListDepth) {
    ++damage_;
    return;
  }
  const size_t width = hashed ? 8 : 4;
  const size_t count = std::min<size_t>(U16At(cell, 2), (cell.size() - 4) / width);
  if (count < U16At(cell, 2)) ++damage_;
  for (size_t i = 0; i < count && keys.size() < kMaxSubkeys; ++i) {
    const uint32_t offset = U32At(cell, 4 + i * width);
    if (index)
      CollectKeys(offset, depth + 1, keys);
    else
      keys.push_back(offset);
  }
}

std::string Hive::NameOf(uint64_t key) const {
  const Bytes cell = KeyCell(key);
  const Bytes name = Slice(cell, kKeyHead, U16At(cell, 72));
  return (U16At(cell, 2) & kCompressedKeyName) != 0 ? FromLatin1(name) : FromUtf16(name);
}

std::optional<Moment> Hive::LastWriteOf(uint64_t key) const {
  return Moment::FromFileTime(ByteReader(KeyCell(key), 4).U64());
}

std::vector<uint64_t> Hive::SubkeysOf(uint64_t key) const {
  const Bytes cell = KeyCell(key);
  std::vector<uint64_t> keys;
  if (cell.empty() || U32At(cell, 20) == 0 || U32At(cell, 28) == kNone) return keys;
  std::vector<uint32_t> offsets;
  CollectKeys(U32At(cell, 28), 0, offsets);
  for (const uint32_t offset : offsets) {
    if (!KeyCell(offset).empty()) keys.push_back(offset);
  }
  return keys;
}

std::vector<HiveValue> Hive::ValuesOf(uint64_t key) const {
  const Bytes cell = KeyCell(key);
  std::vector<HiveValue> values;
  const uint32_t count = U32At(cell, 36);
  if (cell.empty() || count == 0 || U32At(cell, 40) == kNone) return values;
  const Bytes list = Cell(U32At(cell, 40));
  const size_t held = std::min<size_t>({count, list.size() / 4, kMaxValues});
  if (held < count) ++damage_;
  for (size_t i = 0; i < held; ++i) {
    if (auto value = ReadValue(U32At(list, i * 4))) values.push_back(std::move(*value));
  }
  return values;
}

}  // namespace niem::audit
