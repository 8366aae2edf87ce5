#include "audit/testing/journal_builder.h"

#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

namespace niem::audit {
namespace {

constexpr size_t kHeader = 256, kPackFrom = 100;
constexpr uint64_t kStart = 1'770'000'000'000'000;  // of the computer: monotonic zero

class Out {
 public:
  void U32(uint64_t value) { Little(value, 4); }

  void U64(uint64_t value) { Little(value, 8); }

  void Little(uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  }

  // Begins an object at the next multiple of eight.
  uint64_t Begin(uint8_t type, uint8_t flags, uint64_t size) {
    bytes.resize((bytes.size() + 7) & ~size_t{7});
    const uint64_t at = bytes.size();
    bytes += static_cast<char>(type), bytes += static_cast<char>(flags);
    bytes.append(6, '\0');
    U64(size);
    return at;
  }

  void Patch(size_t at, uint64_t value, int width = 8) {
    for (int i = 0; i < width; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
  }

  std::string bytes;
};

std::string Packed(const std::string& field, FieldPacking packing) {
  std::string out(field.size() + 4096, '\0');
  size_t size = 0;
  if (packing == FieldPacking::kXz) {
    (void)lzma_easy_buffer_encode(0, LZMA_CHECK_NONE, nullptr,
                                  reinterpret_cast<const uint8_t*>(field.data()), field.size(),
                                  reinterpret_cast<uint8_t*>(out.data()), &size, out.size());
  } else if (packing == FieldPacking::kZstd) {
    size = ZSTD_compress(out.data(), out.size(), field.data(), field.size(), 1);
  } else {
    const int made =
        LZ4_compress_default(field.data(), out.data() + 8, static_cast<int>(field.size()),
                             static_cast<int>(out.size()) - 8);
    for (int i = 0; i < 8; ++i) out[i] = static_cast<char>(field.size() >> (8 * i) & 0xFF);
    size = static_cast<size_t>(made) + 8;
  }
  out.resize(size);
  return out;
}

uint64_t PutField(Out& out, const std::string& field, const JournalForm& form) {
  const bool pack = form.packing != FieldPacking::kNone && field.size() >= kPackFrom;
  const std::string payload = pack ? Packed(field, form.packing) : field;
  constexpr uint8_t kFlags[] = {0, 1, 2, 4};
  const uint64_t head = form.compact ? 72 : 64;
  const uint64_t at =
      out.Begin(1, pack ? kFlags[static_cast<int>(form.packing)] : 0, head + payload.size());
  out.bytes.append(head - 16, '\0');
  out.bytes += payload;
  return at;
}

uint64_t PutEntry(Out& out, const BuiltEntry& entry, uint64_t sequence,
                  const std::vector<uint64_t>& fields, bool compact) {
  const uint64_t at = out.Begin(3, 0, 64 + fields.size() * (compact ? 4 : 16));
  out.U64(sequence), out.U64(entry.realtime), out.U64(entry.monotonic);
  out.bytes.append(15, '\0');
  out.bytes += static_cast<char>(entry.boot);
  out.U64(0);
  for (const uint64_t field : fields) {
    out.Little(field, compact ? 4 : 8);
    if (!compact) out.U64(0);
  }
  return at;
}

}  // namespace

std::string BuildJournal(const std::vector<BuiltEntry>& entries, const JournalForm& form) {
  Out out;
  out.bytes.assign(kHeader, '\0');
  constexpr uint32_t kFlags[] = {0, 1, 2, 8};
  const uint64_t data_table = out.Begin(4, 0, 16 + 16) + 16;
  out.bytes.append(16, '\0');
  const uint64_t field_table = out.Begin(5, 0, 16 + 16) + 16;
  out.bytes.append(16, '\0');
  std::vector<uint64_t> offsets;
  for (const BuiltEntry& entry : entries) {
    std::vector<uint64_t> fields;
    for (const std::string& field : entry.fields) fields.push_back(PutField(out, field, form));
    offsets.push_back(PutEntry(out, entry, offsets.size() + 1, fields, form.compact));
  }
  const int width = form.compact ? 4 : 8;
  const uint64_t array = out.Begin(6, 0, 24 + offsets.size() * width);
  out.U64(0);
  for (const uint64_t offset : offsets) out.Little(offset, width);
  out.bytes.replace(0, 8, "LPKSHHRH");
  out.Patch(12, kFlags[static_cast<int>(form.packing)] | (form.compact ? 16 : 0), 4);
  out.bytes[16] = form.closed ? 0 : 1;
  out.bytes[24] = 7;  // file's number
  out.Patch(88, kHeader), out.Patch(96, out.bytes.size() - kHeader);
  out.Patch(104, data_table), out.Patch(112, 16);
  out.Patch(120, field_table), out.Patch(128, 16);
  out.Patch(136, array), out.Patch(144, entries.size());
  out.Patch(152, entries.size()), out.Patch(160, entries.size()), out.Patch(168, 1);
  out.Patch(176, array);
  if (!entries.empty()) {
    out.Patch(184, entries.front().realtime), out.Patch(192, entries.back().realtime);
    out.Patch(200, entries.back().monotonic);
  }
  return std::move(out.bytes);
}

BuiltEntry KernelSays(uint64_t realtime, const std::string& text) {
  return {realtime,
          realtime - kStart,
          1,
          {"_TRANSPORT=kernel", "SYSLOG_IDENTIFIER=kernel", "_HOSTNAME=soan-thao-02", "PRIORITY=6",
           "MESSAGE=" + text}};
}

BuiltEntry ProgramSays(uint64_t realtime, const std::string& program, const std::string& text) {
  return {realtime,
          realtime - kStart,
          1,
          {"_TRANSPORT=stdout", "SYSLOG_IDENTIFIER=" + program, "_HOSTNAME=soan-thao-02",
           "PRIORITY=6", "MESSAGE=" + text}};
}

}  // namespace niem::audit
