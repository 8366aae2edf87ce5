// Documents that hold pictures: a scanned letter pasted into an office file must never pass as
// clean, since nobody has read what the picture says.
//
// Thread-safety: pure but for the document given. Errors: none.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "extract/extract.h"

namespace niem::extract {

// Reads a picture file that stands in a document. False where it stays unread: it is to be counted
// for NotePictures.
bool ReadPicture(Bytes bytes, const std::string& locator, Context& context, Document& document);

// EMF and WMF: lists of strokes, which no reader here knows.
bool IsDrawing(Bytes bytes);

// Bullets, lines, icons: nothing to read, where pictures are read at all.
bool TooSmallForMarks(uint64_t packed, const Context& context);

// Whether reading a picture of this packed size is worth unpacking it.
bool WouldReadPicture(uint64_t packed, const Context& context);

// A picture that is a document of its own.
Result<Document> ExtractImage(Input input, Context& context);

// What is to be said of a document's pages (from 1) by their outcomes; `pages` are those of one
// outcome.
void NoteUnreadPages(const std::vector<uint32_t>& pages, Document& document);
void NoteDoubtful(const std::vector<uint32_t>& pages, Document& document);
void NoteStampsOnly(const std::vector<uint32_t>& pages, Document& document);

// "3, 5–9": for a person, so long lists are cut.
std::string PageList(const std::vector<uint32_t>& pages);

// Packed sizes of what stays unread.
struct UnreadPictures {
  uint64_t pictures = 0;
  uint64_t drawings = 0;  // EMF, WMF, PICT
};

// Notes kNeedsOcr when they are enough for text: incomplete where the document has hardly any text
// beside them, else a remark. Call after the blocks are there.
void NotePictures(const UnreadPictures& unread, Document& document);

}  // namespace niem::extract
