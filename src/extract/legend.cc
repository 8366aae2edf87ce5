#include "extract/legend.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "text/fold.h"
#include "text/letters.h"
#include "text/match.h"

namespace niem::extract {
namespace {

enum class Kind { kLevel, kMark, kOther };

struct Legend {
  std::string_view text;
  Kind kind;
  bool leads = false;  // a date or number follows
};

constexpr std::array<Legend, 31> kLegends = {{
    {"TUYỆT MẬT", Kind::kLevel},
    {"TỐI MẬT", Kind::kLevel},
    {"MẬT", Kind::kLevel},
    {"GIẢI MẬT", Kind::kMark, true},
    {"ĐÃ GIẢI MẬT", Kind::kMark, true},
    {"TĂNG MẬT", Kind::kMark, true},
    {"GIẢM MẬT", Kind::kMark, true},
    {"TÀI LIỆU THU HỒI", Kind::kMark, true},
    {"CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", Kind::kMark},
    {"BẢN SỐ", Kind::kMark, true},
    {"BẢN SAO SỐ", Kind::kMark, true},
    {"BẢN SAO BÍ MẬT NHÀ NƯỚC", Kind::kMark, true},
    {"THỜI HẠN BẢO VỆ BÍ MẬT NHÀ NƯỚC", Kind::kMark, true},
    {"HOẢ TỐC", Kind::kOther},
    {"HOẢ TỐC HẸN GIỜ", Kind::kOther, true},
    {"THƯỢNG KHẨN", Kind::kOther},
    {"KHẨN", Kind::kOther},
    {"HẸN GIỜ", Kind::kOther},
    {"CÔNG VĂN ĐẾN", Kind::kOther, true},
    {"VĂN BẢN ĐẾN", Kind::kOther, true},
    {"ĐẾN", Kind::kOther, true},
    {"LƯU HÀNH NỘI BỘ", Kind::kOther},
    {"SAO Y", Kind::kOther},
    {"SAO Y BẢN CHÍNH", Kind::kOther},
    {"BẢN SAO", Kind::kOther},
    {"BẢN CHÍNH", Kind::kOther},
    {"ĐÃ KIỂM TRA", Kind::kOther},
    {"ĐÃ NHẬN", Kind::kOther},
    {"DỰ THẢO", Kind::kOther},
    {"VĂN THƯ", Kind::kOther},
    {"ĐÃ THU TIỀN", Kind::kOther},
}};

// Letters only; a letter that recognition doubled counts once.
std::string LettersOf(std::string_view folded) {
  std::string letters;
  for (const char c : folded) {
    if (c < 'a' || c > 'z') continue;
    if (letters.empty() || letters.back() != c) letters += c;
  }
  return letters;
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!text::FoldText(line).empty()) lines.push_back(line);
  }
  return lines;
}

int Allowed(size_t letters) {
  if (letters <= 3) return 0;
  return letters <= 8 ? 1 : static_cast<int>(letters / 4);
}

// "NẬT", "MẬI", "|MẬT": a broken M or T, a piece of the frame; never another word's letters.
bool IsNearlyMat(std::string_view letters) {
  static constexpr std::array<std::string_view, 16> kKnown = {
      "nat",  "mai", "mal", "maf",  "mar",  "imat", "lmat", "mati",
      "matl", "hat", "wat", "tmat", "mati", "matj", "vmat", "nmat"};
  return std::find(kKnown.begin(), kKnown.end(), letters) != kKnown.end();
}

// Stamps are in capitals. Of three letters the shapes must bear that out: a lying "h", a small
// button and the word "Mail" in a form are read as "mat", "má -1-1i" and "Mại".
bool IsInCapitals(std::string_view read) {
  int large = 0, small = 0;
  text::ForEachWord(read, [&](std::span<const text::Letter> word) {
    for (const text::Letter& letter : word) ++(letter.upper ? large : small);
  });
  return large > small;
}

// The distance from a legend, or -1.
int DistanceTo(const Legend& legend, const std::string& letters, bool capitals) {
  const std::string wanted = LettersOf(text::FoldText(legend.text));
  if (wanted == "mat" && !capitals) return -1;
  if (wanted == letters) return 0;
  if (wanted == "mat") return IsNearlyMat(letters) ? 1 : -1;
  const int allowed = Allowed(wanted.size());
  // A short reading must not reach a long legend by leaving its words out.
  return text::EditDistance(wanted, letters, allowed).value_or(-1);
}

std::string Trimmed(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t\r|[](){}_-.,:;'\"");
  if (begin == std::string_view::npos) return {};
  const size_t end = line.find_last_not_of(" \t\r|[](){}_");
  return std::string(line.substr(begin, end - begin + 1));
}

// "GIẢI MẬT Từ: 12/3/2026" in one line.
std::optional<LegendMatch> MatchLeading(std::string_view line) {
  const std::string folded = text::FoldText(line);
  const Legend* best = nullptr;
  for (const Legend& legend : kLegends) {
    const bool leads = legend.leads && folded.starts_with(text::FoldText(legend.text) + " ");
    if (leads && (best == nullptr || legend.text.size() > best->text.size())) best = &legend;
  }
  if (best == nullptr) return std::nullopt;
  return LegendMatch{Trimmed(line), 0, best->kind != Kind::kOther, false, true};
}

}  // namespace

std::optional<LegendMatch> MatchLegend(std::string_view read) {
  const std::vector<std::string_view> lines = LinesOf(read);
  if (lines.empty()) return std::nullopt;
  if (lines.size() == 1) {
    if (std::optional<LegendMatch> match = MatchLeading(lines[0])) return match;
  }
  const Legend* best = nullptr;
  int best_distance = 0;
  size_t best_lines = 0;
  // A legend takes the first line, or the first few together.
  std::string together;
  const bool capitals = IsInCapitals(read);
  for (size_t count = 1; count <= std::min<size_t>(lines.size(), 4); ++count) {
    together += LettersOf(text::FoldText(lines[count - 1]));
    const std::string letters = LettersOf(together);
    for (const Legend& legend : kLegends) {
      if (count < lines.size() && !legend.leads) continue;
      const int distance = DistanceTo(legend, letters, capitals);
      if (distance < 0) continue;
      const bool nearer = best == nullptr || distance < best_distance ||
                          (distance == best_distance && legend.kind == Kind::kOther);
      if (nearer) best = &legend, best_distance = distance, best_lines = count;
    }
  }
  if (best == nullptr) return std::nullopt;
  LegendMatch match;
  match.text = std::string(best->text);
  match.distance = best_distance;
  match.mark = best->kind != Kind::kOther;
  match.level = best->kind == Kind::kLevel;
  match.exact = best_distance == 0 && text::DiacriticsAgree(Trimmed(lines[0]), best->text);
  for (size_t i = best_lines; i < lines.size(); ++i) match.text += "\n" + Trimmed(lines[i]);
  return match;
}

}  // namespace niem::extract
