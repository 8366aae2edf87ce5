// OpenDocument (ODF 1.3): odt, ods, odp and odg, zipped or as one flat XML file.
#include <glib.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "extract/odf_crypto.h"
#include "extract/odf_walker.h"
#include "extract/ooxml.h"
#include "extract/zip_reader.h"

namespace niem::extract {
namespace {

struct OdfPart {
  std::string name;
  std::string buffer;
  pugi::xml_document xml;
};

class OdfReader {
 public:
  OdfReader(BlockSink& sink, OdfStyles& styles) : sink_(sink), styles_(styles) {}

  uint32_t pages() const { return pages_; }

  void LoadStyles(pugi::xml_node root) {
    styles_.Load(Child(root, "styles"));
    styles_.Load(Child(root, "automatic-styles"));
  }

  void ReadBody(pugi::xml_node root, std::string_view locator, Place place) {
    const pugi::xml_node body = Child(root, "body");
    for (pugi::xml_node kind = body.first_child(); kind; kind = kind.next_sibling()) {
      OdfWalker walker(styles_, sink_, locator);
      walker.Walk(kind, place, place == Place::kBody ? 1 : 0);
      if (place == Place::kBody) pages_ = std::max(pages_, walker.page());
    }
  }

  // Headers and footers of page styles; what a presentation's masters draw on every slide.
  void ReadMasters(pugi::xml_node root, std::string_view locator) {
    const pugi::xml_node masters = Child(root, "master-styles");
    for (pugi::xml_node page = masters.first_child(); page; page = page.next_sibling()) {
      for (pugi::xml_node part = page.first_child(); part; part = part.next_sibling()) {
        const std::string_view name = part.name();
        const bool footer = name.find("footer") != std::string_view::npos;
        if (name.find("notes") != std::string_view::npos) continue;
        OdfWalker walker(styles_, sink_, locator);
        if (name.find("header") != std::string_view::npos || footer) {
          walker.Walk(part, footer ? Place::kFooter : Place::kHeader, 0);
        } else if (name.starts_with("draw:") && Attribute(part, "placeholder") != "true" &&
                   Attribute(part, "class").empty()) {
          walker.Walk(part, Place::kHeader, 0);
        }
      }
    }
  }

  void ReadMeta(pugi::xml_node root, std::string_view locator) {
    const pugi::xml_node meta = Child(root, "meta");
    for (pugi::xml_node node = meta.first_child(); node; node = node.next_sibling()) {
      const uint32_t tag = TagOf(node);
      if (tag == Tag("generator") || tag == Tag("date") || tag == Tag("creation-date")) continue;
      if (HasLetters(node.text().get())) sink_.Put(Place::kMetadata, node.text().get(), locator);
    }
  }

 private:
  BlockSink& sink_;
  OdfStyles& styles_;
  uint32_t pages_ = 0;
};

void NoteDamage(BlockSink& sink) {
  sink.Incomplete(ErrorCode::kCorrupt, {"XML trong tệp bị hỏng: phần sau chỗ hỏng chưa được đọc",
                                        "damaged XML in the file: what follows was not inspected"});
}

bool LoadPart(OoxmlPackage& package, size_t index, OdfPart& part, BlockSink& sink) {
  part.name = package.zip().entries()[index].name;
  if (!package.LoadBytes(index, part.buffer)) return false;
  if (!ParseXml(part.xml, part.buffer, XmlShape::kMixed)) NoteDamage(sink);
  return static_cast<bool>(part.xml.document_element());
}

bool ReadFlatPicture(std::string_view base64, Context& context, BlockSink& sink) {
  if (!WouldReadPicture(base64.size() / 4 * 3, context)) return false;
  if (!context.AdmitBytes(base64.size(), base64.size() / 4 * 3).ok()) return false;
  std::string bytes(base64);
  gsize size = 0;
  g_base64_decode_inplace(bytes.data(), &size);
  bytes.resize(size);
  return ReadPicture(AsBytes(bytes), "", context, sink.document());
}

// Pictures and OLE objects stand in a flat file as base64.
void HandOverFlatObjects(pugi::xml_node root, Context& context, BlockSink& sink) {
  uint64_t pictures = 0;
  uint32_t objects = 0;
  for (pugi::xml_node node = root; node; node = NextNode(node, root)) {
    if (TagOf(node) != Tag("binary-data")) continue;
    const std::string_view base64 = node.text().get();
    if (TagOf(node.parent()) != Tag("object-ole")) {
      if (!ReadFlatPicture(base64, context, sink)) pictures += base64.size() / 4 * 3;
      continue;
    }
    const std::string name = "Object " + std::to_string(++objects);
    Status status = context.Admit(base64.size(), base64.size() / 4 * 3);
    if (!status.ok()) {
      if (!context.members.OnBadMember(name, status.error(), context)) break;
      continue;
    }
    std::string bytes(base64);
    if (bytes.empty()) continue;
    gsize size = 0;
    g_base64_decode_inplace(bytes.data(), &size);
    bytes.resize(size);
    if (!context.members.OnMember(name, AsBytes(bytes), context)) break;
  }
  NotePictures({.pictures = pictures}, sink.document());
}

Status ReadFlat(Input input, OdfReader& reader, Context& context, BlockSink& sink) {
  OdfPart part;
  part.buffer = AsText(input.bytes);
  if (!ParseXml(part.xml, part.buffer, XmlShape::kMixed)) {
    if (!part.xml.document_element())
      return Error(ErrorCode::kCorrupt, {"XML hỏng", "damaged XML"});
    NoteDamage(sink);
  }
  const pugi::xml_node root = part.xml.document_element();
  reader.LoadStyles(root);
  reader.ReadBody(root, {}, Place::kBody);
  reader.ReadMasters(root, {});
  reader.ReadMeta(root, {});
  HandOverFlatObjects(root, context, sink);
  return Ok();
}

// The first letter of what is sought stands everywhere in a manifest: stepping from one to the next
// costs more than all the rest of an unlocked document's manifest.
bool SpeaksOfEncryption(std::string_view manifest) {
  static constexpr std::string_view kSought = "encryption-data";
  static const std::boyer_moore_horspool_searcher kSearch(kSought.begin(), kSought.end());
  return std::search(manifest.begin(), manifest.end(), kSearch) != manifest.end();
}

// From here on the package's parts are read decrypted, where its manifest says that they are
// locked.
Status Unlock(OoxmlPackage& package) {
  const std::optional<size_t> index = package.zip().Find("META-INF/manifest.xml");
  std::string manifest;
  if (!index || !package.LoadBytes(*index, manifest)) return Ok();
  if (!SpeaksOfEncryption(manifest)) return Ok();
  Context& context = package.context();
  TRY_ASSIGN(OdfLock lock, OdfLock::Open(std::move(manifest), package.zip(), context.passwords));
  package.DecodeWith([lock = std::move(lock), &context](std::string_view name, std::string& bytes) {
    return lock.Unlock(name, bytes, context);
  });
  return Ok();
}

// Embedded objects: "Object 1/content.xml" is read here, "Object 2" (OLE) is somebody else's.
bool IsForeignObject(std::string_view name) {
  if (name.ends_with('/') || name.ends_with(".xml") || name.ends_with(".rdf") || name == "mimetype")
    return false;
  return name.starts_with("Object ") && name.find('/') == std::string_view::npos;
}

void HandOverObjects(OoxmlPackage& package) {
  const std::vector<ZipReader::Entry>& entries = package.zip().entries();
  Context& context = package.context();
  std::string bytes;
  UnreadPictures unread;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].name.find("Pictures/") != std::string_view::npos)
      package.ReadPictureEntry(i, unread);
    if (!IsForeignObject(entries[i].name)) continue;
    Status status = context.Admit(entries[i].packed, entries[i].unpacked);
    if (status.ok()) status = package.Read(i, bytes);
    const bool go_on = status.ok()
                           ? context.members.OnMember(entries[i].name, AsBytes(bytes), context)
                           : context.members.OnBadMember(entries[i].name, status.error(), context);
    if (!go_on) break;
  }
  NotePictures(unread, package.sink().document());
}

Status ReadZipped(OoxmlPackage& package, OdfReader& reader, OdfStyles& styles, BlockSink& sink) {
  TRY(Unlock(package));
  const std::vector<ZipReader::Entry>& entries = package.zip().entries();
  OdfPart style_part, content;
  const std::optional<size_t> styles_at = package.zip().Find("styles.xml");
  const bool styled = styles_at && LoadPart(package, *styles_at, style_part, sink);
  const pugi::xml_node style_root = style_part.xml.document_element();
  const std::optional<size_t> content_at = package.zip().Find("content.xml");
  if (content_at && LoadPart(package, *content_at, content, sink)) {
    // Names of automatic styles are the content's own: they must win over those of styles.xml.
    OdfStyles own;
    if (styled) own.Load(Child(style_root, "styles"));
    const pugi::xml_node root = content.xml.document_element();
    own.Load(Child(root, "automatic-styles"));
    OdfReader body(sink, own);
    body.ReadBody(root, content.name, Place::kBody);
    sink.document().pages = body.pages();
  } else {
    sink.Incomplete(ErrorCode::kCorrupt, {"không thấy phần nội dung chính của tài liệu",
                                          "the main part of the document is missing"});
  }
  if (styled) {
    reader.LoadStyles(style_root);
    reader.ReadMasters(style_root, style_part.name);
  }
  for (size_t i = 0; i < entries.size() && !sink.full(); ++i) {
    const std::string_view name = entries[i].name;
    const bool embedded = name.starts_with("Object ") && name.ends_with("/content.xml");
    if (name != "meta.xml" && !embedded) continue;
    OdfPart part;
    if (!LoadPart(package, i, part, sink)) continue;
    if (embedded) {
      OdfReader(sink, styles).ReadBody(part.xml.document_element(), part.name, Place::kTextBox);
    } else {
      reader.ReadMeta(part.xml.document_element(), part.name);
    }
  }
  HandOverObjects(package);
  return Ok();
}

}  // namespace

Result<Document> ExtractOdf(Input input, Context& context) {
  Document document;
  BlockSink sink(document, context.limits);
  OdfStyles styles;
  OdfReader reader(sink, styles);
  document.format = Identify(input);
  if (AsText(Slice(input.bytes, 0, 2)) != "PK") {
    TRY(ReadFlat(input, reader, context, sink));
    document.pages = reader.pages();
    return document;
  }
  TRY_ASSIGN(const ZipReader zip, ZipReader::Open(input.bytes));
  if (zip.damaged()) {
    sink.Incomplete(ErrorCode::kCorrupt,
                    {"tệp bị cắt cụt hoặc hỏng: chỉ đọc được một phần",
                     "the file is cut off or damaged: only a part could be read"});
  }
  OoxmlPackage package(zip, context, sink);
  TRY(ReadZipped(package, reader, styles, sink));
  return document;
}

}  // namespace niem::extract
