#include "extract/document.h"

#include <algorithm>
#include <array>

namespace niem::extract {
namespace {

// In the order of Format.
constexpr std::array<std::string_view, 32> kFormats = {
    "unknown", "text", "html", "mht", "xml",  "rtf",   "doc",  "docx",    "xls",   "xlsx",   "ppt",
    "pptx",    "odt",  "ods",  "odp", "pdf",  "eml",   "mbox", "maildir", "msg",   "zip",    "7z",
    "rar",     "tar",  "gzip", "xz",  "zstd", "bzip2", "ole",  "image",   "media", "archive"};
static_assert(kFormats.size() == static_cast<size_t>(Format::kArchive) + 1);

// In the order of Place.
constexpr std::array<std::string_view, 16> kPlaces = {
    "body",     "letterhead", "below_number", "top_left", "top_right", "header",
    "footer",   "text_box",   "table_cell",   "comment",  "footnote",  "hidden",
    "metadata", "annotation", "form_field",   "file_name"};
static_assert(kPlaces.size() == static_cast<size_t>(Place::kFileName) + 1);

}  // namespace

Box OnPage(const Box& box) {
  const auto inside = [](float side) { return side >= 0 ? std::min(side, 1.0F) : 0; };  // NaN: 0
  return {inside(box.x0), inside(box.y0), inside(box.x1), inside(box.y1)};
}

std::string_view FormatName(Format format) {
  return kFormats[static_cast<size_t>(format)];
}

std::optional<Format> FormatFromName(std::string_view name) {
  for (size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i] == name) return static_cast<Format>(i);
  }
  return std::nullopt;
}

std::string_view PlaceName(Place place) {
  return kPlaces[static_cast<size_t>(place)];
}

std::optional<Place> PlaceFromName(std::string_view name) {
  for (size_t i = 0; i < kPlaces.size(); ++i) {
    if (kPlaces[i] == name) return static_cast<Place>(i);
  }
  return std::nullopt;
}

}  // namespace niem::extract
