#include "detect/excerpt.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "detect/candidates.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;

constexpr size_t kLeastText = 1'500;      // bytes; shorter documents are read as soon
constexpr size_t kMostBlock = 128 << 10;  // longer blocks are read in pieces (candidates.cc)
constexpr size_t kReach = 32;             // lines: more than layout.cc looks
constexpr size_t kLongLine = 150;         // letters: running text (candidates.cc)
constexpr size_t kWrappedLine = 52;       // three such lines in a row are running text too
constexpr size_t kWrapped = 3;
constexpr uint32_t kHeadRows = 8, kHeadColumns = 12;  // of a table (layout.cc)

// No phrase of any pack holds this word.
constexpr std::string_view kApart = "zz";

bool IsAscii(char c) {
  return static_cast<uint8_t>(c) < 0x80;
}

bool IsAsciiLetter(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// Whether folding takes it for one line (text/fold_table.h), which holds no '\n'.
bool IsOneLine(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  for (const std::string_view other : {"\v", "\f", "\r", "\u0085", "\u2028", "\u2029"}) {
    if (line.find(other) != std::string_view::npos) return false;
  }
  return true;
}

// ASCII letters and figures, at most kLongLine: folding makes at least as many letters of the line.
size_t CountSome(std::string_view line) {
  size_t letters = 0;
  for (size_t i = 0; i < line.size() && letters < kLongLine; ++i) {
    letters += IsAsciiLetter(line[i]) ? 1 : 0;
  }
  return letters;
}

// Steps from line to line away from a stretch until what lies further cannot matter to it: beyond
// running text, of which enough is taken to be known as such.
class Reach {
 public:
  // `line` of `block` has been passed; whether to go on.
  bool Pass(const Block& block, std::string_view line) {
    if (!IsContent(block.place)) return true;
    const size_t letters = CountSome(line);
    const bool blank = letters == 0 && std::all_of(line.begin(), line.end(), IsAscii);
    if (blank) return true;  // folds to nothing
    const bool counts = letters > 0;
    const bool wide = letters >= kWrappedLine && IsOneLine(line);
    wide_ = wide ? wide_ + 1 : 0;
    beyond_ += running_ && counts ? 1 : 0;
    running_ = running_ || (wide && letters >= kLongLine);
    lines_ += counts ? 1 : 0;
    return lines_ < kReach && wide_ < kWrapped && beyond_ < kWrapped - 1;
  }

 private:
  size_t lines_ = 0;
  size_t wide_ = 0;
  size_t beyond_ = 0;  // lines behind the first that is running text
  bool running_ = false;
};

class Cutter {
 public:
  explicit Cutter(const Document& document) : document_(document) {}

  // The bytes it takes.
  size_t Around(const Stretch& stretch) {
    windows_.push_back({Up(stretch.begin), Down(stretch.end)});
    return SizeOf(windows_.back());
  }

  // Components of a head anywhere in a table's first rows make it a head's table.
  void HeadOf(uint32_t table) {
    if (std::find(tables_.begin(), tables_.end(), table) != tables_.end()) return;
    tables_.push_back(table);
    for (size_t i = 0; i < document_.blocks.size(); ++i) {
      const Block& block = document_.blocks[i];
      if (block.table != table || block.row > kHeadRows || block.column > kHeadColumns) continue;
      windows_.push_back({{i, 0}, {i, block.text.size()}});
    }
  }

  void Merge() {
    std::sort(windows_.begin(), windows_.end(),
              [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
    std::vector<Stretch> merged;
    for (const Stretch& window : windows_) {
      if (merged.empty() || Following(merged.back().end) < window.begin)
        merged.push_back(window);
      else
        merged.back().end = std::max(merged.back().end, window.end);
    }
    windows_ = std::move(merged);
  }

  size_t Size() const {
    size_t size = 0;
    for (const Stretch& window : windows_) size += SizeOf(window);
    return size;
  }

  Document Take() const {
    Document excerpt;
    excerpt.format = document_.format;
    excerpt.encoding = document_.encoding;
    excerpt.pages = document_.pages;
    for (const Stretch& window : windows_) {
      excerpt.blocks.emplace_back().text = kApart;
      for (size_t i = window.begin.block; i <= window.end.block; ++i) {
        Block block = document_.blocks[i];
        const std::string_view part = PartOf(window, i);
        if (part.size() < block.text.size()) {
          block.text = std::string(part);
          block.runs.clear();
        }
        excerpt.blocks.push_back(std::move(block));
      }
    }
    return excerpt;
  }

 private:
  std::string_view TextOf(size_t block) const { return document_.blocks[block].text; }

  std::string_view PartOf(const Stretch& window, size_t block) const {
    const std::string_view text = TextOf(block);
    const size_t begin = block == window.begin.block ? window.begin.offset : 0;
    const size_t end = block == window.end.block ? window.end.offset : text.size();
    return text.substr(begin, end - begin);
  }

  size_t SizeOf(const Stretch& window) const {
    size_t size = 0;
    for (size_t i = window.begin.block; i <= window.end.block; ++i) {
      size += PartOf(window, i).size();
    }
    return size;
  }

  // Where what follows `end` begins: behind the line break, or with the next block.
  Spot Following(Spot end) const {
    if (end.offset >= TextOf(end.block).size()) return {end.block + 1, 0};
    return {end.block, end.offset + 1};
  }

  static size_t LineBegin(std::string_view text, size_t offset) {
    const size_t found = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    return found == std::string_view::npos ? 0 : found + 1;
  }

  // To the beginning of a line.
  Spot Up(Spot at) const {
    at.offset = LineBegin(TextOf(at.block), at.offset);
    Reach reach;
    while (at.block > 0 || at.offset > 0) {
      const bool inside = at.offset > 0;
      if (!inside) --at.block;
      const std::string_view text = TextOf(at.block);
      const size_t end = inside ? at.offset - 1 : text.size();
      at.offset = LineBegin(text, end);
      if (!reach.Pass(document_.blocks[at.block], text.substr(at.offset, end - at.offset))) break;
    }
    return at;
  }

  // To the end of a line, before its break.
  Spot Down(Spot at) const {
    at.offset = std::min(TextOf(at.block).find('\n', at.offset), TextOf(at.block).size());
    Reach reach;
    while (true) {
      const Spot next = Following(at);
      if (next.block >= document_.blocks.size()) return at;
      const std::string_view text = TextOf(next.block);
      at = {next.block, std::min(text.find('\n', next.offset), text.size())};
      const std::string_view line = text.substr(next.offset, at.offset - next.offset);
      if (!reach.Pass(document_.blocks[at.block], line)) return at;
    }
  }

  const Document& document_;
  std::vector<Stretch> windows_;
  std::vector<uint32_t> tables_;
};

}  // namespace

std::optional<Document> ExcerptAround(const Document& document,
                                      const std::vector<Stretch>& stretches) {
  size_t whole = 0;
  for (const Block& block : document.blocks) {
    if (block.text.size() > kMostBlock) return std::nullopt;
    whole += block.text.size();
  }
  if (whole < kLeastText) return std::nullopt;
  Cutter cutter(document);
  for (const Stretch& stretch : stretches) {
    if (cutter.Around(stretch) > whole / 2) return std::nullopt;
    const uint32_t table = document.blocks[stretch.begin.block].table;
    if (table != 0) cutter.HeadOf(table);
  }
  cutter.Merge();
  if (cutter.Size() > whole / 2) return std::nullopt;
  return cutter.Take();
}

}  // namespace niem::detect
