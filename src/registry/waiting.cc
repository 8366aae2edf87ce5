#include "registry/waiting.h"

#include <algorithm>

namespace niem::registry {
namespace {

constexpr int64_t kWaitMs = 24LL * 3600 * 1000;  // a second person has a day

const Finder<Pending> kOpen("registry.find_pending",
                            "WHERE state = 'open' AND ends_ms > $1 ORDER BY id LIMIT 200");
const store::Sql kAddClock(
    "registry.add_clock_request",
    "INSERT INTO clock_request (id, fields, first_person, duty, begun_ms, ends_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6)");
const store::Sql kGetClock("registry.get_clock_request",
                           "SELECT id, fields, first_person, duty, begun_ms, ends_ms "
                           "FROM clock_request WHERE id = $1");
const store::Sql kAllClock("registry.find_clock_requests",
                           "SELECT id, fields, first_person, duty, begun_ms, ends_ms "
                           "FROM clock_request WHERE ends_ms > $1 ORDER BY id LIMIT 200");
const store::Sql kEndClock("registry.end_clock_request", "DELETE FROM clock_request WHERE id = $1");

Pending FromClockRow(const store::Row& row) {
  Pending pending;
  pending.id = row.Int(0);
  pending.act = access::RuleOf(access::Act::kClockApprove).code;
  pending.fields = row.Text(1);
  pending.first = row.Int(2);
  pending.duty = access::DutyFromCode(row.Text(3)).value_or(access::Duty::kAdmin);
  pending.begun_ms = row.Int(4);
  pending.ends_ms = row.Int(5);
  return pending;
}

}  // namespace

Status BeginWaiting(Deed& deed, access::Act act, const std::string& fields_json) {
  Pending pending;
  pending.act = access::RuleOf(act).code;
  pending.fields = fields_json;
  pending.first = deed.actor();
  pending.duty = deed.acting().subject.acting;
  pending.begun_ms = deed.now_ms();
  pending.ends_ms = deed.now_ms() + kWaitMs;
  if (act != access::Act::kClockApprove) {
    TRY_ASSIGN(pending, deed.Add(std::move(pending)));
  } else {
    TRY_ASSIGN(pending.id, deed.NextId(Pending::kTable));
    TRY(deed.tx().Execute(
        kAddClock, {pending.id, pending.fields, pending.first, access::DutyCode(pending.duty),
                    pending.begun_ms, pending.ends_ms}));
  }
  deed.outcome().pending = pending.id;
  return Ok();
}

Result<Waiting> FindWaiting(Deed& deed, int64_t id) {
  Result<Pending> pending = deed.Get<Pending>(id);
  if (pending.ok()) return Waiting{std::move(*pending), false};
  if (pending.error().code() != ErrorCode::kNotFound) return pending.error();
  TRY_ASSIGN(const store::Rows rows, deed.Query(kGetClock, {id}));
  if (rows.empty()) return Deed::Absent();
  return Waiting{FromClockRow(rows[0]), true};
}

Result<Waiting> OpenWaiting(Deed& deed, int64_t id) {
  TRY_ASSIGN(Waiting waiting, FindWaiting(deed, id));
  if (waiting.pending.state != access::ObjectState::kOpen) {
    return deed.Refuse("wrong_state", {"việc này đã được xác nhận hoặc đã bỏ",
                                       "this was already confirmed or given up"});
  }
  if (waiting.pending.ends_ms < deed.now_ms()) {
    return deed.Refuse("expired", {"đã quá hạn chờ người thứ hai; làm lại từ đầu",
                                   "the second person came too late; begin again"});
  }
  return waiting;
}

Status EndWaiting(Deed& deed, Waiting waiting, bool agreed) {
  Pending& pending = waiting.pending;
  pending.state = agreed ? access::ObjectState::kEnded : access::ObjectState::kClosed;
  pending.second = deed.actor();
  if (!waiting.of_clock) return deed.Save(pending);
  TRY(deed.tx().Execute(kEndClock, {pending.id}));
  if (agreed) TRY(deed.AddAs(std::move(pending)));
  return Ok();
}

Result<std::vector<Pending>> AllWaiting(Deed& deed) {
  TRY_ASSIGN(std::vector<Pending> all, deed.Find(kOpen, {deed.now_ms()}));
  TRY_ASSIGN(const store::Rows rows, deed.Query(kAllClock, {deed.now_ms()}));
  for (const store::Row row : rows) all.push_back(FromClockRow(row));
  std::sort(all.begin(), all.end(), [](const Pending& a, const Pending& b) { return a.id < b.id; });
  return all;
}

}  // namespace niem::registry
