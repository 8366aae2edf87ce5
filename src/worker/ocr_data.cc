#include <unistd.h>

#include "worker/pool.h"

namespace niem::worker {
namespace {

// Debian's tesseract 5 and 4, other distributions, what people install by hand.
constexpr const char* kFolders[] = {
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata"};
constexpr const char* kFile = "/vie.traineddata";

bool IsReadable(const std::string& path) {
  return ::access(path.c_str(), R_OK) == 0;
}

}  // namespace

Result<std::string> FindOcrData(const std::string& folder) {
  if (!folder.empty()) {
    if (IsReadable(folder + kFile)) return folder + kFile;
    return Error(ErrorCode::kNotFound,
                 {"không có vie.traineddata trong thư mục " + folder + " (--ocr-data)",
                  "there is no vie.traineddata in the folder " + folder + " (--ocr-data)"});
  }
  for (const char* place : kFolders) {
    if (IsReadable(std::string(place) + kFile)) return std::string(place) + kFile;
  }
  return Error(
      ErrorCode::kNotFound,
      {"thiếu dữ liệu nhận dạng chữ tiếng Việt: ảnh và trang quét sẽ được nêu là chưa đọc; "
       "cài gói tesseract-ocr-vie, hoặc chỉ thư mục chứa vie.traineddata bằng --ocr-data",
       "the data for recognising Vietnamese text are missing: pictures and scanned pages "
       "will be listed as unread; install the package tesseract-ocr-vie, or name the "
       "folder of vie.traineddata by --ocr-data"});
}

}  // namespace niem::worker
