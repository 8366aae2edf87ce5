#include "extract/rtf_words.h"

#include <string_view>
#include <unordered_map>

namespace niem::extract {
namespace {

using A = RtfAction;

constexpr uint32_t Target(RtfTarget target) {
  return static_cast<uint32_t>(target);
}

constexpr uint32_t kFlow = Target(RtfTarget::kFlow);
constexpr uint32_t kIgnore = Target(RtfTarget::kIgnore);
constexpr uint32_t kSkip = Target(RtfTarget::kSkip);

constexpr uint32_t AlignArg(Align align) {
  return static_cast<uint32_t>(align);
}

constexpr RtfWord kWords[] = {
    // Flows of text.
    {"header", A::kTarget, kFlow, Place::kHeader},
    {"headerl", A::kTarget, kFlow, Place::kHeader},
    {"headerr", A::kTarget, kFlow, Place::kHeader},
    {"headerf", A::kTarget, kFlow, Place::kHeader},
    {"footer", A::kTarget, kFlow, Place::kFooter},
    {"footerl", A::kTarget, kFlow, Place::kFooter},
    {"footerr", A::kTarget, kFlow, Place::kFooter},
    {"footerf", A::kTarget, kFlow, Place::kFooter},
    {"footnote", A::kTarget, kFlow, Place::kFootnote},
    {"annotation", A::kTarget, kFlow, Place::kComment},
    {"shptxt", A::kTarget, kFlow, Place::kTextBox},
    {"dptxbxtext", A::kTarget, kFlow, Place::kTextBox},
    {"xe", A::kTarget, kFlow, Place::kHidden},
    {"tc", A::kTarget, kFlow, Place::kHidden},
    {"tcn", A::kTarget, kFlow, Place::kHidden},
    {"title", A::kTarget, kFlow, Place::kMetadata},
    {"subject", A::kTarget, kFlow, Place::kMetadata},
    {"author", A::kTarget, kFlow, Place::kMetadata},
    {"manager", A::kTarget, kFlow, Place::kMetadata},
    {"company", A::kTarget, kFlow, Place::kMetadata},
    {"operator", A::kTarget, kFlow, Place::kMetadata},
    {"category", A::kTarget, kFlow, Place::kMetadata},
    {"keywords", A::kTarget, kFlow, Place::kMetadata},
    {"comment", A::kTarget, kFlow, Place::kMetadata},
    {"doccomm", A::kTarget, kFlow, Place::kMetadata},
    {"hlinkbase", A::kTarget, kFlow, Place::kMetadata},
    {"propname", A::kTarget, kFlow, Place::kMetadata},
    {"staticval", A::kTarget, kFlow, Place::kMetadata},
    {"docvar", A::kTarget, kFlow, Place::kMetadata},
    // Groups whose own text is not shown, with text deeper inside.
    {"info", A::kTarget, kIgnore},
    {"userprops", A::kTarget, kIgnore},
    {"shp", A::kShape},
    {"shpinst", A::kTarget, kIgnore},
    {"shpgrp", A::kTarget, kIgnore},
    {"sp", A::kTarget, kIgnore},
    {"sn", A::kTarget, Target(RtfTarget::kShapeName)},
    {"sv", A::kTarget, Target(RtfTarget::kShapeValue)},
    {"do", A::kShape},
    {"object", A::kTarget, kIgnore},
    {"objdata", A::kTarget, Target(RtfTarget::kObjectData)},
    {"result", A::kTarget, Target(RtfTarget::kResult)},
    {"upr", A::kTarget, Target(RtfTarget::kAlternative)},
    {"ud", A::kTarget, Target(RtfTarget::kUnicodeAlternative)},
    // Tables, and what is no text.
    {"fonttbl", A::kTarget, Target(RtfTarget::kFontTable)},
    {"colortbl", A::kTarget, Target(RtfTarget::kColorTable)},
    {"stylesheet", A::kTarget, kSkip},
    {"fldinst", A::kTarget, kSkip},
    {"pict", A::kTarget, Target(RtfTarget::kPicture)},
    {"shppict", A::kTarget, Target(RtfTarget::kPicture)},
    {"nonshppict", A::kTarget, kSkip},
    {"shprslt", A::kTarget, kSkip},
    {"ftnsep", A::kTarget, kSkip},
    {"ftnsepc", A::kTarget, kSkip},
    {"aftnsep", A::kTarget, kSkip},
    {"aftnsepc", A::kTarget, kSkip},
    {"falt", A::kTarget, kSkip},
    {"panose", A::kTarget, kSkip},
    {"fontemb", A::kTarget, kSkip},
    // Characters.
    {"tab", A::kCharacter, '\t'},
    {"line", A::kCharacter, '\n'},
    {"lbr", A::kCharacter, '\n'},
    {"softline", A::kCharacter, '\n'},
    {"emdash", A::kCharacter, 0x2014},
    {"endash", A::kCharacter, 0x2013},
    {"emspace", A::kCharacter, 0x2003},
    {"enspace", A::kCharacter, 0x2002},
    {"qmspace", A::kCharacter, 0x2005},
    {"bullet", A::kCharacter, 0x2022},
    {"lquote", A::kCharacter, 0x2018},
    {"rquote", A::kCharacter, 0x2019},
    {"ldblquote", A::kCharacter, 0x201C},
    {"rdblquote", A::kCharacter, 0x201D},
    // Paragraphs, tables, pages.
    {"par", A::kParagraphEnd},
    {"sect", A::kParagraphEnd, 1},
    {"cell", A::kCell},
    {"nestcell", A::kCell},
    {"row", A::kRow},
    {"nestrow", A::kRow},
    {"trowd", A::kRowStart},
    {"clbrdrt", A::kCellBorder, 1},
    {"clbrdrl", A::kCellBorder, 2},
    {"clbrdrb", A::kCellBorder, 4},
    {"clbrdrr", A::kCellBorder, 8},
    {"cellx", A::kCellEnd},
    {"page", A::kPage},
    {"pagebb", A::kPageBefore},
    {"pard", A::kParagraphReset},
    {"intbl", A::kInTable},
    {"ql", A::kAlign, AlignArg(Align::kLeft)},
    {"qc", A::kAlign, AlignArg(Align::kCenter)},
    {"qr", A::kAlign, AlignArg(Align::kRight)},
    {"qj", A::kAlign, AlignArg(Align::kJustify)},
    {"brdrt", A::kParagraphBorder, 1},
    {"brdrl", A::kParagraphBorder, 2},
    {"brdrb", A::kParagraphBorder, 4},
    {"brdrr", A::kParagraphBorder, 8},
    {"box", A::kParagraphBorder, 15},
    {"brdrbtw", A::kOtherBorder},
    {"brdrbar", A::kOtherBorder},
    {"chbrdr", A::kOtherBorder},
    {"trbrdrt", A::kOtherBorder},
    {"trbrdrl", A::kOtherBorder},
    {"trbrdrb", A::kOtherBorder},
    {"trbrdrr", A::kOtherBorder},
    {"trbrdrh", A::kOtherBorder},
    {"trbrdrv", A::kOtherBorder},
    {"pgbrdrt", A::kOtherBorder},
    {"pgbrdrl", A::kOtherBorder},
    {"pgbrdrb", A::kOtherBorder},
    {"pgbrdrr", A::kOtherBorder},
    {"brdrnone", A::kBorderLine, 0},
    {"brdrnil", A::kBorderLine, 0},
    {"brdrtbl", A::kBorderLine, 0},
    {"brdrs", A::kBorderLine, 1},
    {"brdrth", A::kBorderLine, 1},
    {"brdrsh", A::kBorderLine, 1},
    {"brdrdot", A::kBorderLine, 1},
    {"brdrdash", A::kBorderLine, 1},
    {"brdrhair", A::kBorderLine, 1},
    {"brdrwavy", A::kBorderLine, 1},
    {"brdrdb", A::kBorderLine, 2},
    {"brdrtriple", A::kBorderLine, 2},
    {"brdrtnthsg", A::kBorderLine, 2},
    {"brdrthtnsg", A::kBorderLine, 2},
    {"brdrtnthtnsg", A::kBorderLine, 2},
    {"brdrtnthmg", A::kBorderLine, 2},
    {"brdrthtnmg", A::kBorderLine, 2},
    {"brdrtnthtnmg", A::kBorderLine, 2},
    {"brdrtnthlg", A::kBorderLine, 2},
    {"brdrthtnlg", A::kBorderLine, 2},
    {"brdrtnthtnlg", A::kBorderLine, 2},
    {"brdrwavydb", A::kBorderLine, 2},
    // Letters.
    {"plain", A::kPlain},
    {"b", A::kBold},
    {"i", A::kItalic},
    {"ul", A::kUnderline},
    {"uld", A::kUnderline},
    {"uldb", A::kUnderline},
    {"ulw", A::kUnderline},
    {"ulth", A::kUnderline},
    {"ulwave", A::kUnderline},
    {"ulnone", A::kUnderlineOff},
    {"strike", A::kStrike},
    {"striked", A::kStrike},
    {"caps", A::kCaps},
    {"v", A::kHidden},
    {"deleted", A::kHidden},
    {"f", A::kFont},
    {"fs", A::kSize},
    {"cf", A::kColor},
    {"u", A::kUnicode},
    {"uc", A::kUnicodeSkip},
    {"ansicpg", A::kCodepage},
    {"mac", A::kCodepage, 10000},
    {"pc", A::kCodepage, 437},
    {"pca", A::kCodepage, 850},
    {"deff", A::kDefaultFont},
    {"fcharset", A::kFontCharset},
    {"cpg", A::kFontCodepage},
    {"red", A::kRed},
    {"green", A::kGreen},
    {"blue", A::kBlue},
};

}  // namespace

const RtfWord* FindRtfWord(std::string_view word) {
  static const std::unordered_map<std::string_view, const RtfWord*> table = [] {
    std::unordered_map<std::string_view, const RtfWord*> built;
    for (const RtfWord& entry : kWords) built.emplace(entry.word, &entry);
    return built;
  }();
  const auto found = table.find(word);
  return found == table.end() ? nullptr : found->second;
}

uint16_t CodepageOfCharset(int charset) {
  struct Row {
    int charset;
    uint16_t codepage;
  };

  static constexpr Row kRows[] = {{0, 1252},   {1, 0},      {2, 1252},   {77, 10000}, {128, 932},
                                  {129, 949},  {134, 936},  {136, 950},  {161, 1253}, {162, 1254},
                                  {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251},
                                  {222, 874},  {238, 1250}, {254, 437},  {255, 850}};
  for (const Row& row : kRows) {
    if (row.charset == charset) return row.codepage;
  }
  return 0;
}

}  // namespace niem::extract
