// Identify: what the bytes are, never what the name says.
//
// Called by the scanner's main process on the raw bytes of every file, so nothing here allocates,
// calls a library or follows an offset unchecked. Magic numbers first, by the first byte; then the
// two containers whose kind is told by the names in them (ZIP: APPNOTE 6.3.10 §4.3; OLE: [MS-CFB]
// §2); then texts, told apart by how they begin.
#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/bytes.h"
#include "extract/extract.h"
#include "extract/identify_parts.h"

namespace niem::extract {
namespace {

using namespace std::string_view_literals;  // magics hold zero bytes

bool StartsWith(Bytes bytes, std::string_view magic, size_t offset = 0) {
  return AsText(Slice(bytes, offset, magic.size())) == magic;
}

struct Magic {
  std::string_view bytes;
  Format format;
  uint8_t offset = 0;
};

// Sorted by nothing: 60 short compares are cheaper than a look at the disk's next block.
constexpr Magic kMagics[] = {
    {"7z\xBC\xAF\x27\x1C"sv, Format::k7z},
    {"Rar!\x1A\x07"sv, Format::kRar},
    {"\x1F\x8B\x08"sv, Format::kGzip},
    {"\xFD"
     "7zXZ\0"sv,
     Format::kXz},
    {"\x28\xB5\x2F\xFD"sv, Format::kZstd},
    {"\x89PNG\r\n\x1A\n"sv, Format::kImage},
    {"\xFF\xD8\xFF"sv, Format::kImage},
    {"GIF87a"sv, Format::kImage},
    {"GIF89a"sv, Format::kImage},
    {"II*\0"sv, Format::kImage},
    {"MM\0*"sv, Format::kImage},
    {"II+\0"sv, Format::kImage},
    {"MM\0+"sv, Format::kImage},
    {"AT&TFORM"sv, Format::kImage},
    {"\0\0\0\x0CjP  \r\n\x87\n"sv, Format::kImage},
    {"\xFF\x4F\xFF\x51"sv, Format::kImage},
    {"\x97JB2\r\n\x1A\n"sv, Format::kImage},
    {"8BPS\0\1"sv, Format::kImage},
    {"\0\0\1\0"sv, Format::kImage},
    {"\xD7\xCD\xC6\x9A"sv, Format::kImage},  // WMF
    {" EMF"sv, Format::kImage, 40},
    {"MSCF\0\0\0\0"sv, Format::kArchive},
    {"!<arch>\n"sv, Format::kArchive},
    {"070701"sv, Format::kArchive},
    {"070707"sv, Format::kArchive},
    {"xar!\0\x1C"sv, Format::kArchive},
    {"-lh"sv, Format::kArchive, 2},
    {"WARC/"sv, Format::kArchive},
    {"LZIP\1"sv, Format::kXz},
    {"\x5D\0\0"sv, Format::kXz},            // lzma, checked further below
    {"\x04\x22\x4D\x18"sv, Format::kZstd},  // lz4 frame
    {"\x1F\x9D"sv, Format::kGzip},          // compress
    {"SQLite format 3\0"sv, Format::kMedia},
    {"\x7F"
     "ELF"sv,
     Format::kMedia},
    {"\xCA\xFE\xBA\xBE"sv, Format::kMedia},
    {"\xCF\xFA\xED\xFE"sv, Format::kMedia},
    {"\xCE\xFA\xED\xFE"sv, Format::kMedia},
    {"\0asm"sv, Format::kMedia},
    {"dex\n03"sv, Format::kMedia},
    {"OggS"sv, Format::kMedia},
    {"fLaC"sv, Format::kMedia},
    {"ID3\2"sv, Format::kMedia},
    {"ID3\3"sv, Format::kMedia},
    {"ID3\4"sv, Format::kMedia},
    {"MThd"sv, Format::kMedia},
    {"FLV\1"sv, Format::kMedia},
    {"\x1A\x45\xDF\xA3"sv, Format::kMedia},                  // Matroska, WebM
    {"\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, Format::kMedia},  // ASF
    {"\0\0\1\xBA"sv, Format::kMedia},
    {"\0\0\1\xB3"sv, Format::kMedia},
    {"#!AMR"sv, Format::kMedia},
    {"OTTO\0"sv, Format::kMedia},
    {"\0\1\0\0\0"sv, Format::kMedia},  // TrueType, Access
    {"true\0"sv, Format::kMedia},
    {"ttcf\0"sv, Format::kMedia},
    {"wOFF"sv, Format::kMedia},
    {"wOF2"sv, Format::kMedia},
    {"L\0\0\0\1\x14\2\0"sv, Format::kMedia},  // Windows shortcut
    {"ITSF\3\0"sv, Format::kMedia},           // CHM
    {"regf"sv, Format::kMedia},
    {"ElfFile\0"sv, Format::kMedia},  // Windows event log
};

Format ByRiffKind(Bytes bytes) {
  return StartsWith(bytes, "WEBP", 8) ? Format::kImage : Format::kMedia;
}

// ISO base media: pictures (HEIF, AVIF) or film.
Format ByBrand(Bytes bytes) {
  for (std::string_view brand : {"heic", "heix", "heif", "mif1", "msf1", "hevc", "avif", "avis"}) {
    if (StartsWith(bytes, brand, 8)) return Format::kImage;
  }
  return Format::kMedia;
}

// A program; or an archive behind the program that unpacks it.
Format ByProgramTail(Bytes bytes) {
  const std::string_view head = AsText(Slice(bytes, 0, 2 << 20));
  if (head.find("7z\xBC\xAF\x27\x1C"sv) != std::string_view::npos) return Format::k7z;
  if (head.find("Rar!\x1A\x07"sv) != std::string_view::npos) return Format::kRar;
  const Format zipped = IdentifyZip(bytes, /*need_directory=*/true);
  return zipped == Format::kUnknown ? Format::kMedia : zipped;
}

bool LooksLikeLzma(Bytes bytes) {
  if (bytes.size() < 13) return false;
  const bool size_unknown = StartsWith(bytes, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv, 5);
  return size_unknown || (bytes[10] == 0 && bytes[11] == 0 && bytes[12] == 0);
}

Format ByMagic(Bytes bytes) {
  for (const Magic& magic : kMagics) {
    if (magic.offset < bytes.size() && static_cast<uint8_t>(magic.bytes[0]) != bytes[magic.offset])
      continue;
    if (!StartsWith(bytes, magic.bytes, magic.offset)) continue;
    if (magic.bytes[0] == '\x5D' && !LooksLikeLzma(bytes)) continue;
    if (magic.bytes == "-lh" && (bytes.size() < 7 || bytes[6] != '-')) continue;
    return magic.format;
  }
  if (StartsWith(bytes, "BZh") && bytes.size() > 4 && bytes[3] >= '1' && bytes[3] <= '9' &&
      (bytes[4] == 0x31 || bytes[4] == 0x17)) {
    return Format::kBzip2;
  }
  if (StartsWith(bytes, "BM") && bytes.size() > 18 && bytes[6] == 0 && bytes[7] == 0 &&
      bytes[8] == 0 && bytes[9] == 0 && bytes[15] == 0 && bytes[16] == 0 && bytes[17] == 0) {
    return Format::kImage;
  }
  if (StartsWith(bytes, "RIFF") && bytes.size() >= 12) return ByRiffKind(bytes);
  if (StartsWith(bytes, "ftyp", 4) && bytes.size() >= 12) return ByBrand(bytes);
  if (bytes.size() > 4 && bytes[0] == 0xFF && (bytes[1] & 0xE6) == 0xE2 && bytes[2] != 0) {
    return Format::kMedia;  // MPEG audio; "\xFF\xFE" text was seen before
  }
  if (StartsWith(bytes, "CD001", 0x8001)) return Format::kArchive;
  return Format::kUnknown;
}

// The header's own checksum (POSIX.1-1988 ustar and v7 alike).
bool IsTar(Bytes bytes) {
  if (bytes.size() < 512 || bytes[0] == 0) return false;
  const bool ustar = StartsWith(bytes, "ustar", 257);
  const bool old = bytes[99] == 0 && bytes[107] <= ' ' && bytes[156] <= '7';
  if (!ustar && !old) return false;
  uint32_t sum = 0;
  for (size_t i = 0; i < 512; ++i) sum += i >= 148 && i < 156 ? ' ' : bytes[i];
  uint32_t stored = 0;
  bool digits = false;
  for (size_t i = 148; i < 156; ++i) {
    if (bytes[i] >= '0' && bytes[i] <= '7') {
      stored = stored * 8 + (bytes[i] - '0');
      digits = true;
    } else if (digits) {
      break;
    }
  }
  return digits && stored == sum;
}

bool IsPdf(Bytes bytes) {
  if (StartsWith(bytes, "%PDF-")) return true;
  // Readers accept the header anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3.4.1); a
  // text that only speaks of it has no trailer.
  if (AsText(Slice(bytes, 0, 1024)).find("%PDF-") == std::string_view::npos) return false;
  const size_t tail = bytes.size() > 2048 ? bytes.size() - 2048 : 0;
  return AsText(Slice(bytes, tail, 2048)).find("startxref") != std::string_view::npos;
}

}  // namespace

Format Identify(Input input) {
  const Bytes bytes = input.bytes;
  if (bytes.empty()) return Format::kText;
  // Texts are most of a disk and begin with letters, '<', '{' or a byte-order mark: every magic
  // that begins like one is longer than a word, so the table settles both.
  if (StartsWith(bytes, "PK")) {
    const Format zipped = IdentifyZip(bytes, /*need_directory=*/false);
    if (zipped != Format::kUnknown) return zipped;
  }
  if (StartsWith(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return IdentifyOle(bytes);
  if (StartsWith(bytes, "MZ") && bytes.size() > 64) {
    const bool text = IdentifyText(bytes, input.name) != Format::kUnknown;
    if (!text) return ByProgramTail(bytes);
  }
  if (!StartsWith(bytes, "\xFF\xFE") && !StartsWith(bytes, "\xFE\xFF")) {
    const Format format = ByMagic(bytes);
    if (format != Format::kUnknown) return format;
  }
  if (IsPdf(bytes)) return Format::kPdf;
  if (IsTar(bytes)) return Format::kTar;
  return IdentifyText(bytes, input.name);
}

}  // namespace niem::extract
