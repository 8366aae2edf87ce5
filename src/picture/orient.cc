#include "picture/orient.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <memory>

#include "picture/ink.h"

namespace niem::picture {
namespace {

constexpr int kReadable = 1800;  // dots of the long side: 150 dpi of A4
constexpr float kSureUp = 4.0F;
constexpr float kSureRatio = 2.0F;

struct PixDrop {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
};

std::unique_ptr<Pix, PixDrop> ToPix(const Mask& mask) {
  std::unique_ptr<Pix, PixDrop> pix(pixCreate(mask.width, mask.height, 1));
  if (pix == nullptr) return pix;
  l_uint32* data = pixGetData(pix.get());
  const int words = pixGetWpl(pix.get());
  for (int y = 0; y < mask.height; ++y) {
    l_uint32* line = data + static_cast<ptrdiff_t>(y) * words;
    for (int x = 0; x < mask.width; ++x) {
      if (mask.At(x, y)) line[x / 32] |= 0x80000000U >> (x % 32);
    }
  }
  return pix;
}

}  // namespace

int QuartersToUpright(const Raster& grey) {
  const Raster small = ShrinkTo(ToGrey(grey), kReadable);
  const auto pix = ToPix(DarkInk(small, 12, 20));
  if (pix == nullptr) return 0;
  float up = 0, left = 0;
  if (pixOrientDetect(pix.get(), &up, &left, 0, 0) != 0) return 0;
  l_int32 decision = L_TEXT_ORIENT_UNKNOWN;
  if (makeOrientDecision(up, left, kSureUp, kSureRatio, &decision, 0) != 0) return 0;
  switch (decision) {
    case L_TEXT_ORIENT_LEFT:
      return 1;
    case L_TEXT_ORIENT_DOWN:
      return 2;
    case L_TEXT_ORIENT_RIGHT:
      return 3;
    default:
      return 0;
  }
}

int QuietRow(const Raster& grey, double from, double to) {
  const int first = static_cast<int>(grey.height * from);
  const int last = std::min(static_cast<int>(grey.height * to), grey.height - 1);
  int best = first;
  long best_dark = -1;
  for (int y = first; y <= last; ++y) {
    const uint8_t* row = grey.row(y);
    long dark = 0;
    for (int x = 0; x < grey.width; ++x) dark += 255 - row[x];
    if (best_dark < 0 || dark <= best_dark) best_dark = dark, best = y;
  }
  return best;
}

}  // namespace niem::picture
