#include "detect/layout.h"

#include <algorithm>
#include <bit>

namespace niem::detect {
namespace {

using extract::Align;
using extract::Block;
using extract::Place;

constexpr uint32_t kHeadReach = 28;  // lines from a component to what belongs to its head
constexpr uint32_t kRecipientsReach = 18;
constexpr size_t kRightColumn = 34;  // leading spaces of a right-hand column in plain text

constexpr uint32_t Bit(AnchorKind kind) {
  return 1u << static_cast<uint32_t>(kind);
}

constexpr uint32_t kNational = Bit(AnchorKind::kNationalTitle) | Bit(AnchorKind::kNationalMotto);
constexpr uint32_t kHeadKinds =
    kNational | Bit(AnchorKind::kPartyTitle) | Bit(AnchorKind::kNumber) | Bit(AnchorKind::kDate) |
    Bit(AnchorKind::kAddressee) | Bit(AnchorKind::kSubject) | Bit(AnchorKind::kIssuer);

// Quốc hiệu and tiêu ngữ are one component; an issuer's name counts beside another one.
bool IsOfficial(uint32_t kinds) {
  const bool national = (kinds & kNational) != 0;
  const uint32_t others = kinds & ~kNational & ~Bit(AnchorKind::kTitle) & ~Bit(AnchorKind::kSigner);
  const int count = std::popcount(others) + (national ? 1 : 0);
  const bool strong =
      national || (kinds & (Bit(AnchorKind::kPartyTitle) | Bit(AnchorKind::kNumber) |
                            Bit(AnchorKind::kDate) | Bit(AnchorKind::kRecipients))) != 0;
  return strong && count >= 2;
}

}  // namespace

bool Head::official() const {
  return IsOfficial(kinds);
}

Layout::Layout(const extract::Document& document, const Reading& reading)
    : document_(document), reading_(reading) {
  uint32_t kinds = 0;
  for (const Anchor& anchor : reading.anchors) {
    kinds |= Bit(anchor.kind);
    const Block& block = document.blocks[anchor.text.block];
    const bool head = (Bit(anchor.kind) &
                       (kHeadKinds & ~Bit(AnchorKind::kSubject) & ~Bit(AnchorKind::kIssuer))) != 0;
    if (head && block.table != 0 && block.row <= 8 && block.column <= 12)
      head_tables_.push_back(block.table);
  }
  std::sort(head_tables_.begin(), head_tables_.end());
  official_ = IsOfficial(kinds);
  titled_ = (kinds & Bit(AnchorKind::kTitle)) != 0;
}

bool Layout::LongLineBetween(uint32_t a, uint32_t b) const {
  const auto [low, high] = std::minmax(a, b);
  const auto found = std::upper_bound(reading_.long_lines.begin(), reading_.long_lines.end(), low);
  return found != reading_.long_lines.end() && *found < high;
}

Head Layout::HeadAround(uint32_t line) const {
  Head head;
  const auto& anchors = reading_.anchors;
  const uint32_t low = line > kHeadReach ? line - kHeadReach : 0;
  auto at =
      std::lower_bound(anchors.begin(), anchors.end(), low,
                       [](const Anchor& anchor, uint32_t value) { return anchor.line < value; });
  for (; at != anchors.end() && at->line <= line + kHeadReach; ++at) {
    if ((Bit(at->kind) & (kHeadKinds | Bit(AnchorKind::kTitle))) == 0) continue;
    if (LongLineBetween(at->line, line)) continue;
    head.kinds |= Bit(at->kind);
    head.filled |= at->filled;
    if (at->kind == AnchorKind::kNumber && at->line <= line) head.number_above = true;
  }
  return head;
}

bool Layout::AtTop(uint32_t line, uint32_t lines) const {
  return line < lines && !LongLineBetween(0, line) &&
         (reading_.long_lines.empty() || reading_.long_lines.front() != 0 || line == 0);
}

bool Layout::IsHeadTable(uint32_t table) const {
  return std::binary_search(head_tables_.begin(), head_tables_.end(), table);
}

bool Layout::NearRecipients(uint32_t line) const {
  return std::any_of(reading_.anchors.begin(), reading_.anchors.end(), [&](const Anchor& anchor) {
    return anchor.kind == AnchorKind::kRecipients && anchor.line <= line &&
           line - anchor.line <= kRecipientsReach;
  });
}

Place Layout::PlaceByBox(const extract::Box& box, const Head& head) const {
  const float x = (box.x0 + box.x1) / 2;
  const float y = (box.y0 + box.y1) / 2;
  if (y < 0.055F || y > 0.95F) return Place::kHeader;
  if (y > 0.42F) return Place::kBody;
  if (x <= 0.45F && y >= 0.12F) return head.number_above ? Place::kBelowNumber : Place::kTopLeft;
  if (x <= 0.45F) return Place::kTopLeft;
  if (x > 0.55F && y < 0.25F) return Place::kTopRight;
  return Place::kLetterhead;
}

bool Layout::OnTheRight(const TextRef& ref) const {
  const Block& block = document_.blocks[ref.block];
  if (block.table != 0) return block.column > 0 && IsHeadTable(block.table);
  if (block.style.align == Align::kRight) return true;
  const std::string_view text = block.text;
  size_t start = ref.begin;
  while (start > 0 && text[start - 1] != '\n') --start;
  const std::string_view before = text.substr(start, ref.begin - start);
  if (before.find('\t') != std::string_view::npos &&
      before.find_first_not_of(" \t") == std::string_view::npos) {
    return std::count(before.begin(), before.end(), '\t') >= 5;
  }
  return before.size() >= kRightColumn;
}

Place Layout::PlaceOf(const TextRef& ref, uint32_t line) const {
  const Block& block = document_.blocks[ref.block];
  if (block.place != Place::kBody && block.place != Place::kTableCell) return block.place;
  const Head head = HeadAround(line);
  if (block.box.has_value()) {
    const Place place = PlaceByBox(*block.box, head);
    return place == Place::kBody || head.any() || place == Place::kHeader ? place : Place::kBody;
  }
  if (block.place == Place::kTableCell && !IsHeadTable(block.table)) {
    // A frame drawn as a table of one or two cells near the head is a stamp, not data.
    if (!head.official() || block.row > 1 || block.column > 1) return Place::kTableCell;
  }
  if (!head.official()) return block.place;
  if (OnTheRight(ref)) return Place::kTopRight;
  if (head.number_above) return Place::kBelowNumber;
  if (block.style.align == Align::kCenter && block.table == 0) return Place::kLetterhead;
  return Place::kTopLeft;
}

}  // namespace niem::detect
