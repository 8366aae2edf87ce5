#include "extract/pdf_drawings.h"

#define POINTERHOLDER_TRANSITION 4  // only std::shared_ptr, says qpdf/PointerHolder.hh
#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <new>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAnnotationObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <string_view>

namespace niem::extract {
namespace {

constexpr int kFieldDepth = 16;  // of a form's tree of fields; a damaged one may be a ring

// The text of notes and links is not drawn; of form fields only signatures are, for the values of
// the others are read as such.
bool DrawsWords(QPDFAnnotationObjectHelper& annotation) {
  static constexpr std::array<std::string_view, 6> kSilent{"/Text",           "/Link",  "/Popup",
                                                           "/FileAttachment", "/Sound", "/Movie"};
  const std::string kind = annotation.getSubtype();
  if (kind != "/Widget") return std::find(kSilent.begin(), kSilent.end(), kind) == kSilent.end();
  QPDFObjectHandle field = annotation.getObjectHandle();
  for (int depth = 0; field.isDictionary() && depth < kFieldDepth; ++depth) {
    if (field.hasKey("/FT")) return field.getKey("/FT").isNameAndEquals("/Sig");
    field = field.getKey("/Parent");
  }
  return false;
}

std::unique_ptr<QPDF> Open(std::string_view bytes, const std::vector<std::string>& passwords) {
  const auto open = [&](const char* password) {
    auto pdf = std::make_unique<QPDF>();
    pdf->setSuppressWarnings(true);
    pdf->processMemoryFile("", bytes.data(), bytes.size(), password);
    return pdf;
  };
  const char* password = nullptr;
  for (size_t next = 0;; ++next) {
    try {
      return open(password);
    } catch (const QPDFExc& refusal) {
      if (refusal.getErrorCode() != qpdf_e_password || next == passwords.size()) throw;
      password = passwords[next].c_str();
    }
  }
}

// Copies drawings page by page.
class Copier {
 public:
  Copier() {
    copy_.emptyPDF();
    copy_.setSuppressWarnings(true);
  }

  // The page's number in the copy, from 0; none when it has no drawings.
  std::optional<int> Add(QPDFPageObjectHelper& page) {
    QPDFObjectHandle drawings = QPDFObjectHandle::newDictionary();
    QPDFObjectHandle turned = page.getAttribute("/Rotate", false);
    const int rotate = turned.isInteger() ? turned.getIntValueAsInt() : 0;
    std::string content;
    int count = 0;
    for (QPDFAnnotationObjectHelper& annotation : page.getAnnotations()) {
      if (!DrawsWords(annotation)) continue;
      QPDFObjectHandle drawing = annotation.getAppearanceStream("/N");
      if (!drawing.isStream()) continue;
      const std::string name = "/S" + std::to_string(count);
      const std::string placed = annotation.getPageContentForAppearance(name, rotate);
      if (placed.empty()) continue;
      // Drawings of old writers use the names of the page around them.
      if (!drawing.getDict().hasKey("/Resources")) {
        drawing.getDict().replaceKey("/Resources", page.getAttribute("/Resources", false));
      }
      drawings.replaceKey(name, copy_.copyForeignObject(drawing));
      content += placed + '\n';
      ++count;
    }
    if (count == 0) return std::nullopt;
    AddPage(page, rotate, drawings, content);
    return pages_++;
  }

  std::string Write() {
    QPDFWriter writer(copy_);
    writer.setOutputMemory();
    writer.setStaticID(true);  // asks for no time and no randomness
    writer.setObjectStreamMode(qpdf_o_disable);
    writer.setStreamDataMode(qpdf_s_preserve);
    writer.write();
    const std::unique_ptr<Buffer> buffer(writer.getBuffer());
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  }

  bool empty() const { return pages_ == 0; }

 private:
  void AddPage(QPDFPageObjectHelper& page, int rotate, const QPDFObjectHandle& drawings,
               const std::string& content) {
    QPDFObjectHandle resources = QPDFObjectHandle::newDictionary();
    resources.replaceKey("/XObject", drawings);
    QPDFObjectHandle copied = QPDFObjectHandle::newDictionary();
    copied.replaceKey("/Type", QPDFObjectHandle::newName("/Page"));
    copied.replaceKey("/Rotate", QPDFObjectHandle::newInteger(rotate));
    for (const char* key : {"/MediaBox", "/CropBox"}) {
      QPDFObjectHandle box = page.getAttribute(key, false);
      if (!box.isRectangle()) continue;
      copied.replaceKey(key, QPDFObjectHandle::newFromRectangle(box.getArrayAsRectangle()));
    }
    copied.replaceKey("/Resources", resources);
    copied.replaceKey("/Contents", QPDFObjectHandle::newStream(&copy_, content));
    QPDFPageDocumentHelper(copy_).addPage(copy_.makeIndirectObject(copied), false);
  }

  QPDF copy_;
  int pages_ = 0;
};

}  // namespace

PdfDrawings CopyPdfDrawings(std::string_view bytes, const std::vector<std::string>& passwords) {
  PdfDrawings drawings;
  try {
    const std::unique_ptr<QPDF> pdf = Open(bytes, passwords);
    Copier copier;
    for (QPDFPageObjectHelper& page : QPDFPageDocumentHelper(*pdf).getAllPages()) {
      drawings.places.push_back(copier.Add(page));
    }
    if (!copier.empty()) drawings.pdf = copier.Write();
    return drawings;
  } catch (const std::bad_alloc&) {
    throw;  // a limit of ours, not a fault of the document
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace niem::extract
