#include "extract/ole_blips.h"

#include <string>

#include "extract/dib.h"

namespace niem::extract {
namespace {

constexpr size_t kHeader = 8;
constexpr uint16_t kFirstType = 0xF000;
constexpr uint16_t kLastType = 0xF1FF;
constexpr uint16_t kStoreEntry = 0xF007;
constexpr uint16_t kFirstBlip = 0xF01A;  // EMF; then WMF, PICT, JPEG, PNG, DIB
constexpr uint16_t kLastBlip = 0xF02A;
constexpr uint16_t kLastDrawing = 0xF01C;
constexpr uint16_t kDib = 0xF01F;
constexpr size_t kStoreFixed = 36;
constexpr uint32_t kNowhere = 0xFFFFFFFF;
constexpr size_t kUid = 16;

struct RecordHeader {
  uint16_t version = 0;  // and instance, in its upper twelve bits
  uint16_t type = 0;
  uint32_t size = 0;

  bool IsArt() const { return type >= kFirstType && type <= kLastType; }

  bool IsBlip() const { return type >= kFirstBlip && type <= kLastBlip; }

  bool IsContainer() const { return (version & 15) == 15; }
};

RecordHeader HeaderAt(Bytes records, size_t at) {
  ByteReader reader(records, at);
  RecordHeader header;
  header.version = reader.U16(), header.type = reader.U16(), header.size = reader.U32();
  return reader.ok() ? header : RecordHeader();
}

bool BeginsAsPicture(Bytes bytes) {
  const std::string_view text = AsText(bytes);
  return text.starts_with("\x89PNG") || text.starts_with("\xFF\xD8\xFF") ||
         text.starts_with("II*") || text.starts_with("MM");
}

// In front of the picture stand one or two digests and a tag. Which, the instance tells (odd: two);
// some writers get it wrong, and the picture's own first bytes know better.
Bytes PictureIn(Bytes body, bool two_digests) {
  const Bytes one = Slice(body, kUid + 1, body.size());
  const Bytes two = Slice(body, 2 * kUid + 1, body.size());
  if (BeginsAsPicture(one)) return one;
  if (BeginsAsPicture(two)) return two;
  return two_digests ? two : one;
}

}  // namespace

void BlipReader::ReadRecords(Bytes records, Bytes delayed) {
  for (size_t at = 0; at + kHeader <= records.size();) {
    const RecordHeader header = HeaderAt(records, at);
    if (!header.IsArt()) {
      ++at;  // between drawings Word has a byte of its own
      continue;
    }
    at += kHeader;
    if (header.IsContainer()) continue;  // its children come next
    const Bytes body = Slice(records, at, header.size);
    if (header.type == kStoreEntry) {
      ReadStoreEntry(body, delayed);
    } else if (header.IsBlip()) {
      ReadBlip(header.type, header.version >> 4, body);
    }
    at += body.size();
  }
}

void BlipReader::ReadStoreEntry(Bytes entry, Bytes delayed) {
  ByteReader reader(entry, std::min<size_t>(20, entry.size()));
  const uint32_t size = reader.U32();
  const uint32_t users = reader.U32();
  const uint32_t offset = reader.U32();
  reader.Skip(1);
  const size_t name = reader.U8();
  if (!reader.ok()) return Leave(entry.size());
  const Bytes inside = Slice(entry, kStoreFixed + name, entry.size());
  if (inside.size() > kHeader) return ReadRecords(inside);
  const RecordHeader header = offset == kNowhere ? RecordHeader() : HeaderAt(delayed, offset);
  if (!header.IsBlip()) {
    // Deleted pictures leave their entry behind.
    if (users > 0) Leave(size);
    return;
  }
  ReadBlip(header.type, header.version >> 4, Slice(delayed, offset + kHeader, header.size));
}

void BlipReader::ReadBlip(uint16_t type, uint16_t instance, Bytes body) {
  ++number_;
  if (type <= kLastDrawing) {
    unread_.drawings += body.size();
    return;
  }
  const Bytes picture = PictureIn(body, (instance & 1) != 0);
  if (TooSmallForMarks(picture.size(), context_)) return;
  std::string bmp;
  if (type == kDib && context_.pictures != nullptr) bmp = BmpOfDib(picture);
  const bool read = ReadPicture(bmp.empty() ? picture : AsBytes(bmp),
                                "picture" + std::to_string(number_), context_, document_);
  if (!read) Leave(body.size());
}

// What does not look like a picture's structure is passed over until one does; it counts as a
// picture: better one warning too many.
void BlipReader::ReadInline(Bytes data) {
  constexpr uint16_t kPicfHeader = 0x44, kShape = 0x64, kShapeFile = 0x66;
  for (size_t at = 0; at + kHeader <= data.size();) {
    ByteReader reader(data, at);
    const uint32_t size = reader.U32();
    const uint16_t header = reader.U16();
    const uint16_t kind = reader.U16();
    if (size <= header || size > data.size() - at || header != kPicfHeader) {
      ++at, Leave(1);
      continue;
    }
    if (kind == kShape || kind == kShapeFile) ReadPicf(Slice(data, at + header, size - header));
    at += size;
  }
}

void BlipReader::ReadPicf(Bytes body) {
  const uint32_t before = number_;
  const uint64_t left = unread_.pictures;
  ReadRecords(body);
  // A linked picture's preview, or damage.
  if (number_ == before && unread_.pictures == left) Leave(body.size());
}

void BlipReader::ReadImageData(Bytes record) {
  constexpr size_t kBefore = 8;
  constexpr uint16_t kBitmap = 9;
  ++number_;
  const uint16_t kind = ByteReader(record).U16();
  const Bytes picture = Slice(record, kBefore, record.size());
  if (TooSmallForMarks(picture.size(), context_)) return;
  const std::string bmp = kind == kBitmap ? BmpOfDib(picture) : std::string();
  if (bmp.empty() ||
      !ReadPicture(AsBytes(bmp), "picture" + std::to_string(number_), context_, document_)) {
    Leave(record.size());
  }
}

}  // namespace niem::extract
