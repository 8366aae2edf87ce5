// Office Open XML packages (ECMA-376): what docx, xlsx and pptx share.
//
// A part is known by its root element, not by its name or the content types: whatever the writer
// called it, every part that can hold text is read. Parts that hold none (themes, fonts, layouts of
// diagrams) are left packed.
//
// Ownership: borrows bytes and context. Errors: a part that cannot be had is a note on the
// document. Thread-safety: one thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/block_builder.h"
#include "extract/extract.h"
#include "extract/part_cache.h"
#include "extract/pictures.h"
#include "extract/xml_tools.h"
#include "extract/zip_reader.h"

namespace niem::extract {

struct XmlPart {
  std::string name;
  std::string buffer;
  pugi::xml_document xml;
  pugi::xml_node root;
  uint32_t tag = 0;    // of the root's local name
  bool whole = false;  // read without a complaint
};

class OoxmlPackage {
 public:
  OoxmlPackage(const ZipReader& zip, Context& context, BlockSink& sink)
      : zip_(zip), context_(context), sink_(sink) {}

  const ZipReader& zip() const { return zip_; }

  Context& context() { return context_; }

  BlockSink& sink() { return sink_; }

  // Unpacks and parses member `index`. False where nothing of it can be read (noted).
  bool Load(size_t index, XmlPart& part);

  // What `make` makes of member `index` loaded, from the cache where it is known; null where
  // nothing of it can be read. `own` keeps what is not for the cache.
  template <typename Made, typename Make>
  Made* LoadMade(size_t index, PartCache<Made>& cache, std::unique_ptr<Made>& own,
                 const Make& make) {
    const ZipReader::Entry& entry = zip_.entries()[index];
    std::string packed;
    bool may_keep = !decoder_ && PartCache<Made>::MayKeep(entry);
    if (may_keep) {
      const std::optional<std::string_view> raw = zip_.Packed(index);
      may_keep = raw.has_value();
      if (may_keep) {
        Made* known = cache.Find(entry, *raw);
        if (known != nullptr && context_.AdmitBytes(entry.packed, entry.unpacked).ok())
          return known;
        packed = *raw;
      }
    }
    own = std::make_unique<Made>();
    if (!Load(index, own->part)) return nullptr;
    make(*own);
    if (!may_keep || !own->part.whole) return own.get();
    return cache.Keep(entry, std::move(packed), std::move(own));
  }

  // Unpacks member `index` as it is. False where that fails (noted); `whole`: without a complaint.
  bool LoadBytes(size_t index, std::string& bytes, bool* whole = nullptr);

  // Has every member decoded by `decoder` before it is read (OpenDocument encryption).
  using Decoder = std::function<Status(std::string_view name, std::string& bytes)>;

  void DecodeWith(Decoder decoder) { decoder_ = std::move(decoder); }

  // Unpacks and decodes member `index`; admit it first. On kCorrupt `bytes` holds a part.
  Status Read(size_t index, std::string& bytes) const;

  // Reads the picture that an entry is, where pictures are read; counts it where it stays unread.
  void ReadPictureEntry(size_t index, UnreadPictures& unread);

  // Hands embedded files (OLE objects, packages, altChunk parts) to the member sink, reads
  // pictures, and remarks on those left unread. Call once, at the end.
  void HandOverMembers();

 private:
  const ZipReader& zip_;
  Context& context_;
  BlockSink& sink_;
  Decoder decoder_;
};

// Parts that can hold no text a reader would see.
bool IsTextlessPart(std::string_view name);

bool IsXmlPart(std::string_view name);

// Reads a part of the kinds that all three formats have: properties, custom XML, charts, diagrams.
// False when it is of no such kind.
bool ReadCommonPart(const XmlPart& part, BlockSink& sink);

// Every DrawingML paragraph (a:p) below `node`, one block each.
void ReadDrawingText(pugi::xml_node node, Place place, uint32_t page, std::string_view locator,
                     BlockSink& sink);

// All text nodes below `node`, one block; for parts of unknown make.
void ReadAnyText(pugi::xml_node node, Place place, std::string_view locator, BlockSink& sink);

// One DrawingML paragraph with its runs' style; empty when it has no text.
Block DrawingParagraph(pugi::xml_node paragraph);

// "FF0000", "#f00", "red" -> 0xRRGGBB; nothing for "auto" and the unknown.
std::optional<uint32_t> ParseColor(std::string_view text);

}  // namespace niem::extract
