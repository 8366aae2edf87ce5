// RTF: one pass over the tokens with a bounded stack of group states and a stack of text flows.
//
// Header, footnote, text box ... open a flow of their own that ends with their group, so a stamp
// inside a shape inside a header keeps its place, and the paragraph around it stays whole.
#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "extract/formats.h"
#include "extract/ole_objects.h"
#include "extract/ole_text.h"
#include "extract/rtf_reader.h"
#include "extract/rtf_words.h"

namespace niem::extract {
namespace {

constexpr size_t kMaxDepth = 1000;  // of groups; Word writes some dozens
constexpr size_t kMaxFlows = 64;
constexpr uint8_t kBoxSides = 15;

struct Border {
  uint8_t sides = 0;
  bool double_line = false;

  // A line below a heading is no box.
  bool IsBox() const { return std::popcount(sides) >= 3; }
};

struct Font {
  std::string name;
  uint16_t codepage = 0;  // 0: the document's
};

// What `{` saves and `}` restores.
struct Group {
  RtfTarget target = RtfTarget::kText;
  bool owns_flow = false;
  bool hidden = false;
  bool caps = false;
  bool in_table = false;
  bool page_before = false;
  uint8_t unicode_skip = 1;
  int font = -1;
  Style style;
  Border border;
};

struct Flow {
  Place place = Place::kBody;
  std::string_view locator;
  RunBuilder text;
  RunBuilder hidden;
  Style box;  // of the shape around it
  uint32_t table = 0;
  uint32_t row = 0;
  uint32_t column = 0;
  std::vector<Border> cells;
};

Style AlignedStyle(Align align) {
  Style style;
  style.align = align;
  return style;
}

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
  void EndGroup(const Group& ended);
  void OnSymbol(char symbol);
  void OnWord(const RtfToken& token);
  void OnTarget(const RtfWord& word);
  void OnTableWord(const RtfWord& word);
  void OnBorderWord(const RtfWord& word);
  void OnLetterWord(const RtfWord& word, const RtfToken& token);
  void OnFontTableWord(const RtfWord& word, const RtfToken& token);
  void OnColor(RtfAction action, int32_t value);
  void OnUnicode(int32_t value);
  void OnBytes(Bytes bytes);
  void OnHexDigits(Bytes bytes);
  void OpenFlow(Place place, std::string_view locator);
  void FlushBytes();
  void Put(std::string_view utf8);
  void EndParagraph();
  void Emit(RunBuilder& builder, Place place);
  void EndShapeValue();
  void GiveObject();

  bool Skipping() const {
    return group_.target == RtfTarget::kSkip || group_.target == RtfTarget::kPicture;
  }

  Flow& flow() { return flows_.back(); }

  uint16_t Codepage() const;

  RtfReader reader_;
  Context& context_;
  DocumentWriter writer_;

  Group group_;
  std::vector<Group> stack_;
  size_t overflow_ = 0;  // groups deeper than kMaxDepth, not saved
  std::vector<Flow> flows_;
  bool ignorable_ = false;  // "\*" just seen
  int skip_ = 0;            // characters left to pass over after \u

  std::vector<uint8_t> pending_;  // bytes of the code page, not yet decoded
  char16_t high_surrogate_ = 0;

  std::unordered_map<int, Font> fonts_;
  int default_font_ = 0;
  uint16_t codepage_ = kWesternCodepage;
  std::vector<std::optional<uint32_t>> colors_;
  std::optional<uint32_t> color_;

  Border* border_ = nullptr;  // that \brdrs etc. speak of; points into group_ or a flow's cell
  uint8_t border_sides_ = 0;
  Border cell_;

  std::string shape_name_;
  std::string shape_value_;
  Style shape_;  // border of the current shape
  std::vector<uint8_t> object_;
  int object_digit_ = -1;
  uint32_t objects_ = 0;

  uint32_t page_ = 1;
  uint32_t tables_ = 0;
  bool has_picture_ = false;
};

void RtfExtractor::Run() {
  for (RtfToken token = reader_.Next(); token.kind != RtfToken::Kind::kEnd;
       token = reader_.Next()) {
    OnToken(token);
    if (writer_.full()) return;
  }
  if (!stack_.empty() || overflow_ > 0) {
    writer_.AddNote(ErrorCode::kCorrupt, true, {"tệp RTF bị cắt cụt", "the RTF file is cut off"});
  }
  while (!stack_.empty()) Close();
  EndParagraph();
  Document& document = writer_.document();
  document.pages = page_;
  const bool has_text = std::any_of(document.blocks.begin(), document.blocks.end(),
                                    [](const Block& b) { return b.place != Place::kMetadata; });
  if (has_picture_ && !has_text) {
    writer_.AddNote(ErrorCode::kNeedsOcr, true,
                    {"tài liệu chỉ có ảnh, cần nhận dạng chữ (OCR)",
                     "the document holds only pictures; it needs OCR"});
  }
}

void RtfExtractor::OnToken(const RtfToken& token) {
  using Kind = RtfToken::Kind;
  if (skip_ > 0 && token.kind != Kind::kOpen && token.kind != Kind::kClose) {
    if (token.kind == Kind::kText) {
      const size_t passed = std::min<size_t>(static_cast<size_t>(skip_), token.bytes.size());
      skip_ -= static_cast<int>(passed);
      OnBytes(token.bytes.subspan(passed));
    } else {
      --skip_;
    }
    return;
  }
  switch (token.kind) {
    case Kind::kOpen:
      Open();
      break;
    case Kind::kClose:
      Close();
      break;
    case Kind::kWord:
      OnWord(token);
      break;
    case Kind::kSymbol:
      OnSymbol(token.word[0]);
      break;
    case Kind::kHex:
      OnBytes({&token.byte, 1});
      break;
    case Kind::kText:
      OnBytes(token.bytes);
      break;
    case Kind::kBinary:
      if (group_.target == RtfTarget::kObjectData) {
        object_.insert(object_.end(), token.bytes.begin(), token.bytes.end());
      }
      break;
    case Kind::kEnd:
      break;
  }
}

void RtfExtractor::Open() {
  skip_ = 0;
  ignorable_ = false;
  FlushBytes();
  if (stack_.size() >= kMaxDepth) {
    ++overflow_;
    writer_.AddNote(ErrorCode::kTooDeep, true,
                    {"nhóm RTF lồng nhau quá sâu", "RTF groups are nested too deep"});
    return;
  }
  stack_.push_back(group_);
  group_.owns_flow = false;
}

void RtfExtractor::Close() {
  skip_ = 0;
  ignorable_ = false;
  FlushBytes();
  if (overflow_ > 0) {
    --overflow_;
    return;
  }
  if (stack_.empty()) return;
  const Group ended = std::exchange(group_, stack_.back());
  stack_.pop_back();
  border_ = nullptr;
  EndGroup(ended);
}

void RtfExtractor::EndGroup(const Group& ended) {
  if (ended.owns_flow && flows_.size() > 1) {
    const Group outer = std::exchange(group_, ended);
    EndParagraph();
    group_ = outer;
    flows_.pop_back();
  }
  if (ended.target == group_.target) return;
  if (ended.target == RtfTarget::kShapeValue) EndShapeValue();
  if (ended.target == RtfTarget::kObjectData) GiveObject();
}

void RtfExtractor::OnSymbol(char symbol) {
  if (symbol == '*') {
    ignorable_ = true;
    return;
  }
  if (Skipping()) return;
  FlushBytes();
  switch (symbol) {
    case '{':
    case '}':
    case '\\':
      OnBytes(AsBytes(std::string_view(&symbol, 1)));
      break;
    case '~':
      Put("\u00A0");
      break;
    case '_':
      Put("\u2011");
      break;
    case '-':
      Put("\u00AD");
      break;
    case '\t':
      Put("\t");
      break;
    case '\r':
    case '\n':
      if (group_.target == RtfTarget::kText) EndParagraph();
      break;
    default:
      break;
  }
}

void RtfExtractor::OnWord(const RtfToken& token) {
  const bool ignorable = std::exchange(ignorable_, false);
  const RtfWord* word = FindRtfWord(token.word);
  if (Skipping()) return;
  if (word == nullptr || (ignorable && word->action != RtfAction::kTarget)) {
    if (ignorable) group_.target = RtfTarget::kSkip;
    return;
  }
  if (group_.target == RtfTarget::kFontTable && word->action != RtfAction::kTarget) {
    return OnFontTableWord(*word, token);
  }
  if (word->action != RtfAction::kUnicode) FlushBytes();
  switch (word->action) {
    case RtfAction::kTarget:
      OnTarget(*word);
      break;
    case RtfAction::kShape:
      shape_ = {};
      shape_.border = true;  // a line is drawn around a shape unless it says otherwise
      group_.target = RtfTarget::kIgnore;
      break;
    case RtfAction::kCharacter: {
      std::string utf8;
      AppendUtf8(utf8, word->arg);
      Put(utf8);
      break;
    }
    case RtfAction::kParagraphEnd:
      if (group_.target == RtfTarget::kText) EndParagraph();
      if (word->arg == 1) ++page_;
      break;
    case RtfAction::kPage:
      if (flows_.size() > 1) break;
      EndParagraph();
      ++page_;
      break;
    case RtfAction::kParagraphReset:
      group_.style.align = Align::kUnknown;
      group_.border = {};
      group_.in_table = group_.page_before = false;
      border_ = nullptr;
      break;
    case RtfAction::kPageBefore:
      group_.page_before = true;
      break;
    case RtfAction::kInTable:
      group_.in_table = true;
      break;
    case RtfAction::kAlign:
      group_.style.align = static_cast<Align>(word->arg);
      break;
    case RtfAction::kCell:
    case RtfAction::kRow:
    case RtfAction::kRowStart:
    case RtfAction::kCellEnd:
      OnTableWord(*word);
      break;
    case RtfAction::kCellBorder:
    case RtfAction::kParagraphBorder:
    case RtfAction::kOtherBorder:
    case RtfAction::kBorderLine:
      OnBorderWord(*word);
      break;
    case RtfAction::kUnicode:
      OnUnicode(token.parameter);
      break;
    case RtfAction::kUnicodeSkip:
      group_.unicode_skip = static_cast<uint8_t>(std::clamp(token.parameter, 0, 16));
      break;
    case RtfAction::kCodepage:
      codepage_ = static_cast<uint16_t>(word->arg != 0 ? word->arg
                                                       : static_cast<uint32_t>(token.parameter));
      break;
    case RtfAction::kDefaultFont:
      default_font_ = token.parameter;
      break;
    case RtfAction::kRed:
    case RtfAction::kGreen:
    case RtfAction::kBlue:
      OnColor(word->action, token.parameter);
      break;
    default:
      OnLetterWord(*word, token);
      break;
  }
}

void RtfExtractor::OnTarget(const RtfWord& word) {
  RtfTarget target = static_cast<RtfTarget>(word.arg);
  if (target == RtfTarget::kUnicodeAlternative) {
    if (group_.target == RtfTarget::kAlternative) group_.target = RtfTarget::kText;
    return;
  }
  if (group_.target == RtfTarget::kAlternative) return;
  if (target == RtfTarget::kPicture) has_picture_ = true;
  if (target == RtfTarget::kResult) target = RtfTarget::kText;
  if (target == RtfTarget::kShapeName) shape_name_.clear();
  if (target == RtfTarget::kShapeValue) shape_value_.clear();
  if (target == RtfTarget::kObjectData) object_.clear();
  if (target == RtfTarget::kFlow) {
    OpenFlow(word.place, word.place == Place::kMetadata ? word.word : std::string_view());
    return;
  }
  group_.target = target;
}

void RtfExtractor::OpenFlow(Place place, std::string_view locator) {
  group_.target = RtfTarget::kText;
  if (group_.owns_flow || flows_.size() >= kMaxFlows) return;
  flows_.emplace_back();
  flow().place = place;
  flow().locator = locator;
  if (place == Place::kTextBox) flow().box = shape_;
  group_.owns_flow = true;
  group_.in_table = false;
  group_.border = {};
  border_ = nullptr;
}

void RtfExtractor::OnTableWord(const RtfWord& word) {
  Flow& now = flow();
  switch (word.action) {
    case RtfAction::kRowStart:
      now.cells.clear();
      cell_ = {};
      break;
    case RtfAction::kCellEnd:
      if (now.cells.size() < 256) now.cells.push_back(cell_);
      cell_ = {};
      border_ = nullptr;
      break;
    case RtfAction::kCell:
      group_.in_table = true;
      EndParagraph();
      if (now.table == 0) now.table = ++tables_;
      ++now.column;
      break;
    case RtfAction::kRow:
      group_.in_table = true;
      EndParagraph();
      if (now.column > 0) ++now.row;
      now.column = 0;
      break;
    default:
      break;
  }
}

void RtfExtractor::OnBorderWord(const RtfWord& word) {
  switch (word.action) {
    case RtfAction::kCellBorder:
      border_ = &cell_;
      break;
    case RtfAction::kParagraphBorder:
      border_ = &group_.border;
      break;
    case RtfAction::kOtherBorder:
      border_ = nullptr;
      break;
    default:
      if (border_ == nullptr) return;
      if (word.arg == 0) border_->sides &= static_cast<uint8_t>(~border_sides_ & kBoxSides);
      if (word.arg == 2) border_->double_line = true;
      return;
  }
  border_sides_ = static_cast<uint8_t>(word.arg);
  if (border_ != nullptr) border_->sides |= border_sides_;
}

void RtfExtractor::OnLetterWord(const RtfWord& word, const RtfToken& token) {
  const bool on = !token.has_parameter || token.parameter != 0;
  Style& style = group_.style;
  switch (word.action) {
    case RtfAction::kPlain:
      style = AlignedStyle(style.align);
      group_.font = -1;
      group_.hidden = group_.caps = false;
      break;
    case RtfAction::kBold:
      style.bold = on;
      break;
    case RtfAction::kItalic:
      style.italic = on;
      break;
    case RtfAction::kUnderline:
      style.underline = on;
      break;
    case RtfAction::kUnderlineOff:
      style.underline = false;
      break;
    case RtfAction::kStrike:
      style.strike = on;
      break;
    case RtfAction::kCaps:
      group_.caps = on;
      break;
    case RtfAction::kHidden:
      group_.hidden = on;
      break;
    case RtfAction::kFont:
      group_.font = token.parameter;
      break;
    case RtfAction::kSize:
      style.size_pt = static_cast<float>(std::clamp(token.parameter, 0, 4000)) / 2;
      break;
    case RtfAction::kColor: {
      const size_t index = static_cast<size_t>(std::max(token.parameter, 0));
      style.color = index < colors_.size() ? colors_[index] : std::nullopt;
      break;
    }
    default:
      break;
  }
}

void RtfExtractor::OnFontTableWord(const RtfWord& word, const RtfToken& token) {
  switch (word.action) {
    case RtfAction::kFont:
      FlushBytes();
      group_.font = token.parameter;
      fonts_[group_.font] = {};
      break;
    case RtfAction::kFontCharset:
      fonts_[group_.font].codepage = CodepageOfCharset(token.parameter);
      break;
    case RtfAction::kFontCodepage:
      fonts_[group_.font].codepage = static_cast<uint16_t>(token.parameter);
      break;
    case RtfAction::kUnicode:
      OnUnicode(token.parameter);
      break;
    case RtfAction::kUnicodeSkip:
      group_.unicode_skip = static_cast<uint8_t>(std::clamp(token.parameter, 0, 16));
      break;
    default:
      break;
  }
}

void RtfExtractor::OnColor(RtfAction action, int32_t value) {
  if (group_.target != RtfTarget::kColorTable) return;
  const int shift = action == RtfAction::kRed ? 16 : action == RtfAction::kGreen ? 8 : 0;
  const uint32_t part = static_cast<uint32_t>(std::clamp(value, 0, 255));
  color_ = color_.value_or(0) | part << shift;
}

void RtfExtractor::OnUnicode(int32_t value) {
  if (value < 0) value += 0x10000;
  skip_ = group_.unicode_skip;
  if (group_.target == RtfTarget::kAlternative) return;
  FlushBytes();
  const char32_t code = static_cast<char32_t>(std::max(value, 0));
  if (code >= 0xD800 && code < 0xDC00) {
    high_surrogate_ = static_cast<char16_t>(code);
    return;
  }
  std::string utf8;
  if (code >= 0xDC00 && code < 0xE000 && high_surrogate_ != 0) {
    AppendUtf8(utf8, 0x10000 + ((high_surrogate_ - 0xD800U) << 10) + (code - 0xDC00));
  } else if (code >= 0xF020 && code < 0xF100) {
    AppendUtf8(utf8, code - 0xF000);  // a symbol font's byte
  } else if (code >= 0x20) {
    AppendUtf8(utf8, code);
  }
  high_surrogate_ = 0;
  Put(utf8);
}

void RtfExtractor::OnBytes(Bytes bytes) {
  if (bytes.empty()) return;
  ignorable_ = false;
  switch (group_.target) {
    case RtfTarget::kObjectData:
      OnHexDigits(bytes);
      break;
    case RtfTarget::kColorTable:
      for (const uint8_t byte : bytes) {
        if (byte == ';' && colors_.size() < 4096) colors_.push_back(std::exchange(color_, {}));
      }
      break;
    case RtfTarget::kText:
    case RtfTarget::kFontTable:
    case RtfTarget::kShapeName:
    case RtfTarget::kShapeValue:
      pending_.insert(pending_.end(), bytes.begin(), bytes.end());
      break;
    default:
      break;
  }
}

void RtfExtractor::OnHexDigits(Bytes bytes) {
  for (const uint8_t byte : bytes) {
    const int digit = HexDigit(byte);
    if (digit < 0) continue;
    if (object_digit_ < 0) {
      object_digit_ = digit;
    } else {
      object_.push_back(static_cast<uint8_t>(object_digit_ << 4 | digit));
      object_digit_ = -1;
    }
  }
}

uint16_t RtfExtractor::Codepage() const {
  if (group_.target == RtfTarget::kFontTable) return codepage_;
  const auto font = fonts_.find(group_.font >= 0 ? group_.font : default_font_);
  if (font == fonts_.end()) return codepage_;
  if (IsLegacyFont(font->second.name)) return kWesternCodepage;
  return font->second.codepage != 0 ? font->second.codepage : codepage_;
}

void RtfExtractor::FlushBytes() {
  if (pending_.empty()) return;
  const std::string utf8 = DecodeCodepage(pending_, Codepage());
  pending_.clear();
  Put(utf8);
}

void RtfExtractor::Put(std::string_view utf8) {
  switch (group_.target) {
    case RtfTarget::kShapeName:
      shape_name_ += utf8;
      return;
    case RtfTarget::kShapeValue:
      shape_value_ += utf8;
      return;
    case RtfTarget::kFontTable: {
      std::string& name = fonts_[group_.font].name;
      name += utf8;
      if (!name.empty() && name.back() == ';') name.pop_back();
      return;
    }
    case RtfTarget::kText:
      break;
    default:
      return;
  }
  const auto font = fonts_.find(group_.font >= 0 ? group_.font : default_font_);
  const std::string_view name = font == fonts_.end() ? std::string_view() : font->second.name;
  RunBuilder& builder = group_.hidden ? flow().hidden : flow().text;
  if (group_.caps && !IsLegacyFont(name)) {
    builder.Append(UpperCase(utf8), group_.style, name);
  } else {
    builder.Append(utf8, group_.style, name);
  }
  // A paragraph is bounded, so that no file makes us hold much more than its text.
  if (builder.size() > (1U << 20)) EndParagraph();
}

void RtfExtractor::EndParagraph() {
  FlushBytes();
  Flow& now = flow();
  if (group_.in_table && now.table == 0) now.table = ++tables_;
  if (!group_.in_table && !now.text.empty()) now.table = now.row = now.column = 0;
  if (group_.page_before && flows_.size() == 1 && !now.text.empty()) ++page_;
  group_.page_before = false;
  Emit(now.text, now.place);
  Emit(now.hidden, Place::kHidden);
}

void RtfExtractor::Emit(RunBuilder& builder, Place place) {
  if (builder.empty()) return;
  const Flow& now = flow();
  const bool in_cell = group_.in_table && now.table != 0;
  Block block = builder.Take(in_cell && place == Place::kBody ? Place::kTableCell : place);
  block.locator = now.locator;
  block.style.align = group_.style.align;
  Border border = group_.border;
  if (!border.IsBox() && in_cell && now.column < now.cells.size()) border = now.cells[now.column];
  block.style.border = border.IsBox() || now.box.border;
  block.style.double_border = (border.IsBox() && border.double_line) || now.box.double_border;
  if (in_cell) {
    block.table = now.table;
    block.row = now.row;
    block.column = now.column;
  }
  const bool paged = flows_.front().place == Place::kBody && place != Place::kMetadata &&
                     place != Place::kHeader && place != Place::kFooter;
  if (paged) block.page = page_;
  writer_.Add(std::move(block));
}

void RtfExtractor::EndShapeValue() {
  const std::string value = std::exchange(shape_value_, {});
  if (shape_name_ == "gtextUNICODE") {
    writer_.Add(value, Place::kAnnotation, "WordArt");
  } else if (shape_name_ == "wzDescription" || shape_name_ == "wzTooltip") {
    writer_.Add(value, Place::kMetadata, shape_name_);
  } else if (shape_name_ == "fLine") {
    shape_.border = value != "0";
    if (value == "0") shape_.double_border = false;
  } else if (shape_name_ == "lineStyle") {
    shape_.double_border = shape_.border && value != "0";
  }
}

void RtfExtractor::GiveObject() {
  std::vector<uint8_t> object = std::exchange(object_, {});
  object_digit_ = -1;
  if (object.empty()) return;
  GiveOle1Object("object" + std::to_string(++objects_), object, context_);
}

}  // namespace

Result<Document> ExtractRtf(Input input, Context& context) {
  const std::string_view head = AsText(Slice(input.bytes, 0, 64));
  if (head.find("{\\rt") == std::string_view::npos) {
    return Error(ErrorCode::kCorrupt, {"không phải tệp RTF", "this is no RTF file"});
  }
  Document document;
  document.format = Format::kRtf;
  RtfExtractor(input.bytes, context, document).Run();
  return document;
}

}  // namespace niem::extract
