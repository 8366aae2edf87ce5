// Reads a PDF back, for tests: its text, where each line stands, and how it looks.
// Ownership: values. Thread-safety: one thread.
#pragma once

#include <cairo.h>
#include <gtest/gtest.h>
#include <poppler.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace niem::print {

constexpr double kPointsPerMm = 72.0 / 25.4;

class ReadBack {
 public:
  explicit ReadBack(const std::string& pdf) {
    GBytes* const bytes = g_bytes_new(pdf.data(), pdf.size());
    document_ = poppler_document_new_from_bytes(bytes, nullptr, nullptr);
    g_bytes_unref(bytes);
    EXPECT_NE(document_, nullptr);
  }

  ~ReadBack() { g_clear_object(&document_); }

  ReadBack(const ReadBack&) = delete;
  ReadBack& operator=(const ReadBack&) = delete;

  int pages() const { return document_ == nullptr ? 0 : poppler_document_get_n_pages(document_); }

  std::string Text(int page) const {
    PopplerPage* const one = poppler_document_get_page(document_, page);
    char* const text = poppler_page_get_text(one);
    std::string copy = text;
    g_free(text);
    g_object_unref(one);
    return copy;
  }

  std::string Text() const {
    std::string all;
    for (int i = 0; i < pages(); ++i) all += Text(i) + "\n";
    return all;
  }

  // "p1 25.0,31.4 PHIẾU GIAO, NHẬN": each line with its place in millimetres.
  std::string Places() const {
    std::string all;
    for (int i = 0; i < pages(); ++i) {
      PopplerPage* const page = poppler_document_get_page(document_, i);
      double width = 0;
      double height = 0;
      poppler_page_get_size(page, &width, &height);
      all += "trang " + std::to_string(i + 1) + ": " + Mm(width) + " x " + Mm(height) + "\n";
      all += LinesOf(page);
      g_object_unref(page);
    }
    return all;
  }

  // Of what is not white, or with `red` of what is red, in millimetres: left, top, right, bottom.
  std::vector<double> Extent(int page, bool red) const {
    constexpr double kDotsPerMm = 20;
    PopplerPage* const one = poppler_document_get_page(document_, page);
    cairo_surface_t* const image =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, 210 * 20, 297 * 20);
    cairo_t* const cairo = cairo_create(image);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, kDotsPerMm / kPointsPerMm, kDotsPerMm / kPointsPerMm);
    poppler_page_render(one, cairo);
    cairo_destroy(cairo);
    g_object_unref(one);
    cairo_surface_flush(image);
    const std::vector<double> found = ExtentOf(image, red);
    cairo_surface_destroy(image);
    return {found[0] / kDotsPerMm, found[1] / kDotsPerMm, found[2] / kDotsPerMm,
            found[3] / kDotsPerMm};
  }

 private:
  static std::string Mm(double points) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", points / kPointsPerMm);
    return text;
  }

  static std::string LinesOf(PopplerPage* page) {
    char* const text = poppler_page_get_text(page);
    PopplerRectangle* places = nullptr;
    guint count = 0;
    poppler_page_get_text_layout(page, &places, &count);
    std::string lines;
    guint at = 0;
    for (const char* c = text; *c != '\0'; ++at) {
      const bool first = at == 0 || *(c - 1) == '\n';
      if (first && *c != '\n' && at < count) {
        lines += Mm(places[at].x1) + "," + Mm(places[at].y1) + " ";
      }
      const char* const next = g_utf8_next_char(c);
      lines.append(c, next);
      c = next;
    }
    g_free(places);
    g_free(text);
    return lines + "\n";
  }

  static std::vector<double> ExtentOf(cairo_surface_t* image, bool red) {
    const int width = cairo_image_surface_get_width(image);
    const int height = cairo_image_surface_get_height(image);
    const int stride = cairo_image_surface_get_stride(image);
    const unsigned char* const data = cairo_image_surface_get_data(image);
    std::vector<double> found = {1e9, 1e9, 0, 0};
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const unsigned char* const dot = data + y * stride + x * 4;
        const bool is_red = dot[2] > 150 && dot[1] < 128 && dot[0] < 128;
        if (red ? !is_red : dot[0] > 128) continue;
        found = {std::min(found[0], x + 0.0), std::min(found[1], y + 0.0),
                 std::max(found[2], x + 1.0), std::max(found[3], y + 1.0)};
      }
    }
    return found;
  }

  PopplerDocument* document_ = nullptr;
};

}  // namespace niem::print
