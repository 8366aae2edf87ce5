// niem-worker-ocr: niem-worker with text recognition.
//
// Tesseract brings forty libraries, which take longer to link than a few hundred documents to read:
// the other workers have none of them, and decline a file with a picture that may hold text. The
// language data are read here, before the sandbox closes; the engine is set up by the first
// picture.
#include "base/file.h"
#include "extract/page_reader.h"
#include "picture/djvu.h"
#include "worker/full/prepare.h"
#include "worker/inspect.h"

namespace niem::worker {
namespace {

constexpr uint64_t kMaxData = 256 << 20;

Result<std::unique_ptr<extract::PictureReader>> MakePictures(const Settings& settings) {
  picture::PrepareDjvu();
  extract::PageReaderOptions options;
  options.mode = settings.ocr;
  TRY_ASSIGN(options.language_data, ReadWholeFile(settings.ocr_data, kMaxData));
  options.turn = settings.ocr_turn;
  options.page_limit = std::chrono::milliseconds(settings.ocr_page_ms);
  options.file_limit = std::chrono::milliseconds(settings.ocr_file_ms);
  return std::unique_ptr<extract::PictureReader>(
      std::make_unique<extract::PageReader>(std::move(options)));
}

Result<std::unique_ptr<Inspector>> MakeOcrInspector(const Settings& settings) {
  return MakeDocumentInspector(settings, {PrepareAllFormats, nullptr, MakePictures});
}

}  // namespace
}  // namespace niem::worker

int main() {
  return niem::worker::Serve(niem::worker::MakeOcrInspector, /*threads=*/true);
}
