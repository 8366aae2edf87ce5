#define RAPIDJSON_HAS_STDSTRING 1
#include "server/api.h"

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "base/password_hash.h"
#include "base/secret.h"
#include "registry/form.h"
#include "registry/log_store.h"
#include "registry/outcome_json.h"
#include "server/api_parts.h"
#include "server/gate.h"
#include "server/login.h"
#include "server/page.h"

namespace niem::server {
namespace {

using access::Act;
using registry::Outcome;

const store::Sql kAlive("server.alive", "SELECT 1");

const Text kAbsentText = access::Explain(access::Answer::kAbsent, Act::kDocumentRead);

unsigned StatusOf(const registry::Refusal& refusal) {
  using access::Answer;
  if (refusal.reason == "wrong_state" || refusal.reason == "expired") return 409;
  for (const Answer answer :
       {Answer::kInactive, Answer::kNotHisDuty, Answer::kWrongDuty, Answer::kDutyClash,
        Answer::kOwnRequest, Answer::kWriteDown, Answer::kSameDuty}) {
    if (refusal.reason == access::AnswerCode(answer)) return 403;
  }
  return 422;
}

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= 18 && text[0] != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Browsers say where a request comes from; what is no browser says nothing.
bool FromAnotherSite(const ApiRequest& request) {
  const std::string site = request.Header("sec-fetch-site");
  return !site.empty() && site != "same-origin" && site != "none" &&
         request.path.starts_with("/api/");
}

bool IsRequestId(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && !id.starts_with("auto-") &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

// Whether `path` is of `pattern`; the one {…} of it goes to `parameter`.
bool Matches(std::string_view pattern, std::string_view path, std::string* parameter) {
  const size_t open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  const size_t close = pattern.find('}');
  const std::string_view tail = pattern.substr(close + 1);
  if (path.size() <= open + tail.size() || path.substr(0, open) != pattern.substr(0, open) ||
      !path.ends_with(tail)) {
    return false;
  }
  *parameter = path.substr(open, path.size() - open - tail.size());
  return parameter->find('/') == std::string::npos;
}

}  // namespace

// How an error of the store or the form looks from outside; details of defects go to the log.
ApiResponse FailureOf(const Error& error) {
  switch (error.code()) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kUnsupported:
    case ErrorCode::kTooLarge:
      return Failure(400, "bad_request", error.message());
    case ErrorCode::kNotFound:
      return Failure(404, "absent", kAbsentText);
    case ErrorCode::kPermission:
      return Failure(403, "refused", error.message());
    case ErrorCode::kBusy:
    case ErrorCode::kSerialization:
    case ErrorCode::kDisconnected: {
      // Where the database stands and why it said no is for the operator.
      log::Error(error.message().vi);
      ApiResponse answer =
          Failure(503, "busy",
                  {"máy chủ đang bận, thử lại sau ít giây", "busy, try again in a few seconds"});
      answer.headers.emplace_back("Retry-After", "2");
      return answer;
    }
    default:
      log::Error(error.message().vi);
      return Failure(500, "internal",
                     {"máy chủ gặp lỗi; báo người quản trị xem nhật ký máy",
                      "the server failed; ask the administrator to look at its log"});
  }
}

std::string ApiRequest::Header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::string ApiRequest::Query(std::string_view name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

ApiResponse Failure(unsigned status, std::string_view code, const Text& message) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "error");
  out.StartObject();
  PutKey(out, "code"), Put(out, code);
  PutKey(out, "message"), Put(out, message);
  out.EndObject();
  out.EndObject();
  return {status, TextOf(buffer), "application/json", {}};
}

ApiResponse AnswerOf(const Outcome& outcome) {
  if (!outcome.refused) return {outcome.pending ? 202U : 200U, registry::ToJson(outcome)};
  const registry::Refusal& refusal = *outcome.refused;
  if (refusal.reason == "absent") return Failure(404, "absent", kAbsentText);
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "error");
  out.StartObject();
  PutKey(out, "code"), Put(out, std::string_view(refusal.reason));
  PutKey(out, "message"), Put(out, refusal.message);
  if (!refusal.article.vi.empty()) PutKey(out, "article"), Put(out, refusal.article);
  PutKey(out, "who_could"), out.StartArray();
  for (const Text& who : refusal.who_could) Put(out, who);
  out.EndArray();
  out.EndObject();
  out.EndObject();
  return {StatusOf(refusal), TextOf(buffer)};
}

Api::Api(Instance& instance, ApiOptions options)
    : instance_(instance), options_(options), begun_ms_(NowMs()), live_(LiveParts()) {
  PrepareAuthentication();
}

std::string_view Api::CookieName() const {
  return options_.secure ? "__Host-niem_session" : "niem_session";
}

// ---- from request to route ---------------------------------------------------------------------

// What every answer bears, also a refusal at the gate. Nothing here is for embedding, for another
// site, or for any cache.
void Api::Harden(ApiResponse* response) const {
  const auto put = [&](const char* name, const char* value) {
    for (const auto& [there, its] : response->headers) {
      if (there == name) return;  // the page has a policy of its own
    }
    response->headers.emplace_back(name, value);
  };
  put("Cache-Control", "no-store");
  put("X-Content-Type-Options", "nosniff");
  put("Content-Security-Policy",
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox");
  put("Cross-Origin-Opener-Policy", "same-origin");
  put("Cross-Origin-Resource-Policy", "same-origin");
  put("Referrer-Policy", "no-referrer");
  if (options_.secure) {
    put("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  }
}

size_t Api::MostBody(const ApiRequest& request) {
  constexpr std::string_view kActs = "/api/v1/acts/";
  constexpr std::string_view kCheck = "/api/v1/intakes/check";
  constexpr std::string_view kCheckAudit = "/api/v1/audits/check";
  const bool large =
      request.path.starts_with(kActs) || request.path == kCheck || request.path == kCheckAudit;
  if (!large) return kSmallBody;
  return sessions_.Knows(TokenOf(request, CookieName()).text, NowMs()) ? kMaxBody : kSmallBody;
}

ApiResponse Api::Handle(const ApiRequest& request) {
  const int64_t before = instance_.clock().WallMicros();
  Trail trail;
  Result<ApiResponse> answer = Answer(request, &trail);
  ApiResponse response = answer.ok() ? std::move(*answer) : FailureOf(answer.error());
  if (response.status == 401 || response.status == 403 || response.status >= 500) {
    // The route's pattern, never the path: what is asked for stays out of the log.
    log::Security("http.refused", {{"status", std::to_string(response.status)},
                                   {"method", request.method},
                                   {"route", std::string(trail.pattern)},
                                   {"person", std::to_string(trail.person)},
                                   {"from", request.from}});
  }
  answered_[std::min<size_t>(response.status / 100, 5)]++;
  busy_us_ += static_cast<uint64_t>(std::max<int64_t>(0, instance_.clock().WallMicros() - before));
  Harden(&response);
  return response;
}

Result<ApiResponse> Api::Answer(const ApiRequest& request, Trail* trail) {
  if (std::optional<ApiResponse> page = PageAt(request)) return std::move(*page);
  if (FromAnotherSite(request)) {
    return Failure(
        403, "cross_site",
        {"yêu cầu từ trang khác không được nhận", "requests of other sites are refused"});
  }
  for (const Route& route : Routes()) {
    std::string parameter;
    if (route.method != request.method || !Matches(route.pattern, request.path, &parameter)) {
      continue;
    }
    // One form for one thing: no signs, no zeros in front, nothing behind the number.
    if (route.pattern.find("{id}") != std::string_view::npos && !IsId(parameter)) break;
    trail->pattern = route.pattern;
    Call call{request, std::move(parameter), {}, {}, {}};
    std::optional<ApiResponse> not_admitted = Admit(route, &call);
    trail->person = call.session.person;
    if (not_admitted) return *not_admitted;
    if (route.who == Who::kDuty) {
      TRY_ASSIGN(std::optional<ApiResponse> refused, ChooseDuty(&call));
      if (refused) return *refused;
    }
    return (this->*route.handle)(call);
  }
  return Failure(404, "no_route", {"không có địa chỉ này", "there is no such address"});
}

std::optional<ApiResponse> Api::Admit(const Route& route, Call* call) {
  if (route.who == Who::kAnyone) return std::nullopt;
  const auto [token, by_cookie] = TokenOf(call->request, CookieName());
  call->token = token;
  const std::optional<Session> session =
      call->token.empty() ? std::nullopt : sessions_.Find(call->token, NowMs());
  if (!session) {
    return Failure(401, "no_session",
                   {"chưa đăng nhập, hoặc phiên đã khóa vì để lâu",
                    "not signed in, or the session was locked"});
  }
  // A session begun with a card is of no use without it.
  if (!session->card.empty() && session->card != call->request.card) {
    return Failure(401, "card",
                   {"thẻ đăng nhập đã rút: cắm lại thẻ rồi đăng nhập",
                    "the sign-in card is gone: insert it and sign in again"});
  }
  if (by_cookie && call->request.method != "GET" &&
      !EqualInConstantTime(AsBytes(call->request.Header("x-niem-csrf")), AsBytes(session->csrf))) {
    return Failure(403, "csrf", {"thiếu hoặc sai X-Niem-CSRF", "X-Niem-CSRF is missing or wrong"});
  }
  call->session = *session;
  call->actor.person = session->person;
  return std::nullopt;
}

// X-Niem-Duty, or the only one he has. That he has it is asked again by the policy.
Result<std::optional<ApiResponse>> Api::ChooseDuty(Call* call) {
  std::string named = call->request.Header("x-niem-duty");
  if (named.empty()) named = call->request.Query("duty");  // an EventSource sends no own headers
  const std::string id = call->request.Header("idempotency-key");
  if (!id.empty() && !IsRequestId(id)) {
    return std::optional(Failure(
        400, "bad_request",
        {"Idempotency-Key: 8-64 chữ, số, - _ .", "Idempotency-Key: 8-64 letters, digits, - _ ."}));
  }
  call->actor.request = id;
  if (const auto duty = access::DutyFromCode(named)) {
    call->actor.duty = *duty;
    return std::optional<ApiResponse>();
  }
  TRY_ASSIGN(const std::vector<access::Duty> duties,
             DutiesOf(instance_.store(), call->actor.person, instance_.registry().Today()));
  if (!named.empty() || duties.size() != 1) {
    return std::optional(Failure(
        400, "duty", {"chọn một nhiệm vụ bằng X-Niem-Duty", "choose a duty with X-Niem-Duty"}));
  }
  call->actor.duty = duties.front();
  return std::optional<ApiResponse>();
}

// ---- the server itself -------------------------------------------------------------------------

Result<ApiResponse> Api::Health(Call&) {
  TRY(instance_.store().Read([](store::Connection& connection) -> Status {
    TRY(connection.Query(kAlive, {}));
    return Ok();
  }));
  return ApiResponse{200, R"({"status":"ok"})"};
}

Result<ApiResponse> Api::Metrics(Call&) {
  uint64_t events = 0;
  uint64_t signed_events = 0;
  TRY(instance_.store().Read([&](store::Connection& connection) -> Status {
    const registry::SqlLogStore log(connection);
    TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
    TRY_ASSIGN(const auto checkpoint, log.LastCheckpoint());
    events = head.size;
    signed_events = checkpoint ? checkpoint->size : 0;
    return Ok();
  }));
  std::string text = "# TYPE niem_http_responses_total counter\n";
  for (size_t i = 2; i < answered_.size(); ++i) {
    text += "niem_http_responses_total{class=\"" + std::to_string(i) + "xx\"} " +
            std::to_string(answered_[i].load()) + "\n";
  }
  const auto gauge = [&](const std::string& name, uint64_t value, const char* type) {
    text += "# TYPE " + name + " " + type + "\n" + name + " " + std::to_string(value) + "\n";
  };
  gauge("niem_http_busy_microseconds_total", busy_us_.load(), "counter");
  gauge("niem_sessions", sessions_.size(), "gauge");
  gauge("niem_ledger_events", events, "gauge");
  gauge("niem_ledger_signed_events", signed_events, "gauge");
  gauge("niem_password_checks_total", PasswordHashesRun(), "counter");
  gauge("niem_store_statements_total", store::StatementsRun(), "counter");
  gauge("niem_uptime_seconds", (NowMs() - begun_ms_) / 1000, "gauge");
  return ApiResponse{200, text, "text/plain; version=0.0.4; charset=utf-8", {}};
}

Result<ApiResponse> Api::OpenApi(Call&) {
  static const std::string kText = OpenApiText();
  return ApiResponse{200, kText};
}

// ---- acts --------------------------------------------------------------------------------------

Result<ApiResponse> Api::Forms(Call&) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "forms"), out.StartArray();
  for (const access::ActRule& rule : access::ActRules()) {
    const registry::ActForm* form = registry::FormOf(rule.act);
    if (form == nullptr) continue;
    out.StartObject();
    PutKey(out, "code"), Put(out, rule.code);
    PutKey(out, "title"), Put(out, Text(rule.title));
    PutKey(out, "two_persons"), out.Bool(rule.persons != access::Persons::kOne);
    PutKey(out, "duties"), out.StartArray();
    for (const access::Duty duty : access::kDuties) {
      if (rule.duties.Contains(duty)) Put(out, access::DutyCode(duty));
    }
    out.EndArray();
    PutKey(out, "kind"), Put(out, access::ObjectKindCode(rule.kind));
    PutKey(out, "states"), out.StartArray();
    for (const access::ObjectState state : access::kStates) {
      if (rule.states.Contains(state)) Put(out, access::ObjectStateCode(state));
    }
    out.EndArray();
    PutKey(out, "fields"), out.StartArray();
    for (const registry::FieldSpec& field : form->fields) {
      out.StartObject();
      PutKey(out, "name"), Put(out, field.name);
      PutKey(out, "type"), Put(out, registry::FieldTypeName(field.type));
      PutKey(out, "required"), out.Bool(field.need == registry::Need::kRequired);
      PutKey(out, "title"), Put(out, Text(field.title));
      PutKey(out, "choices"), out.StartArray();
      for (const std::string_view choice : field.choices) Put(out, choice);
      out.EndArray();
      out.EndObject();
    }
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::Perform(Call& call) {
  const std::optional<Act> act = access::ActFromCode(call.parameter);
  if (!act || registry::FormOf(*act) == nullptr) {
    return Failure(404, "no_act", {"không có việc này", "there is no such act"});
  }
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Perform(call.actor, *act, call.request.body));
  if (!outcome.refused && *act == Act::kPasswordChange) sessions_.EndOf(call.actor.person);
  // A changed password, another card or a person gone ends what is signed in.
  const bool of_card = *act == Act::kCardBind || *act == Act::kCardEnd;
  if (!outcome.refused && (*act == Act::kPersonAmend || *act == Act::kPersonClose || of_card)) {
    TRY_ASSIGN(const rapidjson::Document json, BodyOf(call.request));
    const auto person = json.FindMember("person");
    const bool ends = *act == Act::kPersonClose || of_card || json.HasMember("password");
    if (ends && person != json.MemberEnd() && person->value.IsInt64()) {
      sessions_.EndOf(person->value.GetInt64());
    }
  }
  return AnswerOf(outcome);
}

// An answer, also where it is no: nothing was tried to be done.
Result<ApiResponse> Api::May(Call& call) {
  const std::optional<Act> act = access::ActFromCode(call.parameter);
  if (!act || registry::FormOf(*act) == nullptr) {
    return Failure(404, "no_act", {"không có việc này", "there is no such act"});
  }
  TRY_ASSIGN(const registry::Trial trial,
             instance_.registry().Try(call.actor, *act, call.request.body));
  const Outcome& outcome = trial.outcome;
  if (outcome.refused && outcome.refused->reason == "absent") return AnswerOf(outcome);
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "allowed"), out.Bool(!outcome.refused);
  PutKey(out, "complete"), out.Bool(trial.complete);
  PutKey(out, "waits"), out.Bool(outcome.pending.has_value());
  const Text& article = outcome.refused ? outcome.refused->article : outcome.article;
  if (!article.vi.empty()) PutKey(out, "article"), Put(out, article);
  PutKey(out, "warnings"), out.StartArray();
  for (const Text& warning : outcome.warnings) Put(out, warning);
  out.EndArray();
  PutKey(out, "who_could"), out.StartArray();
  if (outcome.refused) {
    for (const Text& who : outcome.refused->who_could) Put(out, who);
  }
  out.EndArray();
  if (outcome.refused) {
    PutKey(out, "code"), Put(out, std::string_view(outcome.refused->reason));
    PutKey(out, "message"), Put(out, outcome.refused->message);
  }
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::Confirm(Call& call) {
  int64_t id = 0;
  const std::string& text = call.parameter;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  TRY_ASSIGN(const rapidjson::Document json, BodyOf(call.request));
  const auto agree = json.FindMember("agree");
  if (read.ec != std::errc() || agree == json.MemberEnd() || !agree->value.IsBool()) {
    return Failure(400, "bad_request",
                   {"cần {\"agree\": true hoặc false}", "{\"agree\": true or false} is wanted"});
  }
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Confirm(call.actor, id, agree->value.GetBool()));
  return AnswerOf(outcome);
}

}  // namespace niem::server
