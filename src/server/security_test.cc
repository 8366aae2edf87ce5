// The API in one process, with a clock that the test sets: sessions, sign-in, headers, and that
// answers which must look alike also cost alike (counted in statements and hashes, not timed).
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <atomic>
#include <fstream>

#include "base/password_hash.h"
#include "server/api.h"
#include "server/gate.h"
#include "store/testing.h"

namespace niem::server {
namespace {

constexpr std::string_view kUnit = "xa-suoi-nga";
constexpr const char* kPassword = "chi-de-dung-thu";

class MovedClock final : public ledger::Clock {
 public:
  int64_t WallMicros() const override { return now_.WallMicros() + int64_t(ahead_ms) * 1000; }

  uint64_t RunningMillis() const override { return now_.RunningMillis() + ahead_ms; }

  std::atomic<uint64_t> ahead_ms{0};

 private:
  ledger::SystemClock now_;
};

registry::Founding FoundingOf() {
  registry::Founding founding{"thu", "Ủy ban nhân dân xã Suối Ngà", {}};
  const std::string hash =
      HashPassword(AsBytes(std::string_view(kPassword)), {8 * 1024, 1}).value();
  const auto add = [&](std::string login, access::Duty duty, Level level) {
    registry::Founding::Founder founder;
    founder.person.login = login;
    founder.person.name = login;
    founder.person.unit = kUnit;
    founder.person.password = hash;
    founder.duties = {duty};
    founder.clearance.level = level;
    founder.clearance.units = {std::string(kUnit)};
    founder.decision = "01/QĐ";
    founding.people.push_back(founder);
  };
  add("van-thu", access::Duty::kRegistrar, Level::kTuyetMat);
  add("can-bo", access::Duty::kOfficer, Level::kMat);
  add("bao-ve", access::Duty::kSecurity, Level::kMat);
  add("bao-ve-2", access::Duty::kSecurity, Level::kMat);
  add("quan-tri", access::Duty::kAdmin, Level::kNone);
  return founding;
}

class Security : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<store::testing::TemporaryFolder>();
    const std::string key = *folder_ / "kho.key";
    std::ofstream(key) << std::string(64, 'a') << "\n";
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    Result<InstanceSecret> secret = InstanceSecret::FromKeyFile(key);
    ASSERT_TRUE(secret.ok()) << secret.error().message().en;
    secret_ = std::make_unique<InstanceSecret>(std::move(*secret));
    std::filesystem::create_directories(*folder_ / "thu/khoa");
    const Status made = Instance::Create(*folder_ / "thu", {}, *secret_, FoundingOf());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
  }

  static void TearDownTestSuite() { secret_.reset(), folder_.reset(); }

  void SetUp() override { Restart(false); }

  void Restart(bool secure) {
    api_.reset();
    instance_.reset();
    instance_ = std::move(Instance::Open(*folder_ / "thu", *secret_, &clock_)).value();
    api_ = std::make_unique<Api>(*instance_, ApiOptions{.secure = secure});
  }

  ApiResponse Call(const std::string& method, const std::string& path, const std::string& body = "",
                   std::map<std::string, std::string, std::less<>> headers = {}) {
    return api_->Handle({method, path, {}, std::move(headers), body, place_});
  }

  static std::string SignInBody(const std::string& login, const std::string& password = kPassword) {
    return R"({"login":")" + login + R"(","password":")" + password + R"(","bearer":true})";
  }

  static std::string Member(const ApiResponse& answer, const char* name) {
    rapidjson::Document json;
    json.Parse(answer.body.c_str());
    return json.IsObject() && json.HasMember(name) && json[name].IsString() ? json[name].GetString()
                                                                            : "";
  }

  std::string SignIn(const std::string& login) {
    const ApiResponse answer = Call("POST", "/api/v1/session", SignInBody(login));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return Member(answer, "token");
  }

  static std::map<std::string, std::string, std::less<>> With(const std::string& token) {
    return {{"authorization", "Bearer " + token}};
  }

  bool Open(const std::string& token) {
    return Call("GET", "/api/v1/session", "", With(token)).status == 200;
  }

  static std::string HeaderOf(const ApiResponse& answer, const std::string& name) {
    std::string all;
    for (const auto& [key, value] : answer.headers) {
      if (key == name) all += (all.empty() ? "" : " | ") + value;
    }
    return all;
  }

  static std::unique_ptr<store::testing::TemporaryFolder> folder_;
  static std::unique_ptr<InstanceSecret> secret_;
  MovedClock clock_;
  std::string place_ = "10.0.0.1";
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Api> api_;
};

std::unique_ptr<store::testing::TemporaryFolder> Security::folder_;
std::unique_ptr<InstanceSecret> Security::secret_;

TEST_F(Security, ASessionEndsByIdlenessAndByAge) {
  const std::string token = SignIn("can-bo");
  clock_.ahead_ms += kIdleMs - 5000;
  EXPECT_TRUE(Open(token));
  clock_.ahead_ms += kIdleMs + 5000;
  EXPECT_FALSE(Open(token));
  const std::string busy = SignIn("can-bo");
  for (uint64_t ms = 0; ms < kLongestMs - kIdleMs; ms += kIdleMs / 2) {
    clock_.ahead_ms += kIdleMs / 2;
    ASSERT_TRUE(Open(busy));
  }
  clock_.ahead_ms += kIdleMs / 2;
  Open(busy);
  clock_.ahead_ms += kIdleMs / 2 + 5000;
  EXPECT_FALSE(Open(busy));
}

TEST_F(Security, SigningInAnewEndsTheSessionThatCameAlong) {
  const std::string first = SignIn("can-bo");
  const ApiResponse again = Call("POST", "/api/v1/session", SignInBody("can-bo"), With(first));
  ASSERT_EQ(again.status, 200U);
  EXPECT_FALSE(Open(first));
  EXPECT_TRUE(Open(Member(again, "token")));
  EXPECT_NE(first, Member(again, "token"));
}

TEST_F(Security, AWrongSignInLeavesTheSession) {
  const std::string first = SignIn("can-bo");
  EXPECT_EQ(Call("POST", "/api/v1/session", SignInBody("can-bo", "sai"), With(first)).status, 401U);
  EXPECT_TRUE(Open(first));
}

TEST_F(Security, AnOwnerSeesHisSessionsAndEndsThemWithHisPassword) {
  const std::string here = SignIn("can-bo");
  place_ = "10.0.0.2";
  const std::string there = SignIn("can-bo");
  const std::string of_another = SignIn("van-thu");
  place_ = "10.0.0.1";
  const ApiResponse list = Call("GET", "/api/v1/sessions", "", With(here));
  EXPECT_NE(list.body.find("10.0.0.2"), std::string::npos) << list.body;
  EXPECT_EQ(list.body.find(here), std::string::npos);
  const std::string end = "/api/v1/sessions/end";
  EXPECT_EQ(Call("POST", end, R"({"password":"sai"})", With(here)).status, 403U);
  EXPECT_TRUE(Open(there));
  EXPECT_EQ(Call("POST", end, R"({"password":"chi-de-dung-thu"})", With(here)).body,
            R"({"ended":1})");
  EXPECT_FALSE(Open(there));
  EXPECT_TRUE(Open(here));
  EXPECT_TRUE(Open(of_another));
}

TEST_F(Security, AdministratorAndSecurityOfficerEndTheSessionsOfOthers) {
  const std::string his = SignIn("can-bo");
  const std::string end = "/api/v1/people/2/sessions/end";  // can-bo
  EXPECT_EQ(Call("POST", end, "{}", With(SignIn("van-thu"))).status, 403U);
  auto claims = With(SignIn("van-thu"));
  claims["x-niem-duty"] = "admin";
  EXPECT_EQ(Call("POST", end, "{}", claims).status, 403U);
  EXPECT_TRUE(Open(his));
  EXPECT_EQ(Call("POST", end, "{}", With(SignIn("quan-tri"))).body, R"({"ended":1})");
  EXPECT_FALSE(Open(his));
}

TEST_F(Security, ANewPasswordEndsHisSessions) {
  const std::string his = SignIn("can-bo");
  const ApiResponse set =
      Call("POST", "/api/v1/acts/person.amend", R"({"person":2,"password":"nam-con-trau-do"})",
           With(SignIn("bao-ve")));
  ASSERT_EQ(set.status, 200U) << set.body;
  EXPECT_FALSE(Open(his));

  // What the security officer knows opens nothing but its own change.
  const auto first = [&] {
    const ApiResponse in = Call("POST", "/api/v1/session", SignInBody("can-bo", "nam-con-trau-do"));
    EXPECT_NE(Member(in, "first_password_until"), "") << in.body;
    return Member(in, "token");
  }();
  for (const auto& [method, path, body] : std::vector<std::array<std::string, 3>>{
           {"GET", "/api/v1/documents", ""},
           {"GET", "/api/v1/people", ""},
           {"GET", "/api/v1/pending", ""},
           {"POST", "/api/v1/may/document.draft", "{}"},
           {"POST", "/api/v1/acts/document.draft", R"({"level":"mat","subject":"x"})"}}) {
    const ApiResponse answer = Call(method, path, body, With(first));
    EXPECT_EQ(answer.body.find("\"done\":true"), std::string::npos) << path;
    EXPECT_NE(answer.body.find("do người khác đặt"), std::string::npos) << path << answer.body;
  }
  const ApiResponse changed =
      Call("POST", "/api/v1/acts/password.change",
           R"({"old":"nam-con-trau-do","new":"chi-de-dung-thu"})", With(first));
  EXPECT_EQ(changed.status, 200U) << changed.body;
  const std::string own = SignIn("can-bo");
  EXPECT_EQ(Call("GET", "/api/v1/documents", "", With(own)).status, 200U);
}

TEST_F(Security, WhoIsClosedIsSignedOut) {
  const auto officer = With(SignIn("bao-ve"));
  const ApiResponse added = Call(
      "POST", "/api/v1/acts/person.add",
      R"({"login":"lan","name":"Lò Thị Lan","unit":"xa-suoi-nga","password":"chi-de-dung-thu"})",
      officer);
  ASSERT_EQ(added.status, 200U) << added.body;
  rapidjson::Document json;
  json.Parse(added.body.c_str());
  const std::string id = std::to_string(json["ids"]["person"].GetInt64());
  const std::string hers = SignIn("lan");
  const ApiResponse leaving =
      Call("POST", "/api/v1/acts/person.leave",
           R"({"person":)" + id + R"(,"day":"2026-01-01","reason":"Nghỉ hưu"})", officer);
  const ApiResponse closed = Call("POST", "/api/v1/acts/person.close",
                                  R"({"person":)" + id + R"(,"commitment":"01/CK"})", officer);
  ASSERT_EQ(closed.status, 200U) << closed.body << leaving.body;
  EXPECT_FALSE(Open(hers));
  EXPECT_EQ(Call("POST", "/api/v1/session", SignInBody("lan")).status, 401U);
}

TEST_F(Security, FormsRefuseFieldsTheyDoNotKnow) {
  const ApiResponse answer =
      Call("POST", "/api/v1/acts/person.amend", R"({"person":2,"state":"closed","post":"x"})",
           With(SignIn("bao-ve")));
  EXPECT_EQ(answer.status, 400U);
  EXPECT_NE(answer.body.find("state"), std::string::npos) << answer.body;
}

TEST_F(Security, AnUnknownLoginCostsAsMuchAsAWrongPassword) {
  const auto cost = [&](const std::string& login) {
    const uint64_t hashes = PasswordHashesRun();
    const uint64_t statements = store::StatementsRun();
    const ApiResponse answer = Call("POST", "/api/v1/session", SignInBody(login, "sai mật khẩu"));
    return std::tuple(answer.status, answer.body, PasswordHashesRun() - hashes,
                      store::StatementsRun() - statements);
  };
  const auto unknown = cost("khong-co-ai");  // first: nothing may be worked out only then
  EXPECT_EQ(std::get<2>(unknown), 1U);
  EXPECT_EQ(unknown, cost("can-bo"));
}

TEST_F(Security, LockingOutIsTheSameForLoginsThatAreNot) {
  const auto answers = [&](const std::string& login) {
    std::string all;
    for (int i = 0; i < kWrongBeforeLock + 2; ++i) {
      all += std::to_string(Call("POST", "/api/v1/session", SignInBody(login, "sai")).status) + " ";
    }
    return all;
  };
  const std::string known = answers("can-bo");
  EXPECT_EQ(known, "401 401 401 401 401 429 429 ");
  EXPECT_EQ(known, answers("khong-co-ai"));
  place_ = "10.0.0.9";
  SignIn("can-bo");
}

TEST_F(Security, WrongTriesAreToldToTheOwner) {
  Call("POST", "/api/v1/session", SignInBody("can-bo", "sai"));
  place_ = "10.0.0.9";
  Call("POST", "/api/v1/session", SignInBody("can-bo", "sai"));
  const ApiResponse told = Call("POST", "/api/v1/session", SignInBody("can-bo"));
  EXPECT_NE(told.body.find(R"("wrong_before":2)"), std::string::npos) << told.body;
}

TEST_F(Security, ASessionBegunWithACardIsOfNoUseWithoutIt) {
  const std::string card(64, 'c');
  const auto with_card = [&](const std::string& method, const std::string& path,
                             const std::string& body, const std::string& token,
                             const std::string& shown) {
    ApiRequest request{method, path, {}, With(token), body, place_};
    request.card = shown;
    return api_->Handle(request);
  };
  const ApiResponse in = with_card("POST", "/api/v1/session", SignInBody("can-bo"), "", card);
  ASSERT_EQ(in.status, 200U) << in.body;
  const std::string token = Member(in, "token");
  EXPECT_EQ(with_card("GET", "/api/v1/session", "", token, card).status, 200U);
  EXPECT_EQ(with_card("GET", "/api/v1/session", "", token, "").status, 401U);
  EXPECT_EQ(with_card("GET", "/api/v1/session", "", token, std::string(64, 'd')).status, 401U);
  EXPECT_EQ(with_card("GET", "/api/v1/session", "", token, card).status, 200U);
}

registry::Outcome Absent() {
  registry::Outcome outcome;
  outcome.refused = registry::Refusal{"absent", {"", ""}, {"", ""}, {}};
  return outcome;
}

TEST_F(Security, AbsentAndForbiddenCostTheSame) {
  const auto keeper = With(SignIn("van-thu"));
  const ApiResponse made =
      Call("POST", "/api/v1/acts/document.receive",
           R"({"level":"tuyet_mat","issuer":"UBND tỉnh Bịa","number":"1","symbol":"CV","stated":1,)"
           R"("counted":1,"sealed":true,"envelope":"A"})",
           keeper);
  ASSERT_EQ(made.status, 200U) << made.body;
  rapidjson::Document json;
  json.Parse(made.body.c_str());
  const std::string there = std::to_string(json["ids"]["document"].GetInt64());
  const auto officer = With(SignIn("can-bo"));
  // Reading 64 times, each recorded: the ledger's tree writes one node more for every further bit
  // of an event's number that carries, so the costs are compared sorted, over one round of 64.
  const auto costs = [&](const std::string& id) {
    std::vector<uint64_t> all;
    for (int i = 0; i < 64; ++i) {
      const uint64_t statements = store::StatementsRun();
      const ApiResponse answer = Call("GET", "/api/v1/documents/" + id, "", officer);
      all.push_back(store::StatementsRun() - statements);
      EXPECT_EQ(answer.status, 404U);
      EXPECT_EQ(answer.body, AnswerOf(Absent()).body);
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  const std::vector<uint64_t> forbidden = costs(there);
  const std::vector<uint64_t> absent = costs("999999");
  // The largest of a round depends on how far its last carry goes.
  EXPECT_TRUE(std::equal(forbidden.begin(), forbidden.end() - 1, absent.begin()))
      << testing::PrintToString(forbidden) << testing::PrintToString(absent);
}

TEST_F(Security, IdsHaveOneForm) {
  const auto token = With(SignIn("van-thu"));
  for (const char* id : {"1x", "01", "+1", "-1", "0", "1%20", "1e0", "9999999999999999999", ""}) {
    EXPECT_EQ(Member(Call("GET", std::string("/api/v1/documents/") + id, "", token), "x"), "");
    EXPECT_NE(Call("GET", std::string("/api/v1/documents/") + id, "", token).body.find("no_route"),
              std::string::npos)
        << id;
  }
}

TEST_F(Security, EveryAnswerBearsItsHeaders) {
  Restart(true);
  const std::string token = SignIn("can-bo");
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"GET", "/healthz"},
                                                        {"GET", "/metrics"},
                                                        {"GET", "/api/v1/openapi.json"},
                                                        {"GET", "/nothing"},
                                                        {"GET", "/api/v1/documents"},
                                                        {"POST", "/api/v1/session"}}) {
    const ApiResponse answer = Call(method, path, "", With(token));
    EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store") << path;
    EXPECT_EQ(HeaderOf(answer, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(HeaderOf(answer, "Content-Security-Policy"),
              "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
              "sandbox")
        << path;
    EXPECT_EQ(HeaderOf(answer, "Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_EQ(HeaderOf(answer, "Cross-Origin-Resource-Policy"), "same-origin") << path;
    EXPECT_EQ(HeaderOf(answer, "Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(HeaderOf(answer, "Strict-Transport-Security"), "max-age=31536000; includeSubDomains");
    EXPECT_EQ(HeaderOf(answer, "Access-Control-Allow-Origin"), "") << path;
  }
}

TEST_F(Security, TheCookieIsBoundToTheHostUnderTls) {
  Restart(true);
  const ApiResponse in =
      Call("POST", "/api/v1/session", R"({"login":"can-bo","password":"chi-de-dung-thu"})");
  const std::string cookie = HeaderOf(in, "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-niem_session=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure")) << cookie;
  const std::string pair = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(in.body.find(pair.substr(20)), std::string::npos);
  EXPECT_EQ(Call("GET", "/api/v1/session", "", {{"cookie", "a=1; " + pair}}).status, 200U);
  // Of two that bear the name, none.
  EXPECT_EQ(Call("GET", "/api/v1/session", "", {{"cookie", pair + "; " + pair}}).status, 401U);
  EXPECT_EQ(Call("GET", "/api/v1/session", "", {{"cookie", pair.substr(7)}}).status, 401U);
  const std::string csrf = Member(in, "csrf");
  EXPECT_EQ(Call("DELETE", "/api/v1/session", "", {{"cookie", pair}}).status, 403U);
  const ApiResponse out =
      Call("DELETE", "/api/v1/session", "", {{"cookie", pair}, {"x-niem-csrf", csrf}});
  EXPECT_EQ(out.status, 200U);
  EXPECT_NE(HeaderOf(out, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_NE(HeaderOf(out, "Clear-Site-Data").find("cache"), std::string::npos);
}

TEST_F(Security, AnotherSiteIsRefused) {
  auto headers = With(SignIn("can-bo"));
  for (const char* site : {"cross-site", "same-site"}) {
    headers["sec-fetch-site"] = site;
    EXPECT_EQ(Call("GET", "/api/v1/session", "", headers).status, 403U) << site;
    EXPECT_EQ(Call("POST", "/api/v1/session", SignInBody("can-bo"), headers).status, 403U) << site;
  }
  headers["sec-fetch-site"] = "same-origin";
  EXPECT_EQ(Call("GET", "/api/v1/session", "", headers).status, 200U);
}

TEST_F(Security, LargeBodiesAreReadOfWhoIsSignedInOnly) {
  ApiRequest request{"POST", "/api/v1/acts/list.load", {}, {}, "", place_};
  EXPECT_EQ(api_->MostBody(request), kSmallBody);
  request.headers["authorization"] = "Bearer " + std::string(64, 'a');
  EXPECT_EQ(api_->MostBody(request), kSmallBody);
  request.headers = With(SignIn("bao-ve"));
  EXPECT_EQ(api_->MostBody(request), kMaxBody);
  request.path = "/api/v1/session";
  EXPECT_EQ(api_->MostBody(request), kSmallBody);
}

TEST_F(Security, JsonIsReadInOneWay) {
  const auto status = [&](const std::string& body) {
    return Call("POST", "/api/v1/session", body).status;
  };
  EXPECT_EQ(status(R"({"login":"can-bo","login":"van-thu","password":"x"})"), 400U);
  EXPECT_EQ(status(R"({"login":"can-bo\u0000","password":"x"})"), 400U);
  EXPECT_EQ(status(R"({"login":")" + std::string(101, 'a') + R"(","password":"x"})"), 400U);
  EXPECT_EQ(status("{\"login\":\"\xFF\",\"password\":\"x\"}"), 400U);
  EXPECT_EQ(status(R"([{"login":"can-bo"}])"), 400U);
  EXPECT_EQ(status(R"({"login":1,"password":"x"})"), 400U);
  std::string deep = R"({"a":)" + std::string(kSmallBody, '[');
  EXPECT_EQ(status(deep), 400U);
  deep =
      R"({"login":"x","password":"x","a":)" + std::string(7000, '[') + std::string(7000, ']') + "}";
  EXPECT_EQ(status(deep), 401U);
  const auto token = With(SignIn("van-thu"));
  deep = R"({"level":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
  EXPECT_EQ(Call("POST", "/api/v1/acts/document.receive", deep, token).status, 400U);
}

TEST_F(Security, EventsAreLoggedWithoutSecrets) {
  testing::internal::CaptureStderr();
  Call("POST", "/api/v1/session", SignInBody("can-bo", "mat-khau-bi-go-sai"));
  Call("POST", "/api/v1/session", SignInBody("mat-khau-go-nham-o", "x"));
  const std::string token = SignIn("can-bo");
  Call("GET", "/api/v1/ledger/events", "", With(token));
  Call("GET", "/api/v1/session", "", With(std::string(64, 'b')));
  Call("DELETE", "/api/v1/session", "", With(token));
  const std::string lines = testing::internal::GetCapturedStderr();
  for (const char* wanted :
       {"event=sign_in.wrong person=2 from=10.0.0.1", "event=sign_in.wrong person=0",
        "event=sign_in.right person=2 wrong_before=1 from=10.0.0.1",
        "event=http.refused status=403 method=GET route=/api/v1/ledger/events person=2",
        "event=http.refused status=401", "event=sign_out person=2"}) {
    EXPECT_NE(lines.find(wanted), std::string::npos) << wanted << "\n" << lines;
  }
  for (const std::string& secret : {std::string("mat-khau"), std::string(kPassword), token,
                                    std::string(64, 'b'), std::string("can-bo")}) {
    EXPECT_EQ(lines.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace niem::server
