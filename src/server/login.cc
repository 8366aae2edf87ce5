#include "server/login.h"

#include "base/password_hash.h"
#include "registry/finders.h"
#include "registry/password.h"
#include "registry/settings.h"

namespace niem::server {
namespace {

using registry::Assignment;
using registry::Person;

const registry::Finder<Person> kPersonById("server.find_person", "WHERE id = $1");

Error Wrong() {
  return {ErrorCode::kPermission, {"sai tên đăng nhập hoặc mật khẩu", "wrong login or password"}};
}

// Checked against when there is no such person, so that the time does not tell.
const std::string& NobodysHash() {
  static const std::string kHash = [] {
    const Result<std::string> hash = HashPassword(AsBytes("không phải của ai"));
    return hash.ok() ? *hash : std::string();
  }();
  return kHash;
}

Result<std::vector<Person>> Find(store::Store& store, const registry::Finder<Person>& finder,
                                 const store::Value& value) {
  std::vector<Person> people;
  TRY(store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(finder.sql(), {value}));
    for (const store::Row row : rows) {
      TRY_ASSIGN(Person person, registry::FromRow<Person>(row));
      people.push_back(std::move(person));
    }
    return Ok();
  }));
  return people;
}

}  // namespace

void PrepareAuthentication() {
  NobodysHash();
}

Result<Person> Authenticate(store::Store& store, std::string_view login, std::string_view password,
                            int64_t* about) {
  TRY_ASSIGN(const std::vector<Person> people, Find(store, registry::PersonByLogin(), login));
  if (about != nullptr && !people.empty()) *about = people.front().id;
  const bool known = !people.empty() && !people.front().password.empty();
  const std::string& stored = known ? people.front().password : NobodysHash();
  const bool right = registry::MatchesTyped(stored, password);
  if (!known || !right || people.front().state != access::ObjectState::kOpen) return Wrong();
  return people.front();
}

Result<bool> CardLetsIn(store::Store& store, int64_t person, std::string_view card, Date day) {
  bool lets_in = false;
  TRY(store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows,
               connection.Query(registry::CardsOf().sql(), {person, day.ToString()}));
    for (const store::Row row : rows) {
      TRY_ASSIGN(const registry::Card one, registry::FromRow<registry::Card>(row));
      lets_in = lets_in || (!card.empty() && one.fingerprint == card);
    }
    if (!rows.empty()) return Ok();
    TRY_ASSIGN(const store::Rows set,
               connection.Query(registry::SettingByName().sql(), {registry::kCards}));
    std::string value(registry::FindHouseSetting(registry::kCards)->fallback);
    if (!set.empty()) {
      TRY_ASSIGN(const registry::Setting setting, registry::FromRow<registry::Setting>(set[0]));
      value = setting.value;
    }
    lets_in = value != "required";
    return Ok();
  }));
  return lets_in;
}

Result<Person> PersonById(store::Store& store, int64_t id) {
  TRY_ASSIGN(const std::vector<Person> people, Find(store, kPersonById, id));
  if (people.empty()) return Wrong();
  return people.front();
}

Result<std::vector<access::Duty>> DutiesOf(store::Store& store, int64_t person, Date day) {
  std::vector<access::Duty> duties;
  TRY(store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows,
               connection.Query(registry::AssignmentsOf().sql(), {person, day.ToString()}));
    for (const store::Row row : rows) {
      TRY_ASSIGN(const Assignment one, registry::FromRow<Assignment>(row));
      duties.push_back(one.duty);
    }
    return Ok();
  }));
  return duties;
}

Result<std::string> AgencyOf(store::Store& store) {
  std::string agency;
  TRY(store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows,
               connection.Query(registry::SettingByName().sql(), {"instance.agency"}));
    if (rows.empty()) return Ok();
    TRY_ASSIGN(const registry::Setting setting, registry::FromRow<registry::Setting>(rows[0]));
    agency = setting.value;
    return Ok();
  }));
  return agency;
}

}  // namespace niem::server
