#include "extract/ooxml.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace niem::extract {
namespace {

// A DOM takes about six times the text; the worker's memory limit is 2 GiB.
constexpr uint64_t kMaxXmlBytes = 256ULL << 20;

bool Contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

// Beside pictures the folder holds sound, film and whole documents, which are members. A picture
// that only bears such a name is one as a member too.
bool IsPicture(std::string_view name) {
  constexpr std::array<std::string_view, 11> kOthers = {
      ".bin", ".pdf", ".mp3", ".mp4", ".m4a", ".m4v", ".wav", ".wma", ".wmv", ".avi", ".mov"};
  return Contains(name, "media/") &&
         std::none_of(kOthers.begin(), kOthers.end(),
                      [name](std::string_view other) { return name.ends_with(other); });
}

// Members that are documents of their own: word/embeddings/*, altChunk parts (word/afchunk1.rtf).
bool IsForeignFile(std::string_view name) {
  if (name.ends_with('/') || IsXmlPart(name) || IsPicture(name) || IsTextlessPart(name))
    return false;
  for (std::string_view harmless :
       {".rels", ".vml", ".jpeg", ".jpg", ".png", ".emf", ".wmf", ".gif", ".tiff", "vbaProject.bin",
        "vbaData.xml", ".odttf", ".fntdata", "mimetype", "printerSettings1.bin", ".sigs", ".sig",
        ".psmdcp"}) {
    if (name.ends_with(harmless)) return false;
  }
  return !Contains(name, "printerSettings") && !Contains(name, "activeX") &&
         !Contains(name, "ctrlProps");
}

void ReadProperties(const XmlPart& part, BlockSink& sink) {
  // Application, version and counters say nothing; titles, keywords and custom values may.
  for (pugi::xml_node node = part.root; node; node = NextNode(node, part.root)) {
    switch (TagOf(node)) {
      case Tag("Application"):
      case Tag("AppVersion"):
      case Tag("DocSecurity"):
      case Tag("Template"):
      case Tag("revision"):
      case Tag("TotalTime"):
      case Tag("created"):
      case Tag("modified"):
      case Tag("lastPrinted"):
      case Tag("HeadingPairs"):
        continue;
      default:
        break;
    }
    const std::string_view value = node.text().get();
    if (HasLetters(value)) sink.Put(Place::kMetadata, value, part.name);
  }
}

// Cached categories and values of a chart are a table to the reader; its titles are paragraphs.
void ReadChart(const XmlPart& part, BlockSink& sink) {
  ReadDrawingText(part.root, Place::kTextBox, 0, part.name, sink);
  uint32_t table = 0, column = 0;
  for (pugi::xml_node node = part.root; node; node = NextNode(node, part.root)) {
    const uint32_t tag = TagOf(node);
    if (tag != Tag("strCache") && tag != Tag("strLit") && tag != Tag("multiLvlStrCache")) continue;
    if (table == 0) table = sink.NewTable();
    uint32_t row = 0;
    for (pugi::xml_node value = node; value; value = NextNode(value, node)) {
      if (TagOf(value) != Tag("v")) continue;
      Block block;
      block.text = Trim(value.text().get());
      block.place = Place::kTableCell;
      block.table = table;
      block.row = row++;
      block.column = column;
      block.locator = part.name;
      sink.Put(std::move(block));
    }
    ++column;
  }
}

Style DrawingRunStyle(pugi::xml_node properties) {
  Style style;
  if (!properties) return style;
  if (const int size = properties.attribute("sz").as_int(); size > 0)
    style.size_pt = static_cast<float>(size) / 100;
  style.bold = properties.attribute("b").as_bool();
  style.italic = properties.attribute("i").as_bool();
  const std::string_view underline = Attribute(properties, "u");
  style.underline = !underline.empty() && underline != "none";
  const std::string_view strike = Attribute(properties, "strike");
  style.strike = !strike.empty() && strike != "noStrike";
  if (const pugi::xml_node fill = Child(properties, "solidFill")) {
    style.color = ParseColor(Attribute(Child(fill, "srgbClr"), "val"));
  }
  return style;
}

Align DrawingAlign(std::string_view value) {
  if (value == "ctr") return Align::kCenter;
  if (value == "r") return Align::kRight;
  if (value == "l") return Align::kLeft;
  return value.empty() ? Align::kUnknown : Align::kJustify;
}

void AddDrawingRun(pugi::xml_node run, BlockBuilder& builder) {
  if (TagOf(run) == Tag("br")) return builder.Add("\n", {}, {});
  const pugi::xml_node properties = Child(run, "rPr");
  const std::string_view text = Child(run, "t").text().get();
  std::string_view font = Attribute(Child(properties, "latin"), "typeface");
  if (font.starts_with('+')) font = {};  // of the theme
  const std::string_view capitals = Attribute(properties, "cap");
  if (capitals == "all" || capitals == "small") {
    return builder.Add(UpperCase(text, font.starts_with(".Vn")), DrawingRunStyle(properties), font);
  }
  builder.Add(text, DrawingRunStyle(properties), font);
}

}  // namespace

bool IsXmlPart(std::string_view name) {
  return name.ends_with(".xml") || name.ends_with(".XML");
}

bool IsTextlessPart(std::string_view name) {
  for (std::string_view piece : {"/theme/",
                                 "/fonts/",
                                 "/printerSettings/",
                                 "_rels/",
                                 "[Content_Types].xml",
                                 "diagrams/layout",
                                 "diagrams/colors",
                                 "diagrams/quickStyle",
                                 "diagrams/drawing",
                                 "charts/style",
                                 "charts/colors",
                                 "_xmlsignatures/",
                                 "fontTable.xml",
                                 "webSettings.xml",
                                 "stylesWithEffects.xml",
                                 "calcChain.xml",
                                 "ctrlProps/",
                                 "customXml/itemProps",
                                 "tableStyles.xml",
                                 "presProps.xml",
                                 "viewProps.xml",
                                 "xl/styles.xml",
                                 "docProps/thumbnail",
                                 "revisions/",
                                 "persons/",
                                 "people.xml",
                                 "commentsExtended.xml",
                                 "commentsIds.xml",
                                 "commentsExtensible.xml",
                                 "externalLinks/",
                                 "volatileDependencies",
                                 "metadata.xml",
                                 "vbaData.xml"}) {
    if (Contains(name, piece)) return true;
  }
  return false;
}

Status OoxmlPackage::Read(size_t index, std::string& bytes) const {
  TRY(zip_.Read(index, context_.passwords, bytes));
  return decoder_ ? decoder_(zip_.entries()[index].name, bytes) : Ok();
}

bool OoxmlPackage::LoadBytes(size_t index, std::string& bytes, bool* whole) {
  const ZipReader::Entry& entry = zip_.entries()[index];
  Status admitted = context_.AdmitBytes(entry.packed, entry.unpacked);
  if (!admitted.ok()) {
    sink_.Incomplete(admitted.error().code(), admitted.error().message());
    return false;
  }
  Status read = Read(index, bytes);
  if (whole != nullptr) *whole = read.ok();
  if (read.ok()) return true;
  sink_.Incomplete(read.error().code(),
                   {"một phần của tệp không đọc được: " + read.error().message().vi,
                    "a part of the file cannot be read: " + read.error().message().en});
  return !bytes.empty();
}

bool OoxmlPackage::Load(size_t index, XmlPart& part) {
  const ZipReader::Entry& entry = zip_.entries()[index];
  part.name = entry.name;
  if (entry.unpacked > kMaxXmlBytes) {
    sink_.Incomplete(ErrorCode::kTooLarge, {"một phần XML của tệp quá lớn nên chưa được đọc",
                                            "an XML part is too large and was not inspected"});
    return false;
  }
  if (!LoadBytes(index, part.buffer, &part.whole)) return false;
  if (!ParseXml(part.xml, part.buffer, XmlShape::kData)) {
    sink_.Incomplete(ErrorCode::kCorrupt,
                     {"XML trong tệp bị hỏng: phần sau chỗ hỏng chưa được đọc",
                      "damaged XML in the file: what follows was not inspected"});
    part.whole = false;
  }
  part.root = part.xml.first_child();
  while (part.root && part.root.type() != pugi::node_element) part.root = part.root.next_sibling();
  part.tag = TagOf(part.root);
  return static_cast<bool>(part.root);
}

void OoxmlPackage::ReadPictureEntry(size_t index, UnreadPictures& unread) {
  const ZipReader::Entry& entry = zip_.entries()[index];
  std::string bytes;
  const bool here = WouldReadPicture(entry.packed, context_) &&
                    context_.AdmitBytes(entry.packed, entry.unpacked).ok() &&
                    Read(index, bytes).ok();
  if (here && ReadPicture(AsBytes(bytes), std::string(entry.name), context_, sink_.document()))
    return;
  (IsDrawing(AsBytes(bytes)) ? unread.drawings : unread.pictures) += entry.packed;
}

void OoxmlPackage::HandOverMembers() {
  UnreadPictures unread;
  std::string bytes;
  for (size_t i = 0; i < zip_.entries().size(); ++i) {
    const ZipReader::Entry& entry = zip_.entries()[i];
    if (IsPicture(entry.name)) {
      ReadPictureEntry(i, unread);
      continue;
    }
    if (!IsForeignFile(entry.name)) continue;
    Status status = context_.Admit(entry.packed, entry.unpacked);
    if (status.ok()) status = Read(i, bytes);
    const bool go_on = status.ok()
                           ? context_.members.OnMember(entry.name, AsBytes(bytes), context_)
                           : context_.members.OnBadMember(entry.name, status.error(), context_);
    if (!go_on) break;
  }
  NotePictures(unread, sink_.document());
}

std::optional<uint32_t> ParseColor(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, uint32_t>, 10> kNames = {{{"red", 0xFF0000},
                                                                             {"black", 0},
                                                                             {"blue", 0x0000FF},
                                                                             {"green", 0x008000},
                                                                             {"white", 0xFFFFFF},
                                                                             {"gray", 0x808080},
                                                                             {"silver", 0xC0C0C0},
                                                                             {"maroon", 0x800000},
                                                                             {"navy", 0x000080},
                                                                             {"yellow", 0xFFFF00}}};
  if (const size_t space = text.find(' '); space != std::string_view::npos)
    text = text.substr(0, space);
  for (const auto& [name, value] : kNames) {
    if (text == name) return value;
  }
  if (text.starts_with('#')) text.remove_prefix(1);
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() == 6) return value;
  if (text.size() == 8) return value & 0xFFFFFF;  // alpha first
  if (text.size() != 3) return std::nullopt;
  return (value >> 8 & 0xF) * 0x110000 | (value >> 4 & 0xF) * 0x1100 | (value & 0xF) * 0x11;
}

Block DrawingParagraph(pugi::xml_node paragraph) {
  BlockBuilder builder;
  for (pugi::xml_node child = paragraph.first_child(); child; child = child.next_sibling()) {
    const uint32_t tag = TagOf(child);
    if (tag == Tag("r") || tag == Tag("fld") || tag == Tag("br")) AddDrawingRun(child, builder);
  }
  Block block = builder.Finish();
  block.style.align = DrawingAlign(Attribute(Child(paragraph, "pPr"), "algn"));
  return block;
}

void ReadDrawingText(pugi::xml_node node, Place place, uint32_t page, std::string_view locator,
                     BlockSink& sink) {
  for (pugi::xml_node at = node; at; at = NextNode(at, node)) {
    if (TagOf(at) != Tag("p")) continue;
    Block block = DrawingParagraph(at);
    block.place = place;
    block.page = page;
    block.locator = locator;
    sink.Put(std::move(block));
  }
}

void ReadAnyText(pugi::xml_node node, Place place, std::string_view locator, BlockSink& sink) {
  for (pugi::xml_node at = node; at; at = NextNode(at, node)) {
    const std::string_view value = Trim(at.value());
    if (HasLetters(value)) sink.Put(place, value, locator);
  }
}

bool ReadCommonPart(const XmlPart& part, BlockSink& sink) {
  switch (part.tag) {
    case Tag("coreProperties"):
    case Tag("Properties"):
      ReadProperties(part, sink);
      return true;
    case Tag("chartSpace"):
      ReadChart(part, sink);
      return true;
    case Tag("dataModel"):
      ReadDrawingText(part.root, Place::kTextBox, 0, part.name, sink);
      return true;
    default:
      break;
  }
  if (part.name.find("customXml/item") == std::string::npos) return false;
  ReadAnyText(part.root, Place::kMetadata, part.name, sink);
  return true;
}

}  // namespace niem::extract
