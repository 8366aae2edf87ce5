#include "extract/msg_lzfu.h"

#include <array>
#include <cstring>
#include <string_view>

namespace niem::extract {
namespace {

constexpr uint32_t kCompressed = 0x75465A4C;    // "LZFu"
constexpr uint32_t kUncompressed = 0x414C454D;  // "MELA"
constexpr size_t kDictionary = 4096;

// The dictionary's first bytes, fixed by [MS-OXRTFCP] 2.1.2.1.
constexpr std::string_view kPreset =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(kPreset.size() == 207);

std::string Decompress(ByteReader reader, uint32_t raw_size, bool& complete) {
  std::array<char, kDictionary> dictionary{};
  std::memcpy(dictionary.data(), kPreset.data(), kPreset.size());
  size_t write = kPreset.size();
  std::string out;
  const auto put = [&](char c) {
    out += c;
    dictionary[write] = c;
    write = (write + 1) % kDictionary;
  };
  while (!reader.at_end()) {
    const uint8_t flags = reader.U8();
    for (int bit = 0; bit < 8 && !reader.at_end(); ++bit) {
      if ((flags >> bit & 1) == 0) {
        put(static_cast<char>(reader.U8()));
        continue;
      }
      const size_t high = reader.U8();
      const size_t reference = high << 8 | reader.U8();
      size_t read = reference >> 4;
      if (!reader.ok()) return out;
      if (read == write) {
        complete = out.size() >= raw_size;
        return out;
      }
      for (size_t count = (reference & 15) + 2; count > 0; --count) {
        put(dictionary[read]);
        read = (read + 1) % kDictionary;
      }
    }
  }
  complete = out.size() >= raw_size;
  return out;
}

}  // namespace

Result<std::string> DecompressRtf(Bytes compressed, bool& complete) {
  complete = false;
  ByteReader reader(compressed);
  reader.Skip(4);
  const uint32_t raw_size = reader.U32();
  const uint32_t kind = reader.U32();
  reader.Skip(4);  // checksum
  if (!reader.ok() || (kind != kCompressed && kind != kUncompressed)) {
    return Error(ErrorCode::kCorrupt,
                 {"nội dung RTF nén của thư bị hỏng", "the message's compressed RTF is damaged"});
  }
  if (kind == kUncompressed) {
    Bytes text = Slice(compressed, reader.offset(), raw_size);
    complete = text.size() == raw_size;
    return std::string(AsText(text));
  }
  return Decompress(reader, raw_size, complete);
}

}  // namespace niem::extract
