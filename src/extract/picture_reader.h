// What extractors ask when they meet a picture of text: a scanned page, a photograph, a stamp
// pasted into an office file.
//
// A worker program says who answers: none (--ocr off: pictures are noted as unread), one that
// declines the whole file so that the worker with text recognition reads it, or that worker's own
// (page_reader.h).
//
// Errors: a picture that could not be read is an outcome, which the caller turns into a note.
// Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "extract/document.h"
#include "picture/raster.h"

namespace niem::extract {

class PageWatch;

enum class OcrMode : uint8_t { kOff, kAuto, kFull };

enum class PictureDepth : uint8_t {
  kStamps,  // the text is known already: only what is stamped across it
  kText,    // all that stands there
};

enum class PictureOutcome : uint8_t {
  kRead,        // all of it, or enough: a mark was found and the rest would not change it
  kEmpty,       // too small or bare for any text
  kStampsOnly,  // time ran out before the text
  kDoubtful,    // the text was read, too badly to say that nothing stands there
  kUnread,      // damaged, too large, of a kind that nobody here reads, or no time at all
};

class PictureReader {
 public:
  virtual ~PictureReader() = default;

  // Before the first picture of a top-level file: its time starts anew.
  virtual void StartFile() = 0;

  // False: another program reads the whole file; nothing more needs to be prepared or read here.
  virtual bool Ready() = 0;

  // --ocr full: nothing is left out to save time.
  virtual bool full() const = 0;

  // One page or picture; its words are appended as blocks of page `page`.
  virtual PictureOutcome Read(const picture::Raster& raster, uint32_t page, PictureDepth depth,
                              Document& document) = 0;

  // A picture file, page by page: the outcome of each. `first_page` counts from 1; 0: the picture
  // stands on no page of its own. `watch` (may be null) is told of each page and may end the walk.
  // Errors: where not even its first page can be decoded.
  virtual Result<std::vector<PictureOutcome>> ReadFile(Bytes bytes, uint32_t first_page,
                                                       const std::string& locator, PageWatch* watch,
                                                       Document& document) = 0;
};

}  // namespace niem::extract
