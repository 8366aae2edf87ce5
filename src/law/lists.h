// The lists of state secrets (Danh mục bí mật nhà nước) as the agency loads them from files of its
// own (docs/formats/law-pack.md); many are not public and none is shipped.
//
// A determination cites one item in force on its day, whose level is the determination's
// (Law 117/2025/QH15 articles 5(1), 10(1); Law 29/2018/QH14 article 10(1)).
// Errors of loading: kInvalidArgument "file:line: ...". Ownership: values. Thread-safety:
// immutable.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "law/fact.h"
#include "law/pack.h"

namespace niem::law {

// Where an item stands: decision, Điều, khoản, điểm. khoản and điểm may be empty.
struct Citation {
  std::string decision;  // "774/QĐ-TTg"
  std::string article;   // "2"
  std::string clause;    // "1"
  std::string point;     // "đ"

  // NOLINTNEXTLINE(modernize-use-nullptr): a false alarm of defaulted comparisons
  friend auto operator<=>(const Citation&, const Citation&) = default;
};

// "điểm đ khoản 1 Điều 2 Quyết định 774/QĐ-TTg" / "article 2(1)(đ) of Decision 774/QĐ-TTg".
Text Shown(const Citation& citation);

struct ListItem {
  Citation citation;
  Level level = Level::kMat;
  std::string text;  // as in the decision
  std::string field;
  Date from;
  std::optional<Date> to;  // last day in force

  bool InForce(Date day) const { return from <= day && (!to || day <= *to); }
};

class SecretLists {
 public:
  // No item; every lookup says so.
  SecretLists() = default;

  // Refuses an item twice in force on the same day under one citation.
  static Result<SecretLists> FromFiles(const std::vector<PackFile>& files);

  // The item in force on that day; null where there is none.
  const ListItem* Find(const Citation& citation, Date day) const;

  // All in force on that day, in the order of the files; `level`: only these.
  std::vector<const ListItem*> InForce(Date day, std::optional<Level> level = {}) const;

  // The item that carries a determination. kInvalidArgument, with the article of `law` that demands
  // it, where there is none in force on the day or its level is another.
  Result<const ListItem*> ForDetermination(const Pack& law, const Citation& citation, Level level,
                                           Date day) const;

  const std::vector<ListItem>& items() const { return items_; }

 private:
  std::vector<ListItem> items_;
  std::map<Citation, std::vector<size_t>> by_citation_;
};

}  // namespace niem::law
