// What neighbouring lines, cells and boxes make of a candidate: the other half of a broken mark,
// the label of a field.
#include <algorithm>

#include "detect/candidates_reader.h"

namespace niem::detect {

using extract::Block;

namespace {

constexpr std::string_view kHalves[] = {"TUYỆT", "TỐI"};  // of marks broken over two lines

}  // namespace

// "TUYỆT" and "MẬT" in two lines, cells or boxes that follow each other.
void CandidateReader::JoinHalves(Candidate& candidate) const {
  if (JoinHalf(candidate, candidate.previous.In(document_)) ||
      JoinHalf(candidate, CellAbove(document_.blocks[block_])))
    return;
  // "TUYỆT   |   Độc lập - Tự do" above "MẬT   |": the same column of typed columns.
  if (!candidate.other_segments && candidate.previous.end - candidate.previous.begin < 8) return;
  const std::string_view above = candidate.previous.In(document_);
  for (const std::string_view half : kHalves) {
    const size_t at = above.find(half);
    if (at == std::string_view::npos) continue;
    const std::optional<Span> column = SegmentAround(above, at, at + half.size());
    if (!column.has_value() || !SameColumn(candidate, column->begin)) continue;
    JoinHalf(candidate, above.substr(column->begin, column->end - column->begin));
    return;
  }
}

// Columns of typed lines: at about the same distance from the line's start, or the first of each.
bool CandidateReader::SameColumn(const Candidate& candidate, size_t above) const {
  constexpr size_t kDrift = 12;  // a centred half is indented more than the whole
  const size_t here = candidate.segment.begin - std::min(current_.begin, candidate.segment.begin);
  return here <= above + kDrift && above <= here + kDrift;
}

std::string_view CandidateReader::CellAbove(const Block& own) const {
  constexpr uint32_t kCellReach = 24;
  if (own.table == 0 || own.row == 0) return {};
  for (uint32_t back = 1; back <= std::min(block_, kCellReach); ++back) {
    const Block& block = document_.blocks[block_ - back];
    if (block.table == own.table && block.row + 1 == own.row && block.column == own.column)
      return block.text;
  }
  return {};
}

// Makes "MẬT" the level that it completes.
bool CandidateReader::JoinHalf(Candidate& candidate, std::string_view half) const {
  if (half.empty() || half.size() > 40) return false;
  const std::string whole = std::string(half) + " " + std::string(candidate.mark.In(document_));
  const std::string folded = Trimmed(text::FoldText(whole));
  for (const Phrase& phrase : pack_.phrases) {
    if (phrase.role != Role::kLevel || phrase.ocr || phrase.level == Level::kMat) continue;
    if (phrase.folded != folded || !text::DiacriticsAgree(whole, phrase.text)) continue;
    candidate.level = phrase.level;
    candidate.previous = {};
    return true;
  }
  return false;
}

// "Độ mật:" in the line above or in the cell to the left: this is the field's value.
bool CandidateReader::LabelBefore(bool lettered) const {
  const std::string_view label = previous_.In(document_);
  if (!content_ || label.empty() || label.size() > 80) return false;
  const Block& before = document_.blocks[previous_.block];
  const Block& own = document_.blocks[block_];
  const bool beside = own.table != 0 && before.table == own.table && before.row == own.row &&
                      before.column + 1 == own.column;
  const size_t last = label.find_last_not_of(" \t\r*");
  if (!beside && !OnOneRow(before, own) &&
      (own.table != 0 || last == std::string_view::npos || label[last] != ':'))
    return false;
  const Parsed parsed = ParseSegment(label, pack_);
  return parsed.field_first && parsed.residue == 0 && parsed.levels.empty() &&
         (parsed.lettered_field || !lettered);
}

// Two boxes of a page, the second right of the first.
bool CandidateReader::OnOneRow(const Block& left, const Block& right) {
  if (!left.box.has_value() || !right.box.has_value() || left.page != right.page) return false;
  const float middle = (right.box->y0 + right.box->y1) / 2;
  return left.box->y0 < middle && middle < left.box->y1 && left.box->x1 <= right.box->x0;
}

// "Độ mật | Tối mật": the label in the column to the left of a typed table.
bool CandidateReader::LabelInLine(const TextRef& segment) const {
  const std::string_view line = current_.In(document_);
  if (segment.begin <= current_.begin || line.size() > kMaxSegment) return false;
  std::string_view left = line.substr(0, segment.begin - current_.begin);
  const size_t end = left.find_last_not_of(" \t|");
  if (end == std::string_view::npos) return false;
  left = left.substr(0, end + 1);
  left.remove_prefix(left.find_last_of("\t|") + 1);  // npos + 1 is 0
  const Parsed parsed = ParseSegment(left, pack_);
  return parsed.field_first && parsed.residue == 0 && parsed.levels.empty();
}

std::string CandidateReader::Trimmed(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

}  // namespace niem::detect
