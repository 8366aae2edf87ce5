#include "registry/rules.h"

#include <array>

#include "registry/articles.h"
#include "registry/finders.h"

namespace niem::registry {
namespace {

const std::array<FieldSpec, 4> kCitation = {{
    {"decision",
     FieldType::kText,
     Need::kRequired,
     {"Quyết định ban hành danh mục", "Decision with the list"}},
    {"article", FieldType::kText, Need::kRequired, {"Điều", "Article"}},
    {"clause", FieldType::kText, Need::kOptional, {"Khoản", "Clause"}},
    {"point", FieldType::kText, Need::kOptional, {"Điểm", "Point"}},
}};

}  // namespace

Status RefuseSubject(Deed& deed, const Document& document) {
  if (document.level != Level::kTuyetMat || document.subject.empty()) return Ok();
  return deed.Refuse("tuyet_mat.subject",
                     {"không ghi trích yếu của tài liệu Tuyệt mật vào sổ",
                      "the subject of a Tuyệt mật document is not entered in a register"},
                     ArticleOfAbstract(deed.law()));
}

std::vector<FieldSpec> WithCitation(std::vector<FieldSpec> fields) {
  fields.insert(fields.end(), kCitation.begin(), kCitation.end());
  return fields;
}

law::Citation CitationFrom(const Fields& fields) {
  return {fields.Text("decision"), fields.Text("article"), fields.Text("clause"),
          fields.Text("point")};
}

std::string BasisOf(const law::Citation& citation) {
  return citation.decision + "|" + citation.article + "|" + citation.clause + "|" + citation.point;
}

law::Citation CitationOf(std::string_view basis) {
  std::array<std::string, 4> parts;
  for (std::string& part : parts) {
    const size_t bar = std::min(basis.find('|'), basis.size());
    part = basis.substr(0, bar);
    basis.remove_prefix(std::min(bar + 1, basis.size()));
  }
  return {parts[0], parts[1], parts[2], parts[3]};
}

Status MustBeListed(Deed& deed, const law::Citation& citation, Level level) {
  const auto item = deed.lists().ForDetermination(deed.law(), citation, level, deed.today());
  if (!item.ok()) {
    return deed.RefuseBy("determine.list", "law.no_list_item", item.error().message());
  }
  return Ok();
}

Result<law::Term> FindTerm(const Deed& deed, const std::optional<law::TermOverride>& how, Date from,
                           Document* document) {
  // Terms follow the law of the day of determination.
  TRY_ASSIGN(const law::Pack* pack, deed.laws().InForce(from, law::Matter::kTermsAndLists));
  TRY_ASSIGN(law::Term term, pack->TermEnd(document->level, from, how));
  document->pack = pack->id();
  document->term_end = term.last_day;
  switch (term.kind) {
    case law::TermKind::kFull:
      document->term = TermForm::kFull;
      break;
    case law::TermKind::kShort:
      document->term = TermForm::kShort;
      break;
    case law::TermKind::kPlace:
      document->term = TermForm::kPlace;
      break;
  }
  return term;
}

Status SetTerm(Deed& deed, const std::optional<law::TermOverride>& how, Document* document,
               std::optional<Date> counted_from) {
  const Date from = counted_from.value_or(document->determined.value_or(deed.today()));
  const Result<law::Term> term = FindTerm(deed, how, from, document);
  if (!term.ok()) return deed.Refuse("law.term", term.error().message());
  if (!term->caution.vi.empty()) deed.Warn(term->caution);
  return Ok();
}

law::Term TermOf(const Document& document) {
  law::Term term;
  term.kind = document.term == TermForm::kFull    ? law::TermKind::kFull
              : document.term == TermForm::kShort ? law::TermKind::kShort
                                                  : law::TermKind::kPlace;
  term.last_day = document.term_end;
  return term;
}

Result<Person> MustBeCleared(Deed& deed, int64_t id, const Document& document) {
  TRY_ASSIGN(Person person, deed.Get<Person>(id));
  TRY_ASSIGN(const std::vector<Clearance> cleared,
             deed.Find(ClearancesOf(), {id, deed.today().ToString()}));
  const bool fits =
      !cleared.empty() && access::Dominates({cleared.front().level, cleared.front().compartments,
                                             cleared.front().units},
                                            document.LabelOf());
  if (person.state != ObjectState::kOpen || person.leaving || !fits) {
    return deed.Refuse(
        "receiver.clearance",
        {"người nhận không còn công tác hoặc không được tiếp cận độ mật, phạm vi này",
         "the receiver is leaving or not cleared for this level and scope"});
  }
  return person;
}

Status OweNotice(Deed& deed, const Document& document, std::string_view about, law::Clock clock) {
  const law::Deadline deadline = deed.law().NotifyDeadline(clock, deed.today());
  Notice notice;
  notice.document = document.id;
  notice.about = about;
  notice.recipients = document.recipients;
  notice.decided = deed.today();
  notice.due = deadline.day;
  TRY_ASSIGN(notice, deed.Add(std::move(notice)));
  deed.outcome().ids["notice"] = notice.id;
  deed.Warn(deadline.text);
  return Ok();
}

bool ManagedBy(const Deed& deed, const Document& document) {
  return deed.acting().subject.clearance.units.Contains(document.unit);
}

Status RefuseRequest(Deed& deed, const Fields& fields, RequestKind kind) {
  TRY_ASSIGN(Request request, deed.Get<Request>(fields.Int("request")));
  if (request.kind != kind) return Deed::Absent();
  request.state = ObjectState::kClosed;
  request.decider = deed.actor();
  request.decided = deed.today();
  request.reason = fields.Text("reason");
  return deed.Save(request);
}

std::string TwoDigits(int64_t number) {
  return number < 10 ? "0" + std::to_string(number) : std::to_string(number);
}

}  // namespace niem::registry
