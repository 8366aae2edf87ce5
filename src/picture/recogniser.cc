#include "picture/recogniser.h"

#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <climits>
#include <utility>

namespace niem::picture {
namespace {

constexpr int kCropDpi = 300;

struct TextDrop {
  void operator()(char* text) const { delete[] text; }  // as tesseract allocates it
};

using OwnedText = std::unique_ptr<char, TextDrop>;

Error BadData() {
  return {ErrorCode::kUnsupported,
          {"không dùng được dữ liệu nhận dạng chữ (tesseract, tiếng Việt); cài lại gói "
           "tesseract-ocr-vie",
           "the recognition data (tesseract, Vietnamese) cannot be used; install the package "
           "tesseract-ocr-vie again"}};
}

Word WordAt(const tesseract::ResultIterator& at) {
  Word word;
  const OwnedText text(at.GetUTF8Text(tesseract::RIL_WORD));
  if (text != nullptr) word.text = text.get();
  at.BoundingBox(tesseract::RIL_WORD, &word.x0, &word.y0, &word.x1, &word.y1);
  word.confidence = at.Confidence(tesseract::RIL_WORD) / 100.0;
  return word;
}

}  // namespace

class Recogniser::Engine {
 public:
  tesseract::TessBaseAPI api;
};

Recogniser::Recogniser(std::string language_data) : data_(std::move(language_data)) {}

Recogniser::~Recogniser() = default;

Result<Recogniser::Engine*> Recogniser::Ready() {
  if (engine_ != nullptr) return engine_.get();
  if (data_.empty() || data_.size() > INT_MAX) return BadData();
  auto engine = std::make_unique<Engine>();
  const int failed =
      engine->api.Init(data_.data(), static_cast<int>(data_.size()), "vie",
                       tesseract::OEM_LSTM_ONLY, nullptr, 0, nullptr, nullptr, false, nullptr);
  if (failed != 0) return BadData();
  engine->api.SetVariable("tessedit_do_invert", "0");
  engine->api.SetVariable("debug_file", "/dev/null");
  engine_ = std::move(engine);
  return engine_.get();
}

Result<std::string> Recogniser::ReadCrop(const Raster& grey, Shape shape) {
  TRY_ASSIGN(Engine * engine, Ready());
  engine->api.SetPageSegMode(shape == Shape::kLine ? tesseract::PSM_SINGLE_LINE
                                                   : tesseract::PSM_SINGLE_BLOCK);
  engine->api.SetImage(grey.pixels.data(), grey.width, grey.height, 1, grey.width);
  engine->api.SetSourceResolution(kCropDpi);
  const OwnedText text(engine->api.GetUTF8Text());
  engine->api.Clear();
  return text != nullptr ? std::string(text.get()) : std::string();
}

Result<std::vector<Line>> Recogniser::ReadPage(const Raster& grey, int dpi,
                                               std::chrono::milliseconds limit) {
  TRY_ASSIGN(Engine * engine, Ready());
  engine->api.SetPageSegMode(tesseract::PSM_AUTO);
  engine->api.SetImage(grey.pixels.data(), grey.width, grey.height, 1, grey.width);
  engine->api.SetSourceResolution(dpi > 0 ? dpi : 200);
  tesseract::ETEXT_DESC monitor;
  monitor.set_deadline_msecs(static_cast<int>(limit.count()));
  const bool failed = engine->api.Recognize(&monitor) != 0;
  std::vector<Line> lines;
  int paragraph = 0;
  const std::unique_ptr<tesseract::ResultIterator> at(failed ? nullptr : engine->api.GetIterator());
  if (at != nullptr) {
    do {
      if (at->Empty(tesseract::RIL_WORD)) continue;
      if (at->IsAtBeginningOf(tesseract::RIL_PARA)) ++paragraph;
      if (lines.empty() || at->IsAtBeginningOf(tesseract::RIL_TEXTLINE))
        lines.push_back({{}, paragraph});
      lines.back().words.push_back(WordAt(*at));
    } while (at->Next(tesseract::RIL_WORD));
  }
  const bool late = monitor.deadline_exceeded();
  engine->api.Clear();
  if (late || failed) {
    return Error(ErrorCode::kTimeout,
                 {"nhận dạng chữ một trang quá lâu", "recognising a page took too long"});
  }
  return lines;
}

}  // namespace niem::picture
