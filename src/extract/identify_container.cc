// Which ZIP (by member names) and which OLE compound file (by stream names).
#include <algorithm>
#include <string_view>

#include "base/bytes.h"
#include "extract/identify_parts.h"

namespace niem::extract {
namespace {

using namespace std::string_view_literals;

constexpr size_t kMaxNames =
    4096;  // office files name their main part early; archives are just archives

// What the names seen so far say.
struct ZipKind {
  bool content_types = false;
  Format office = Format::kUnknown;

  void See(std::string_view name) {
    if (name == "[Content_Types].xml") content_types = true;
    if (office != Format::kUnknown) return;
    if (name.starts_with("word/")) office = Format::kDocx;
    if (name.starts_with("xl/")) office = Format::kXlsx;
    if (name.starts_with("ppt/")) office = Format::kPptx;
  }

  bool settled() const { return content_types && office != Format::kUnknown; }

  Format format() const { return settled() ? office : Format::kZip; }
};

Format ByMimeType(std::string_view mime) {
  constexpr std::string_view kOdf = "application/vnd.oasis.opendocument.";
  constexpr std::string_view kOldOdf = "application/vnd.sun.xml.";
  if (mime.starts_with(kOdf))
    mime.remove_prefix(kOdf.size());
  else if (mime.starts_with(kOldOdf))
    mime.remove_prefix(kOldOdf.size());
  else
    return Format::kUnknown;
  if (mime.starts_with("spreadsheet") || mime.starts_with("calc")) return Format::kOds;
  if (mime.starts_with("presentation") || mime.starts_with("graphics") ||
      mime.starts_with("impress") || mime.starts_with("draw")) {
    return Format::kOdp;
  }
  return Format::kOdt;
}

// ODF wants "mimetype" first and stored, so its value stands at a fixed place (ODF 1.2 part 3,
// §3.3).
Format ByFirstMember(Bytes bytes) {
  ByteReader reader(bytes);
  reader.Skip(8);
  const uint16_t method = reader.U16();
  reader.Seek(18);
  const uint32_t packed = reader.U32();
  reader.Seek(26);
  const uint16_t name_size = reader.U16();
  const uint16_t extra_size = reader.U16();
  if (AsText(reader.Take(name_size)) != "mimetype" || method != 0) return Format::kUnknown;
  reader.Skip(extra_size);
  const size_t size = packed == 0 ? 80 : std::min<size_t>(packed, 80);
  return ByMimeType(AsText(Slice(bytes, reader.offset(), reader.ok() ? size : 0)));
}

// Offset of the end-of-central-directory record, or npos.
size_t FindDirectoryEnd(Bytes bytes) {
  constexpr size_t kRecord = 22, kMaxComment = 65535;
  if (bytes.size() < kRecord) return std::string_view::npos;
  const size_t from = bytes.size() - std::min(bytes.size(), kRecord + kMaxComment);
  const std::string_view tail = AsText(bytes.subspan(from));
  const size_t at = tail.rfind("PK\5\6"sv);
  return at == std::string_view::npos ? at : from + at;
}

bool ReadDirectory(Bytes bytes, ZipKind& kind) {
  const size_t end = FindDirectoryEnd(bytes);
  if (end == std::string_view::npos) return false;
  ByteReader record(bytes, end + 10);
  (void)record.U16();
  const uint32_t size = record.U32();
  // The directory ends where its end record starts, wherever a prefix has moved it.
  size_t start = size <= end ? end - size : 0;
  if (AsText(Slice(bytes, start, 4)) != "PK\1\2"sv) {
    start = record.U32();
    if (AsText(Slice(bytes, start, 4)) != "PK\1\2"sv) return size == 0 && end == 0;
  }
  ByteReader reader(bytes, start);
  for (size_t i = 0; i < kMaxNames && reader.U32() == 0x02014B50; ++i) {
    reader.Skip(24);
    const uint16_t name = reader.U16(), extra = reader.U16(), comment = reader.U16();
    reader.Skip(12);
    kind.See(AsText(reader.Take(name)));
    reader.Skip(size_t{extra} + comment);
    if (!reader.ok() || kind.settled()) break;
  }
  return true;
}

// A cut-off file has no directory: its local headers still name the members.
void ReadLocalHeaders(Bytes bytes, ZipKind& kind) {
  size_t at = 0;
  for (size_t i = 0; i < kMaxNames && !kind.settled(); ++i) {
    ByteReader reader(bytes, at);
    if (reader.U32() != 0x04034B50) break;
    reader.Skip(2);
    const uint16_t flags = reader.U16();
    reader.Skip(10);
    const uint32_t packed = reader.U32();
    reader.Skip(4);
    const uint16_t name = reader.U16(), extra = reader.U16();
    kind.See(AsText(reader.Take(name)));
    reader.Skip(extra);
    if (!reader.ok()) break;
    at = reader.offset() + packed;
    if ((flags & 8) != 0) {  // sizes follow the data: look for the next header
      const size_t next = AsText(Slice(bytes, at, 16 << 20)).find("PK\3\4"sv);
      if (next == std::string_view::npos) break;
      at += next;
    }
  }
}

// ---- OLE ----

// The FAT of a compound file, enough of it to follow the directory's chain.
class CompoundFile {
 public:
  explicit CompoundFile(Bytes bytes) : bytes_(bytes) {
    ByteReader reader(bytes, 30);
    const uint16_t shift = reader.U16();
    sector_ = shift >= 7 && shift <= 16 ? size_t{1} << shift : 512;
    reader.Seek(48);
    directory_ = reader.U32();
    reader.Seek(68);
    difat_ = reader.U32();
  }

  uint32_t directory() const { return directory_; }

  // A chain with more sectors than the file has runs in a circle.
  size_t longest_chain() const { return std::min<size_t>(4096, bytes_.size() / sector_ + 1); }

  Bytes Sector(uint32_t index) const {
    if (index > 0xFFFFFFFA) return {};
    return Slice(bytes_, (size_t{index} + 1) * sector_, sector_);
  }

  uint32_t Next(uint32_t index) const {
    const size_t entries = sector_ / 4;
    const uint32_t fat = FatSector(index / entries);
    ByteReader reader(Sector(fat), (index % entries) * 4);
    const uint32_t next = reader.U32();
    return reader.ok() ? next : kEnd;
  }

  static constexpr uint32_t kEnd = 0xFFFFFFFE;

 private:
  // Sector number of the FAT's n-th sector: 109 in the header, the rest in the DIFAT chain.
  uint32_t FatSector(size_t n) const {
    if (n < 109) return ByteReader(bytes_, std::min(76 + n * 4, bytes_.size())).U32();
    n -= 109;
    const size_t per_sector = sector_ / 4 - 1;
    uint32_t at = difat_;
    for (size_t hops = 0; hops < longest_chain(); ++hops) {
      const Bytes sector = Sector(at);
      if (sector.size() < sector_) return kEnd;
      if (n < per_sector) return ByteReader(sector, n * 4).U32();
      n -= per_sector;
      at = ByteReader(sector, per_sector * 4).U32();
    }
    return kEnd;
  }

  Bytes bytes_;
  size_t sector_ = 512;
  uint32_t directory_ = kEnd;
  uint32_t difat_ = kEnd;
};

// Compares a directory entry's UTF-16 name with ASCII.
bool NameIs(Bytes entry, std::string_view name) {
  const size_t length = ByteReader(entry, 64).U16();
  if (length != (name.size() + 1) * 2 || length > 64) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    if (entry[i * 2] != static_cast<uint8_t>(name[i]) || entry[i * 2 + 1] != 0) return false;
  }
  return true;
}

// CLSIDs of root entries ([MS-OFFCLS] lists them): they tell the outer document from embedded ones.
Format ByClass(Bytes entry) {
  const std::string_view tail = AsText(Slice(entry, 84, 12));
  const uint32_t head = ByteReader(entry, 80).U32();
  if (tail == "\0\0\0\0\xC0\0\0\0\0\0\0\x46"sv) {
    if (head == 0x00020906 || head == 0x00020900) return Format::kDoc;
    if (head == 0x00020810 || head == 0x00020820) return Format::kXls;
    if (head == 0x00020D0B) return Format::kMsg;
  }
  return head == 0x64818D10 ? Format::kPpt : Format::kUnknown;
}

struct OleKind {
  Format by_class = Format::kUnknown;
  Format by_stream = Format::kUnknown;  // of the first telling stream
  bool mail = false, encrypted = false;

  void See(Bytes entry) {
    const uint8_t type = entry[66];
    if (type == 5) by_class = ByClass(entry);
    if (type != 1 && type != 2) return;
    mail |= NameIs(entry, "__properties_version1.0") || NameIs(entry, "__nameid_version1.0");
    encrypted |= NameIs(entry, "EncryptedPackage");
    if (by_stream != Format::kUnknown) return;
    if (NameIs(entry, "WordDocument")) by_stream = Format::kDoc;
    if (NameIs(entry, "Workbook") || NameIs(entry, "Book")) by_stream = Format::kXls;
    if (NameIs(entry, "PowerPoint Document") || NameIs(entry, "PP40")) by_stream = Format::kPpt;
  }

  Format format() const {
    if (encrypted) return Format::kOle;
    if (mail) return Format::kMsg;  // its attachments may hold the others' streams
    if (by_stream == Format::kUnknown) return Format::kOle;
    return by_class == Format::kUnknown ? by_stream : by_class;
  }
};

template <typename See>
void EachEntry(const CompoundFile& file, See&& see) {
  uint32_t at = file.directory();
  for (size_t i = 0; i < file.longest_chain() && at < 0xFFFFFFFA; ++i) {
    Bytes sector = file.Sector(at);
    for (; sector.size() >= 128; sector = sector.subspan(128)) see(sector.first(128));
    at = file.Next(at);
  }
}

}  // namespace

Format IdentifyZip(Bytes bytes, bool need_directory) {
  ZipKind kind;
  if (need_directory) return ReadDirectory(bytes, kind) ? kind.format() : Format::kUnknown;
  const std::string_view magic = AsText(Slice(bytes, 0, 4));
  if (magic == "PK\5\6"sv || magic == "PK00"sv || magic == "PK\7\x08"sv) return Format::kZip;
  if (magic != "PK\3\4"sv) return Format::kUnknown;
  const Format odf = ByFirstMember(bytes);
  if (odf != Format::kUnknown) return odf;
  if (!ReadDirectory(bytes, kind)) ReadLocalHeaders(bytes, kind);
  return kind.format();
}

Format IdentifyOle(Bytes bytes) {
  OleKind kind;
  EachEntry(CompoundFile(bytes), [&kind](Bytes entry) { kind.See(entry); });
  if (kind.format() != Format::kOle || kind.encrypted) return kind.format();
  // A damaged chain: the entries themselves may still be there, in whichever sector.
  for (size_t offset = 512; offset + 128 <= std::min<size_t>(bytes.size(), 4 << 20);
       offset += 128) {
    kind.See(bytes.subspan(offset, 128));
  }
  return kind.format();
}

bool OleNamesMoreThanItHolds(Bytes bytes) {
  constexpr uint8_t kStream = 2;
  bool more = false;
  EachEntry(CompoundFile(bytes), [&](Bytes entry) {
    more |= entry[66] == kStream && ByteReader(entry, 120).U32() > bytes.size();
  });
  return more;
}

}  // namespace niem::extract
