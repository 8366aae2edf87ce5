#include "picture/decode.h"

#include <leptonica/allheaders.h>

#include <memory>
#include <utility>

#include "picture/djvu.h"

namespace niem::picture {
namespace {

struct PixDrop {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
};

using OwnedPix = std::unique_ptr<Pix, PixDrop>;

Raster FromGrey(Pix* pix) {
  Raster raster = MakeRaster(pixGetWidth(pix), pixGetHeight(pix), 1);
  const l_uint32* data = pixGetData(pix);
  const int words = pixGetWpl(pix);
  for (int y = 0; y < raster.height; ++y) {
    const l_uint32* line = data + static_cast<ptrdiff_t>(y) * words;
    uint8_t* to = raster.row(y);
    for (int x = 0; x < raster.width; ++x)
      to[x] = static_cast<uint8_t>(line[x / 4] >> (8 * (3 - x % 4)));
  }
  return raster;
}

Raster FromColour(Pix* pix) {
  Raster raster = MakeRaster(pixGetWidth(pix), pixGetHeight(pix), 3);
  const l_uint32* data = pixGetData(pix);
  const int words = pixGetWpl(pix);
  for (int y = 0; y < raster.height; ++y) {
    const l_uint32* line = data + static_cast<ptrdiff_t>(y) * words;
    uint8_t* to = raster.row(y);
    for (int x = 0; x < raster.width; ++x, to += 3) {
      to[0] = static_cast<uint8_t>(line[x] >> 24);
      to[1] = static_cast<uint8_t>(line[x] >> 16);
      to[2] = static_cast<uint8_t>(line[x] >> 8);
    }
  }
  return raster;
}

Result<Raster> FromPix(OwnedPix pix) {
  const int dpi = pixGetXRes(pix.get());
  if (pixGetColormap(pix.get()) != nullptr)
    pix.reset(pixRemoveColormap(pix.get(), REMOVE_CMAP_BASED_ON_SRC));
  if (pix == nullptr) return DamagedPicture();
  const bool colour = pixGetDepth(pix.get()) == 32;
  if (!colour && pixGetDepth(pix.get()) != 8) pix.reset(pixConvertTo8(pix.get(), 0));
  // What is see-through shows paper.
  if (colour && pixGetSpp(pix.get()) == 4) pix.reset(pixAlphaBlendUniform(pix.get(), 0xFFFFFF00));
  if (pix == nullptr) return DamagedPicture();
  Raster raster = colour ? FromColour(pix.get()) : FromGrey(pix.get());
  raster.dpi = dpi;
  return raster;
}

bool Fits(int width, int height, const DecodeLimits& limits) {
  return width > 0 && height > 0 &&
         static_cast<uint64_t>(width) * static_cast<uint64_t>(height) <= limits.max_dots;
}

Raster Bounded(Raster raster, const DecodeLimits& limits) {
  const int factor = FactorFor(raster, limits.longest);
  return factor > 1 ? ShrinkBy(raster, factor) : std::move(raster);
}

bool IsTiff(Bytes bytes) {
  const std::string_view head = AsText(Slice(bytes, 0, 3));
  return head == "II*" || head == "II+" || head == "MM\0" || head.starts_with("MM");
}

Result<int> DecodeTiff(Bytes bytes, const DecodeLimits& limits, const OnPage& on_page) {
  size_t offset = 0;
  for (int page = 1; page <= limits.max_pages; ++page) {
    int width = 0, height = 0, bits = 0, samples = 0, resolution = 0, map = 0, format = 0;
    if (readHeaderMemTiff(bytes.data(), bytes.size(), page - 1, &width, &height, &bits, &samples,
                          &resolution, &map, &format) != 0) {
      return DamagedPicture();
    }
    if (!Fits(width, height, limits)) return TooLargePicture();
    OwnedPix pix(pixReadMemFromMultipageTiff(bytes.data(), bytes.size(), &offset));
    if (pix == nullptr) return DamagedPicture();
    TRY_ASSIGN(Raster raster, FromPix(std::move(pix)));
    if (!on_page(Bounded(std::move(raster), limits), page) || offset == 0) return page;
  }
  return limits.max_pages;
}

}  // namespace

Error TooLargePicture() {
  return {ErrorCode::kTooLarge,
          {"ảnh có quá nhiều điểm ảnh (giới hạn 120 triệu một trang)",
           "the picture has too many dots (the limit is 120 million a page)"}};
}

Error DamagedPicture() {
  return {ErrorCode::kCorrupt,
          {"tệp ảnh hỏng, hoặc thuộc loại Niêm không giải mã được",
           "the picture is damaged, or of a kind that Niêm cannot decode"}};
}

Result<int> Decode(Bytes bytes, const DecodeLimits& limits, const OnPage& on_page) {
  setMsgSeverity(L_SEVERITY_NONE);
  if (IsDjvu(bytes)) {
    bool damaged = false;
    TRY_ASSIGN(const int pages, ReadDjvu(bytes, limits, [&](DjvuPage page, int number) {
                 damaged = page.raster.empty();
                 return !damaged && on_page(std::move(page.raster), number);
               }));
    if (damaged) return DamagedPicture();
    return pages;
  }
  if (IsHeif(bytes)) {
    TRY_ASSIGN(Raster raster, DecodeHeif(bytes, limits));
    on_page(Bounded(std::move(raster), limits), 1);
    return 1;
  }
  if (IsTiff(bytes)) return DecodeTiff(bytes, limits, on_page);
  int format = 0, width = 0, height = 0, bits = 0, samples = 0, map = 0;
  if (pixReadHeaderMem(bytes.data(), bytes.size(), &format, &width, &height, &bits, &samples,
                       &map) != 0) {
    return DamagedPicture();
  }
  // The size of a GIF is known only when it is unpacked; its own library bounds each picture by its
  // 16-bit fields.
  if (width > 0 && height > 0 && !Fits(width, height, limits)) return TooLargePicture();
  OwnedPix pix(pixReadMem(bytes.data(), bytes.size()));
  if (pix == nullptr) return DamagedPicture();
  if (!Fits(pixGetWidth(pix.get()), pixGetHeight(pix.get()), limits)) return TooLargePicture();
  TRY_ASSIGN(Raster raster, FromPix(std::move(pix)));
  on_page(Bounded(std::move(raster), limits), 1);
  return 1;
}

}  // namespace niem::picture
