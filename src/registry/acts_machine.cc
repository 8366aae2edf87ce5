// What touches the machine, its keys or the whole ledger: ordered by two persons of different
// duties. The clock is set right by the confirmation itself; backups, restores, changes of key and
// exports are orders (Mandate) that the operator's commands carry out. See docs/operator.md.
#include "ledger/log.h"
#include "registry/form.h"
#include "registry/log_store.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 3> kKeyKinds = {"secret", "data_key", "signing_key"};
constexpr int kOrderDays = 7;           // of an order that does not say until when
constexpr int kLongestOrderDays = 400;  // a year's backups are ordered at once, not more

// ---- the clock ---------------------------------------------------------------------------------

Result<access::Object> LocateClock(Deed& deed, const Fields&) {
  const SqlLogStore log(deed.tx());
  TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
  const int64_t back_us = head.wall_high_us - deed.now_ms() * 1000;
  if (back_us > ledger::kClockStepBackUs) return access::Object{};
  return deed.Refuse("clock.right", {"đồng hồ máy không lùi so với nhật ký; không cần chấp nhận",
                                     "the clock is not behind the ledger; nothing to approve"});
}

// The event that says so carries the new time; it is the only one the ledger takes before.
Status ApproveClock(Deed& deed, const Fields&) {
  deed.outcome().texts["today"] = deed.today().ToString();
  deed.Warn({"kiểm tra những việc đã ghi với ngày sai và những hạn đã tính theo chúng",
             "check what was entered with wrong days, and the deadlines counted from them"});
  return Ok();
}

// ---- orders ------------------------------------------------------------------------------------

Status Order(Deed& deed, Act act, const Fields& fields) {
  Mandate mandate;
  mandate.act = access::RuleOf(act).code;
  mandate.what = fields.Text("what");
  mandate.target = fields.Text("target");
  mandate.reason = fields.Text("reason");
  mandate.first = deed.first()->person.id;
  mandate.second = deed.actor();
  mandate.from = deed.today();
  mandate.standing = fields.Bool("standing");
  mandate.until = fields.Day("until").value_or(deed.today().AddDays(kOrderDays));
  if (mandate.until < deed.today() || deed.today().AddDays(kLongestOrderDays) < mandate.until) {
    return deed.Refuse("order.until", {"lệnh có hiệu lực từ hôm nay, không quá 400 ngày",
                                       "an order holds from today, for 400 days at most"});
  }
  TRY_ASSIGN(mandate, deed.Add(std::move(mandate)));
  deed.outcome().ids["order"] = mandate.id;
  return Ok();
}

template <Act act>
Status OrderOf(Deed& deed, const Fields& fields) {
  return Order(deed, act, fields);
}

const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};
const FieldSpec kUntil = {
    "until", FieldType::kDay, Need::kOptional, {"Thực hiện đến hết ngày", "To be done by"}};

FieldSpec Target(Need need, StaticText title) {
  return {"target", FieldType::kText, need, title};
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kClockApprove, {kReason}, ApproveClock, LocateClock},
      {Act::kBackupMake,
       {Target(Need::kOptional, {"Nơi sao lưu", "Where to"}),
        {"standing",
         FieldType::kBool,
         Need::kOptional,
         {"Nhiều lần đến hết ngày ấy", "Again and again until that day"}},
        kReason,
        kUntil},
       OrderOf<Act::kBackupMake>},
      {Act::kBackupRestore,
       {Target(Need::kRequired, {"Bản sao lưu nào", "Which backup"}), kReason, kUntil},
       OrderOf<Act::kBackupRestore>},
      {Act::kKeyChange,
       {{"what", FieldType::kChoice, Need::kRequired, {"Khóa nào", "Which key"}, kKeyKinds},
        kReason,
        kUntil},
       OrderOf<Act::kKeyChange>},
      {Act::kLedgerExport,
       {Target(Need::kRequired, {"Giao cho ai", "For whom"}), kReason, kUntil},
       OrderOf<Act::kLedgerExport>},
  };
}

}  // namespace

std::span<const ActForm> MachineForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
