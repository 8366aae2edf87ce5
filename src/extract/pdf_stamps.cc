#include "extract/pdf_stamps.h"

#include <memory>

namespace niem::extract {

GPtr<PopplerPage> PdfStamps::Page(uint32_t number) {
  if (!drawings_) {
    drawings_ = CopyPdfDrawings(AsText(bytes_), passwords_);
    const std::unique_ptr<GBytes, void (*)(GBytes*)> data(
        g_bytes_new_static(drawings_->pdf.data(), drawings_->pdf.size()), g_bytes_unref);
    document_.reset(poppler_document_new_from_bytes(data.get(), nullptr, nullptr));
  }
  const auto& places = drawings_->places;
  if (!document_ || number > places.size() || !places[number - 1]) return nullptr;
  return GPtr<PopplerPage>(poppler_document_get_page(document_.get(), *places[number - 1]));
}

}  // namespace niem::extract
