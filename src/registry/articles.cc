#include "registry/articles.h"

#include <algorithm>

namespace niem::registry {
namespace {

Text WithCaution(const law::Source& source) {
  Text article = law::Cite(source);
  const Text caution = law::Caution(source);
  if (!caution.vi.empty()) article.vi += " (" + caution.vi + ")";
  if (!caution.en.empty()) article.en += " (" + caution.en + ")";
  return article;
}

}  // namespace

Text ArticleOf(const law::Pack& law, std::string_view provision) {
  const law::Provision* found = law.FindProvision(provision);
  return found == nullptr ? Text{} : WithCaution(found->source);
}

Text ArticleOf(const law::Pack& law, law::Act act, Level level) {
  for (const law::Power& power : law.powers()) {
    const bool of_level =
        std::find(power.levels.begin(), power.levels.end(), level) != power.levels.end();
    if (power.act == act && of_level) return WithCaution(power.source);
  }
  return {};
}

Text ArticleOf(const law::Pack& law, law::Act act, std::string_view when, Level level) {
  const law::Procedure* procedure = law.FindProcedure(act, when, level);
  return procedure == nullptr ? Text{} : WithCaution(procedure->source);
}

Text ArticleOfAbstract(const law::Pack& law) {
  if (Text article = ArticleOf(law, "register.abstract"); !article.vi.empty()) return article;
  for (const law::Register& book : law.registers()) {
    for (const law::Column& column : book.columns) {
      if (column.hidden_tuyet_mat) return WithCaution(column.source);
    }
  }
  return {};
}

}  // namespace niem::registry
