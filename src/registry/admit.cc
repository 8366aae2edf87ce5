#include "registry/admit.h"

#include "registry/articles.h"
#include "registry/password.h"

namespace niem::registry {

Error RefuseAbsent(Deed& deed) {
  return deed.Refuse("absent",
                     access::Explain(access::Answer::kAbsent, access::Act::kDocumentRead));
}

bool IsUnexplained(const Deed& deed, const Error& error) {
  return error.code() == ErrorCode::kNotFound && !deed.refusal();
}

Status RequireOwnPassword(Deed& deed, access::Act act) {
  const std::optional<Date> until = FirstUntil(deed.acting().person.password);
  if (!until) return Ok();
  if (*until < deed.today()) {
    return deed.Refuse("password.first_expired",
                       {"mật khẩu đầu tiên đã quá hạn đổi; nhờ người phụ trách an ninh đặt lại",
                        "the first password was not changed in time; ask the security officer for "
                        "a new one"});
  }
  if (act == access::Act::kPasswordChange) return Ok();
  return deed.Refuse("password.first",
                     {"mật khẩu này do người khác đặt: đổi mật khẩu trước (password.change, hoặc "
                      "niem user passwd)",
                      "another person set this password: change it first (password.change, or niem "
                      "user passwd)"});
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
