#include "audit/journal.h"

#include <algorithm>

#include "audit/unpack.h"

namespace niem::audit {
namespace {

enum ObjectType : uint8_t { kData = 1, kEntry = 3, kEntryArray = 6 };

enum Incompatible : uint32_t { kXz = 1, kLz4 = 2, kKeyedHash = 4, kZstd = 8, kCompact = 16 };

constexpr uint32_t kKnown = kXz | kLz4 | kKeyedHash | kZstd | kCompact;

enum ObjectFlag : uint8_t { kPackedXz = 1, kPackedLz4 = 2, kPackedZstd = 4 };

constexpr uint64_t kObjectHeader = 16;
constexpr uint64_t kEntryHeader = 64, kDataHeader = 64, kCompactDataHeader = 72, kArrayHeader = 24;
constexpr size_t kMaxFields = 1024;         // of one entry; journald writes some thirty
constexpr size_t kMaxUnpacked = 64u << 10;  // of one field
constexpr size_t kMaxEntries = 20'000'000;  // of one file
constexpr uint8_t kOnline = 1;

uint64_t Aligned(uint64_t size) {
  return (size + 7) & ~uint64_t{7};
}

}  // namespace

Result<Journal> Journal::Open(Bytes bytes) {
  Journal journal(bytes);
  TRY(journal.ReadHeader());
  journal.Walk();
  return journal;
}

Status Journal::ReadHeader() {
  constexpr uint64_t kSmallestHeader = 208;
  const Error none(ErrorCode::kCorrupt, {"không phải nhật ký systemd", "not a journal of systemd"});
  if (!AsText(bytes_).starts_with("LPKSHHRH")) return none;
  ByteReader reader(bytes_, 12);  // behind the compatible flags
  const uint32_t incompatible = reader.U32();
  closed_ = reader.U8() != kOnline;
  reader.Seek(88);
  header_size_ = reader.U64();
  reader.Seek(152);
  promised_ = reader.U64();
  reader.Skip(16);
  array_offset_ = reader.U64();
  if (!reader.ok() || header_size_ < kSmallestHeader || header_size_ > bytes_.size() ||
      header_size_ % 8 != 0) {
    return none;
  }
  if ((incompatible & ~kKnown) != 0) {
    return Error(ErrorCode::kUnsupported, {"nhật ký systemd thuộc phiên bản mới chưa đọc được",
                                           "a journal of a newer form that is not read yet"});
  }
  compact_ = (incompatible & kCompact) != 0;
  return Ok();
}

std::optional<Journal::Object> Journal::ObjectAt(uint64_t offset) const {
  if (offset < header_size_ || offset % 8 != 0) return std::nullopt;
  ByteReader reader(bytes_, std::min<uint64_t>(offset, bytes_.size()));
  Object object;
  object.type = reader.U8(), object.flags = reader.U8();
  reader.Skip(6);
  object.size = reader.U64();
  if (!reader.ok() || object.size < kObjectHeader || object.size > bytes_.size() - offset)
    return std::nullopt;
  return object;
}

// The entries that the file's own list names, in order.
std::vector<uint64_t> Journal::Listed() const {
  std::vector<uint64_t> listed;
  uint64_t last = 0;
  for (uint64_t at = array_offset_; at > last;) {  // arrays lie one behind the other
    const auto array = ObjectAt(at);
    if (!array || array->type != kEntryArray) break;
    ByteReader reader(Slice(bytes_, at, array->size), kObjectHeader);
    last = at, at = reader.U64();
    const uint64_t width = compact_ ? 4 : 8;
    for (uint64_t left = (array->size - std::min(array->size, kArrayHeader)) / width; left > 0;
         --left) {
      const uint64_t entry = compact_ ? reader.U32() : reader.U64();
      if (entry == 0 || listed.size() >= kMaxEntries) break;
      listed.push_back(entry);
    }
  }
  std::ranges::sort(listed);
  return listed;
}

void Journal::Walk() {
  std::vector<uint64_t> listed;
  bool have_list = false;
  for (uint64_t at = header_size_; at < bytes_.size() && entries_.size() < kMaxEntries;) {
    const auto object = ObjectAt(at);
    if (object) {
      if (object->type == kEntry && object->size >= kEntryHeader) entries_.push_back(at);
      at += Aligned(object->size);
      continue;
    }
    // The rest of a file that was made longer in advance is zeros; what lies behind damage is
    // found by the list.
    if (!have_list) listed = Listed(), have_list = true;
    const auto next = std::ranges::upper_bound(listed, at);
    const Bytes head = Slice(bytes_, at, kObjectHeader);
    const bool zeros = std::ranges::all_of(head, [](uint8_t byte) { return byte == 0; });
    if (!zeros || next != listed.end()) ++damage_;
    if (next == listed.end()) break;
    at = *next;
  }
  if (entries_.size() < promised_) AddListed(have_list ? listed : Listed());
}

// A wrong size may have led the walk past entries.
void Journal::AddListed(const std::vector<uint64_t>& listed) {
  const size_t walked = entries_.size();
  for (const uint64_t at : listed) {
    const auto object = ObjectAt(at);
    if (object && object->type == kEntry && object->size >= kEntryHeader) entries_.push_back(at);
  }
  std::ranges::sort(entries_);
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
  if (entries_.size() > walked || entries_.size() < promised_) ++damage_;
}

std::optional<JournalEntry> Journal::Entry(size_t index) const {
  if (index >= entries_.size()) return std::nullopt;
  const auto object = ObjectAt(entries_[index]);
  if (!object) return std::nullopt;
  ByteReader reader(Slice(bytes_, entries_[index], object->size), kObjectHeader);
  JournalEntry entry;
  entry.sequence = reader.U64(), entry.realtime = reader.U64(), entry.monotonic = reader.U64();
  const Bytes boot = reader.Take(entry.boot.size());
  std::ranges::copy(boot, entry.boot.begin());
  reader.Skip(8);  // hash
  while (reader.ok() && reader.remaining() >= (compact_ ? 4 : 16) &&
         entry.fields.size() < kMaxFields) {
    entry.fields.push_back(compact_ ? reader.U32() : reader.U64());
    if (!compact_) reader.Skip(8);  // hash
  }
  return entry;
}

Bytes Journal::Payload(uint64_t offset, uint8_t& flags) const {
  const auto object = ObjectAt(offset);
  const uint64_t head = compact_ ? kCompactDataHeader : kDataHeader;
  if (!object || object->type != kData || object->size < head) return {};
  flags = object->flags;
  return Slice(bytes_, offset + head, object->size - head);
}

std::vector<std::string> Journal::Values(const JournalEntry& entry,
                                         std::span<const std::string_view> names) const {
  std::vector<std::string> values(names.size());
  const auto take = [&](std::string_view field) {
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string_view name = names[i];
      if (values[i].empty() && field.size() > name.size() && field.starts_with(name) &&
          field[name.size()] == '=') {
        values[i] = field.substr(name.size() + 1).substr(0, kMaxUnpacked);
      }
    }
  };
  std::vector<std::pair<Packing, Bytes>> packed;
  for (const uint64_t offset : entry.fields) {
    uint8_t flags = 0;
    const Bytes payload = Payload(offset, flags);
    if ((flags & (kPackedXz | kPackedLz4 | kPackedZstd)) == 0) {
      take(AsText(payload));
      continue;
    }
    packed.emplace_back((flags & kPackedXz) != 0    ? Packing::kXz
                        : (flags & kPackedLz4) != 0 ? Packing::kLz4Block
                                                    : Packing::kZstd,
                        payload);
  }
  for (const auto& [packing, payload] : packed) {
    const bool missing = std::ranges::any_of(values, &std::string::empty);
    if (!missing) break;
    const auto done = Unpack(packing, payload, kMaxUnpacked);
    if (done.ok()) take(done->bytes);
  }
  return values;
}

}  // namespace niem::audit
