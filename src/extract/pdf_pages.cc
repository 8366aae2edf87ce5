#include "extract/pdf_pages.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "extract/glib_util.h"

namespace niem::extract {
namespace {

using picture::Raster;

constexpr double kPointsAnInch = 72;
constexpr double kDrawDpi = 200;
constexpr double kMostDots = 4'000;       // of a side
constexpr double kWholePage = 0.85;       // of its area
constexpr double kStampMm = 6;            // the least height of a picture that holds a stamp
constexpr size_t kMostSmallPictures = 8;  // of a page
constexpr int kMostPictureSide = 20'000;

struct SurfaceDrop {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

struct CairoDrop {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};

using Surface = std::unique_ptr<cairo_surface_t, SurfaceDrop>;
using Mappings = std::unique_ptr<GList, void (*)(GList*)>;

Mappings ImagesOf(PopplerPage* page) {
  return {poppler_page_get_image_mapping(page), poppler_page_free_image_mapping};
}

// Cairo's pixels are native 32-bit words; what is see-through shows white paper.
Raster FromSurface(cairo_surface_t* surface) {
  Raster raster;
  if (surface == nullptr || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) return raster;
  cairo_surface_flush(surface);
  const cairo_format_t format = cairo_image_surface_get_format(surface);
  const uint8_t* data = cairo_image_surface_get_data(surface);
  const int width = cairo_image_surface_get_width(surface);
  const int height = cairo_image_surface_get_height(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  const bool known = format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_ARGB32;
  if (!known || data == nullptr || width < 1 || height < 1 ||
      std::max(width, height) > kMostPictureSide) {
    return raster;
  }
  raster.width = width, raster.height = height, raster.channels = 3;
  raster.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
  for (int y = 0; y < height; ++y) {
    const auto* from = reinterpret_cast<const uint32_t*>(data + static_cast<ptrdiff_t>(y) * stride);
    uint8_t* to = raster.row(y);
    for (int x = 0; x < width; ++x, to += 3) {
      const uint32_t dot = from[x];
      const uint32_t paper = format == CAIRO_FORMAT_ARGB32 ? 255 - (dot >> 24) : 0;
      to[0] = static_cast<uint8_t>(std::min<uint32_t>((dot >> 16 & 255) + paper, 255));
      to[1] = static_cast<uint8_t>(std::min<uint32_t>((dot >> 8 & 255) + paper, 255));
      to[2] = static_cast<uint8_t>(std::min<uint32_t>((dot & 255) + paper, 255));
    }
  }
  return raster;
}

Raster ImageOf(PopplerPage* page, int image) {
  return FromSurface(Surface(poppler_page_get_image(page, image)).get());
}

Raster Drawn(PopplerPage* page, double width, double height) {
  const double scale = std::min(kDrawDpi / kPointsAnInch, kMostDots / std::max(width, height));
  const int across = std::max(static_cast<int>(std::lround(width * scale)), 1);
  const int down = std::max(static_cast<int>(std::lround(height * scale)), 1);
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, across, down));
  const std::unique_ptr<cairo_t, CairoDrop> cairo(cairo_create(surface.get()));
  if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) return {};
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  cairo_scale(cairo.get(), scale, scale);
  poppler_page_render(page, cairo.get());
  Raster raster = FromSurface(surface.get());
  raster.dpi = static_cast<int>(std::lround(scale * kPointsAnInch));
  return raster;
}

}  // namespace

Raster PictureOfPage(PopplerPage* page) {
  double width = 0, height = 0;
  poppler_page_get_size(page, &width, &height);
  if (!(width > 0) || !(height > 0)) return {};
  const Mappings images = ImagesOf(page);
  if (images != nullptr && images->next == nullptr) {
    const auto& only = *static_cast<const PopplerImageMapping*>(images->data);
    const double area = (only.area.x2 - only.area.x1) * (only.area.y2 - only.area.y1);
    const GStr text(poppler_page_get_text(page));
    if (area >= kWholePage * width * height && View(text).size() < 16) {
      Raster raster = ImageOf(page, only.image_id);
      if (!raster.empty()) return raster;
    }
  }
  return Drawn(page, width, height);
}

std::vector<Raster> SmallPictures(PopplerPage* page) {
  double width = 0, height = 0;
  poppler_page_get_size(page, &width, &height);
  std::vector<Raster> rasters;
  const Mappings images = ImagesOf(page);
  for (GList* node = images.get(); node != nullptr && rasters.size() < kMostSmallPictures;
       node = node->next) {
    const auto& mapping = *static_cast<const PopplerImageMapping*>(node->data);
    const double across = mapping.area.x2 - mapping.area.x1;
    const double down = mapping.area.y2 - mapping.area.y1;
    const double least = kStampMm / 25.4 * kPointsAnInch;
    if (across < 2 * least || down < least || across * down > kWholePage * width * height) continue;
    Raster raster = ImageOf(page, mapping.image_id);
    if (raster.empty()) continue;
    raster.dpi = static_cast<int>(std::lround(raster.width / across * kPointsAnInch));
    rasters.push_back(std::move(raster));
  }
  return rasters;
}

uint64_t DigestOf(const Raster& raster) {
  uint64_t digest = 14695981039346656037ULL;  // FNV-1a
  const auto add = [&digest](uint64_t value) { digest = (digest ^ value) * 1099511628211ULL; };
  add(static_cast<uint64_t>(raster.width)), add(static_cast<uint64_t>(raster.height));
  for (const uint8_t value : raster.pixels) add(value);
  return digest;
}

}  // namespace niem::extract
