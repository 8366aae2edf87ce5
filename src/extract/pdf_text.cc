#include "extract/pdf_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "extract/glib_util.h"

namespace niem::extract {
namespace {

// In multiples of the letter size. Between words of justified text poppler allows up to 1.5.
constexpr double kColumnGap = 1.8;
// Between the tops of two lines of one paragraph; Decree 30/2020 sets "at most 1.5 lines".
constexpr double kLineStep = 2.1;
// Letters of a watermark set aslant reach us in ones and twos, and are large.
constexpr float kSlantedSize = 20;
constexpr size_t kSlantedBytes = 8;
// A line this wide (of the page) is running text; an issuer's column is narrower.
constexpr float kWideLine = 0.36F;

struct Look {
  std::string font;
  float size = 0;
  uint32_t color = 0;
  bool bold = false, italic = false, underline = false;
  size_t begin = 0, end = 0;  // character numbers on the page, end exclusive
};

// One line of one column.
struct Piece {
  std::string text;
  Box box;                                         // points
  std::vector<std::pair<uint32_t, size_t>> looks;  // from this byte on: index of its Look
};

struct AttributesDrop {
  void operator()(GList* list) const { poppler_page_free_text_attributes(list); }
};

bool HasWord(std::string_view name, std::string_view word) {
  return std::search(name.begin(), name.end(), word.begin(), word.end(), [](char a, char b) {
           return g_ascii_tolower(a) == g_ascii_tolower(b);
         }) != name.end();
}

// Fonts cut down to the letters used carry a tag of six capitals: "ABCDEF+TimesNewRoman".
std::string PlainFontName(std::string_view name) {
  bool tagged =
      name.size() > 7 && name[6] == '+' &&
      std::all_of(name.begin(), name.begin() + 6, [](char c) { return c >= 'A' && c <= 'Z'; });
  return std::string(tagged ? name.substr(7) : name);
}

uint32_t Rgb(const PopplerColor& color) {
  return static_cast<uint32_t>(color.red >> 8) << 16 |
         static_cast<uint32_t>(color.green >> 8) << 8 | static_cast<uint32_t>(color.blue >> 8);
}

std::vector<Look> ReadLooks(PopplerPage* page) {
  std::unique_ptr<GList, AttributesDrop> list(poppler_page_get_text_attributes(page));
  std::vector<Look> looks;
  for (GList* node = list.get(); node; node = node->next) {
    const auto* attributes = static_cast<const PopplerTextAttributes*>(node->data);
    Look look;
    look.font = PlainFontName(View(attributes->font_name));
    look.size = static_cast<float>(attributes->font_size);
    look.color = Rgb(attributes->color);
    look.bold =
        HasWord(look.font, "bold") || HasWord(look.font, "black") || HasWord(look.font, "heavy");
    look.italic = HasWord(look.font, "italic") || HasWord(look.font, "oblique");
    look.underline = attributes->is_underlined != 0;
    look.begin = static_cast<size_t>(std::max(attributes->start_index, 0));
    look.end = static_cast<size_t>(std::max(attributes->end_index, 0)) + 1;
    looks.push_back(std::move(look));
  }
  return looks;
}

bool IsUnreadable(gunichar c) {
  return c == 0xFFFD || c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0xE000 && c <= 0xF8FF) ||
         c >= 0xF0000;
}

void Extend(Box& box, const PopplerRectangle& rectangle) {
  box.x0 = std::min(box.x0, static_cast<float>(rectangle.x1));
  box.y0 = std::min(box.y0, static_cast<float>(rectangle.y1));
  box.x1 = std::max(box.x1, static_cast<float>(rectangle.x2));
  box.y1 = std::max(box.y1, static_cast<float>(rectangle.y2));
}

// Cuts the page's text into pieces, walking letters, rectangles and looks side by side.
class PieceCutter {
 public:
  PieceCutter(const std::vector<Look>& looks, const PopplerRectangle* rectangles, size_t count)
      : looks_(looks), rectangles_(rectangles), count_(count) {}

  void Cut(std::string_view text) {
    const char* at = text.data();
    const char* end = at + text.size();
    for (size_t index = 0; at < end; ++index) {
      const char* next = g_utf8_next_char(at);
      if (next > end) break;
      Add(g_utf8_get_char(at), {at, static_cast<size_t>(next - at)}, index);
      at = next;
    }
    Finish();
  }

  std::vector<Piece> pieces;
  size_t letters = 0;
  size_t unreadable = 0;

 private:
  void Add(gunichar c, std::string_view bytes, size_t index) {
    while (look_ < looks_.size() && looks_[look_].end <= index) ++look_;
    if (c == '\n' || c == '\r' || c == '\f') return Finish();
    if (c == ' ' || c == 0xA0 || c == '\t') {
      space_ = true;
      return;
    }
    (IsUnreadable(c) ? unreadable : letters) += 1;
    const PopplerRectangle* rectangle = index < count_ ? &rectangles_[index] : nullptr;
    if (rectangle && StandsApart(*rectangle)) Finish();
    if (space_ && !piece_.text.empty()) piece_.text += ' ';
    space_ = false;
    NoteLook();
    piece_.text += bytes;
    if (!rectangle) return;
    if (!boxed_) piece_.box = {1e9F, 1e9F, -1e9F, -1e9F};
    boxed_ = true;
    Extend(piece_.box, *rectangle);
    last_ = *rectangle;
  }

  void NoteLook() {
    if (look_ >= looks_.size()) return;
    if (piece_.looks.empty() || piece_.looks.back().second != look_)
      piece_.looks.emplace_back(static_cast<uint32_t>(piece_.text.size()), look_);
  }

  // Poppler takes two heads of a letter whose lines stand half a line apart for one line.
  bool StandsApart(const PopplerRectangle& rectangle) const {
    if (!boxed_ || piece_.text.empty()) return false;
    double height = std::max(last_.y2 - last_.y1, rectangle.y2 - rectangle.y1);
    double size = look_ < looks_.size() && looks_[look_].size > 0 ? looks_[look_].size : height;
    double overlap = std::min(last_.y2, rectangle.y2) - std::max(last_.y1, rectangle.y1);
    double gap = rectangle.x1 - last_.x2;
    return gap > kColumnGap * size || (gap > 0.8 * size && overlap < 0.3 * height);
  }

  void Finish() {
    if (!piece_.text.empty()) pieces.push_back(std::move(piece_));
    piece_ = {};
    space_ = boxed_ = false;
  }

  const std::vector<Look>& looks_;
  const PopplerRectangle* rectangles_;
  size_t count_;
  size_t look_ = 0;
  Piece piece_;
  PopplerRectangle last_{};
  bool space_ = false;
  bool boxed_ = false;
};

// The look of most letters of a piece.
size_t MainLook(const Piece& piece) {
  std::map<size_t, size_t> bytes;
  for (size_t i = 0; i < piece.looks.size(); ++i) {
    size_t end = i + 1 < piece.looks.size() ? piece.looks[i + 1].first : piece.text.size();
    bytes[piece.looks[i].second] += end - piece.looks[i].first;
  }
  size_t best = piece.looks.front().second;
  for (auto& [look, size] : bytes) {
    if (size > bytes[best]) best = look;
  }
  return best;
}

bool SameLook(const Look& a, const Look& b) {
  return a.color == b.color && a.bold == b.bold &&
         std::fabs(a.size - b.size) < 0.1F * std::max(a.size, b.size);
}

gunichar FirstChar(std::string_view text) {
  return text.empty() ? 0 : g_utf8_get_char(text.data());
}

bool IsCapitals(std::string_view text) {
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at = g_utf8_next_char(at)) {
    if (g_unichar_islower(g_utf8_get_char(at))) return false;
  }
  return true;
}

// Pieces of one page, joined to paragraphs.
class Paragraphs {
 public:
  Paragraphs(std::vector<Piece> pieces, const std::vector<Look>& looks, double width, double height)
      : pieces_(std::move(pieces)),
        looks_(looks),
        width_(static_cast<float>(width)),
        height_(static_cast<float>(height)) {
    for (const Piece& piece : pieces_)
      main_.push_back(piece.looks.empty() ? SIZE_MAX : MainLook(piece));
  }

  std::vector<Block> Build(uint32_t page) {
    std::vector<Block> blocks;
    for (size_t begin = 0; begin < pieces_.size();) {
      size_t end = begin + 1;
      while (end < pieces_.size() && Slants(end - 1, end)) ++end;
      bool slanted = end - begin > 1;
      while (!slanted && end < pieces_.size() && Continues(end - 1, end)) ++end;
      blocks.push_back(Join(begin, end, page));
      if (slanted) SpellOut(blocks.back());
      begin = end;
    }
    return blocks;
  }

 private:
  // Whether pieces a and b are neighbouring letters of one slanted line.
  bool Slants(size_t a, size_t b) const {
    if (main_[a] == SIZE_MAX || main_[b] == SIZE_MAX) return false;
    const Look& look = looks_[main_[a]];
    if (look.size < kSlantedSize || !SameLook(look, looks_[main_[b]])) return false;
    if (std::max(pieces_[a].text.size(), pieces_[b].text.size()) > kSlantedBytes) return false;
    const Box& one = pieces_[a].box;
    const Box& two = pieces_[b].box;
    float across = std::fabs(one.x0 + one.x1 - two.x0 - two.x1) / (2 * look.size);
    float down = std::fabs(one.y0 + one.y1 - two.y0 - two.y1) / (2 * look.size);
    return across > 0.15F && down > 0.15F && across < 2.5F && down < 2.5F;
  }

  // "TỐ IM Ậ T" tells no words apart: "T Ố I M Ậ T" is spaced letters, which the detector knows.
  static void SpellOut(Block& block) {
    std::string spelt;
    const char* end = block.text.data() + block.text.size();
    for (const char* at = block.text.data(); at < end;) {
      const char* next = g_utf8_next_char(at);
      if (*at != ' ') {
        if (!spelt.empty() && !g_unichar_ismark(g_utf8_get_char(at))) spelt += ' ';
        spelt.append(at, next);
      }
      at = next;
    }
    block.text = std::move(spelt);
    block.runs.clear();
    block.place = Place::kAnnotation;
    block.locator = "watermark";
  }

  // Whether piece b goes on with the sentence of piece a, in the next line of the same column.
  bool Continues(size_t a, size_t b) const {
    if (main_[a] == SIZE_MAX || main_[b] == SIZE_MAX) return false;
    const Look& look = looks_[main_[a]];
    const Box& above = pieces_[a].box;
    const Box& below = pieces_[b].box;
    float step = below.y0 - above.y0;
    if (!SameLook(look, looks_[main_[b]]) || step <= 0.3F * look.size ||
        step > kLineStep * look.size)
      return false;
    if (std::min(above.x1, below.x1) <= std::max(above.x0, below.x0)) return false;
    bool goes_on = g_unichar_islower(FirstChar(pieces_[b].text));
    bool left_aligned = below.x0 <= above.x0 + look.size;
    if (goes_on) return left_aligned || Reaches(a, b);
    if (!left_aligned || above.x1 - above.x0 < kWideLine * width_) return false;
    // A short line in capitals under a sentence is a line of its own.
    bool heading =
        pieces_[b].text.size() < 40 && IsCapitals(pieces_[b].text) && !IsCapitals(pieces_[a].text);
    return !heading && Reaches(a, b);
  }

  // Whether b's first word had no room left on a's line. The column's right edge is that of the
  // widest line around.
  bool Reaches(size_t a, size_t b) const {
    const Box& above = pieces_[a].box;
    float right = above.x1;
    size_t from = a >= 12 ? a - 12 : 0;
    for (size_t i = from; i < std::min(pieces_.size(), b + 12); ++i) {
      const Box& other = pieces_[i].box;
      if (other.x0 < above.x1 && other.x1 > above.x0) right = std::max(right, other.x1);
    }
    const std::string& text = pieces_[b].text;
    size_t word = std::min(text.find(' '), text.size());
    float average = (pieces_[b].box.x1 - pieces_[b].box.x0) /
                    static_cast<float>(std::max<size_t>(text.size(), 1));
    return above.x1 + average * static_cast<float>(word + 2) * 1.3F >= right;
  }

  Block Join(size_t begin, size_t end, uint32_t page) const {
    Block block;
    block.page = page;
    Box box{1e9F, 1e9F, -1e9F, -1e9F};
    std::vector<Run> runs;
    for (size_t i = begin; i < end; ++i) {
      const Piece& piece = pieces_[i];
      if (i > begin) block.text += ' ';
      AddRuns(piece, static_cast<uint32_t>(block.text.size()), runs);
      block.text += piece.text;
      Extend(box, {piece.box.x0, piece.box.y0, piece.box.x1, piece.box.y1});
    }
    if (width_ > 0 && height_ > 0 && box.x1 > box.x0)
      block.box = Box{box.x0 / width_, box.y0 / height_, box.x1 / width_, box.y1 / height_};
    if (main_[begin] != SIZE_MAX) SetStyle(block, looks_[main_[begin]]);
    if (runs.size() > 1) block.runs = std::move(runs);
    return block;
  }

  // Font by font; a run that goes on in the same font is one run.
  void AddRuns(const Piece& piece, uint32_t offset, std::vector<Run>& runs) const {
    for (size_t i = 0; i < piece.looks.size(); ++i) {
      uint32_t begin = offset + piece.looks[i].first;
      size_t end = i + 1 < piece.looks.size() ? piece.looks[i + 1].first : piece.text.size();
      const std::string& font = looks_[piece.looks[i].second].font;
      if (!runs.empty() && runs.back().font == font) {
        runs.back().end = offset + static_cast<uint32_t>(end);
      } else {
        runs.push_back({begin, offset + static_cast<uint32_t>(end), font});
      }
    }
  }

  static void SetStyle(Block& block, const Look& look) {
    block.font = look.font;
    block.style.color = look.color;
    block.style.size_pt = look.size;
    block.style.bold = look.bold;
    block.style.italic = look.italic;
    block.style.underline = look.underline;
  }

  std::vector<Piece> pieces_;
  std::vector<size_t> main_;  // index of each piece's main look
  const std::vector<Look>& looks_;
  float width_;
  float height_;
};

// The same head on other pages may hold another page number.
std::string WithoutDigits(std::string_view text) {
  std::string kept;
  for (char c : text) {
    if (c < '0' || c > '9') kept += c;
  }
  return kept;
}

}  // namespace

PdfPage ReadPdfPage(PopplerPage* page, uint32_t number) {
  PdfPage read;
  GStr text(poppler_page_get_text(page));
  if (!text || !*text) return read;
  PopplerRectangle* raw = nullptr;
  guint count = 0;
  poppler_page_get_text_layout(page, &raw, &count);
  std::unique_ptr<PopplerRectangle, GFreeDrop> rectangles(raw);
  std::vector<Look> looks = ReadLooks(page);
  PieceCutter cutter(looks, rectangles.get(), count);
  cutter.Cut(View(text));
  double width = 0, height = 0;
  poppler_page_get_size(page, &width, &height);
  read.letters = cutter.letters;
  read.unreadable = cutter.unreadable;
  read.blocks = Paragraphs(std::move(cutter.pieces), looks, width, height).Build(number);
  return read;
}

void MarkPdfTables(std::vector<Block>& blocks, uint32_t& tables) {
  std::vector<size_t> order;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].box) order.push_back(i);
  }
  auto top = [&](size_t i) { return blocks[i].box->y0; };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return top(a) < top(b); });

  struct Row {
    size_t begin, end;  // in `order`
  };

  std::vector<Row> rows;
  for (size_t i = 0; i < order.size();) {
    size_t end = i + 1;
    while (end < order.size() && top(order[end]) - top(order[i]) < 0.006F) ++end;
    if (end - i >= 3) rows.push_back({i, end});
    i = end;
  }
  uint32_t row_number = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    bool follows = r > 0 && top(order[rows[r].begin]) - top(order[rows[r - 1].begin]) < 0.12F;
    bool leads =
        r + 1 < rows.size() && top(order[rows[r + 1].begin]) - top(order[rows[r].begin]) < 0.12F;
    if (!follows && !leads) continue;
    if (!follows) ++tables, row_number = 0;
    auto first = order.begin() + static_cast<std::ptrdiff_t>(rows[r].begin);
    auto last = order.begin() + static_cast<std::ptrdiff_t>(rows[r].end);
    std::sort(first, last,
              [&](size_t a, size_t b) { return blocks[a].box->x0 < blocks[b].box->x0; });
    uint32_t column = 0;
    for (auto it = first; it != last; ++it) {
      Block& block = blocks[*it];
      block.place = Place::kTableCell;
      block.table = tables;
      block.row = row_number;
      block.column = column++;
    }
    ++row_number;
  }
}

void MarkRunningHeads(std::vector<Block>& blocks) {
  // Margins by Decree 30/2020 are at least 20 mm: the letterhead itself starts below .067 of the
  // page.
  constexpr float kTop = 0.09F, kBottom = 0.92F;
  auto in_margin = [](const Block& block) {
    return block.box && block.place == Place::kBody &&
           (block.box->y1 < kTop || block.box->y0 > kBottom);
  };
  using Key = std::pair<std::string, int>;
  auto key = [](const Block& block) -> Key {
    return {WithoutDigits(block.text), static_cast<int>(std::lround(block.box->y0 * 200))};
  };
  std::map<Key, std::pair<uint32_t, uint32_t>> seen;  // pages, and the last one
  for (const Block& block : blocks) {
    if (!in_margin(block)) continue;
    auto& [pages, last] = seen[key(block)];
    if (last != block.page) ++pages, last = block.page;
  }
  for (Block& block : blocks) {
    if (!in_margin(block) || seen[key(block)].first < 2) continue;
    block.place = block.box->y1 < kTop ? Place::kHeader : Place::kFooter;
  }
}

}  // namespace niem::extract
