// Signing in and out, and what one may do about sessions.
#include <algorithm>

#include "base/log.h"
#include "base/secret.h"
#include "registry/password.h"
#include "server/api_parts.h"
#include "server/login.h"

namespace niem::server {
namespace {

constexpr size_t kMostLogin = 100;

bool CouldBeLogin(std::string_view login) {
  return !login.empty() && login.size() <= kMostLogin && log::OneLine(login) == login;
}

// A try under way: left also where the check itself failed.
class Try {
 public:
  Try(SignInGuard& guard, const std::string& login, const std::string& from, uint64_t now_ms)
      : guard_(guard), login_(login), from_(from), admission_(guard.Enter(login, from, now_ms)) {}

  ~Try() {
    if (admission_ == SignInGuard::Admission::kGo && !left_) {
      guard_.Leave(login_, from_, SignInGuard::Result::kNotTried);
    }
  }

  Try(const Try&) = delete;
  Try& operator=(const Try&) = delete;

  SignInGuard::Admission admission() const { return admission_; }

  int64_t Leave(SignInGuard::Result result) {
    left_ = true;
    return guard_.Leave(login_, from_, result);
  }

 private:
  SignInGuard& guard_;
  const std::string& login_;
  const std::string& from_;
  SignInGuard::Admission admission_;
  bool left_ = false;
};

ApiResponse NotNow(SignInGuard::Admission admission, uint64_t wait_ms) {
  if (admission == SignInGuard::Admission::kBusy) {
    ApiResponse answer = Failure(503, "busy",
                                 {"nhiều người đang đăng nhập; thử lại sau ít giây",
                                  "many are signing in; try again in a few seconds"});
    answer.headers.emplace_back("Retry-After", "2");
    return answer;
  }
  const std::string seconds = std::to_string((wait_ms + 999) / 1000);
  ApiResponse answer = Failure(429, "locked",
                               {"sai quá nhiều lần; thử lại sau " + seconds + " giây",
                                "too many wrong tries; wait " + seconds + " seconds"});
  answer.headers.emplace_back("Retry-After", seconds);
  return answer;
}

ApiResponse Ended(size_t count) {
  return {200, "{\"ended\":" + std::to_string(count) + "}"};
}

}  // namespace

// The login is not logged: people type passwords there. Whose it is, is.
Result<Api::Checked> Api::CheckPassword(const std::string& login, std::string password,
                                        const std::string& from) {
  Checked checked;
  Try one(guard_, login, from, NowMs());
  if (one.admission() != SignInGuard::Admission::kGo) {
    log::Security("sign_in.not_now", {{"from", from}});
    checked.refused = NotNow(one.admission(), guard_.Wait(login, from, NowMs()));
    return checked;
  }
  int64_t about = 0;
  Result<registry::Person> person = Authenticate(instance_.store(), login, password, &about);
  WipeText(password);
  if (!person.ok() && person.error().code() != ErrorCode::kPermission) return person.error();
  if (!person.ok()) {
    one.Leave(SignInGuard::Result::kWrong);
    log::Security("sign_in.wrong", {{"person", std::to_string(about)}, {"from", from}});
    if (guard_.Wait(login, from, NowMs()) > 0) {
      log::Security("sign_in.locked", {{"person", std::to_string(about)}, {"from", from}});
    }
    checked.refused = Failure(401, "login", person.error().message());
    return checked;
  }
  checked.wrong_before = one.Leave(SignInGuard::Result::kRight);
  checked.person = std::move(*person);
  return checked;
}

Result<ApiResponse> Api::SignIn(Call& call) {
  TRY_ASSIGN(const rapidjson::Document json, BodyOf(call.request));
  const std::string login = StringIn(json, "login");
  if (!CouldBeLogin(login)) {
    return Failure(400, "bad_request",
                   {"tên đăng nhập: 1 đến 100 byte, không có ký tự điều khiển",
                    "a login has 1 to 100 bytes and no control characters"});
  }
  const std::string& from = call.request.from;
  TRY_ASSIGN(const Checked checked, CheckPassword(login, StringIn(json, "password"), from));
  if (checked.refused) return *checked.refused;
  const int64_t person = checked.person.id;
  TRY_ASSIGN(const bool lets_in, CardLetsIn(instance_.store(), person, call.request.card,
                                            instance_.registry().Today()));
  if (!lets_in) {
    log::Security("sign_in.card", {{"person", std::to_string(person)},
                                   {"shown", call.request.card.empty() ? "none" : "other"},
                                   {"from", from}});
    return Failure(401, "card",
                   {"cần thẻ đăng nhập đã gắn cho người này: cắm thẻ rồi mở lại trình duyệt",
                    "the sign-in card bound to this person is needed: insert it and open the "
                    "browser again"});
  }
  // Whoever signs in anew leaves the session that he came with.
  sessions_.End(TokenOf(call.request, CookieName()).text);
  const std::string token =
      sessions_.Begin(person, NowMs(), from, checked.wrong_before, call.request.card);
  log::Security("sign_in.right", {{"person", std::to_string(person)},
                                  {"wrong_before", std::to_string(checked.wrong_before)},
                                  {"from", from}});
  call.session = sessions_.Find(token, NowMs()).value_or(Session{});
  TRY_ASSIGN(ApiResponse answer, Me(call));
  const auto bearer = json.FindMember("bearer");
  if (bearer != json.MemberEnd() && bearer->value.IsBool() && bearer->value.GetBool()) {
    answer.body.insert(1, "\"token\":\"" + token + "\",");
    return answer;
  }
  answer.headers.emplace_back("Set-Cookie", std::string(CookieName()) + "=" + token +
                                                "; Path=/; HttpOnly; SameSite=Strict" +
                                                (options_.secure ? "; Secure" : ""));
  return answer;
}

Result<ApiResponse> Api::Me(Call& call) {
  TRY_ASSIGN(const registry::Person person, PersonById(instance_.store(), call.session.person));
  TRY_ASSIGN(const std::vector<access::Duty> duties,
             DutiesOf(instance_.store(), person.id, instance_.registry().Today()));
  TRY_ASSIGN(const std::string agency, AgencyOf(instance_.store()));
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "person"), out.Int64(person.id);
  PutKey(out, "name"), Put(out, std::string_view(person.name));
  PutKey(out, "unit"), Put(out, std::string_view(person.unit));
  PutKey(out, "agency"), Put(out, std::string_view(agency));
  PutKey(out, "duties"), out.StartArray();
  for (const access::Duty duty : duties) Put(out, access::DutyCode(duty));
  out.EndArray();
  PutKey(out, "today"), Put(out, std::string_view(instance_.registry().Today().ToString()));
  PutKey(out, "csrf"), Put(out, std::string_view(call.session.csrf));
  PutKey(out, "idle_seconds"), out.Uint64(kIdleMs / 1000);
  PutKey(out, "wrong_before"), out.Int64(call.session.wrong_before);
  PutKey(out, "first_password_until");
  if (const std::optional<Date> until = registry::FirstUntil(person.password)) {
    Put(out, std::string_view(until->ToString()));
  } else {
    out.Null();
  }
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::SignOut(Call& call) {
  sessions_.End(call.token);
  log::Security("sign_out",
                {{"person", std::to_string(call.session.person)}, {"from", call.request.from}});
  ApiResponse answer{200, R"({"done":true})"};
  answer.headers.emplace_back("Clear-Site-Data", R"("cache", "cookies", "storage")");
  answer.headers.emplace_back("Set-Cookie", std::string(CookieName()) +
                                                "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" +
                                                (options_.secure ? "; Secure" : ""));
  return answer;
}

// ---- sessions ----------------------------------------------------------------------------------

Result<ApiResponse> Api::OwnSessions(Call& call) {
  const uint64_t now_ms = NowMs();
  const auto ago = [&](uint64_t then) { return now_ms > then ? (now_ms - then) / 1000 : 0; };
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "sessions"), out.StartArray();
  for (const Session& one : sessions_.Of(call.session.person, now_ms)) {
    out.StartObject();
    PutKey(out, "id"), Put(out, std::string_view(one.id));
    PutKey(out, "from"), Put(out, std::string_view(one.from));
    PutKey(out, "begun_seconds_ago"), out.Uint64(ago(one.begun_ms));
    PutKey(out, "used_seconds_ago"), out.Uint64(ago(one.used_ms));
    PutKey(out, "this"), out.Bool(one.id == call.session.id);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

// With the password again: who found an open screen cannot shut its owner out.
Result<ApiResponse> Api::EndOwnSessions(Call& call) {
  TRY_ASSIGN(const rapidjson::Document json, BodyOf(call.request));
  TRY_ASSIGN(const registry::Person person, PersonById(instance_.store(), call.session.person));
  TRY_ASSIGN(const Checked checked,
             CheckPassword(person.login, StringIn(json, "password"), call.request.from));
  if (checked.refused && checked.refused->status == 401) {
    return Failure(403, "password", {"sai mật khẩu", "wrong password"});
  }
  if (checked.refused) return *checked.refused;
  const size_t ended = sessions_.EndOwn(call.session.person, StringIn(json, "session"), call.token);
  log::Security("session.ended", {{"person", std::to_string(call.session.person)},
                                  {"count", std::to_string(ended)},
                                  {"from", call.request.from}});
  return Ended(ended);
}

// Whether such a person exists shows no more than the directory, which all who are signed in see.
Result<ApiResponse> Api::EndSessionsOf(Call& call) {
  TRY_ASSIGN(const std::vector<access::Duty> duties,
             DutiesOf(instance_.store(), call.actor.person, instance_.registry().Today()));
  const access::Duty acting = call.actor.duty;
  const bool may = acting == access::Duty::kSecurity || acting == access::Duty::kAdmin;
  if (!may || std::find(duties.begin(), duties.end(), acting) == duties.end()) {
    return Failure(
        403, "duty",
        {"chỉ cán bộ bảo vệ hoặc người quản trị", "the security officer or administrator only"});
  }
  const int64_t person = std::stoll(call.parameter);  // digits: api.cc looked
  const size_t ended = sessions_.EndOf(person);
  log::Security("session.ended_by_other", {{"person", std::to_string(person)},
                                           {"by", std::to_string(call.actor.person)},
                                           {"count", std::to_string(ended)},
                                           {"from", call.request.from}});
  return Ended(ended);
}

}  // namespace niem::server
