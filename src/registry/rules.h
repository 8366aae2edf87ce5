// Checks that several acts share: the trích yếu of Tuyệt mật, the list's item behind a level, the
// term, who may be given a copy, what others must be told by when.
// Errors: refusals as Deed::Refuse, with the article. Thread-safety: those of the deed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/lists.h"
#include "law/pack.h"
#include "registry/deed.h"
#include "registry/fields.h"
#include "registry/records.h"

namespace niem::registry {

// Refused where a Tuyệt mật document would be entered with its subject.
Status RefuseSubject(Deed& deed, const Document& document);

// The fields "decision", "article", "clause", "point", and back as kept in a document's basis.
std::vector<FieldSpec> WithCitation(std::vector<FieldSpec> fields);
law::Citation CitationFrom(const Fields& fields);
std::string BasisOf(const law::Citation& citation);
law::Citation CitationOf(std::string_view basis);

// Refused unless an item in force today stands there and is of that level (2025 Điều 5(1), 10(1)).
Status MustBeListed(Deed& deed, const law::Citation& citation, Level level);

// Sets the document's term from its day of determination, or from `from`; `how`: shorter, or
// another's day.
Status SetTerm(Deed& deed, const std::optional<law::TermOverride>& how, Document* document,
               std::optional<Date> from = {});
// The same without a refusal or a warning, from a day that is known; the error says why not.
Result<law::Term> FindTerm(const Deed& deed, const std::optional<law::TermOverride>& how, Date from,
                           Document* document);
law::Term TermOf(const Document& document);

// Refused unless that person is in service and his clearance dominates the document's label.
Result<Person> MustBeCleared(Deed& deed, int64_t person, const Document& document);

// Writes down that the document's recipients must be told, and by when the law wants it.
Status OweNotice(Deed& deed, const Document& document, std::string_view about, law::Clock clock);

// Whether the document is under the management of the person acting: his agency determined it and
// its unit is in his scope (2025 Điều 11(5), 15(1), 16(1)(b)).
bool ManagedBy(const Deed& deed, const Document& document);

// Closes an open request of that kind with the reason (Luật 117/2025/QH15 Điều 15: in writing).
Status RefuseRequest(Deed& deed, const Fields& fields, RequestKind kind);

// "07" as registers write it.
std::string TwoDigits(int64_t number);

}  // namespace niem::registry
