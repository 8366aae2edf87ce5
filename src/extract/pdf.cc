#include <gio/gio.h>
#include <poppler.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/formats.h"
#include "extract/glib_util.h"
#include "extract/pdf_pages.h"
#include "extract/pdf_parts.h"
#include "extract/pdf_profiles.h"
#include "extract/pdf_text.h"
#include "extract/pictures.h"
#include "text/decode.h"
#include "text/fold.h"
#include "text/match.h"

namespace niem::extract {
namespace {

// A page with fewer letters than this may be a scan that bears only a digital signature's line.
constexpr size_t kFewLetters = 200;
constexpr double kScanCover = 0.5;
// A damaged page tree may promise millions of pages that are not there.
constexpr uint32_t kMissingPages = 64;
constexpr size_t kJudgedText = 64 << 10;

using PdfPtr = GPtr<PopplerDocument>;

// poppler 22.12's poppler_document_new_from_bytes frees the bytes' stream before its second try
// with a wrong password, and reads it then; the function that takes a GInputStream copies it first.
PdfPtr OpenWithPassword(GBytes* data, const std::string& password, GError** error) {
  GPtr<GInputStream> stream(g_memory_input_stream_new_from_bytes(data));
  auto size = static_cast<goffset>(g_bytes_get_size(data));
  return PdfPtr(
      poppler_document_new_from_stream(stream.get(), size, password.c_str(), nullptr, error));
}

bool IsEncrypted(const GError* error) {
  return error && error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED;
}

// poppler keeps a table as long as the greatest object number that it meets, and where the file is
// damaged it goes through all of it for every word that it reads: 889 bytes took eleven seconds.
// Numbers may have gaps, but hardly so many.
constexpr uint64_t kAnyFileMayNumber = 1'000'000;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// The digits that end in front of `end`.
std::string_view DigitsBefore(std::string_view text, size_t end) {
  size_t begin = end;
  while (begin > 0 && IsDigit(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

bool NumbersObjectsTooHigh(std::string_view pdf) {
  const auto too_high = [&](std::string_view number) {
    uint64_t value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    return read.ec == std::errc::result_out_of_range ||
           value > std::max<uint64_t>(kAnyFileMayNumber, pdf.size());
  };
  for (size_t at = pdf.find(" obj"); at != pdf.npos; at = pdf.find(" obj", at + 1)) {
    const std::string_view generation = DigitsBefore(pdf, at);
    if (generation.empty() || generation.size() == at) continue;
    const size_t behind_number = at - generation.size() - 1;
    if (pdf[behind_number] == ' ' && too_high(DigitsBefore(pdf, behind_number))) return true;
  }
  for (size_t at = pdf.find("/Size"); at != pdf.npos; at = pdf.find("/Size", at + 1)) {
    const std::string_view behind = pdf.substr(at + 5, 24);
    const size_t begin = std::min(behind.find_first_not_of(' '), behind.size());
    if (too_high(behind.substr(begin))) return true;
  }
  return false;
}

Result<PdfPtr> Open(Bytes bytes, const std::vector<std::string>& passwords) {
  if (NumbersObjectsTooHigh(AsText(bytes))) {
    return Error(ErrorCode::kBomb, {"tệp PDF đánh số đối tượng quá lớn, không mở",
                                    "the PDF numbers its objects too high; it was not opened"});
  }
  std::unique_ptr<GBytes, void (*)(GBytes*)> data(g_bytes_new_static(bytes.data(), bytes.size()),
                                                  g_bytes_unref);
  GError* raw = nullptr;
  PdfPtr document(poppler_document_new_from_bytes(data.get(), nullptr, &raw));
  bool encrypted = IsEncrypted(GErrorPtr(raw).get());
  for (size_t i = 0; encrypted && !document && i < passwords.size(); ++i) {
    raw = nullptr;
    document = OpenWithPassword(data.get(), passwords[i], &raw);
    GErrorPtr error(raw);
  }
  if (document) return document;
  if (encrypted) {
    return Error(ErrorCode::kEncrypted,
                 {"tệp PDF có mật khẩu; thêm mật khẩu vào tệp của --passwords",
                  "the PDF needs a password; add it to the file given by --passwords"});
  }
  return Error(ErrorCode::kCorrupt,
               {"tệp PDF hỏng, không mở được", "the PDF is damaged and cannot be opened"});
}

// poppler builds its tables of glyph names for the first document that is open and drops them with
// the last: a millisecond each time. One document without pages stays open.
void KeepTables() {
  static constexpr std::string_view kEmpty =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  [[maybe_unused]] static PopplerDocument* const kept = [] {
    Result<PdfPtr> opened = Open(AsBytes(kEmpty), {});
    return opened.ok() ? opened->release() : nullptr;
  }();
}

void AddMetadata(PopplerDocument* pdf, Document& document) {
  struct Property {
    const char* locator;
    char* (*get)(PopplerDocument*);
  };

  for (const Property& property : {Property{"title", poppler_document_get_title},
                                   Property{"subject", poppler_document_get_subject},
                                   Property{"keywords", poppler_document_get_keywords}}) {
    GStr value(property.get(pdf));
    if (View(value).empty()) continue;
    Block block;
    block.text = View(value);
    block.place = Place::kMetadata;
    block.locator = property.locator;
    document.blocks.push_back(std::move(block));
  }
}

// Reads page after page and remembers what must be said about them.
class Reader {
 public:
  Reader(PopplerDocument* pdf, PdfStamps stamps, const Context& context, Document& document)
      : pdf_(pdf),
        stamps_(std::move(stamps)),
        limits_(context.limits),
        pictures_reader_(context.pictures),
        watch_(context.watch),
        document_(document) {}

  void Run() {
    document_.pages = static_cast<uint32_t>(std::max(poppler_document_get_n_pages(pdf_), 0));
    uint32_t missing_in_a_row = 0;
    for (uint32_t number = 1; number <= document_.pages && missing_in_a_row < kMissingPages;
         ++number) {
      if (elsewhere_) return;
      if (watch_ != nullptr && !watch_->Begin(number)) break;
      if (ReadPage(number)) {
        missing_in_a_row = 0;
      } else {
        missing_.push_back(number);
        ++missing_in_a_row;
      }
      if (text_bytes_ > limits_.max_text_bytes) {
        Say(ErrorCode::kTooLarge, true,
            "chữ trong tệp quá nhiều, chỉ đọc đến trang " + std::to_string(number),
            "too much text, read only up to page " + std::to_string(number));
        break;
      }
    }
    MarkRunningHeads(document_.blocks);
    SayWhatWasNotRead();
  }

 private:
  bool ReadPage(uint32_t number) {
    GPtr<PopplerPage> page(poppler_document_get_page(pdf_, static_cast<int>(number - 1)));
    if (!page) return false;
    PdfPage read = ReadPdfPage(page.get(), number);
    bool picture = read.letters < kFewLetters && IsPicture(page.get(), read);
    bool unmapped = read.unreadable > read.letters;
    std::vector<Block> beside;
    bool drawn = !ReadPdfAnnotations(page.get(), number, stamps_, beside);
    ReadPdfFields(page.get(), number, beside);
    const bool garbled = pictures_reader_ != nullptr && IsGarbled(read.blocks);
    if (picture || unmapped || drawn || garbled) {
      const size_t before = document_.blocks.size();
      if (ReadAsPicture(page.get(), number)) {
        const size_t letters = LettersFrom(before);
        picture = false;
        // A font that is not embedded is not drawn here: only what came out shows that all was.
        unmapped = unmapped && letters < read.unreadable / 3;
        drawn = drawn && !HasFrameFrom(before);
        // What the picture says stands in for a layer that says something else.
        if (garbled && letters >= read.letters / 3) read.blocks.clear();
      }
    } else {
      LookForStamps(page.get(), number);
    }
    if (picture) pictures_.push_back(number);
    if (unmapped) unmapped_.push_back(number);
    if (drawn) drawn_.push_back(number);
    MarkPdfTables(read.blocks, tables_);
    Add(std::move(read.blocks));
    Add(std::move(beside));
    return true;
  }

  static bool IsPicture(PopplerPage* page, const PdfPage& read) {
    const double cover = PdfPictureCover(page);
    return cover >= kScanCover || (cover > 0 && read.letters == 0);
  }

  // A layer that OCR in the wrong language left.
  static bool IsGarbled(const std::vector<Block>& blocks) {
    std::string text;
    for (const Block& block : blocks) text += block.text + "\n";
    if (text::Encoding carried = text::DetectCarried(text); carried != text::Encoding::kUtf8)
      text = text::RepairCarried(text, carried);
    return text::LooksGarbled(text);
  }

  size_t LettersFrom(size_t block) const {
    size_t letters = 0;
    for (; block < document_.blocks.size(); ++block)
      letters += text::FoldText(document_.blocks[block].text).size();
    return letters;
  }

  bool HasFrameFrom(size_t block) const {
    const auto first = document_.blocks.begin() + static_cast<ptrdiff_t>(block);
    return std::any_of(first, document_.blocks.end(),
                       [](const Block& each) { return each.style.border; });
  }

  bool MayRead() {
    if (pictures_reader_ == nullptr) return false;
    elsewhere_ = !pictures_reader_->Ready();
    return !elsewhere_;
  }

  // False: the page's picture stays unread.
  bool ReadAsPicture(PopplerPage* page, uint32_t number) {
    if (!MayRead()) return false;
    const picture::Raster raster = PictureOfPage(page);
    if (raster.empty()) return false;
    switch (pictures_reader_->Read(raster, number, PictureDepth::kText, document_)) {
      case PictureOutcome::kUnread:
        return false;
      case PictureOutcome::kStampsOnly:
        stamps_only_.push_back(number);
        return true;
      case PictureOutcome::kDoubtful:
        doubtful_.push_back(number);
        return true;
      default:
        return true;
    }
  }

  // A page whose words are known may still bear the picture of a stamp: a scan with a text layer, a
  // stamp pasted on a page.
  void LookForStamps(PopplerPage* page, uint32_t number) {
    if (pictures_reader_ == nullptr) return;
    const double cover = PdfPictureCover(page);
    if (cover <= 0 || !MayRead()) return;
    const PictureDepth depth =
        pictures_reader_->full() ? PictureDepth::kText : PictureDepth::kStamps;
    const auto look = [&](const picture::Raster& raster) {
      const PictureOutcome outcome = pictures_reader_->Read(raster, number, depth, document_);
      if (outcome == PictureOutcome::kUnread) unlooked_.push_back(number);
    };
    if (cover >= kScanCover) return look(PictureOfPage(page));
    for (const picture::Raster& raster : SmallPictures(page)) {
      if (seen_pictures_.insert(DigestOf(raster)).second) look(raster);
    }
  }

  void Add(std::vector<Block> blocks) {
    for (Block& block : blocks) {
      text_bytes_ += block.text.size();
      document_.blocks.push_back(std::move(block));
    }
  }

  void Say(ErrorCode code, bool incomplete, std::string vi, std::string en) {
    document_.notes.push_back({code, incomplete, {std::move(vi), std::move(en)}});
  }

  void SayWhatWasNotRead() {
    NoteUnreadPages(pictures_, document_);
    NoteDoubtful(doubtful_, document_);
    NoteStampsOnly(stamps_only_, document_);
    if (!unlooked_.empty()) {
      const std::string pages = PageList(unlooked_);
      Say(ErrorCode::kTimeout, false,
          "hết giờ nhận dạng: đã đọc lớp chữ, chưa tìm con dấu trong ảnh ở trang " + pages,
          "time for recognition ran out: the text layer was read, stamps in pictures were not "
          "looked for on pages " +
              pages);
    }
    if (!drawn_.empty()) {
      std::string pages = PageList(drawn_);
      Say(ErrorCode::kNeedsOcr, true,
          "con dấu chèn vào trang là ảnh, cần nhận dạng chữ (OCR): trang " + pages,
          "stamps put on the page are pictures and need OCR: pages " + pages);
    }
    if (!unmapped_.empty()) {
      std::string pages = PageList(unmapped_);
      Say(ErrorCode::kNeedsOcr, true,
          "phông chữ không cho biết chữ gì, cần nhận dạng chữ (OCR): trang " + pages,
          "the fonts do not say which letters they show, OCR is needed: pages " + pages);
    }
    if (!missing_.empty()) {
      std::string pages = PageList(missing_);
      Say(ErrorCode::kCorrupt, true, "trang hỏng, không đọc được: " + pages,
          "damaged pages could not be read: " + pages);
    }
    JudgeTextLayer();
  }

  // A text layer made by OCR in the wrong language holds many words and no Vietnamese: what a
  // person reads on the page is not what we matched. Marks may still be found in it, so it counts
  // as read.
  void JudgeTextLayer() {
    std::string text;
    for (const Block& block : document_.blocks) {
      if (block.place == Place::kMetadata) continue;
      if (text.size() + block.text.size() > kJudgedText) break;
      text += block.text;
      text += '\n';
    }
    if (text::Encoding carried = text::DetectCarried(text); carried != text::Encoding::kUtf8)
      text = text::RepairCarried(text, carried);
    if (!text::LooksGarbled(text)) return;
    bool nothing_readable = text::SyllableScore(text::FoldText(text)) < 0.1;
    Say(ErrorCode::kNeedsOcr, nothing_readable,
        "lớp chữ trong PDF sai nhiều (OCR kém), nên nhận dạng lại",
        "the PDF's text layer is mostly wrong (poor OCR); it should be recognised again");
  }

  PopplerDocument* pdf_;
  PdfStamps stamps_;
  const Limits& limits_;
  PictureReader* const pictures_reader_;
  PageWatch* const watch_;
  Document& document_;
  uint64_t text_bytes_ = 0;
  uint32_t tables_ = 0;
  std::vector<uint32_t> pictures_, drawn_, unmapped_, missing_, stamps_only_, doubtful_, unlooked_;
  std::set<uint64_t> seen_pictures_;
  bool elsewhere_ = false;  // another program reads the file
};

}  // namespace

Result<Document> ExtractPdf(Input input, Context& context) {
  SilenceGlib();
  RefuseColourProfiles();
  KeepTables();
  TRY_ASSIGN(PdfPtr pdf, Open(input.bytes, context.passwords));
  Document document;
  document.format = Format::kPdf;
  AddMetadata(pdf.get(), document);
  Reader(pdf.get(), {input.bytes, context.passwords}, context, document).Run();
  if (!ReadPdfAttachments(pdf.get(), context)) {
    document.notes.push_back({ErrorCode::kTooMany,
                              true,
                              {"chưa đọc hết các tệp đính kèm trong PDF",
                               "not all files attached to the PDF were read"}});
  }
  if (document.pages == 0) {
    return Error(ErrorCode::kCorrupt,
                 {"tệp PDF không có trang nào đọc được", "the PDF has no readable page"});
  }
  return document;
}

}  // namespace niem::extract
