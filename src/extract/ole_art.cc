#include "extract/ole_art.h"

#include <string>

namespace niem::extract {
namespace {

constexpr size_t kHeader = 8;
constexpr uint16_t kFirstType = 0xF000;
constexpr uint16_t kLastType = 0xF1FF;
constexpr uint16_t kProperties[] = {0xF00B, 0xF121, 0xF122};
constexpr uint16_t kWordArtText = 0x00C0;
constexpr uint16_t kDescription = 0x0381;

// A table of fixed entries, the long values behind it in the same order.
void AddProperties(Bytes table, size_t count, DocumentWriter& writer) {
  if (count * 6 > table.size()) return;
  ByteReader entries(table);
  ByteReader values(table, count * 6);
  for (size_t i = 0; i < count; ++i) {
    const uint16_t id = entries.U16();
    const uint32_t size = entries.U32();
    if ((id & 0x8000) == 0) continue;
    Bytes value = values.Take(size);
    if (!values.ok()) return;
    const uint16_t property = id & 0x3FFF;
    if (property != kWordArtText && property != kDescription) continue;
    const bool word_art = property == kWordArtText;
    writer.Add(std::string(UntilNul(DecodeUtf16(value))),
               word_art ? Place::kAnnotation : Place::kMetadata,
               word_art ? "WordArt" : "description");
  }
}

bool IsPropertyTable(uint16_t type) {
  for (const uint16_t known : kProperties) {
    if (type == known) return true;
  }
  return false;
}

}  // namespace

void AddOfficeArtText(Bytes records, DocumentWriter& writer) {
  for (size_t at = 0; at + kHeader <= records.size() && !writer.full();) {
    ByteReader reader(records, at);
    const uint16_t version = reader.U16();
    const uint16_t type = reader.U16();
    const uint32_t size = reader.U32();
    if (type < kFirstType || type > kLastType) {
      ++at;  // between drawings Word has a byte of its own
      continue;
    }
    at += kHeader;
    if ((version & 15) == 15) continue;  // a container: its children come next
    if (IsPropertyTable(type)) {
      AddProperties(Slice(records, at, size), version >> 4, writer);
    }
    at += Slice(records, at, size).size();
  }
}

}  // namespace niem::extract
