// The state of one reading of an RTF file: a bounded stack of groups and a stack of text flows.
//
// rtf.cc turns tokens and control words into state, rtf_text.cc turns text into blocks.
// Ownership: an extractor borrows the bytes, the context and the document for its lifetime.
// Errors: damage becomes notes of the document. Thread-safety: one thread per extractor.
// Source: Rich Text Format Specification 1.9.1.
#pragma once

#include <bit>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "extract/document.h"
#include "extract/extract.h"
#include "extract/ole_text.h"
#include "extract/pictures.h"
#include "extract/rtf_reader.h"
#include "extract/rtf_words.h"

namespace niem::extract {

struct RtfBorder {
  uint8_t sides = 0;
  bool double_line = false;

  // A line below a heading is no box.
  bool IsBox() const { return std::popcount(sides) >= 3; }
};

struct RtfFont {
  std::string name;
  uint16_t codepage = 0;  // 0: the document's
};

// What `{` saves and `}` restores.
struct RtfGroup {
  RtfTarget target = RtfTarget::kText;
  bool owns_flow = false;
  bool hidden = false;
  bool caps = false;
  bool in_table = false;
  bool page_before = false;
  uint8_t unicode_skip = 1;
  int font = -1;
  Style style;
  RtfBorder border;
};

// How the bytes of \pict are to be read.
enum class RtfPicture : uint8_t {
  kFile,     // a picture file: PNG, JPEG
  kDib,      // a bitmap without its file header
  kDrawing,  // EMF, WMF, QuickDraw
};

struct RtfFlow {
  Place place = Place::kBody;
  std::string_view locator;
  RunBuilder text;
  RunBuilder hidden;
  Style box;  // of the shape around it
  uint32_t table = 0;
  uint32_t row = 0;
  uint32_t column = 0;
  std::vector<RtfBorder> cells;
};

class RtfExtractor {
 public:
  RtfExtractor(Bytes bytes, Context& context, Document& document)
      : reader_(bytes), context_(context), writer_(document, context.limits) {
    flows_.emplace_back();
  }

  void Run();

 private:
  void OnToken(const RtfToken& token);
  void Open();
  void Close();
  void EndGroup(const RtfGroup& ended);
  void OnSymbol(char symbol);
  void OnWord(const RtfToken& token);
  void OnTarget(const RtfWord& word);
  void OnParagraphWord(const RtfWord& word);
  void OnTableWord(const RtfWord& word);
  void OnBorderWord(const RtfWord& word);
  void OnLetterWord(const RtfWord& word, const RtfToken& token);
  void OnFontTableWord(const RtfWord& word, const RtfToken& token);
  void OnColor(RtfAction action, int32_t value);
  void OnUnicode(int32_t value);
  void OnBytes(Bytes bytes);
  static void OnHexDigits(Bytes bytes, int& digit, std::vector<uint8_t>& out);
  void OnPictureWord(const RtfToken& token, bool ignorable);
  void OpenFlow(Place place, std::string_view locator);
  void FlushBytes();
  void Put(std::string_view utf8);
  void EndParagraph();
  void Emit(RunBuilder& builder, Place place);
  void EndShapeValue();
  void GiveObject();
  void GivePicture();

  bool Skipping() const {
    return group_.target == RtfTarget::kSkip || group_.target == RtfTarget::kPicture;
  }

  RtfFlow& flow() { return flows_.back(); }

  uint16_t Codepage() const;

  RtfReader reader_;
  Context& context_;
  DocumentWriter writer_;

  RtfGroup group_;
  std::vector<RtfGroup> stack_;
  size_t overflow_ = 0;  // groups deeper than kMaxDepth, not saved
  std::vector<RtfFlow> flows_;
  bool ignorable_ = false;  // "\*" just seen
  int skip_ = 0;            // characters left to pass over after \u

  std::vector<uint8_t> pending_;  // bytes of the code page, not yet decoded
  char16_t high_surrogate_ = 0;

  std::unordered_map<int, RtfFont> fonts_;
  int default_font_ = 0;
  uint16_t codepage_ = kWesternCodepage;
  std::vector<std::optional<uint32_t>> colors_;
  std::optional<uint32_t> color_;

  RtfBorder* border_ = nullptr;  // that \brdrs etc. speak of; points into group_ or a flow's cell
  uint8_t border_sides_ = 0;
  RtfBorder cell_;

  std::string shape_name_;
  std::string shape_value_;
  Style shape_;  // border of the current shape
  std::vector<uint8_t> object_;
  int object_digit_ = -1;
  uint32_t objects_ = 0;

  uint32_t page_ = 1;
  uint32_t tables_ = 0;
  std::vector<uint8_t> picture_;
  int picture_digit_ = -1;
  RtfPicture picture_kind_ = RtfPicture::kFile;
  uint32_t pictures_ = 0;
  bool left_picture_ = false;  // one stays unread
  UnreadPictures unread_;
};

}  // namespace niem::extract
