// The lists that a page can follow (live.h), as the API reads them.
#include <algorithm>
#include <array>

#include "registry/log_store.h"
#include "server/api.h"

namespace niem::server {
namespace {

constexpr std::array<std::string_view, 7> kLists = {"pending", "documents", "deadlines", "matters",
                                                    "copies",  "findings",  "audits"};

// "pending,deadlines"; all of them where none is named. Nothing for a name that is none.
std::vector<std::string> ListsOf(const std::string& named) {
  std::vector<std::string> lists;
  for (size_t from = 0; from < named.size();) {
    const size_t comma = std::min(named.find(',', from), named.size());
    const std::string one = named.substr(from, comma - from);
    if (std::find(kLists.begin(), kLists.end(), one) == kLists.end()) return {};
    if (std::find(lists.begin(), lists.end(), one) == lists.end()) lists.push_back(one);
    from = comma + 1;
  }
  if (named.empty()) lists.assign(kLists.begin(), kLists.end());
  return lists;
}

}  // namespace

Live::Parts Api::LiveParts() {
  return {
      [this] { return LiveHead(); },
      [this](const Follower& follower, std::string_view list) { return LiveList(follower, list); },
      [this](const Follower& follower) { return sessions_.Knows(follower.token, NowMs()); },
      [this] { return NowMs(); }, kLiveBeat};
}

Result<std::string> Api::LiveHead() {
  std::string head = instance_.registry().Today().ToString();
  TRY(instance_.store().Read([&](store::Connection& connection) -> Status {
    const registry::SqlLogStore log(connection);
    TRY_ASSIGN(const ledger::LogHead now, log.ReadHead());
    head += " " + std::to_string(now.size);
    return Ok();
  }));
  return head;
}

Result<std::string> Api::LiveList(const Follower& follower, std::string_view list) {
  const ApiRequest request;
  Call call{request, {}, follower.token, {}, follower.actor};
  Result<ApiResponse> answer = list == "pending"     ? PendingList(call)
                               : list == "deadlines" ? DeadlinesNow(call)
                               : list == "matters"   ? MattersNow(call)
                               : list == "copies"    ? CopiesNow(call)
                               : list == "findings"  ? FindingsNow(call)
                               : list == "audits"    ? AuditsNow(call)
                                                     : NewestDocuments(call);
  if (!answer.ok()) return answer.error();
  return std::move(answer->body);
}

Result<ApiResponse> Api::LiveLists(Call& call) {
  Follower follower{call.token, call.actor, ListsOf(call.request.Query("lists"))};
  if (follower.lists.empty()) {
    return Failure(
        400, "bad_request",
        {"lists gồm pending, documents, deadlines, matters, copies, findings, audits, cách nhau "
         "bằng dấu phẩy",
         "lists is of pending, documents, deadlines, matters, copies, findings, audits, with "
         "commas between"});
  }
  ApiResponse answer;
  TRY_ASSIGN(answer.stream, live_.Follow(std::move(follower)));
  answer.type = "text/event-stream";
  answer.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would keep the events back
  return answer;
}

}  // namespace niem::server
