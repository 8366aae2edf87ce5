#include "registry/admit.h"

#include "registry/articles.h"

namespace niem::registry {

Error RefuseAbsent(Deed& deed) {
  return deed.Refuse("absent",
                     access::Explain(access::Answer::kAbsent, access::Act::kDocumentRead));
}

bool IsUnexplained(const Deed& deed, const Error& error) {
  return error.code() == ErrorCode::kNotFound && !deed.refusal();
}

Status Admit(Deed& deed, access::Act act, const ActForm* form, const Fields& fields,
             access::Object* object) {
  Result<access::Object> located =
      form->locate != nullptr ? form->locate(deed, fields) : LocateByField(deed, act, fields);
  if (!located.ok()) {
    return IsUnexplained(deed, located.error()) ? RefuseAbsent(deed) : located.error();
  }
  *object = std::move(*located);
  const access::Answer answer = access::Decide(deed.acting().subject, act, *object);
  if (answer != access::Answer::kAllowed) {
    return deed.Refuse(
        std::string(access::AnswerCode(answer)), access::Explain(answer, act),
        answer == access::Answer::kWriteDown ? ArticleOf(deed.law(), "content.joined") : Text{});
  }
  return Ok();
}

}  // namespace niem::registry
