#include "print/canvas.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <qrencode.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>
#include <map>
#include <mutex>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace niem::print {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr const char* kFamily = "Liberation Serif";
// Debian 12 and 13.
constexpr std::array<const char*, 2> kFolders = {"/usr/share/fonts/truetype/liberation2",
                                                 "/usr/share/fonts/truetype/liberation"};
constexpr std::array<const char*, 4> kFaces = {"Regular", "Bold", "Italic", "BoldItalic"};

template <auto free>
struct Freed {
  template <typename T>
  void operator()(T* thing) const {
    free(thing);
  }
};

template <typename T, auto free>
using Held = std::unique_ptr<T, Freed<free>>;

void UnrefObject(void* object) {
  g_object_unref(object);
}

FcConfig* ReadFonts(const std::string& folder) {
  const std::string begin = folder + "/LiberationSerif-";
  if (access((begin + "Regular.ttf").c_str(), R_OK) != 0) return nullptr;
  Held<FcConfig, FcConfigDestroy> config(FcConfigCreate());
  bool all = config != nullptr;
  for (const char* face : kFaces) {
    const std::string file = begin + face + ".ttf";
    const auto* bytes = reinterpret_cast<const FcChar8*>(file.c_str());
    all = all && FcConfigAppFontAddFile(config.get(), bytes) == FcTrue;
  }
  return all ? config.release() : nullptr;
}

// The four faces and nothing else, read once: fontconfig lets threads share them, and Pango 1.50
// does not give back the reference that it takes.
Result<FcConfig*> OwnFonts() {
  static std::mutex mutex;
  static FcConfig* config = nullptr;
  const std::lock_guard<std::mutex> lock(mutex);
  for (const char* folder : kFolders) {
    if (config == nullptr) config = ReadFonts(folder);
  }
  if (config != nullptr) return config;
  return Error(ErrorCode::kNotFound,
               {"thiếu phông chữ Liberation Serif để in: cài gói fonts-liberation2",
                "the font Liberation Serif is missing: install the package fonts-liberation2"});
}

cairo_status_t Append(void* closure, const unsigned char* bytes, unsigned size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

std::string IsoTime(int64_t unix_s) {
  const std::time_t time = unix_s;
  std::tm tm{};
  gmtime_r(&time, &tm);
  std::array<char, 32> text{};
  const size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &tm);
  return {text.data(), size};
}

using Font = Held<PangoFontDescription, pango_font_description_free>;

Font FontOf(const Style& style) {
  Font font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kFamily);
  pango_font_description_set_absolute_size(font.get(), style.points * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  if (style.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
  return font;
}

using Glyphs = Held<PangoGlyphItem, pango_glyph_item_free>;

// A word with the space behind it, shaped once: registers say the same words over and over, and
// shaping them anew in every cell took nine tenths of the time.
struct Word {
  std::string text;
  std::vector<Glyphs> items;
  double bare = 0, full = 0;  // width without and with the space, points
};

constexpr size_t kMostWords = 50'000;

struct WordKey {
  Style style;
  std::string text;

  auto Tied() const { return std::tie(text, style.points, style.bold, style.italic); }

  bool operator==(const WordKey& other) const { return Tied() == other.Tied(); }
};

struct WordHash {
  size_t operator()(const WordKey& key) const {
    return std::hash<std::string>()(key.text) ^ std::hash<double>()(key.style.points) ^
           (key.style.bold ? 0x9E37U : 0U) ^ (key.style.italic ? 0x79B9U : 0U);
  }
};

using Line = std::vector<const Word*>;

double WidthOf(const Line& line) {
  double width = 0;
  for (const Word* word : line) width += word == line.back() ? word->bare : word->full;
  return width;
}

}  // namespace

// In the order in which they are made; unmade in the other.
struct Canvas::Parts {
  std::string bytes;
  Held<cairo_surface_t, cairo_surface_destroy> surface;
  Held<cairo_t, cairo_destroy> cairo;
  Held<PangoFontMap, UnrefObject> fonts;
  Held<PangoContext, UnrefObject> context;
  Held<PangoLayout, UnrefObject> layout;
  std::map<std::tuple<double, bool, bool>, std::pair<Font, double>> faces;
  std::unordered_map<WordKey, Word, WordHash> words;
  std::vector<Line> lines;  // of the text laid out word by word; empty: it stands in `layout`
  Held<cairo_surface_t, cairo_surface_destroy> qr;
  std::string qr_text;
  double qr_side = 0;
  double width = 0;  // of the text laid out, points
  double line = 0;   // height, points
  double ascent = 0;

  const std::pair<Font, double>& Face(const Style& style);
  void Plain(const Style& style);
  const Word& Shape(std::string_view text, const Style& style);
  bool LayWords(std::string_view text, const Style& style);
};

// The layout without width, for one word or one line.
void Canvas::Parts::Plain(const Style& style) {
  pango_layout_set_font_description(layout.get(), Face(style).first.get());
  pango_layout_set_width(layout.get(), -1);
  pango_layout_set_height(layout.get(), -1);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_NONE);
}

const Word& Canvas::Parts::Shape(std::string_view text, const Style& style) {
  WordKey key{style, std::string(text)};
  const auto found = words.find(key);
  if (found != words.end()) return found->second;
  Plain(style);
  Word word;
  word.text = key.text + ' ';
  pango_layout_set_text(layout.get(), word.text.data(), static_cast<int>(word.text.size()));
  const PangoLayoutLine* const shaped = pango_layout_get_line_readonly(layout.get(), 0);
  for (const GSList* run = shaped->runs; run != nullptr; run = run->next) {
    word.items.emplace_back(pango_glyph_item_copy(static_cast<PangoGlyphItem*>(run->data)));
    const PangoGlyphString* const glyphs = word.items.back()->glyphs;
    for (int i = 0; i < glyphs->num_glyphs; ++i) {
      word.bare = word.full;
      word.full += glyphs->glyphs[i].geometry.width / double{PANGO_SCALE};
    }
  }
  return words.emplace(std::move(key), std::move(word)).first->second;
}

// False where a word is wider than the column: Pango knows where it may be parted.
bool Canvas::Parts::LayWords(std::string_view text, const Style& style) {
  if (words.size() > kMostWords) words.clear();
  lines.assign(1, {});
  double at = 0;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const bool ends_line = end < text.size() && text[end] == '\n';
    if (end > begin || ends_line) {
      const Word& word = Shape(text.substr(begin, end - begin), style);
      if (word.bare > width) {
        lines.clear();
        return false;
      }
      if (at + word.bare > width) lines.emplace_back(), at = 0;
      lines.back().push_back(&word);
      at += word.full;
    }
    if (ends_line) lines.emplace_back(), at = 0;
    begin = end + 1;
  }
  return true;
}

const std::pair<Font, double>& Canvas::Parts::Face(const Style& style) {
  const auto key = std::make_tuple(style.points, style.bold, style.italic);
  const auto found = faces.find(key);
  if (found != faces.end()) return found->second;
  // Vietnamese capitals with two marks reach higher than the font's line: room for them.
  return faces.emplace(key, std::make_pair(FontOf(style), style.points * 1.22)).first->second;
}

Canvas::Canvas(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Canvas::~Canvas() {
  // The stream's bytes are written when the surface ends, and they stand in parts_.
  parts_->cairo.reset();
  parts_->surface.reset();
}

Result<std::unique_ptr<Canvas>> Canvas::Make(double width, double height, std::string_view name,
                                             int64_t made_s) {
  auto parts = std::make_unique<Parts>();
  TRY_ASSIGN(FcConfig* const config, OwnFonts());
  parts->surface.reset(cairo_pdf_surface_create_for_stream(
      Append, &parts->bytes, width * kPointsPerMm, height * kPointsPerMm));
  cairo_surface_t* const surface = parts->surface.get();
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, std::string(name).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Niêm");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, IsoTime(made_s).c_str());
  parts->cairo.reset(cairo_create(surface));
  const Held<cairo_font_options_t, cairo_font_options_destroy> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  parts->fonts.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (!parts->fonts || !PANGO_IS_FC_FONT_MAP(parts->fonts.get())) {
    return Error(ErrorCode::kInternal, {"Pango thiếu phần chữ FreeType để in",
                                        "Pango lacks its FreeType part, needed to print"});
  }
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(parts->fonts.get()), config);
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(parts->fonts.get()), 72);
  parts->context.reset(pango_font_map_create_context(parts->fonts.get()));
  PangoContext* const context = parts->context.get();
  pango_cairo_context_set_font_options(context, options.get());
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_language(context, pango_language_from_string("vi"));
  pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
  parts->layout.reset(pango_layout_new(context));
  pango_layout_set_auto_dir(parts->layout.get(), FALSE);
  pango_layout_set_wrap(parts->layout.get(), PANGO_WRAP_WORD_CHAR);
  // A digest or a path parted at the end of a line must not gain a hyphen that it does not have.
  const Held<PangoAttrList, pango_attr_list_unref> plain(pango_attr_list_new());
  pango_attr_list_insert(plain.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(parts->layout.get(), plain.get());
  return std::unique_ptr<Canvas>(new Canvas(std::move(parts)));
}

double Canvas::LineHeight(const Style& style) {
  return parts_->Face(style).second / kPointsPerMm;
}

int Canvas::Lay(std::string_view text, double width, const Style& style, int most) {
  PangoLayout* const layout = parts_->layout.get();
  parts_->width = width * kPointsPerMm;
  parts_->line = parts_->Face(style).second;
  parts_->ascent = style.points * 0.96;
  parts_->lines.clear();
  if (text.empty()) return 0;
  if (most == 0 && parts_->LayWords(text, style)) return static_cast<int>(parts_->lines.size());
  parts_->Plain(style);
  pango_layout_set_width(layout, static_cast<int>(parts_->width * PANGO_SCALE));
  pango_layout_set_height(layout, most > 0 ? -most : -1);
  pango_layout_set_ellipsize(layout, most > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  return pango_layout_get_line_count(layout);
}

double Canvas::Width() const {
  double widest = 0;
  for (const Line& line : parts_->lines) widest = std::max(widest, WidthOf(line));
  if (!parts_->lines.empty()) return widest / kPointsPerMm;
  PangoRectangle logical;
  pango_layout_get_extents(parts_->layout.get(), nullptr, &logical);
  return logical.width / double{PANGO_SCALE} / kPointsPerMm;
}

void Canvas::Draw(double x, double y, Align align, int first, int count) {
  cairo_t* const cairo = parts_->cairo.get();
  const auto shift = [&](double spare) {
    return align == Align::kLeft ? 0 : align == Align::kCentre ? spare / 2 : spare;
  };
  if (!parts_->lines.empty()) {
    const int end = std::min(first + count, static_cast<int>(parts_->lines.size()));
    for (int i = first; i < end; ++i) {
      const double base = y * kPointsPerMm + parts_->ascent + (i - first) * parts_->line;
      const Line& line = parts_->lines[static_cast<size_t>(i)];
      double at = x * kPointsPerMm + (line.empty() ? 0 : shift(parts_->width - WidthOf(line)));
      for (const Word* word : line) {
        double of_item = at;
        for (const Glyphs& item : word->items) {
          cairo_move_to(cairo, of_item, base);
          of_item += pango_glyph_string_get_width(item->glyphs) / double{PANGO_SCALE};
          pango_cairo_show_glyph_item(cairo, word->text.c_str(), item.get());
        }
        at += word->full;
      }
    }
    return;
  }
  for (int i = 0; i < count; ++i) {
    PangoLayoutLine* const line = pango_layout_get_line_readonly(parts_->layout.get(), first + i);
    if (line == nullptr) return;
    double left = x * kPointsPerMm;
    if (align != Align::kLeft) {
      PangoRectangle logical;
      pango_layout_line_get_extents(line, nullptr, &logical);
      left += shift(parts_->width - logical.width / double{PANGO_SCALE});
    }
    cairo_move_to(cairo, left, y * kPointsPerMm + i * parts_->line + parts_->ascent);
    pango_cairo_show_layout_line(cairo, line);
  }
}

void Canvas::Rule(double x1, double y1, double x2, double y2, double thick) {
  cairo_t* const cairo = parts_->cairo.get();
  cairo_set_line_width(cairo, thick * kPointsPerMm);
  cairo_move_to(cairo, x1 * kPointsPerMm, y1 * kPointsPerMm);
  cairo_line_to(cairo, x2 * kPointsPerMm, y2 * kPointsPerMm);
  cairo_stroke(cairo);
}

void Canvas::Grid(const std::vector<double>& xs, double y, double height, double thick) {
  cairo_t* const cairo = parts_->cairo.get();
  cairo_set_line_width(cairo, thick * kPointsPerMm);
  const double top = y * kPointsPerMm;
  const double bottom = (y + height) * kPointsPerMm;
  for (const double x : xs) {
    cairo_move_to(cairo, x * kPointsPerMm, top);
    cairo_line_to(cairo, x * kPointsPerMm, bottom);
  }
  cairo_move_to(cairo, xs.front() * kPointsPerMm, bottom);
  cairo_line_to(cairo, xs.back() * kPointsPerMm, bottom);
  cairo_stroke(cairo);
}

void Canvas::Dots(double x1, double x2, double y) {
  const std::array<double, 2> dashes = {0.01, 1.8};
  cairo_t* const cairo = parts_->cairo.get();
  cairo_save(cairo);
  cairo_set_dash(cairo, dashes.data(), 2, 0);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  Rule(x1, y, x2, y, 0.22);
  cairo_restore(cairo);
}

void Canvas::Frame(const Box& box, double thick) {
  cairo_t* const cairo = parts_->cairo.get();
  cairo_set_line_width(cairo, thick * kPointsPerMm);
  cairo_rectangle(cairo, (box.x + thick / 2) * kPointsPerMm, (box.y + thick / 2) * kPointsPerMm,
                  (box.width - thick) * kPointsPerMm, (box.height - thick) * kPointsPerMm);
  cairo_stroke(cairo);
}

// Drawn once and then shown: the PDF holds it once, however many pages bear it.
Status Canvas::Qr(std::string_view text, double x, double y, double side) {
  if (!parts_->qr || parts_->qr_text != text || parts_->qr_side != side) {
    TRY(DrawQr(text, side * kPointsPerMm));
    parts_->qr_text = text;
    parts_->qr_side = side;
  }
  cairo_t* const cairo = parts_->cairo.get();
  cairo_save(cairo);
  cairo_set_source_surface(cairo, parts_->qr.get(), x * kPointsPerMm, y * kPointsPerMm);
  cairo_paint(cairo);
  cairo_restore(cairo);
  return Ok();
}

Status Canvas::DrawQr(std::string_view text, double side) {
  const Held<QRcode, QRcode_free> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_L));
  if (!code) {
    return Error(ErrorCode::kTooLarge,
                 {"mã QR không chứa hết nội dung", "the QR code cannot hold this much"});
  }
  const cairo_rectangle_t extents = {0, 0, side, side};
  parts_->qr.reset(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents));
  const Held<cairo_t, cairo_destroy> cairo(cairo_create(parts_->qr.get()));
  const double module = side / code->width;
  for (int row = 0; row < code->width; ++row) {
    for (int column = 0; column < code->width;) {
      const auto dark = [&](int at) { return (code->data[row * code->width + at] & 1U) != 0; };
      int end = column;
      while (end < code->width && dark(end)) ++end;
      if (end > column) {
        cairo_rectangle(cairo.get(), column * module, row * module, (end - column) * module,
                        module);
      }
      column = end + 1;
    }
  }
  cairo_fill(cairo.get());
  return Ok();
}

void Canvas::SetRed(bool red) {
  SetColour(red ? 0.8 : 0, 0, 0);
}

void Canvas::SetColour(double red, double green, double blue) {
  cairo_set_source_rgb(parts_->cairo.get(), red, green, blue);
}

void Canvas::Fill(const Box& box) {
  cairo_rectangle(parts_->cairo.get(), box.x * kPointsPerMm, box.y * kPointsPerMm,
                  box.width * kPointsPerMm, box.height * kPointsPerMm);
  cairo_fill(parts_->cairo.get());
}

void Canvas::EndPage() {
  cairo_show_page(parts_->cairo.get());
}

Result<std::string> Canvas::Finish() {
  cairo_surface_finish(parts_->surface.get());
  for (const cairo_status_t status :
       {cairo_status(parts_->cairo.get()), cairo_surface_status(parts_->surface.get())}) {
    // Drawing after a failure is silently left out: such a PDF is none.
    if (status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED) continue;
    const std::string why = cairo_status_to_string(status);
    return Error(ErrorCode::kInternal, {"không tạo được PDF: " + why, "no PDF was made: " + why});
  }
  return std::move(parts_->bytes);
}

}  // namespace niem::print
