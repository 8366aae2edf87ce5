#include "registry/articles.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace niem::registry {
namespace {

struct Place {
  Ground ground;
  std::string_view instrument;
  StaticText text;
};

constexpr std::string_view kOld = "29/2018/QH14";
constexpr std::string_view kNew = "117/2025/QH15";

constexpr std::array<Place, 10> kPlaces = {{
    {Ground::kList, kOld, {"khoản 1 Điều 10", "article 10(1)"}},
    {Ground::kList, kNew, {"khoản 1 Điều 10", "article 10(1)"}},
    {Ground::kSources, kOld, {"khoản 2 Điều 10", "article 10(2)"}},
    {Ground::kSources, kNew, {"khoản 3 Điều 10", "article 10(3)"}},
    {Ground::kArrival, kOld, {"khoản 6 Điều 13", "article 13(6)"}},
    {Ground::kArrival, kNew, {"khoản 6 Điều 13", "article 13(6)"}},
    {Ground::kDeputies,
     kNew,
     {"điểm q khoản 1, điểm k khoản 2 Điều 11", "articles 11(1)(q), 11(2)(k)"}},
    {Ground::kMeetingLeave, kOld, {"điểm a khoản 1 Điều 17", "article 17(1)(a)"}},
    {Ground::kMeetingLeave, kNew, {"điểm a khoản 1 Điều 17", "article 17(1)(a)"}},
    {Ground::kMeetingPapers, kNew, {"khoản 2 Điều 17", "article 17(2)"}},
}};

// The law itself, and not a circular beside it.
std::string_view LawOf(const law::Pack& law) {
  for (const law::Power& power : law.powers()) {
    if (power.act == law::Act::kDetermine) return power.source.instrument;
  }
  return {};
}

}  // namespace

Text ArticleOf(const law::Pack& law, Ground ground) {
  const std::string instrument(LawOf(law));
  const auto* place = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& one) {
    return one.ground == ground && one.instrument == instrument;
  });
  if (place == kPlaces.end()) return {};
  return {std::string(place->text.vi) + " Luật " + instrument,
          std::string(place->text.en) + " of Law " + instrument};
}

Text ArticleOf(const law::Pack& law, law::Act act, Level level) {
  for (const law::Power& power : law.powers()) {
    const bool of_level =
        std::find(power.levels.begin(), power.levels.end(), level) != power.levels.end();
    if (power.act == act && of_level) return law::Cite(power.source);
  }
  return {};
}

Text ArticleOf(const law::Pack& law, law::Act act, std::string_view when, Level level) {
  const law::Procedure* procedure = law.FindProcedure(act, when, level);
  return procedure == nullptr ? Text{} : law::Cite(procedure->source);
}

Text ArticleOfAbstract(const law::Pack& law) {
  // The register's form under the old law was not seen; this rule was.
  if (LawOf(law) == kOld) {
    return {"điểm a khoản 1 Điều 4 Nghị định 26/2020/NĐ-CP",
            "article 4(1)(a) of Decree 26/2020/NĐ-CP"};
  }
  for (const law::Register& book : law.registers()) {
    for (const law::Column& column : book.columns) {
      if (!column.hidden_tuyet_mat) continue;
      Text article = law::Cite(column.source);
      const Text caution = law::Caution(column.source);
      if (!caution.vi.empty()) {
        article.vi += " (" + caution.vi + ")";
        article.en += " (" + caution.en + ")";
      }
      return article;
    }
  }
  return {};
}

}  // namespace niem::registry
