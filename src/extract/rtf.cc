// RTF: one pass over the tokens with a bounded stack of group states and a stack of text flows.
//
// Header, footnote, text box ... open a flow of their own that ends with their group, so a stamp
// inside a shape inside a header keeps its place, and the paragraph around it stays whole.
#include <algorithm>
#include <string>

#include "extract/formats.h"
#include "extract/ole_text.h"
#include "extract/pictures.h"
#include "extract/rtf_extractor.h"

namespace niem::extract {
namespace {

constexpr size_t kMaxDepth = 1000;  // of groups; Word writes some dozens
constexpr size_t kMaxFlows = 64;
constexpr uint8_t kBoxSides = 15;

Style AlignedStyle(Align align) {
  Style style;
  style.align = align;
  return style;
}

}  // namespace

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
  if (left_picture_ && !has_text) {
    writer_.AddNote(ErrorCode::kNeedsOcr, true,
                    {"tài liệu chỉ có ảnh, cần nhận dạng chữ (OCR)",
                     "the document holds only pictures; it needs OCR"});
  } else {
    NotePictures(unread_, document);
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
      } else if (group_.target == RtfTarget::kPicture) {
        picture_.insert(picture_.end(), token.bytes.begin(), token.bytes.end());
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
  const RtfGroup ended = std::exchange(group_, stack_.back());
  stack_.pop_back();
  border_ = nullptr;
  EndGroup(ended);
}

void RtfExtractor::EndGroup(const RtfGroup& ended) {
  if (ended.owns_flow && flows_.size() > 1) {
    const RtfGroup outer = std::exchange(group_, ended);
    EndParagraph();
    group_ = outer;
    flows_.pop_back();
  }
  if (ended.target == group_.target) return;
  if (ended.target == RtfTarget::kShapeValue) EndShapeValue();
  if (ended.target == RtfTarget::kObjectData) GiveObject();
  if (ended.target == RtfTarget::kPicture) GivePicture();
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
  if (group_.target == RtfTarget::kPicture) return OnPictureWord(token, ignorable);
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
    case RtfAction::kPage:
    case RtfAction::kParagraphReset:
    case RtfAction::kPageBefore:
    case RtfAction::kInTable:
    case RtfAction::kAlign:
      OnParagraphWord(*word);
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
  if (target == RtfTarget::kPicture) {
    picture_.clear();
    picture_digit_ = -1;
    picture_kind_ = RtfPicture::kFile;
  }
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

void RtfExtractor::OnParagraphWord(const RtfWord& word) {
  switch (word.action) {
    case RtfAction::kParagraphEnd:
      if (group_.target == RtfTarget::kText) EndParagraph();
      if (word.arg == 1) ++page_;
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
      group_.style.align = static_cast<Align>(word.arg);
      break;
    default:
      break;
  }
}

void RtfExtractor::OnTableWord(const RtfWord& word) {
  RtfFlow& now = flow();
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

void RtfExtractor::OnBytes(Bytes bytes) {
  if (bytes.empty()) return;
  ignorable_ = false;
  switch (group_.target) {
    case RtfTarget::kObjectData:
      OnHexDigits(bytes, object_digit_, object_);
      break;
    case RtfTarget::kPicture:
      OnHexDigits(bytes, picture_digit_, picture_);
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
