// RTF: what is written into the current flow, and how a finished paragraph becomes a block.
#include <algorithm>
#include <string>

#include "extract/dib.h"
#include "extract/ole_objects.h"
#include "extract/ole_text.h"
#include "extract/rtf_extractor.h"

namespace niem::extract {

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

void RtfExtractor::OnHexDigits(Bytes bytes, int& digit, std::vector<uint8_t>& out) {
  for (const uint8_t byte : bytes) {
    const int now = HexDigit(byte);
    if (now < 0) continue;
    if (digit < 0) {
      digit = now;
    } else {
      out.push_back(static_cast<uint8_t>(digit << 4 | now));
      digit = -1;
    }
  }
}

// Inside \pict only the kind of its bytes is of interest; groups of its own hold numbers in hex
// that are no dots (\*\blipuid).
void RtfExtractor::OnPictureWord(const RtfToken& token, bool ignorable) {
  if (ignorable || token.word == "blipuid") {
    group_.target = RtfTarget::kSkip;
  } else if (token.word == "dibitmap") {
    picture_kind_ = RtfPicture::kDib;
  } else if (token.word == "emfblip" || token.word == "wmetafile" || token.word == "macpict" ||
             token.word == "pmmetafile" || token.word == "wbitmap") {
    picture_kind_ = RtfPicture::kDrawing;
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
  RtfFlow& now = flow();
  if (group_.in_table && now.table == 0) now.table = ++tables_;
  if (!group_.in_table && !now.text.empty()) now.table = now.row = now.column = 0;
  if (group_.page_before && flows_.size() == 1 && !now.text.empty()) ++page_;
  group_.page_before = false;
  Emit(now.text, now.place);
  Emit(now.hidden, Place::kHidden);
}

void RtfExtractor::Emit(RunBuilder& builder, Place place) {
  if (builder.empty()) return;
  const RtfFlow& now = flow();
  const bool in_cell = group_.in_table && now.table != 0;
  Block block = builder.Take(in_cell && place == Place::kBody ? Place::kTableCell : place);
  block.locator = now.locator;
  block.style.align = group_.style.align;
  RtfBorder border = group_.border;
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

void RtfExtractor::GivePicture() {
  const std::vector<uint8_t> picture = std::exchange(picture_, {});
  picture_digit_ = -1;
  ++pictures_;
  if (TooSmallForMarks(picture.size(), context_)) return;
  std::string bmp;
  if (picture_kind_ == RtfPicture::kDib && context_.pictures != nullptr) bmp = BmpOfDib(picture);
  if (picture_kind_ != RtfPicture::kDrawing &&
      ReadPicture(bmp.empty() ? Bytes(picture) : AsBytes(bmp),
                  "picture" + std::to_string(pictures_), context_, writer_.document())) {
    return;
  }
  left_picture_ = true;
  (picture_kind_ == RtfPicture::kDrawing ? unread_.drawings : unread_.pictures) += picture.size();
}

}  // namespace niem::extract
