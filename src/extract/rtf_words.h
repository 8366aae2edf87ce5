// The control words that matter for text, its place and its look; all others are passed over.
//
// Thread-safety: constant tables. Source: Rich Text Format Specification 1.9.1.
#pragma once

#include <cstdint>
#include <string_view>

#include "extract/document.h"

namespace niem::extract {

// What the text of a group is for.
enum class RtfTarget : uint8_t {
  kText,         // goes to the current flow
  kFlow,         // opens a flow of its own (header, footnote, metadata field ...)
  kIgnore,       // text is not shown, but groups inside may hold some (shape, object)
  kSkip,         // nothing inside counts
  kAlternative,  // \upr: only its \*\ud counts
  kFontTable,
  kColorTable,
  kShapeName,
  kShapeValue,
  kObjectData,
  kPicture,
  kUnicodeAlternative,  // \ud
  kResult,              // \result of an object: text again
};

enum class RtfAction : uint8_t {
  kTarget,     // arg: RtfTarget; place: of the flow
  kCharacter,  // arg: the Unicode character it stands for
  kParagraphEnd,
  kCell,
  kRow,
  kRowStart,  // \trowd
  kCellBorder,
  kCellEnd,  // \cellx
  kPage,
  kPageBefore,
  kParagraphReset,
  kPlain,
  kInTable,
  kAlign,  // arg: Align
  kBold,
  kItalic,
  kUnderline,
  kUnderlineOff,
  kStrike,
  kCaps,
  kHidden,
  kFont,
  kSize,
  kColor,
  kParagraphBorder,  // arg: bit of the side, 15 for all
  kOtherBorder,      // of pages, rows, characters
  kBorderLine,       // arg: 0 none, 1 single, 2 double
  kUnicode,
  kUnicodeSkip,
  kCodepage,  // arg: 0 = parameter
  kDefaultFont,
  kFontCharset,
  kFontCodepage,
  kRed,
  kGreen,
  kBlue,
  kShape,
};

struct RtfWord {
  std::string_view word;
  RtfAction action;
  uint32_t arg = 0;
  Place place = Place::kBody;
};

// Null when the word is of no interest.
const RtfWord* FindRtfWord(std::string_view word);

// The Windows code page of \fcharsetN; 0 for "the document's".
uint16_t CodepageOfCharset(int charset);

}  // namespace niem::extract
