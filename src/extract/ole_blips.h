// The pictures of old Office files: what OfficeArt drawings hold (BLIPs), read one by one.
//
// Word keeps them beside its text (inline) or behind it (floating), Excel inside its drawings,
// PowerPoint in a stream of their own. PNG, JPEG, TIFF and DIB are read; EMF, WMF and PICT are
// drawings, which nothing here reads: they are counted, and said.
//
// Thread-safety: as the context. Errors: none; what is damaged or stays unread is counted. Source:
// [MS-ODRAW] 2.2.22, 2.2.23 to 2.2.32 (BLIPs and their store), [MS-DOC] 2.9.192 (inline pictures),
// [MS-XLS] 2.4.138 (IMDATA, BkHim).
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "extract/extract.h"
#include "extract/pictures.h"

namespace niem::extract {

class BlipReader {
 public:
  BlipReader(Context& context, Document& document) : context_(context), document_(document) {}

  // Walks OfficeArt records, descending into containers; one pass over the bytes. A store's entry
  // may leave its picture in `delayed` (Word's main stream), at an offset that it names.
  void ReadRecords(Bytes records, Bytes delayed = {});

  // Word's Data stream.
  void ReadInline(Bytes data);

  // Excel 5's own picture records: a header of eight bytes, then the picture.
  void ReadImageData(Bytes record);

  // Bytes that stay unread for another reason.
  void Leave(uint64_t bytes) { unread_.pictures += bytes; }

  const UnreadPictures& unread() const { return unread_; }

 private:
  void ReadStoreEntry(Bytes entry, Bytes delayed);
  void ReadBlip(uint16_t type, uint16_t instance, Bytes body);
  void ReadPicf(Bytes body);

  Context& context_;
  Document& document_;
  UnreadPictures unread_;
  uint32_t number_ = 0;  // of the picture, in the order of the file
};

}  // namespace niem::extract
