#include "audit/evtx.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace niem::audit {
namespace {

constexpr size_t kFileHeader = 4096, kChunkSize = 65536, kChunkHeader = 512;
constexpr size_t kRecordHead = 24;
constexpr uint32_t kRecordMark = 0x00002A2A;

constexpr std::array<uint32_t, 256> CrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320 : 0);
    table[i] = value;
  }
  return table;
}

constexpr std::array<uint32_t, 256> kCrcTable = CrcTable();

uint32_t CrcStep(uint32_t crc, Bytes bytes) {
  for (const uint8_t byte : bytes) crc = crc >> 8 ^ kCrcTable[(crc ^ byte) & 0xFF];
  return crc;
}

uint32_t U32At(Bytes bytes, size_t at) {
  return ByteReader(bytes, at).U32();
}

uint64_t U64At(Bytes bytes, size_t at) {
  return ByteReader(bytes, at).U64();
}

bool IsChunk(Bytes bytes) {
  return bytes.size() >= kChunkHeader && AsText(bytes.first(8)) == std::string_view("ElfChnk\0", 8);
}

bool IsWhole(Bytes chunk) {
  uint32_t crc = CrcStep(0xFFFFFFFF, chunk.first(120));
  crc = CrcStep(crc, chunk.subspan(128, 384));
  if (~crc != U32At(chunk, 124)) return false;
  const uint32_t end = U32At(chunk, 48);
  if (end < kChunkHeader || end > chunk.size()) return false;
  return ~CrcStep(0xFFFFFFFF, chunk.subspan(kChunkHeader, end - kChunkHeader)) == U32At(chunk, 52);
}

// "2020-09-19T04:36:42.874132Z" as our own writer made it from the record.
std::optional<Moment> ReadTime(std::string_view text) {
  std::array<int, 7> numbers{};
  size_t at = 0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto [end, error] =
        std::from_chars(text.data() + at, text.data() + text.size(), numbers[i]);
    if (error != std::errc()) return std::nullopt;
    at = std::min<size_t>(static_cast<size_t>(end - text.data()) + 1, text.size());
  }
  return Moment::FromCivil(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
                           numbers[6], TimeOrigin::kUtc);
}

Event ToEvent(uint64_t record, uint64_t written, EventValues values) {
  Event event;
  event.record = record;
  event.values = std::move(values);
  const std::string id = event.Value("EventID");
  (void)std::from_chars(id.data(), id.data() + id.size(), event.id);
  event.provider = event.Value("Provider.Name");
  event.computer = event.Value("Computer");
  event.created = ReadTime(event.Value("TimeCreated.SystemTime"));
  if (!event.created) event.created = Moment::FromFileTime(written);
  return event;
}

class Reader {
 public:
  explicit Reader(const std::function<void(const Event&)>& each) : each_(each) {}

  void Chunk(Bytes chunk) {
    if (!IsWhole(chunk)) ++state_.damaged_chunks;
    size_t end = U32At(chunk, 48);
    if (end < kChunkHeader || end > chunk.size()) end = chunk.size();
    bool lost = false;  // already counted: searching for the next record
    for (size_t at = kChunkHeader; at + kRecordHead + 4 <= end;) {
      const size_t size = Record(chunk, at, end);
      if (size == 0 && !lost) ++state_.damaged_records;
      lost = size == 0;
      at += lost ? 8 : size;
    }
  }

  EventLogState state_;

 private:
  // Its size; 0 where there is none.
  size_t Record(Bytes chunk, size_t at, size_t end) {
    const uint32_t size = U32At(chunk, at + 4);
    if (U32At(chunk, at) != kRecordMark || size < kRecordHead + 4 || size > end - at ||
        U32At(chunk, at + size - 4) != size) {
      return 0;
    }
    const uint64_t number = U64At(chunk, at + 8);
    Result<EventValues> values = ReadBinXml(chunk, at + kRecordHead, at + size - 4);
    if (!values.ok()) {
      ++state_.damaged_records;
    } else {
      ++state_.records;
      if (last_ != 0 && number > last_ + 1) state_.missing_records += number - last_ - 1;
      each_(ToEvent(number, U64At(chunk, at + 16), std::move(*values)));
    }
    last_ = number;
    return size;
  }

  const std::function<void(const Event&)>& each_;
  uint64_t last_ = 0;
};

}  // namespace

std::string Event::Value(std::string_view name) const {
  const auto found = std::ranges::find(values, name, [](const auto& value) { return value.first; });
  return found == values.end() ? std::string() : found->second;
}

Result<EventLogState> ReadEventLog(Bytes bytes, const std::function<void(const Event&)>& each) {
  const bool head = AsText(Slice(bytes, 0, 8)) == std::string_view("ElfFile\0", 8);
  Reader reader(each);
  bool any = false;
  std::vector<Bytes> chunks;
  for (size_t at = kFileHeader; at + kChunkHeader <= bytes.size(); at += kChunkSize) {
    const Bytes chunk = Slice(bytes, at, kChunkSize);
    if (IsChunk(chunk)) chunks.push_back(chunk);
  }
  // The log is a ring: its oldest chunk need not be its first.
  std::ranges::stable_sort(chunks, {}, [](Bytes chunk) { return U64At(chunk, 24); });
  for (const Bytes chunk : chunks) any = true, reader.Chunk(chunk);
  if (!head && !any) {
    return Error(ErrorCode::kCorrupt,
                 {"không phải nhật ký sự kiện Windows (.evtx)", "not a Windows event log (.evtx)"});
  }
  reader.state_.dirty = head && (U32At(bytes, 120) & 1) != 0;
  return reader.state_;
}

}  // namespace niem::audit
