// Pictures -> blocks: stamps first, then the text of the page, and no further than the verdict
// needs.
//
// Once a level's stamp is read, the text around it changes nothing (--ocr auto): only stamps are
// looked for on what follows of the same document. Without a stamp the upper part of a page is read
// first, where marks stand as typed lines, then the rest; what reads badly is tried the other ways
// up. Lines keep apart the columns that stand
// side by side, as the text layer of PDF does.
//
// Ownership: owns the recogniser. Errors: outcomes (picture_reader.h). Thread-safety: one thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "extract/picture_reader.h"
#include "picture/recogniser.h"

namespace niem::extract {

struct PageReaderOptions {
  OcrMode mode = OcrMode::kAuto;
  std::string language_data;                     // bytes of vie.traineddata
  bool turn = true;                              // pages may lie on a side or upside down
  std::chrono::milliseconds page_limit{20'000};  // --ocr-page-time
  std::chrono::milliseconds file_limit{40'000};  // of all pictures of a top-level file
};

class PageReader : public PictureReader {
 public:
  explicit PageReader(PageReaderOptions options);

  void StartFile() override;

  bool Ready() override { return true; }

  bool full() const override { return options_.mode == OcrMode::kFull; }

  PictureOutcome Read(const picture::Raster& raster, uint32_t page, PictureDepth depth,
                      Document& document) override;
  Result<std::vector<PictureOutcome>> ReadFile(Bytes bytes, uint32_t first_page,
                                               const std::string& locator, PageWatch* watch,
                                               Document& document) override;

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::milliseconds Left() const;
  PictureOutcome ReadText(const picture::Raster& raster, uint32_t page, Document& document);
  int BestTurn(const picture::Raster& grey, int dpi);
  PictureOutcome ReadUpright(const picture::Raster& grey, int dpi, bool may_be_page, uint32_t page,
                             Document& document);
  bool ReadPart(const picture::Raster& part, int dpi, float top, float share, uint32_t page,
                Document& document);
  Result<std::vector<PictureOutcome>> ReadBook(Bytes bytes, uint32_t first_page, PageWatch* watch,
                                               Document& document);
  bool Doubtful(const picture::Raster& raster) const;

  const PageReaderOptions options_;
  picture::Recogniser recogniser_;
  Clock::time_point start_ = Clock::now();
  // Of the page being read.
  int words_ = 0;
  double confidence_ = 0;  // their sum
};

}  // namespace niem::extract
