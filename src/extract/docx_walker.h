// Walks one WordprocessingML story (body, header, footnotes, comments ...) into blocks.
//
// Everything a reader, or somebody who looks behind the page, can see becomes a block: text boxes
// of DrawingML and VML, WordArt, frames, nested tables, content controls, fields, deleted and
// hidden text. A text box that is stored twice (mc:AlternateContent) is read once.
//
// Ownership: borrows styles and sink. Thread-safety: one thread.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "extract/block_builder.h"
#include "extract/docx_styles.h"

namespace niem::extract {

class DocxWalker {
 public:
  DocxWalker(DocxStyles& styles, BlockSink& sink, std::string_view locator)
      : styles_(styles), sink_(sink), locator_(locator) {}

  // Pages are counted from 1 only in the body. `rendered`: the story holds w:lastRenderedPageBreak.
  void CountPages(bool rendered) {
    page_ = 1;
    rendered_breaks_ = rendered;
  }

  uint32_t page() const { return page_; }

  void Walk(pugi::xml_node story, Place place);

 private:
  // Where the walk stands: handed down by value.
  struct Scope {
    Place place = Place::kBody;
    uint32_t table = 0, row = 0, column = 0;
    BorderKind border = BorderKind::kUnset;
    uint32_t depth = 0;
  };

  struct Paragraph {
    ParagraphFormat format;
    BlockBuilder text, hidden;
    std::string field_code;
    std::vector<pugi::xml_node> drawings;
    uint32_t page = 0;
  };

  // What a pPr says beside looks.
  struct ParagraphMarks {
    bool break_before = false, break_after = false, framed = false;
  };

  void WalkBlocks(pugi::xml_node parent, const Scope& scope);
  void WalkBlock(pugi::xml_node node, const Scope& scope);
  void WalkTable(pugi::xml_node table, const Scope& scope);
  void WalkRows(pugi::xml_node parent, Scope& scope, BorderKind cells, uint32_t& row);
  void WalkCells(pugi::xml_node parent, Scope& scope, BorderKind cells, uint32_t& column);

  ParagraphMarks ReadProperties(pugi::xml_node properties, ParagraphFormat& format);
  void WalkParagraph(pugi::xml_node node, const Scope& scope);
  void WalkInline(pugi::xml_node parent, Paragraph& paragraph, const Scope& scope, bool deleted,
                  uint32_t depth);
  void WalkRun(pugi::xml_node run, Paragraph& paragraph, const Scope& scope, bool deleted);
  void AddText(std::string_view text, const RunFormat& format, Paragraph& paragraph, bool deleted);
  void PageBreak(Paragraph& paragraph, const Scope& scope);
  void Flush(Paragraph& paragraph, const Scope& scope);

  void WalkDrawing(pugi::xml_node drawing, const Scope& scope);
  void PutWordArt(pugi::xml_node textpath, const Scope& scope);

  DocxStyles& styles_;
  BlockSink& sink_;
  std::string_view locator_;
  Paragraph spare_;  // keeps its memory from one paragraph to the next
  uint32_t page_ = 0;
  bool rendered_breaks_ = false;
};

}  // namespace niem::extract
