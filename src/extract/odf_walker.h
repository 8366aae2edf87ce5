// Walks OpenDocument content (text, spreadsheet, presentation) into blocks.
//
// Ownership: borrows styles and sink. Thread-safety: one thread.
#pragma once

#include <pugixml.hpp>
#include <string_view>
#include <vector>

#include "extract/block_builder.h"
#include "extract/odf_styles.h"

namespace niem::extract {

class OdfWalker {
 public:
  OdfWalker(OdfStyles& styles, BlockSink& sink, std::string_view locator)
      : styles_(styles), sink_(sink), locator_(locator) {}

  // `page`: of the first block; 0 where pages are not counted.
  void Walk(pugi::xml_node root, Place place, uint32_t page);

  uint32_t page() const { return page_; }

 private:
  struct Scope {
    Place place = Place::kBody;
    uint32_t table = 0, row = 0, column = 0;
    BorderKind border = BorderKind::kUnset;
    std::string_view sheet;
    uint32_t depth = 0;
  };

  struct Paragraph {
    ParagraphFormat format;
    BlockBuilder text, hidden;
    std::vector<pugi::xml_node> later;  // frames, notes, annotations anchored in it
    uint32_t page = 0;
  };

  void WalkBlocks(pugi::xml_node parent, const Scope& scope);
  void WalkBlock(pugi::xml_node node, Scope scope);
  void WalkParagraph(pugi::xml_node node, const Scope& scope);
  void WalkInline(pugi::xml_node parent, Paragraph& paragraph, const RunFormat& format,
                  uint32_t depth);
  void AddText(std::string_view text, const RunFormat& format, Paragraph& paragraph);
  void Put(BlockBuilder& builder, const Paragraph& paragraph, const Scope& scope, Place place);

  void WalkTable(pugi::xml_node table, Scope scope);
  void WalkRows(pugi::xml_node parent, const Scope& scope, uint32_t& row);
  void WalkCells(pugi::xml_node line, Scope scope);

  OdfStyles& styles_;
  BlockSink& sink_;
  std::string_view locator_;
  uint32_t page_ = 0;
};

}  // namespace niem::extract
