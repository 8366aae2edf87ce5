#include "law/fact.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace niem::law {
namespace {

constexpr std::array<std::string_view, 3> kLevelCodes = {"TUYET_MAT", "TOI_MAT", "MAT"};
constexpr std::array<StaticText, 3> kLevelNames = {
    {{"Tuyệt mật", "Top Secret"}, {"Tối mật", "Secret"}, {"Mật", "Confidential"}}};
constexpr std::array<std::string_view, 6> kCertaintyCodes = {"S", "Q", "2", "D", "G", "U"};

constexpr std::array<StaticText, 6> kCautions = {{
    {"", ""},
    {"chưa đối chiếu bản gốc: chỉ thấy trích dẫn ở nơi khác",
     "not checked against the original: seen only as a quotation elsewhere"},
    {"chưa đối chiếu bản gốc: chỉ thấy trong nguồn thứ cấp",
     "not checked against the original: seen only in a secondary source"},
    {"chưa đối chiếu bản gốc: suy ra từ các quy định đã đọc",
     "not checked against the original: derived from provisions that were read"},
    {"chưa đối chiếu bản gốc: chưa thấy trong văn bản nào",
     "not checked against the original: not seen in any text"},
    {"chưa đối chiếu bản gốc: chưa tìm thấy quy định",
     "not checked against the original: the provision was not found"},
}};

template <size_t n>
std::optional<size_t> IndexOf(const std::array<std::string_view, n>& codes, std::string_view code) {
  const auto found = std::find(codes.begin(), codes.end(), code);
  if (found == codes.end()) return std::nullopt;
  return static_cast<size_t>(found - codes.begin());
}

// Where a level stands in kLevels.
size_t IndexOf(Level level) {
  return static_cast<size_t>(Level::kTuyetMat) - static_cast<size_t>(level);
}

// What kind of instrument a number belongs to, by its ending.
StaticText KindOf(std::string_view instrument) {
  constexpr std::array<std::pair<std::string_view, StaticText>, 6> kKinds = {{
      {"/QH", {"Luật ", "Law "}},
      {"/PL-", {"Pháp lệnh ", "Ordinance "}},
      {"/NĐ-", {"Nghị định ", "Decree "}},
      {"/TT-", {"Thông tư ", "Circular "}},
      {"/QĐ-", {"Quyết định ", "Decision "}},
      {"/NQ-", {"Nghị quyết ", "Resolution "}},
  }};
  for (const auto& [mark, kind] : kKinds) {
    if (instrument.find(mark) != std::string_view::npos) return kind;
  }
  return {"", ""};
}

// "11(1)(a)" -> {"11", "1", "a"}; nothing where it is written otherwise.
std::vector<std::string> PartsOf(std::string_view article) {
  std::vector<std::string> parts;
  size_t open = article.find('(');
  parts.emplace_back(article.substr(0, open));
  while (open != std::string_view::npos) {
    const size_t close = article.find(')', open);
    if (close == std::string_view::npos) return {};
    parts.emplace_back(article.substr(open + 1, close - open - 1));
    if (close + 1 == article.size()) break;
    if (article[close + 1] != '(') return {};
    open = close + 1;
  }
  return parts.size() <= 3 ? parts : std::vector<std::string>{};
}

std::string VietnameseArticle(std::string_view article) {
  const std::vector<std::string> parts = PartsOf(article);
  if (parts.empty()) return "Điều " + std::string(article);
  std::string text = "Điều " + parts[0];
  if (parts.size() > 1) text = "khoản " + parts[1] + " " + text;
  if (parts.size() > 2) text = "điểm " + parts[2] + " " + text;
  return text;
}

// The parts of "22(1)(b), 22(2)".
std::vector<std::string_view> ArticlesOf(std::string_view articles) {
  std::vector<std::string_view> list;
  while (!articles.empty()) {
    const size_t comma = std::min(articles.find(", "), articles.size());
    list.push_back(articles.substr(0, comma));
    articles.remove_prefix(std::min(articles.size(), comma + 2));
  }
  return list;
}

}  // namespace

std::string_view LevelCode(Level level) {
  return kLevelCodes[IndexOf(level)];
}

std::optional<Level> LevelFromCode(std::string_view code) {
  const auto index = IndexOf(kLevelCodes, code);
  return index ? std::optional(kLevels[*index]) : std::nullopt;
}

StaticText LevelTerm(Level level) {
  return kLevelNames[IndexOf(level)];
}

char LevelSymbol(Level level) {
  return static_cast<char>('A' + IndexOf(level));
}

std::string_view CertaintyCode(Certainty certainty) {
  return kCertaintyCodes[static_cast<size_t>(certainty)];
}

std::optional<Certainty> CertaintyFromCode(std::string_view code) {
  const auto index = IndexOf(kCertaintyCodes, code);
  return index ? std::optional(static_cast<Certainty>(*index)) : std::nullopt;
}

Text Cite(const Source& source) {
  Text name{std::string(KindOf(source.instrument).vi) + source.instrument,
            std::string(KindOf(source.instrument).en) + source.instrument};
  if (source.article.empty()) return name;
  Text cited;
  for (const std::string_view article : ArticlesOf(source.article)) {
    cited.vi += (cited.vi.empty() ? "" : ", ") + VietnameseArticle(article);
    cited.en += (cited.en.empty() ? "article " : ", ") + std::string(article);
  }
  return {cited.vi + " " + name.vi, cited.en + " of " + name.en};
}

Text Caution(const Source& source) {
  Text caution = kCautions[static_cast<size_t>(source.certainty)];
  if (source.certainty == Certainty::kSeen || source.note.vi.empty()) return caution;
  return {caution.vi + " (" + source.note.vi + ")", caution.en + " (" + source.note.en + ")"};
}

}  // namespace niem::law
