// Blocks on pages. Each block is drawn by the same code that measures it.
#include <algorithm>
#include <unordered_map>

#include "print/canvas.h"
#include "print/clean.h"
#include "print/pager.h"
#include "print/paper.h"
#include "print/picture.h"

namespace niem::print {
namespace {

constexpr double kCellSide = 1.2, kCellTop = 0.8;  // between rule and letters
constexpr double kThin = 0.15;

// ---- words -------------------------------------------------------------------------------------

double StackHeight(Pager& pager, const std::vector<std::string>& lines, double width) {
  double height = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const Style style{i == 0 && lines.size() > 1 ? 11.0 : 12.0, i + 1 == lines.size(), false};
    height += pager.canvas().Lay(lines[i], width, style) * pager.canvas().LineHeight(style);
  }
  return height;
}

void DrawStack(Pager& pager, const std::vector<std::string>& lines, double x, double width) {
  Canvas& canvas = pager.canvas();
  double y = pager.y();
  double widest = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const Style style{i == 0 && lines.size() > 1 ? 11.0 : 12.0, i + 1 == lines.size(), false};
    const int count = canvas.Lay(lines[i], width, style);
    canvas.Draw(x, y, Align::kCentre, 0, count);
    y += count * canvas.LineHeight(style);
    widest = canvas.Width();
  }
  const double rule = std::min(widest / 2, 40.0);
  canvas.Rule(x + (width - rule) / 2, y + 0.8, x + (width + rule) / 2, y + 0.8, 0.25);
}

Status Put(Pager& pager, const Letterhead& head) {
  const double left = pager.width() * 0.44;
  const double right = pager.width() - left - 4;
  const double height =
      std::max(StackHeight(pager, head.left, left), StackHeight(pager, head.right, right));
  TRY(pager.Need(height + 6));
  if (pager.drawing()) {
    DrawStack(pager, head.left, pager.left(), left);
    DrawStack(pager, head.right, pager.left() + left + 4, right);
  }
  pager.Advance(height + 6);
  return Ok();
}

Status Put(Pager& pager, const Heading& heading) {
  TRY(pager.Need(heading.points));
  pager.Advance(pager.fresh() ? 0 : 3);
  TRY(pager.Flow(heading.text, {heading.points, true, false}, Align::kCentre));
  TRY(pager.Flow(heading.under, {11, false, true}, Align::kCentre));
  pager.Advance(2);
  return Ok();
}

Status Put(Pager& pager, const Paragraph& paragraph) {
  if (paragraph.keep > 0) TRY(pager.Need(paragraph.before + paragraph.keep));
  if (!pager.fresh()) pager.Advance(paragraph.before);
  return pager.Flow(paragraph.text, {paragraph.points, paragraph.bold, paragraph.italic},
                    paragraph.align);
}

Status Put(Pager& pager, const Facts& facts) {
  Canvas& canvas = pager.canvas();
  const Style plain{facts.points, false, false};
  const double line = canvas.LineHeight(plain);
  const double beside = pager.width() - facts.name_width;
  for (const Fact& fact : facts.facts) {
    const int name_lines = canvas.Lay(fact.name + ":", facts.name_width - 3, plain);
    const int value_lines = std::max(1, canvas.Lay(fact.value, beside, plain));
    const double height = std::max(name_lines, value_lines) * line + 1.2;
    // Longer than a page: the name, and the value beneath it.
    if (height > pager.page_room()) {
      TRY(pager.Flow(fact.name + ": " + fact.value, plain, Align::kLeft));
      continue;
    }
    TRY(pager.Need(height));
    if (pager.drawing()) {
      canvas.Lay(fact.name + ":", facts.name_width - 3, plain);
      canvas.Draw(pager.left(), pager.y(), Align::kLeft, 0, name_lines);
      const double x = pager.left() + facts.name_width;
      if (fact.value.empty()) {
        canvas.Dots(x, pager.left() + pager.width(), pager.y() + height - 1.9);
      } else {
        canvas.Lay(fact.value, beside, plain);
        canvas.Draw(x, pager.y(), Align::kLeft, 0, value_lines);
      }
    }
    pager.Advance(height);
  }
  return Ok();
}

Status Put(Pager& pager, const Signatures& signatures) {
  if (signatures.list.empty()) return Ok();
  Canvas& canvas = pager.canvas();
  constexpr Style kTitle = {12, true, false}, kNote = {10.5, false, true};
  const double width = pager.width() / static_cast<double>(signatures.list.size());
  int title_lines = 1;
  for (const Signature& one : signatures.list) {
    title_lines = std::max(title_lines, canvas.Lay(one.title, width - 4, kTitle));
  }
  const double titles = title_lines * canvas.LineHeight(kTitle);
  const double head = titles + canvas.LineHeight(kNote) * 2;
  const double height = 5 + head + signatures.room + 2 * canvas.LineHeight(kTitle);
  TRY(pager.Need(height));
  if (pager.drawing()) {
    double x = pager.left();
    for (const Signature& one : signatures.list) {
      const double y = pager.y() + 5;
      canvas.Draw(x + 2, y, Align::kCentre, 0, canvas.Lay(one.title, width - 4, kTitle));
      canvas.Draw(x + 2, y + titles, Align::kCentre, 0, canvas.Lay(one.note, width - 4, kNote, 2));
      canvas.Draw(x + 2, y + head + signatures.room, Align::kCentre, 0,
                  canvas.Lay(one.name, width - 4, kTitle, 2));
      if (signatures.dotted && one.name.empty()) {
        canvas.Dots(x + 6, x + width - 6, y + head + signatures.room + 4);
      }
      x += width;
    }
  }
  pager.Advance(height);
  return Ok();
}

// ---- tables ------------------------------------------------------------------------------------

class TableDrawer {
 public:
  TableDrawer(Pager& pager, const Table& table)
      : pager_(pager), table_(table), style_{table.points, false, false} {
    double x = pager.left();
    for (const double width : Widths()) {
      xs_.push_back(x);
      x += width;
    }
    xs_.push_back(x);
    line_ = pager.canvas().LineHeight(style_);
    head_ = HeadHeight();
    counts_.resize(table.columns.size());
  }

  Status Draw() {
    if (table_.columns.empty()) return Ok();
    const int lines = pager_.canvas().Lay(table_.title, pager_.width(), kTitle);
    const double title = lines > 0 ? lines * pager_.canvas().LineHeight(kTitle) + kUnderTitle : 0;
    TRY(pager_.Need(title + head_ + FirstHeight()));
    TRY(pager_.Flow(table_.title, kTitle, Align::kLeft));
    if (lines > 0) pager_.Advance(kUnderTitle);
    DrawHead();
    for (const std::vector<std::string>& row : table_.rows) TRY(DrawRow(row));
    return Ok();
  }

 private:
  static constexpr Style kNumbers = {7.5, false, true};
  static constexpr Style kTitle = {11, true, false};
  static constexpr double kUnderTitle = 1;
  static constexpr size_t kShortWord = 12;  // bytes
  static constexpr double kHair = 0.2;      // mm

  // Shares by weight; but a column is wide enough for its longest short word, so that no date is
  // parted, at the cost of those that have room to spare.
  std::vector<double> Widths() {
    double sum = 0;
    for (const Column& column : table_.columns) sum += column.weight;
    std::vector<double> widths;
    std::vector<double> least;
    double lacking = 0;
    double spare = 0;
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      widths.push_back(pager_.width() * table_.columns[i].weight / sum);
      const std::string_view word = LongestWord(i);
      const bool any = !word.empty() && pager_.canvas().Lay(word, pager_.width(), style_) > 0;
      least.push_back(any ? pager_.canvas().Width() + 2 * kCellSide + kHair : 0);
      lacking += std::max(0.0, least[i] - widths[i]);
      spare += std::max(0.0, widths[i] - least[i]);
    }
    if (lacking == 0 || lacking > spare) return widths;
    for (size_t i = 0; i < widths.size(); ++i) {
      const double room = widths[i] - least[i];
      widths[i] -= room < 0 ? room : room * lacking / spare;
    }
    return widths;
  }

  // Of those that nobody would part: dates, numbers with their symbols.
  std::string_view LongestWord(size_t column) const {
    std::string_view longest;
    for (const std::vector<std::string>& row : table_.rows) {
      const std::string_view cell = row[column];
      for (size_t at = 0; at < cell.size();) {
        const size_t end = std::min(cell.find_first_of(" \n", at), cell.size());
        const std::string_view word = cell.substr(at, end - at);
        if (word.size() <= kShortWord && word.size() > longest.size()) longest = word;
        at = end + 1;
      }
    }
    return longest;
  }

  double CellWidth(size_t column) const { return xs_[column + 1] - xs_[column] - 2 * kCellSide; }

  Style HeadStyle() const { return {table_.points, true, false}; }

  double HeadHeight() {
    Canvas& canvas = pager_.canvas();
    int most = 1;
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      most = std::max(most, canvas.Lay(table_.columns[i].name, CellWidth(i), HeadStyle()));
    }
    return most * canvas.LineHeight(HeadStyle()) + 2 * kCellTop +
           (table_.numbered ? canvas.LineHeight(kNumbers) + kCellTop : 0);
  }

  // The head does not stay behind alone: of the first row, or of a line where that is long.
  double FirstHeight() {
    const double least = line_ + 2 * kCellTop;
    if (table_.rows.empty()) return least;
    int most = 1;
    for (size_t i = 0; i < table_.columns.size(); ++i)
      most = std::max(most, Lines(i, table_.rows.front()[i]));
    const double height = std::max(most * line_ + 2 * kCellTop, table_.least_height);
    return height <= pager_.page_room() - head_ ? height : least;
  }

  void DrawGrid(double y, double height) { pager_.canvas().Grid(xs_, y, height, kThin); }

  void DrawHead() {
    const double y = pager_.y();
    pager_.Advance(head_);
    if (!pager_.drawing()) return;
    Canvas& canvas = pager_.canvas();
    const double numbers = table_.numbered ? canvas.LineHeight(kNumbers) + kCellTop : 0;
    canvas.Rule(xs_.front(), y, xs_.back(), y, kThin);
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      const int count = canvas.Lay(table_.columns[i].name, CellWidth(i), HeadStyle());
      const double height = count * canvas.LineHeight(HeadStyle());
      canvas.Draw(xs_[i] + kCellSide, y + (head_ - numbers - height) / 2, Align::kCentre, 0, count);
      if (!table_.numbered) continue;
      canvas.Lay("(" + std::to_string(i + 1) + ")", CellWidth(i), kNumbers);
      canvas.Draw(xs_[i] + kCellSide, y + head_ - numbers, Align::kCentre, 0, 1);
    }
    if (numbers > 0) {
      canvas.Rule(xs_.front(), y + head_ - numbers, xs_.back(), y + head_ - numbers, kThin);
    }
    DrawGrid(y, head_);
  }

  // Registers repeat themselves (levels, days, places): what was measured once is known.
  int Lines(size_t column, const std::string& text) {
    if (text.empty()) return 0;
    auto& known = counts_[column];
    const auto found = known.find(text);
    if (found != known.end()) return found->second;
    const int count = pager_.canvas().Lay(text, CellWidth(column), style_);
    if (known.size() < 20'000) known.emplace(text, count);
    return count;
  }

  Status DrawRow(const std::vector<std::string>& row) {
    int most = 1;
    for (size_t i = 0; i < row.size(); ++i) most = std::max(most, Lines(i, row[i]));
    const auto height = [&](int lines) {
      return std::max(lines * line_ + 2 * kCellTop, table_.least_height);
    };
    const bool whole = height(most) <= pager_.page_room() - head_;
    if (whole && height(most) > pager_.room()) TRY(Overleaf());
    for (int first = 0; first < most;) {
      int fit = most - first;
      if (!whole) {
        const double room = pager_.room() - 2 * kCellTop;
        fit = std::clamp(static_cast<int>(room / line_), 0, most - first);
        if (fit == 0) {
          TRY(Overleaf());
          continue;
        }
      }
      if (pager_.drawing()) DrawPart(row, first, fit, height(fit));
      pager_.Advance(height(fit));
      first += fit;
    }
    return Ok();
  }

  Status Overleaf() {
    TRY(pager_.NextPage());
    DrawHead();
    return Ok();
  }

  void DrawPart(const std::vector<std::string>& row, int first, int fit, double height) {
    Canvas& canvas = pager_.canvas();
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      const int count = std::min(canvas.Lay(row[i], CellWidth(i), style_) - first, fit);
      canvas.Draw(xs_[i] + kCellSide, pager_.y() + kCellTop, table_.columns[i].align, first, count);
    }
    DrawGrid(pager_.y(), height);
  }

  Pager& pager_;
  const Table& table_;
  Style style_;
  std::vector<double> xs_;
  double line_ = 0, head_ = 0;
  std::vector<std::unordered_map<std::string, int>> counts_;
};

Status Put(Pager& pager, const Table& table) {
  return TableDrawer(pager, table).Draw();
}

// ---- labels and stamps -------------------------------------------------------------------------

constexpr int kAcross = 3, kDown = 8, kPerSheet = kAcross * kDown;
constexpr double kLabelWidth = 63.5, kLabelHeight = 33.9, kPitch = 66.0;
constexpr double kSheetLeft = 7.25, kSheetTop = 12.9;

Status DrawLabel(Pager& pager, const Label& label, double x, double y) {
  // Four squares of nothing belong around a code of 21.
  constexpr double kSide = 18, kInset = 4, kQuiet = 3.5;
  constexpr Style kCode = {14, true, false};
  Canvas& canvas = pager.canvas();
  TRY(canvas.Qr(label.code, x + kInset, y + kInset, kSide));
  canvas.Draw(x + kInset, y + kInset + kSide + kQuiet, Align::kCentre, 0,
              canvas.Lay(label.code, kSide, kCode, 1));
  const double left = x + kInset + kSide + kQuiet;
  const double width = x + kLabelWidth - 2 - left;
  double at = y + kInset - 0.5;
  for (size_t i = 0; i < label.lines.size(); ++i) {
    const Style style{i == 0 ? 11.0 : 8.5, i == 0, false};
    const int count = canvas.Lay(label.lines[i], width, style, 2);
    if (at + count * canvas.LineHeight(style) > y + kLabelHeight - 1) break;
    canvas.Draw(left, at, Align::kLeft, 0, count);
    at += count * canvas.LineHeight(style) + 0.4;
  }
  return Ok();
}

Status Put(Pager& pager, const Labels& labels) {
  int place = std::clamp(labels.first, 0, kPerSheet - 1);
  for (const Label& label : labels.list) {
    if (place == kPerSheet) {
      TRY(pager.NextPage());
      place = 0;
    }
    if (pager.drawing()) {
      const int row = place / kAcross;
      const int column = place % kAcross;
      TRY(DrawLabel(pager, label, kSheetLeft + column * kPitch, kSheetTop + row * kLabelHeight));
    }
    ++place;
  }
  return Ok();
}

Style StampLetters(const Stamp& stamp) {
  return {stamp.points, true, false};
}

Status Put(Pager& pager, const Stamps& stamps) {
  constexpr Style kCaption = {10, false, false};
  constexpr double kBeside = 70, kBorder = 0.35;
  Canvas& canvas = pager.canvas();
  for (const Stamp& stamp : stamps.list) {
    const Style letters = StampLetters(stamp);
    double widest = 0;
    for (const std::string& line : stamp.lines) {
      canvas.Lay(line, 200, letters);
      widest = std::max(widest, canvas.Width());
    }
    const double text = static_cast<double>(stamp.lines.size()) * canvas.LineHeight(letters);
    const double width = stamp.width > 0 ? stamp.width : widest + 6;
    const double height = stamp.height > 0 ? stamp.height : text + 3;
    const double beside = pager.width() - kBeside;
    const int lines = canvas.Lay(stamp.caption, beside, kCaption);
    const double all = std::max(height, lines * canvas.LineHeight(kCaption)) + 8;
    TRY(pager.Need(all));
    if (pager.drawing()) {
      const double x = pager.left(), y = pager.y();
      canvas.Draw(x + kBeside, y, Align::kLeft, 0, canvas.Lay(stamp.caption, beside, kCaption));
      canvas.SetRed(stamp.red);
      for (int i = 0; i < stamp.borders; ++i) {
        const double in = i * stamp.gap;
        canvas.Frame({x + in, y + in, width - 2 * in, height - 2 * in}, kBorder);
      }
      double at = y + (height - text) / 2;
      for (const std::string& line : stamp.lines) {
        canvas.Draw(x, at, Align::kCentre, 0, canvas.Lay(line, width, letters));
        at += canvas.LineHeight(letters);
      }
      canvas.SetRed(false);
    }
    pager.Advance(all);
  }
  return Ok();
}

Status Put(Pager& pager, const Space& space) {
  if (!pager.fresh()) pager.Advance(std::min(space.height, std::max(0.0, pager.room())));
  return Ok();
}

Status Put(Pager& pager, const PageBreak&) {
  return pager.fresh() ? Ok() : pager.NextPage();
}

Status PutAll(Pager& pager, const Paper& paper) {
  for (const Block& block : paper.blocks) {
    TRY(std::visit([&](const auto& one) { return Put(pager, one); }, block));
  }
  return Ok();
}

}  // namespace

Result<std::string> Render(Paper paper) {
  TRY(Clean(&paper));
  TRY_ASSIGN(const std::unique_ptr<Canvas> canvas,
             Canvas::Make(paper.landscape ? 297 : 210, paper.landscape ? 210 : 297, paper.name,
                          paper.made_s));
  Pager pager(paper, *canvas);
  TRY(pager.Begin(0));
  TRY(PutAll(pager, paper));
  TRY(pager.Begin(pager.pages()));
  TRY(PutAll(pager, paper));
  pager.EndLast();
  return canvas->Finish();
}

}  // namespace niem::print
