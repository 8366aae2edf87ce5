#include "audit/hive_log.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>

#include "audit/hive.h"

namespace niem::audit {
namespace {

constexpr size_t kSector = 512;
constexpr size_t kEntryHead = 40;
constexpr size_t kMaxHive = size_t{1} << 30;
constexpr uint64_t kMarvinSeed = 0x82EF4D887A4E55C5;

struct Page {
  uint32_t offset = 0;  // in the hive, behind its header
  Bytes bytes;
};

struct Entry {
  uint32_t size = 0;  // of the hive behind its header
  std::vector<Page> pages;
};

class Marvin {
 public:
  void Add(uint32_t word) {
    low_ += word;
    Mix();
  }

  uint64_t Finish(uint32_t rest) {
    Add(rest);
    Mix();
    return uint64_t{high_} << 32 | low_;
  }

 private:
  void Mix() {
    high_ ^= low_;
    low_ = std::rotl(low_, 20) + high_;
    high_ = std::rotl(high_, 9) ^ low_;
    low_ = std::rotl(low_, 27) + high_;
    high_ = std::rotl(high_, 19);
  }

  uint32_t low_ = static_cast<uint32_t>(kMarvinSeed);
  uint32_t high_ = static_cast<uint32_t>(kMarvinSeed >> 32);
};

uint64_t MarvinOf(Bytes bytes) {
  Marvin marvin;
  ByteReader in(bytes);
  while (in.remaining() >= 4) marvin.Add(in.U32());
  uint32_t rest = 0x80;
  const Bytes tail = in.Take(in.remaining());
  for (size_t i = tail.size(); i > 0; --i) rest = rest << 8 | tail[i - 1];
  return marvin.Finish(rest);
}

std::optional<Entry> ReadEntry(Bytes bytes) {
  ByteReader in(bytes, 12 + 4);
  Entry entry;
  entry.size = in.U32();
  const uint32_t count = in.U32();
  const uint64_t hash1 = in.U64(), hash2 = in.U64();
  if (!in.ok() || entry.size % 4096 != 0 || entry.size > kMaxHive || count > in.remaining() / 8) {
    return std::nullopt;
  }
  if (MarvinOf(bytes.first(kEntryHead - 8)) != hash2 ||
      MarvinOf(bytes.subspan(kEntryHead)) != hash1) {
    return std::nullopt;
  }
  std::vector<uint32_t> sizes;
  for (uint32_t i = 0; i < count; ++i) {
    entry.pages.push_back({in.U32(), {}});
    sizes.push_back(in.U32());
  }
  for (size_t i = 0; i < count; ++i) {
    entry.pages[i].bytes = in.Take(sizes[i]);
    if (!in.ok() || uint64_t{entry.pages[i].offset} + sizes[i] > entry.size) return std::nullopt;
  }
  return entry;
}

void CollectEntries(Bytes log, std::map<uint32_t, Entry>& entries) {
  for (size_t at = kSector; at + kEntryHead <= log.size();) {
    if (AsText(log.subspan(at, 4)) != "HvLE") return;
    ByteReader in(log, at + 4);
    const uint32_t size = in.U32();
    in.Skip(4);
    const uint32_t sequence = in.U32();
    if (size < kEntryHead || size % kSector != 0 || size > log.size() - at) return;
    std::optional<Entry> entry = ReadEntry(log.subspan(at, size));
    if (!entry) return;
    entries.insert_or_assign(sequence, std::move(*entry));
    at += size;
  }
}

// The older log: a bit for each 512 bytes of the hive, then those that the bits name.
std::optional<Entry> ReadBitmap(Bytes log, const HiveHeader& header) {
  if (AsText(Slice(log, kSector, 4)) != "DIRT" || header.size > kMaxHive) return std::nullopt;
  Entry entry;
  entry.size = header.size;
  const size_t sectors = header.size / kSector;
  const Bytes bitmap = Slice(log, kSector + 4, (sectors + 7) / 8);
  size_t at = (kSector + 4 + bitmap.size() + kSector - 1) / kSector * kSector;
  for (size_t i = 0; i < sectors && i / 8 < bitmap.size(); ++i) {
    if ((bitmap[i / 8] >> (i % 8) & 1) == 0) continue;
    const Bytes bytes = Slice(log, at, kSector);
    if (bytes.size() < kSector) return std::nullopt;
    entry.pages.push_back({static_cast<uint32_t>(i * kSector), bytes});
    at += kSector;
  }
  return entry;
}

void Apply(const Entry& entry, Replayed& result) {
  result.bytes.resize(std::max(result.bytes.size(), Hive::kHeaderSize + entry.size));
  for (const Page& page : entry.pages) {
    std::ranges::copy(page.bytes,
                      result.bytes.begin() + static_cast<long>(Hive::kHeaderSize + page.offset));
    ++result.pages;
  }
}

struct Found {
  std::map<uint32_t, Entry> entries;  // by sequence
  std::optional<Bytes> header;        // of a log that is whole
};

Found Collect(const HiveHeader& hive, const std::vector<Bytes>& logs) {
  Found found;
  for (const Bytes log : logs) {
    const std::optional<HiveHeader> header = ReadHiveHeader(log);
    if (!header || !header->checksum_right) continue;
    if (!found.header) found.header = log.first(kSector);
    if (header->type == 1 || header->type == 2) {
      if (!header->clean() || (hive.checksum_right && header->sequence1 != hive.sequence1))
        continue;
      if (auto entry = ReadBitmap(log, *header)) {
        found.entries.insert_or_assign(header->sequence1, std::move(*entry));
      }
    } else {
      CollectEntries(log, found.entries);
    }
  }
  return found;
}

}  // namespace

Replayed ReplayLogs(Bytes hive, const std::vector<Bytes>& logs) {
  Replayed result;
  std::optional<HiveHeader> header = ReadHiveHeader(hive);
  if (!header || header->clean() || hive.size() > kMaxHive) return result;
  result.dirty = true;
  const Found found = Collect(*header, logs);
  result.bytes.assign(hive.begin(), hive.end());
  if (!header->checksum_right && found.header) {
    std::ranges::copy(*found.header, result.bytes.begin());
    header = ReadHiveHeader(*found.header);
  }
  auto next = found.entries.lower_bound(header->sequence2);
  for (uint32_t expected = 0; next != found.entries.end(); ++next) {
    // The first may be far ahead of the hive: Windows recycles its logs without writing the hive's
    // header. From there on none may be missing.
    if (expected != 0 && next->first != expected) break;
    Apply(next->second, result);
    expected = next->first + 1;
  }
  if (result.pages > 0) {
    const std::string pages = std::to_string(result.pages);
    result.note = {"tệp registry chưa đóng; đã ghi lại " + pages + " trang từ nhật ký giao dịch",
                   "the hive was not closed; " + pages + " pages were written from its logs"};
  } else {
    result.bytes.clear();
    result.note = {
        "tệp registry chưa đóng, không có nhật ký giao dịch dùng được: thay đổi cuối "
        "cùng có thể thiếu",
        "the hive was not closed and no usable log is there: its last changes may be "
        "missing"};
  }
  return result;
}

}  // namespace niem::audit
