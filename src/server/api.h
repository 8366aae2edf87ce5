// The REST API, apart from HTTP itself: routes, who may reach them, and what they answer. Every act
// goes through Registry::Perform; what is read passes the access policy row by row.
//
// Absent and forbidden give one answer, byte for byte, and both are recorded by the same path.
// Ownership: borrows the instance. Thread-safety: any thread. Errors: always an answer.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "registry/people.h"
#include "server/instance.h"
#include "server/live.h"
#include "server/session.h"
#include "server/sign_in_guard.h"

namespace niem::print {
struct Paper;
}

namespace niem::server {

struct PrintWish;  // prints.h

inline constexpr size_t kSmallBody = 16U << 10;

struct ApiRequest {
  std::string method;
  std::string path;
  std::map<std::string, std::string, std::less<>> query;
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;
  std::string from;       // the address that asks
  std::string card = {};  // fingerprint of the certificate it showed to TLS, trusted; or empty

  std::string Header(std::string_view name) const;
  std::string Query(std::string_view name) const;
};

struct ApiResponse {
  unsigned status = 200;
  std::string body;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::shared_ptr<LiveStream> stream = nullptr;  // instead of a body
};

struct ApiOptions {
  bool secure = false;  // behind TLS: the cookie says so
};

// An error as every route gives it.
ApiResponse Failure(unsigned status, std::string_view code, const Text& message);

class Api {
 public:
  Api(Instance& instance, ApiOptions options);

  ApiResponse Handle(const ApiRequest& request);

  // Ends the live streams; none begins after.
  void StopLive() { live_.Stop(); }

  // The headers that every answer bears. Handle() has added them.
  void Harden(ApiResponse* response) const;

  // How many bytes of a body are worth reading, by the head alone: much only of who is signed in
  // and does an act.
  size_t MostBody(const ApiRequest& request);

  struct Call {
    const ApiRequest& request;
    std::string parameter;  // the {…} of the pattern
    std::string token;
    Session session;
    registry::Actor actor;
  };

  enum class Who : uint8_t { kAnyone, kSession, kDuty };

  struct Route {
    std::string_view method;
    std::string_view pattern;
    Who who;
    std::string_view reach;   // as tests/access/routes.txt says it
    std::string_view answer;  // schema; "PDF"
    StaticText title;
    Result<ApiResponse> (Api::*handle)(Call& call);
  };

  static std::span<const Route> Routes();

 private:
  struct Trail {
    std::string_view pattern = "-";
    int64_t person = 0;
  };

  Result<ApiResponse> Answer(const ApiRequest& request, Trail* trail);
  std::string_view CookieName() const;

  struct Checked {
    std::optional<ApiResponse> refused;  // nothing: `person` it is
    registry::Person person;
    int64_t wrong_before = 0;
  };

  Result<Checked> CheckPassword(const std::string& login, std::string password,
                                const std::string& from);
  std::optional<ApiResponse> Admit(const Route& route, Call* call);
  Result<std::optional<ApiResponse>> ChooseDuty(Call* call);

  Live::Parts LiveParts();
  Result<std::string> LiveHead();
  // The newest page of what he may find, without a record: only its digest is kept.
  Result<ApiResponse> NewestDocuments(Call& call);
  Result<ApiResponse> DeadlinesNow(Call& call);
  Result<ApiResponse> MattersNow(Call& call);
  Result<ApiResponse> CopiesNow(Call& call);
  Result<ApiResponse> FindingsNow(Call& call);
  Result<ApiResponse> AuditsNow(Call& call);
  Result<std::string> LiveList(const Follower& follower, std::string_view list);

  uint64_t NowMs() const { return instance_.clock().RunningMillis(); }

  Result<ApiResponse> Health(Call& call);
  Result<ApiResponse> Metrics(Call& call);
  Result<ApiResponse> OpenApi(Call& call);
  Result<ApiResponse> SignIn(Call& call);
  Result<ApiResponse> Me(Call& call);
  Result<ApiResponse> SignOut(Call& call);
  Result<ApiResponse> OwnSessions(Call& call);
  Result<ApiResponse> EndOwnSessions(Call& call);
  Result<ApiResponse> EndSessionsOf(Call& call);
  Result<ApiResponse> Forms(Call& call);
  Result<ApiResponse> Perform(Call& call);
  Result<ApiResponse> May(Call& call);
  Result<ApiResponse> PendingList(Call& call);
  Result<ApiResponse> Confirm(Call& call);
  Result<ApiResponse> Documents(Call& call);
  Result<ApiResponse> SearchDocuments(Call& call);
  Result<ApiResponse> FoundDocuments(const registry::Actor& actor, const ApiRequest& request);
  Result<ApiResponse> DocumentById(Call& call);
  Result<ApiResponse> DocumentsExcel(Call& call);
  Result<ApiResponse> Books(Call& call);
  Result<ApiResponse> BookExcel(Call& call);
  Result<ApiResponse> BookById(Call& call);
  Result<ApiResponse> People(Call& call);
  Result<ApiResponse> Deadlines(Call& call);
  Result<ApiResponse> Copies(Call& call);
  Result<ApiResponse> Matters(Call& call);
  Result<ApiResponse> Findings(Call& call);
  Result<ApiResponse> Scans(Call& call);
  Result<ApiResponse> Audits(Call& call);
  Result<ApiResponse> AuditFindings(Call& call);
  Result<ApiResponse> CheckAudit(Call& call);
  Result<ApiResponse> Devices(Call& call);
  Result<ApiResponse> IntakeColumns(Call& call);
  Result<ApiResponse> IntakeTemplate(Call& call);
  Result<ApiResponse> CheckIntake(Call& call);
  Result<ApiResponse> Intakes(Call& call);
  Result<ApiResponse> IntakeById(Call& call);
  Result<ApiResponse> LiveLists(Call& call);
  Result<ApiResponse> LedgerEvents(Call& call);
  Result<ApiResponse> LedgerProof(Call& call);
  Result<ApiResponse> LedgerCheckpoint(Call& call);
  Result<ApiResponse> BookPrint(Call& call);
  Result<ApiResponse> DocumentPrint(Call& call);
  Result<ApiResponse> RequestPrint(Call& call);
  Result<ApiResponse> NoticePrint(Call& call);
  Result<ApiResponse> DossierPrint(Call& call);
  Result<ApiResponse> StocktakePrint(Call& call);
  Result<ApiResponse> PeoplePrint(Call& call);
  Result<ApiResponse> StampsPrint(Call& call);

  using PrintMaker = Status (*)(registry::Deed& deed, int64_t id, const PrintWish& wish,
                                print::Paper* paper);
  // `checkpoint`: with the ledger's signed state on every page.
  Result<ApiResponse> Print(Call& call, const std::string& name, const PrintWish& wish,
                            PrintMaker make, bool checkpoint);
  Status PutCheckpoint(print::Paper* paper);

  Instance& instance_;
  ApiOptions options_;
  Sessions sessions_;
  SignInGuard guard_;
  uint64_t begun_ms_;
  std::array<std::atomic<uint64_t>, 6> answered_{};  // by hundred of the status
  std::atomic<uint64_t> busy_us_{0};
  Live live_;  // the last: its thread uses what stands above
};

// OpenAPI 3.1, from Routes() and the acts' forms.
std::string OpenApiText();

// Of an outcome: 404 for what is absent, 403 for who may not, 409 for the state, 422 for the law.
ApiResponse AnswerOf(const registry::Outcome& outcome);

}  // namespace niem::server
