// The article that a refusal names, out of the law pack in force: none rather than a wrong one.
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "base/i18n.h"
#include "base/level.h"
#include "law/pack.h"

namespace niem::registry {

// Of a provision of the pack ("arrival.check"), with its caution where no source text of it was
// read. Empty where that law has no such provision.
Text ArticleOf(const law::Pack& law, std::string_view provision);

// Of who may do it, and of how it is done.
Text ArticleOf(const law::Pack& law, law::Act act, Level level);
Text ArticleOf(const law::Pack& law, law::Act act, std::string_view when, Level level);

// Of the column that a Tuyệt mật document leaves empty, with what is uncertain about it.
Text ArticleOfAbstract(const law::Pack& law);

}  // namespace niem::registry
