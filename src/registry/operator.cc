// What the operator does by the instance's secret: errands entered in the ledger, and the change of
// the key that signs it. The rest of Registry is in registry.cc.
#include <algorithm>

#include "registry/log_store.h"
#include "registry/registry.h"
#include "registry/settings.h"
#include "registry/signing_keys.h"

namespace niem::registry {
namespace {

using store::Transaction;

const Finder<SigningKey> kKeys("registry.find_signing_keys", "ORDER BY id");
const Finder<Mandate> kOrdersFor(
    "registry.find_orders",
    "WHERE act = $1 AND what = $2 AND state = 'decided' AND "
    "from_day <= $3 AND until_day >= $3 ORDER BY standing, id LIMIT 1");
const store::Sql kOrdersSetting("registry.get_orders_setting",
                                "SELECT value FROM setting WHERE name = $1");

Result<std::vector<SigningKey>> KeysIn(store::Connection& connection) {
  TRY_ASSIGN(const store::Rows rows, connection.Query(kKeys.sql(), {}));
  std::vector<SigningKey> keys;
  for (const store::Row row : rows) {
    TRY_ASSIGN(SigningKey key, FromRow<SigningKey>(row));
    keys.push_back(std::move(key));
  }
  return keys;
}

// Whether the key before the last announced one has signed over the announcement.
Result<bool> IsConfirmed(store::Connection& connection, const SigningKey& last) {
  const SqlLogStore log(connection);
  TRY_ASSIGN(const auto checkpoint, log.LastCheckpoint());
  return checkpoint && checkpoint->size > static_cast<uint64_t>(last.announced);
}

Error NoSigner() {
  return {ErrorCode::kUnsupported, {"chưa mở khóa ký nhật ký", "no signing key is open"}};
}

}  // namespace

const Finder<SigningKey>& AllSigningKeys() {
  return kKeys;
}

Result<std::vector<ledger::VerifierKey>> SigningKeys(store::Connection& connection) {
  TRY_ASSIGN(const std::vector<SigningKey> rows, KeysIn(connection));
  std::vector<ledger::VerifierKey> keys;
  for (const SigningKey& row : rows) {
    TRY_ASSIGN(ledger::VerifierKey key, ledger::ParseVerifierKey(row.key));
    keys.push_back(std::move(key));
  }
  return keys;
}

// ---- errands -----------------------------------------------------------------------------------

Result<std::optional<int64_t>> Registry::OrderFor(access::Act act, std::string_view what) {
  std::optional<int64_t> order;
  TRY(parts_.store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(
        const store::Rows rows,
        connection.Query(kOrdersFor.sql(), {access::RuleOf(act).code, what, Today().ToString()}));
    if (!rows.empty()) order = rows[0].Int(0);
    return Ok();
  }));
  return order;
}

Result<bool> Registry::WantsOrders() {
  bool wanted = false;
  TRY(parts_.store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(kOrdersSetting, {kOrders}));
    wanted = !rows.empty() && rows[0].Text(0) == "required";
    return Ok();
  }));
  return wanted;
}

Status Registry::UseOrder(Deed& deed, const Errand& errand) {
  if (!errand.order) return Ok();
  TRY_ASSIGN(Mandate order, deed.Get<Mandate>(*errand.order));
  const bool fits = order.act == access::RuleOf(errand.act).code && order.what == errand.what &&
                    order.state == access::ObjectState::kDecided && deed.today() <= order.until;
  if (!fits) return Deed::Absent();
  ++order.used;
  if (!order.standing) order.state = access::ObjectState::kEnded;
  return deed.Save(order);
}

Result<Outcome> Registry::Enter(const Errand& errand) {
  Outcome outcome;
  const Turn turn(*this);
  TRY(parts_.store.Write([&](Transaction& tx) -> Status {
    TRY_ASSIGN(const std::unique_ptr<Deed> deed, Begin(tx));
    TRY(UseOrder(*deed, errand));
    const std::string code = std::string(access::RuleOf(errand.act).code) + ".done";
    TRY(AppendErrand(*deed, errand, code, "order", std::to_string(errand.order.value_or(0))));
    outcome = deed->outcome();
    return Ok();
  }));
  return outcome;
}

// ---- the key that signs ------------------------------------------------------------------------

std::string Registry::KeyText(const ledger::PublicKey& key) const {
  return ledger::FormatVerifierKey({log_.origin(), ledger::KeyType::kEd25519, key});
}

Result<KeyStanding> Registry::StandingOf(const ledger::PublicKey& key) {
  KeyStanding standing = KeyStanding::kUnknown;
  TRY(parts_.store.Read([&](store::Connection& connection) -> Status {
    standing = KeyStanding::kUnknown;
    TRY_ASSIGN(const std::vector<SigningKey> keys, KeysIn(connection));
    if (keys.empty()) {
      standing = KeyStanding::kInUse;  // the first key of a ledger needs no announcement
      return Ok();
    }
    TRY_ASSIGN(const bool confirmed, IsConfirmed(connection, keys.back()));
    if (keys.back().key == KeyText(key)) {
      standing = confirmed ? KeyStanding::kInUse : KeyStanding::kWaiting;
    } else if (keys.size() > 1 && keys[keys.size() - 2].key == KeyText(key) && !confirmed) {
      standing = KeyStanding::kBefore;
    }
    return Ok();
  }));
  return standing;
}

// The row of the new key, and of the first one where it has none; the event names the new key.
Status Registry::Announce(Deed& deed, const std::string& next, const Errand& errand) {
  TRY_ASSIGN(std::vector<SigningKey> keys, deed.Find(kKeys, {}));
  if (keys.empty()) {
    SigningKey first;
    first.key = KeyText(parts_.signer->public_key());
    first.from = deed.today();
    TRY_ASSIGN(first, deed.Add(std::move(first)));
    keys.push_back(std::move(first));
  }
  for (SigningKey& key : keys) {
    if (key.state != access::ObjectState::kOpen) continue;
    key.state = access::ObjectState::kEnded;
    TRY(deed.Save(key));
  }
  const SqlLogStore log(deed.tx());
  TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
  SigningKey added;
  added.key = next;
  added.announced = static_cast<int64_t>(head.size);
  added.from = deed.today();
  TRY(deed.Add(std::move(added)));
  TRY(UseOrder(deed, errand));
  return AppendErrand(deed, errand, ledger::kActKey, "ledger.key", next);
}

Status Registry::ChangeSigner(ledger::Signer& next, const Errand& errand) {
  if (parts_.signer == nullptr || parts_.memory == nullptr) return NoSigner();
  TRY_ASSIGN(const KeyStanding standing, StandingOf(parts_.signer->public_key()));
  if (standing != KeyStanding::kInUse) {
    return Error(ErrorCode::kPermission,
                 {"khóa đang mở không phải khóa đang dùng của nhật ký; không đổi được",
                  "the open key is not the one in use; it cannot announce another"});
  }
  {
    const Turn turn(*this);
    TRY(parts_.store.Write([&](Transaction& tx) -> Status {
      TRY_ASSIGN(const std::unique_ptr<Deed> deed, Begin(tx));
      return Announce(*deed, KeyText(next.public_key()), errand);
    }));
  }
  return HandOver(next);
}

Status Registry::HandOver(ledger::Signer& next) {
  if (parts_.signer == nullptr || parts_.memory == nullptr) return NoSigner();
  const Turn turn(*this);
  TRY_ASSIGN(const KeyStanding waiting, StandingOf(next.public_key()));
  if (waiting == KeyStanding::kWaiting) TRY(Sign());
  parts_.signer = &next;
  TRY(Sign());
  return Ok();
}

}  // namespace niem::registry
