// DjVu books: pages and the text under them, within small limits.
//
// libdjvulibre 3.5.28 writes through a null pointer where a page's packed text has length 0
// (DjVuTXT::decode; mended by its authors after that release). The scan lists such a file as one
// that ended the reading process. Here it would end every run within seconds: a book is read only
// if its packed texts begin as in the seed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "picture/djvu.h"

namespace {

// Of each packed text ("TXTz") the length and the first bytes are the seed's.
bool TextIsNotEmpty(std::string_view book) {
  static constexpr uint8_t kSeed[] = {0x00, 0x00, 0x00, 0x5B, 0xFF, 0xFF, 0x83, 0x88,
                                      0x89, 0x2E, 0x42, 0xCE, 0x5C, 0x1D, 0x53, 0xC2};
  for (size_t at = book.find("TXTz"); at != book.npos; at = book.find("TXTz", at + 1)) {
    if (!book.substr(at + 4).starts_with(niem::AsText(kSeed))) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::picture;  // NOLINT(google-build-using-namespace)
  const niem::Bytes bytes(data, size);
  if (!IsDjvu(bytes) || !TextIsNotEmpty(niem::AsText(bytes))) return 0;
  DecodeLimits limits;
  limits.max_dots = 1 << 16;
  limits.max_pages = 3;
  limits.longest = 120;
  (void)ReadDjvu(bytes, limits, [](const DjvuPage& page, int number) {
    (void)HasRed(page.raster);
    return number < 3;
  });
  return 0;
}
