// What stands around a mark: other levels, the cells of its table, headings of a list.
#include <algorithm>
#include <set>

#include "detect/weigh.h"
#include "detect/weigh_sum.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Place;

constexpr size_t kRowReach = 64;  // blocks looked at for a cell's row
constexpr size_t kScanNeighbours = 64;
constexpr size_t kHeadingBytes = 40;
constexpr size_t kSiblingReach = 12;   // blocks
constexpr size_t kSiblingBytes = 600;  // of the text around
constexpr size_t kHeadRowReach = 4;    // blocks of the one or two cells of a head's row
constexpr uint32_t kHeadRowCells = 3;

}  // namespace

// A cell below the heading "Độ mật".
bool Weigher::UnderLevelHeading(uint32_t block) const {
  const Block& own = document_.blocks[block];
  return own.table != 0 && std::any_of(reading_.field_cells.begin(), reading_.field_cells.end(),
                                       [&](const Cell& cell) {
                                         return cell.table == own.table &&
                                                cell.column == own.column && cell.row < own.row;
                                       });
}

// "BAN CHQS HUYỆN ... | MẬT | Mẫu 7B": the first row of a sheet or page is its head when an office
// is named on the left.
bool Weigher::BesideOffice(const TextRef& ref) const {
  const Block& own = document_.blocks[ref.block];
  if (own.table == 0 || own.row != 0 || own.column == 0 || own.column >= kHeadRowCells)
    return false;
  const size_t low = ref.block > kHeadRowReach ? ref.block - kHeadRowReach : 0;
  for (size_t i = low; i < ref.block; ++i) {
    const Block& left = document_.blocks[i];
    if (left.table != own.table || left.row != 0 || left.column >= own.column) continue;
    const std::string_view name = std::string_view(left.text).substr(0, left.text.find('\n'));
    if (std::count(name.begin(), name.end(), ' ') >= 2 && IsOffice(name)) return true;
  }
  return false;
}

// Forms without number and date have heads too: the office on the left, the level on the right.
bool Weigher::InUnofficialHead(const Candidate& candidate, Place place) const {
  if (BesideOffice(candidate.mark)) return true;
  return place == Place::kTopRight && layout_.titled() && layout_.AtTop(candidate.line) &&
         layout_.HeadAround(candidate.line).has(AnchorKind::kIssuer);
}

bool Weigher::SeveralLevels(const Candidate& candidate, Place place) const {
  const auto& all = reading_.candidates;
  const auto self = static_cast<size_t>(&candidate - all.data());
  const bool upper = candidate.letters.all_upper();
  const bool head = IsHeadPlace(place) || IsApart(place) || layout_.AtTop(candidate.line);
  const Block& own = document_.blocks[candidate.mark.block];
  // "TỐI MẬT" over a list of documents, whose levels stand in a column of it.
  const bool capitals_apart = upper && !UnderLevelHeading(candidate.mark.block);
  const auto differs = [&](const Candidate& other) {
    if (other.level == candidate.level || other.form == Form::kTitled ||
        (capitals_apart && UnderLevelHeading(other.mark.block)) ||
        IsContent(own.place) != IsContent(document_.blocks[other.mark.block].place))
      return false;
    const Block& block = document_.blocks[other.mark.block];
    const uint32_t gap =
        other.line > candidate.line ? other.line - candidate.line : candidate.line - other.line;
    if (own.table != 0 && own.table == block.table)
      return !layout_.IsHeadTable(own.table) || gap <= kSideBySide;
    if (gap > kSideBySide || IsApart(own.place) != IsApart(block.place)) return false;
    // A mark in the head stays one although a table or list right below counts the levels.
    const bool weaker =
        (upper && !other.letters.all_upper()) || (block.table != 0 && own.table == 0);
    return !(head && weaker);
  };
  for (size_t i = self; i > 0 && self - i < kScanNeighbours; --i) {
    if (differs(all[i - 1])) return true;
  }
  for (size_t i = self + 1; i < all.size() && i - self < kScanNeighbours; ++i) {
    if (differs(all[i])) return true;
  }
  return false;
}

// A line in capitals that begins as an issuer's name does.
bool Weigher::IsOffice(std::string_view line) const {
  if (line.size() > 100 || !CountLetters(line).all_upper()) return false;
  const std::string folded = text::FoldText(line) + " ";
  return std::any_of(pack_.phrases.begin(), pack_.phrases.end(), [&](const Phrase& phrase) {
    return phrase.role == Role::kIssuer && folded.starts_with(phrase.folded + " ");
  });
}

void Weigher::WeighTable(const TextRef& ref, Place place, Sum& sum) const {
  const Block& own = document_.blocks[ref.block];
  // Pieces side by side on a page look like a table: its head too. There marks are capitals.
  const bool drawn = own.box.has_value() && !CountLetters(ref.In(document_)).all_upper();
  if (own.table == 0 || (place != Place::kTableCell && !drawn)) return;
  if (UnderLevelHeading(ref.block)) return sum.Apart(Sign::kLevelColumn);
  if (BesideOffice(ref)) return;
  const auto [first, last] = std::equal_range(level_cells_.begin(), level_cells_.end(), own.table);
  std::set<uint32_t> siblings;  // columns: a cell may hold several blocks
  bool deep = own.row >= 3;
  const auto look = [&](size_t index) {
    const Block& block = document_.blocks[index];
    if (block.column != own.column && block.table == own.table && block.row == own.row &&
        !block.text.empty())
      siblings.insert(block.column);
    if (block.table == own.table && block.row >= 3) deep = true;
  };
  const size_t low = ref.block > kRowReach ? ref.block - kRowReach : 0;
  const size_t high = std::min(document_.blocks.size(), size_t{ref.block} + kRowReach);
  for (size_t i = low; i < high; ++i) look(i);
  if ((last - first >= 3 && deep) || siblings.size() >= 2) sum.Apart(Sign::kDataTable);
}

// Whether at least two lines around are the headings of a list in which MẬT is a heading too.
bool Weigher::AmongSiblings(const Candidate& candidate) const {
  std::set<std::string_view> found;
  const auto look = [&](std::string_view line) {
    line = line.substr(0, line.find(':'));
    if (line.size() > kHeadingBytes) return;
    std::string folded = text::FoldText(line);
    folded.erase(0, folded.find_first_not_of(" 0123456789"));
    while (folded.ends_with(' ')) folded.pop_back();
    for (const Phrase& phrase : pack_.phrases) {
      if (phrase.role != Role::kSibling || phrase.folded != folded) continue;
      const size_t letters = line.find_first_not_of(" \t-+*.)0123456789");
      if (letters != std::string_view::npos &&
          text::DiacriticsAgree(TrimRight(line.substr(letters)), phrase.text))
        found.insert(phrase.folded);
    }
  };
  const size_t own = candidate.mark.block;
  const size_t low = own > kSiblingReach ? own - kSiblingReach : 0;
  const size_t high = std::min(document_.blocks.size(), own + kSiblingReach + 1);
  for (size_t i = low; i < high; ++i) {
    std::string_view text = document_.blocks[i].text;
    if (i == own) {
      const size_t begin =
          candidate.mark.begin > kSiblingBytes ? candidate.mark.begin - kSiblingBytes : 0;
      text = text.substr(begin, 2 * kSiblingBytes);
    } else if (text.size() > kSiblingBytes) {
      text = i < own ? text.substr(text.size() - kSiblingBytes) : text.substr(0, kSiblingBytes);
    }
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      look(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  return found.size() >= 2;
}

}  // namespace niem::detect
