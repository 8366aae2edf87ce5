#include "extract/pictures.h"

#include <algorithm>
#include <utility>

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

// A stamp of three letters packs to more; bullets and lines do not.
constexpr uint64_t kMayHoldStamp = 1 << 10;

}  // namespace

bool WouldReadPicture(uint64_t packed, const Context& context) {
  return context.pictures != nullptr && packed >= kMayHoldStamp && context.pictures->Ready();
}

bool ReadPicture(Bytes bytes, const std::string& locator, Context& context, Document& document) {
  if (context.pictures == nullptr || !context.pictures->Ready()) return false;
  const Result<std::vector<PictureOutcome>> outcomes =
      context.pictures->ReadFile(bytes, 0, locator, document);
  return outcomes.ok() &&
         std::all_of(outcomes->begin(), outcomes->end(), [](PictureOutcome outcome) {
           return outcome == PictureOutcome::kRead || outcome == PictureOutcome::kEmpty;
         });
}

Result<Document> ExtractImage(Input input, Context& context) {
  const Error unread(ErrorCode::kNeedsOcr, {"tệp ảnh: cần nhận dạng chữ (OCR)",
                                            "a picture: its text needs recognition (OCR)"});
  if (context.pictures == nullptr || !context.pictures->Ready()) return unread;
  Document document;
  document.format = Format::kImage;
  TRY_ASSIGN(const std::vector<PictureOutcome> outcomes,
             context.pictures->ReadFile(input.bytes, 1, "", document));
  document.pages = static_cast<uint32_t>(outcomes.size());
  std::vector<uint32_t> unread_pages, stamps_only, doubtful;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] == PictureOutcome::kUnread)
      unread_pages.push_back(static_cast<uint32_t>(i + 1));
    if (outcomes[i] == PictureOutcome::kStampsOnly)
      stamps_only.push_back(static_cast<uint32_t>(i + 1));
  }
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] == PictureOutcome::kDoubtful) doubtful.push_back(static_cast<uint32_t>(i + 1));
  }
  NoteDoubtful(doubtful, document);
  NoteUnreadPages(unread_pages, document);
  NoteStampsOnly(stamps_only, document);
  return document;
}

std::string PageList(const std::vector<uint32_t>& pages) {
  std::string list;
  int parts = 0;
  for (size_t i = 0; i < pages.size();) {
    size_t end = i + 1;
    while (end < pages.size() && pages[end] == pages[end - 1] + 1) ++end;
    if (!list.empty()) list += ", ";
    if (++parts > 20) return list + "…";
    list += std::to_string(pages[i]);
    if (end - i > 1) list += "–" + std::to_string(pages[end - 1]);
    i = end;
  }
  return list;
}

void NoteUnreadPages(const std::vector<uint32_t>& pages, Document& document) {
  if (pages.empty()) return;
  const std::string list = PageList(pages);
  document.notes.push_back({ErrorCode::kNeedsOcr,
                            true,
                            {"trang là ảnh, cần nhận dạng chữ (OCR): " + list,
                             "pages are pictures and need OCR: " + list}});
}

void NoteDoubtful(const std::vector<uint32_t>& pages, Document& document) {
  if (pages.empty()) return;
  const std::string list = PageList(pages);
  document.notes.push_back(
      {ErrorCode::kNeedsOcr,
       true,
       {"ảnh quá mờ hoặc quá nhỏ để nhận dạng chắc chắn, phải xem bằng mắt: trang " + list,
        "the picture is too faint or too coarse to be read for sure, look at it: pages " + list}});
}

void NoteStampsOnly(const std::vector<uint32_t>& pages, Document& document) {
  if (pages.empty()) return;
  const std::string list = PageList(pages);
  document.notes.push_back(
      {ErrorCode::kTimeout,
       true,
       {"hết giờ nhận dạng: chỉ tìm con dấu, chưa đọc hết chữ ở trang " + list +
            "; tăng --timeout hoặc --ocr-page-time rồi quét lại",
        "time for recognition ran out: only stamps were looked for, not all text read, on pages " +
            list + "; raise --timeout or --ocr-page-time and scan again"}});
}

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
