#include "extract/pictures.h"

#include <algorithm>
#include <utility>

namespace niem::extract {
namespace {

// A black and white page packs to about 15 KB; an icon or a line stays below the first number.
constexpr uint64_t kMayHoldText = 4 << 10;
constexpr uint64_t kTellingPicture = 20 << 10;
constexpr size_t kFewLetters = 40;

// A stamp of three letters packs to more; bullets and lines do not.
constexpr uint64_t kMayHoldStamp = 1 << 10;

void NoteDrawings(bool alone, Document& document) {
  if (alone) {
    document.notes.push_back({ErrorCode::kNeedsOcr,
                              true,
                              {"tài liệu chỉ có hình vẽ EMF/WMF, loại Niêm chưa đọc: xem bằng mắt, "
                               "hoặc chuyển sang PDF rồi quét lại",
                               "the document is EMF/WMF drawings only, which Niêm does not read: "
                               "look at it, or convert it to PDF and scan again"}});
  } else {
    document.notes.push_back({ErrorCode::kNeedsOcr,
                              false,
                              {"có hình vẽ EMF/WMF trong tài liệu; Niêm chưa đọc loại hình này",
                               "EMF/WMF drawings inside; Niêm does not read them"}});
  }
}

void NoteUndecoded(Document& document) {
  static constexpr StaticText kUndecoded{
      "có ảnh trong tài liệu bị hỏng hoặc thuộc loại Niêm không giải mã được; chữ trong ảnh đó "
      "chưa "
      "được đọc",
      "a picture inside is damaged or of a kind that Niêm cannot decode; text in it was not read"};
  const bool said = std::any_of(document.notes.begin(), document.notes.end(),
                                [](const Note& note) { return note.text.en == kUndecoded.en; });
  if (!said) document.notes.push_back({ErrorCode::kCorrupt, false, kUndecoded});
}

}  // namespace

bool IsDrawing(Bytes bytes) {
  using namespace std::string_view_literals;
  const std::string_view text = AsText(bytes);
  const bool emf = text.starts_with("\1\0\0\0"sv) &&
                   text.substr(std::min<size_t>(40, text.size())).starts_with(" EMF");
  return emf || text.starts_with("\xD7\xCD\xC6\x9A") || text.starts_with("\1\0\x09\0\0\3"sv);
}

bool TooSmallForMarks(uint64_t packed, const Context& context) {
  return context.pictures != nullptr && packed < kMayHoldStamp;
}

bool WouldReadPicture(uint64_t packed, const Context& context) {
  return context.pictures != nullptr && packed >= kMayHoldStamp && context.pictures->Ready();
}

bool ReadPicture(Bytes bytes, const std::string& locator, Context& context, Document& document) {
  if (context.pictures == nullptr || !context.pictures->Ready() || IsDrawing(bytes)) return false;
  const Result<std::vector<PictureOutcome>> outcomes =
      context.pictures->ReadFile(bytes, 0, locator, nullptr, document);
  if (!outcomes.ok()) NoteUndecoded(document);
  return outcomes.ok() &&
         std::all_of(outcomes->begin(), outcomes->end(), [](PictureOutcome outcome) {
           return outcome == PictureOutcome::kRead || outcome == PictureOutcome::kEmpty;
         });
}

Result<Document> ExtractImage(Input input, Context& context) {
  if (IsDrawing(input.bytes)) {
    return Error(
        ErrorCode::kNeedsOcr,
        {"hình vẽ EMF/WMF, loại Niêm chưa đọc: xem bằng mắt, hoặc chuyển sang PDF rồi quét lại",
         "an EMF/WMF drawing, which Niêm does not read: look at it, or convert it to PDF and scan "
         "again"});
  }
  const Error unread(ErrorCode::kNeedsOcr, {"tệp ảnh: cần nhận dạng chữ (OCR)",
                                            "a picture: its text needs recognition (OCR)"});
  if (context.pictures == nullptr || !context.pictures->Ready()) return unread;
  Document document;
  document.format = Format::kImage;
  TRY_ASSIGN(const std::vector<PictureOutcome> outcomes,
             context.pictures->ReadFile(input.bytes, 1, "", context.watch, document));
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

void NotePictures(const UnreadPictures& unread, Document& document) {
  size_t letters = 0;
  for (const Block& block : document.blocks) {
    if (block.place != Place::kMetadata) letters += block.text.size();
  }
  const bool pictures_only = letters < kFewLetters;
  const uint64_t all = unread.pictures + unread.drawings;
  if (all < (pictures_only ? kMayHoldText : kTellingPicture)) return;
  if (unread.drawings > unread.pictures) {
    NoteDrawings(pictures_only, document);
  } else if (pictures_only) {
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

}  // namespace niem::extract
