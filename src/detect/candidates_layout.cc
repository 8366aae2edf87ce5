// Where the fixed parts of an official document stand: national title, number, date, signer.
#include <algorithm>

#include "detect/candidates_reader.h"

namespace niem::detect {

namespace {

constexpr size_t kMaxAnchors = 2'048;
constexpr size_t kNumberReach = 16;  // bytes from "Số" to the figures of a document's number

}  // namespace

AnchorKind CandidateReader::KindOf(std::string_view id) {
  if (id == "national_title") return AnchorKind::kNationalTitle;
  if (id == "national_motto") return AnchorKind::kNationalMotto;
  if (id == "party_title") return AnchorKind::kPartyTitle;
  if (id == "addressee") return AnchorKind::kAddressee;
  if (id == "recipients") return AnchorKind::kRecipients;
  if (id == "subject") return AnchorKind::kSubject;
  if (id == "date") return AnchorKind::kDate;
  if (id == "signer") return AnchorKind::kSigner;
  return AnchorKind::kNumber;
}

void CandidateReader::OnAnchor(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
  if (!content_ || reading_.anchors.size() >= kMaxAnchors) return;
  const std::string_view original = Original(match);
  const std::string_view rest =
      std::string_view(folded_.text).substr(match.begin, line.fold_end - match.begin);
  AnchorKind kind = AnchorKind::kIssuer;
  if (phrase.role == Role::kIssuer) {
    if (rest.size() > 80 || !CountLetters(original).all_upper()) return;
  } else if (phrase.role == Role::kTitle) {
    if (!CountLetters(original).all_upper()) return;
    kind = AnchorKind::kTitle;
  } else {
    kind = KindOf(phrase.id);
    if (!AnchorHolds(kind, rest, line, match)) return;
  }
  const std::string_view after = source_.substr(folded_.origin[match.end]).substr(0, kNumberReach);
  const bool filled =
      kind == AnchorKind::kNumber && after.find_first_of("0123456789") < after.find_first_of("/-");
  reading_.anchors.push_back({kind, RefOf(original), line_, filled});
}

bool CandidateReader::AnchorHolds(AnchorKind kind, std::string_view rest, const Line& line,
                                  const PhraseMatch& match) const {
  const std::string_view after = source_.substr(
      folded_.origin[match.end],
      std::min<size_t>(line.end - offset_, source_.size()) - folded_.origin[match.end]);
  switch (kind) {
    case AnchorKind::kNumber: {
      // "Số: 12/BC-UBND", "Số     /KH-BCA", "Số 127-QĐ/TW".
      const std::string_view head = after.substr(0, 40);
      return rest.size() < 120 && head.find_first_of("/-") != std::string_view::npos;
    }
    case AnchorKind::kDate:
      return false;
    case AnchorKind::kSigner: {
      const std::string_view head = after.substr(0, 3);
      return rest.size() < 60 && !head.empty() && CountLetters(Original(match)).all_upper() &&
             (head[0] == '.' || head[0] == '/' || (rest.size() > 1 && rest[1] == ' '));
    }
    default:
      return true;
  }
}

// Place and date stand anywhere in a short line: "Hà Nội, ngày 5 tháng 6 năm 2024".
void CandidateReader::DateAnchor(const Line& line) {
  const std::string_view folded =
      std::string_view(folded_.text).substr(line.fold_begin, line.fold_end - line.fold_begin);
  if (folded.size() > 120 || reading_.anchors.size() >= kMaxAnchors) return;
  const size_t day = folded.find("ngay ");
  if (day == std::string_view::npos || day == 0) return;
  const size_t month = folded.find("thang ", day);
  if (month == std::string_view::npos || month - day > 12) return;
  const size_t year = folded.find("nam", month);
  if (year == std::string_view::npos || year - month > 12) return;
  reading_.anchors.push_back({AnchorKind::kDate, current_, line_});
}

}  // namespace niem::detect
