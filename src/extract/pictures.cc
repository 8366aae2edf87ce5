#include "extract/pictures.h"

#include <algorithm>

namespace niem::extract {
namespace {

// A black and white page packs to about 15 KB; an icon or a line stays below the first number.
constexpr uint64_t kMayHoldText = 4 << 10;
constexpr uint64_t kTellingPicture = 20 << 10;
constexpr size_t kFewLetters = 40;

constexpr size_t kArtHeader = 8;
constexpr uint16_t kFirstArt = 0xF000;
constexpr uint16_t kLastArt = 0xF1FF;
constexpr uint16_t kStoreEntry = 0xF007;  // OfficeArtFBSE; its picture may stand elsewhere
constexpr uint16_t kFirstBlip = 0xF01A;
constexpr uint16_t kLastBlip = 0xF02A;

}  // namespace

void NotePictures(uint64_t picture_bytes, Document& document) {
  size_t letters = 0;
  for (const Block& block : document.blocks) {
    if (block.place != Place::kMetadata) letters += block.text.size();
  }
  const bool pictures_only = letters < kFewLetters;
  if (picture_bytes < (pictures_only ? kMayHoldText : kTellingPicture)) return;
  if (pictures_only) {
    document.notes.push_back({ErrorCode::kNeedsOcr,
                              true,
                              {"tài liệu chỉ có ảnh: cần nhận dạng chữ (OCR)",
                               "the document is pictures only: its text needs recognition (OCR)"}});
  } else {
    document.notes.push_back({ErrorCode::kNeedsOcr,
                              false,
                              {"có ảnh trong tài liệu; chữ trong ảnh chưa được đọc",
                               "pictures inside; text in them was not read"}});
  }
}

uint64_t OfficeArtPictureBytes(Bytes records) {
  uint64_t sum = 0;
  for (size_t at = 0; at + kArtHeader <= records.size();) {
    ByteReader reader(records, at);
    const uint16_t version = reader.U16();
    const uint16_t type = reader.U16();
    const uint32_t size = reader.U32();
    if (type < kFirstArt || type > kLastArt) {
      ++at;
      continue;
    }
    at += kArtHeader;
    if ((version & 15) == 15) continue;  // a container: its children come next
    const Bytes body = Slice(records, at, size);
    if (type == kStoreEntry) {
      ByteReader entry(body, std::min<size_t>(20, body.size()));
      sum += entry.U32();
    } else if (type >= kFirstBlip && type <= kLastBlip) {
      sum += body.size();
    }
    at += body.size();
  }
  return sum;
}

}  // namespace niem::extract
