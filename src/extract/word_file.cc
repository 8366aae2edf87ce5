#include "extract/word_file.h"

namespace niem::extract {
namespace {

constexpr uint16_t kWord97 = 0xA5EC;
constexpr uint16_t kWord6 = 0xA5DC;
constexpr uint16_t kFirst97Version = 0x6A;
constexpr uint8_t kProperties = 1;  // Prc
constexpr uint8_t kPieces = 2;      // Pcdt

uint32_t U32At(Bytes bytes, size_t offset) {
  return ByteReader(bytes, offset).U32();
}

WordRange RangeAt(Bytes bytes, size_t offset) {
  return {U32At(bytes, offset), U32At(bytes, offset + 4)};
}

void ReadOld(Bytes bytes, WordFib& fib) {
  fib.ccp_text = U32At(bytes, 0x34);
  fib.ccp_footnote = U32At(bytes, 0x38);
  fib.ccp_header = U32At(bytes, 0x3C);
  fib.ccp_macro = U32At(bytes, 0x40);
  fib.ccp_comment = U32At(bytes, 0x44);
  fib.ccp_endnote = U32At(bytes, 0x48);
  fib.ccp_text_box = U32At(bytes, 0x4C);
  fib.ccp_header_text_box = U32At(bytes, 0x50);
  fib.clx = RangeAt(bytes, 0x160);
  fib.headers = RangeAt(bytes, 0xB0);
}

void Read97(Bytes bytes, WordFib& fib) {
  fib.ccp_text = U32At(bytes, 0x4C);
  fib.ccp_footnote = U32At(bytes, 0x50);
  fib.ccp_header = U32At(bytes, 0x54);
  fib.ccp_macro = U32At(bytes, 0x58);
  fib.ccp_comment = U32At(bytes, 0x5C);
  fib.ccp_endnote = U32At(bytes, 0x60);
  fib.ccp_text_box = U32At(bytes, 0x64);
  fib.ccp_header_text_box = U32At(bytes, 0x68);
  const auto range = [&](size_t index) { return RangeAt(bytes, 0x9A + 8 * index); };
  fib.styles = range(1);
  fib.headers = range(11);
  fib.chpx = range(12);
  fib.papx = range(13);
  fib.fonts = range(15);
  fib.clx = range(33);
  fib.drawings = range(50);
}

}  // namespace

Result<WordFib> ReadFib(Bytes document) {
  ByteReader reader(document);
  const uint16_t magic = reader.U16();
  const uint16_t version = reader.U16();
  reader.Seek(0x0A);
  const uint16_t flags = reader.U16();
  reader.Skip(2);
  WordFib fib;
  fib.key = reader.U32();
  reader.Seek(0x18);
  fib.fc_min = reader.U32();
  fib.fc_mac = reader.U32();
  if (!reader.ok() || (magic != kWord97 && magic != kWord6)) {
    return Error(ErrorCode::kCorrupt,
                 {"phần đầu tài liệu Word bị hỏng", "the Word document's header is damaged"});
  }
  fib.old = version < kFirst97Version;
  fib.complex = (flags & 0x0004) != 0;
  fib.encrypted = (flags & 0x0100) != 0;
  fib.table1 = (flags & 0x0200) != 0;
  fib.obfuscated = (flags & 0x8000) != 0;
  if (fib.old) {
    ReadOld(document, fib);
  } else {
    Read97(document, fib);
  }
  return fib;
}

std::vector<WordPiece> ReadPieces(const WordFib& fib, Bytes table) {
  if (fib.old && (!fib.complex || fib.clx.size == 0)) {
    if (fib.fc_mac <= fib.fc_min) return {};
    return {{0, fib.fc_mac - fib.fc_min, fib.fc_min, false}};
  }
  Bytes clx = Slice(table, fib.clx.offset, fib.clx.size);
  ByteReader reader(clx);
  uint8_t kind = reader.U8();
  while (reader.ok() && kind == kProperties) {
    reader.Skip(reader.U16());
    kind = reader.U8();
  }
  const uint32_t size = reader.U32();
  Bytes plc = Slice(clx, reader.offset(), size);
  if (!reader.ok() || kind != kPieces || plc.size() < 16) return {};
  const size_t count = (plc.size() - 4) / 12;
  ByteReader positions(plc);
  ByteReader descriptors(plc, 4 * (count + 1));
  std::vector<WordPiece> pieces;
  uint32_t begin = positions.U32();
  for (size_t i = 0; i < count; ++i) {
    const uint32_t end = positions.U32();
    descriptors.Skip(2);
    const uint32_t fc = descriptors.U32();
    descriptors.Skip(2);
    if (end <= begin) {
      if (end < begin) break;  // the rest is damaged
      continue;
    }
    WordPiece piece{begin, end, fc, !fib.old};
    if (!fib.old && (fc & 0x4000'0000) != 0) {
      piece.fc = (fc & 0x3FFF'FFFF) / 2;
      piece.wide = false;
    }
    pieces.push_back(piece);
    begin = end;
  }
  return pieces;
}

}  // namespace niem::extract
