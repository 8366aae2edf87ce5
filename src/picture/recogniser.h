// Text recognition by tesseract, in this process.
//
// The language data are given as bytes, read before a worker locks itself in; tesseract sees no
// file and starts no thread (it is told to by the caller's environment: OMP_THREAD_LIMIT=1). The
// engine is set up with the first picture that needs it and kept.
//
// Ownership: owns the engine and the data. Errors: kUnsupported where the data are not tesseract's;
// kTimeout where a page took longer than allowed. Thread-safety: one thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "picture/raster.h"

namespace niem::picture {

struct Word {
  std::string text;  // UTF-8
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  double confidence = 0;  // 0..1
};

struct Line {
  std::vector<Word> words;
  int paragraph = 0;  // counts up over the page
};

enum class Shape { kLine, kLines };  // of a crop

class Recogniser {
 public:
  explicit Recogniser(std::string language_data);
  ~Recogniser();
  Recogniser(const Recogniser&) = delete;
  Recogniser& operator=(const Recogniser&) = delete;

  // The text of a small upright picture; lines end with '\n'.
  Result<std::string> ReadCrop(const Raster& grey, Shape shape);

  // All of an upright page, within `limit`.
  Result<std::vector<Line>> ReadPage(const Raster& grey, int dpi, std::chrono::milliseconds limit);

 private:
  class Engine;

  Result<Engine*> Ready();

  std::string data_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace niem::picture
