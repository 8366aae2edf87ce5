#include "audit/compound.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kMark("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
constexpr uint32_t kLastSector = 0xFFFFFFFA;  // MAXREGSECT: numbers from here on are marks
constexpr size_t kEntrySize = 128, kInHeader = 109;
constexpr uint8_t kStream = 2, kRootStorage = 5;
constexpr uint32_t kNoEntry = 0xFFFFFFFF;

struct Entry {
  std::string name;
  uint8_t type = 0;
  uint32_t left = kNoEntry, right = kNoEntry, child = kNoEntry;
  uint32_t first = 0;
  uint64_t size = 0;
};

class Compound {
 public:
  explicit Compound(Bytes file) : file_(file) {}

  bool Open() {
    if (!AsText(file_).starts_with(kMark)) return false;
    ByteReader in(file_, 0x1A);
    const uint16_t major = in.U16();
    in.Skip(2);
    const uint16_t shift = in.U16(), mini_shift = in.U16();
    if (!in.ok() || (shift != 9 && shift != 12) || mini_shift != 6) return false;
    sector_ = size_t{1} << shift;
    wide_sizes_ = major >= 4;
    in.Seek(0x30);
    const uint32_t directory = in.U32();
    in.Skip(4);
    cutoff_ = in.U32();
    const uint32_t mini_table = in.U32();
    in.Skip(4);
    ReadTable(in.U32());
    const std::vector<uint8_t> minis = Chain(mini_table, file_.size()).bytes;
    ByteReader mini(minis);
    while (mini.remaining() >= 4) mini_next_.push_back(mini.U32());
    ReadEntries(Chain(directory, file_.size()).bytes);
    if (entries_.empty() || entries_[0].type != kRootStorage) return false;
    mini_ = Chain(entries_[0].first, entries_[0].size).bytes;
    return true;
  }

  std::vector<CompoundStream> Streams() const {
    std::vector<CompoundStream> streams;
    std::vector<uint8_t> seen(entries_.size(), 0);
    std::vector<uint32_t> ahead = {entries_[0].child};
    uint64_t left = kMaxCompoundBytes;
    while (!ahead.empty() && streams.size() < kMaxCompoundStreams) {
      const uint32_t at = ahead.back();
      ahead.pop_back();
      if (at >= entries_.size() || seen[at] != 0) continue;
      seen[at] = 1;
      const Entry& entry = entries_[at];
      ahead.push_back(entry.left), ahead.push_back(entry.right);
      if (entry.type != kStream || entry.size > left) continue;
      CompoundStream& stream = streams.emplace_back(Read(entry));
      stream.name = entry.name;
      left -= stream.bytes.size();
    }
    return streams;
  }

 private:
  Bytes Sector(uint32_t number) const {
    const uint64_t at = (uint64_t{number} + 1) * sector_;
    return at < file_.size() ? Slice(file_, at, sector_) : Bytes();
  }

  // The numbers of the sectors that hold the table stand in the header, then in sectors of their
  // own.
  void ReadTable(uint32_t next) {
    ByteReader head(file_, 0x4C);
    const size_t sectors = file_.size() / sector_ + 1;
    const auto add = [&](uint32_t number) {
      if (number >= kLastSector || next_.size() > sectors) return;
      ByteReader in(Sector(number));
      while (in.remaining() >= 4) next_.push_back(in.U32());
    };
    for (size_t i = 0; i < kInHeader; ++i) add(head.U32());
    for (size_t i = 0; i < sectors && next < kLastSector; ++i) {
      ByteReader in(Sector(next));
      while (in.remaining() >= 8) add(in.U32());
      next = in.U32();
      if (!in.ok()) break;
    }
  }

  CompoundStream Chain(uint32_t sector, uint64_t size) const {
    CompoundStream stream;
    for (size_t i = 0; i < next_.size() && sector < next_.size() && stream.bytes.size() < size;
         ++i) {
      const Bytes data = Slice(Sector(sector), 0, size - stream.bytes.size());
      stream.bytes.insert(stream.bytes.end(), data.begin(), data.end());
      sector = next_[sector];
    }
    stream.whole = stream.bytes.size() == size;
    return stream;
  }

  CompoundStream MiniChain(uint32_t sector, uint64_t size) const {
    constexpr size_t kMini = 64;
    CompoundStream stream;
    for (size_t i = 0;
         i < mini_next_.size() && sector < mini_next_.size() && stream.bytes.size() < size; ++i) {
      const Bytes mini = Slice(mini_, size_t{sector} * kMini, kMini);
      const Bytes data = Slice(mini, 0, size - stream.bytes.size());
      stream.bytes.insert(stream.bytes.end(), data.begin(), data.end());
      sector = mini_next_[sector];
    }
    stream.whole = stream.bytes.size() == size;
    return stream;
  }

  CompoundStream Read(const Entry& entry) const {
    return entry.size < cutoff_ ? MiniChain(entry.first, entry.size)
                                : Chain(entry.first, entry.size);
  }

  void ReadEntries(const std::vector<uint8_t>& directory) {
    constexpr size_t kNameBytes = 64;
    for (size_t at = 0; at + kEntrySize <= directory.size(); at += kEntrySize) {
      const Bytes bytes = Bytes(directory).subspan(at, kEntrySize);
      ByteReader in(bytes, kNameBytes);
      const uint16_t length = in.U16();
      Entry& entry = entries_.emplace_back();
      entry.name = FromUtf16Zero(bytes.first(std::min<size_t>(length, kNameBytes)));
      entry.type = in.U8();
      in.Skip(1);
      entry.left = in.U32(), entry.right = in.U32(), entry.child = in.U32();
      in.Seek(0x74);
      entry.first = in.U32(), entry.size = in.U64();
      if (!wide_sizes_) entry.size &= 0xFFFFFFFF;
    }
  }

  Bytes file_;
  size_t sector_ = 512;
  bool wide_sizes_ = false;
  uint32_t cutoff_ = 4096;
  std::vector<uint32_t> next_, mini_next_;
  std::vector<Entry> entries_;
  std::vector<uint8_t> mini_;
};

}  // namespace

Result<std::vector<CompoundStream>> ReadCompound(Bytes file) {
  Compound compound(file);
  if (!compound.Open()) {
    return Error(ErrorCode::kCorrupt,
                 {"cấu trúc OLE của tệp bị hỏng", "the file's OLE structure is damaged"});
  }
  return compound.Streams();
}

}  // namespace niem::audit
