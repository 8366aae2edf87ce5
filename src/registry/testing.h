// For tests: an invented commune's agency on either store, with a clock that the test sets and one
// person for each duty.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/clock.h"
#include "ledger/testing.h"
#include "registry/registry.h"
#include "store/testing.h"

namespace niem::registry {

class TestClock final : public ledger::Clock {
 public:
  explicit TestClock(Date day) { Set(day); }

  int64_t WallMicros() const override {
    if (on_look_) on_look_();
    return wall_us_;
  }

  uint64_t RunningMillis() const override { return running_ms_; }

  // Ten in the morning in Vietnam.
  void Set(Date day) {
    const int64_t days = day.DaysSince(*Date::FromYmd(1970, 1, 1));
    Move((days * 86'400 + 3 * 3600) * 1'000'000 - wall_us_);
  }

  // Called before each answer, by whoever asks; set while nobody does.
  void OnLook(std::function<void()> call) { on_look_ = std::move(call); }

  void Move(int64_t by_us) {
    wall_us_ += by_us;
    if (by_us > 0) running_ms_ += static_cast<uint64_t>(by_us / 1000);
  }

 private:
  int64_t wall_us_ = 0;
  uint64_t running_ms_ = 0;
  std::function<void()> on_look_;
};

// A list of state secrets with one item for each level, as an agency would load it.
inline constexpr std::string_view kTestList = R"({
  "format": "niem-list/1", "decision": "999/QĐ-TTg", "field": "Lĩnh vực thử", "from": "2020-07-01",
  "items": [
    {"article": "1", "clause": "1", "level": "TUYET_MAT", "text": "Thử một"},
    {"article": "2", "clause": "1", "level": "TOI_MAT", "text": "Thử hai"},
    {"article": "3", "clause": "1", "point": "a", "level": "MAT", "text": "Thử ba"}]})";

// One person for each duty, two for most; `people`: their ids.
inline Founding TestFounding(std::string_view unit,
                             std::map<std::string, int64_t, std::less<>>* people) {
  Founding founding{"thu", "Ủy ban nhân dân xã Suối Ngà", {}};
  int64_t id = 0;
  const auto add = [&](const std::string& who, access::Duty duty, Level level, std::string roles) {
    Person person;
    person.login = who;
    person.name = who;
    person.unit = unit;
    person.roles = std::move(roles);
    Clearance clearance;
    clearance.level = level;
    clearance.units = {unit};
    founding.people.push_back({std::move(person), {duty}, std::move(clearance), "01/QĐ"});
    (*people)[who] = ++id;
  };
  using access::Duty;
  add("authority", Duty::kAuthority, Level::kTuyetMat, "head,2h");
  add("authority2", Duty::kAuthority, Level::kTuyetMat, "deputy_head");
  add("registrar", Duty::kRegistrar, Level::kTuyetMat, "");
  add("keeper", Duty::kKeeper, Level::kTuyetMat, "");
  add("keeper2", Duty::kKeeper, Level::kTuyetMat, "");
  add("officer", Duty::kOfficer, Level::kToiMat, "");
  add("officer2", Duty::kOfficer, Level::kMat, "");
  add("security", Duty::kSecurity, Level::kMat, "");
  add("security2", Duty::kSecurity, Level::kMat, "");
  add("auditor", Duty::kAuditor, Level::kNone, "");
  add("auditor2", Duty::kAuditor, Level::kNone, "");
  add("admin", Duty::kAdmin, Level::kNone, "");
  return founding;
}

class TestAgency {
 public:
  static constexpr std::string_view kUnit = "xa-suoi-nga";

  explicit TestAgency(store::Engine engine, Date day) : clock_(day), store_(engine) {}

  static Result<std::unique_ptr<TestAgency>> Make(store::Engine engine,
                                                  Date day = *Date::FromYmd(2026, 3, 2)) {
    auto agency = std::make_unique<TestAgency>(engine, day);
    RegistryParts parts = agency->Parts();
    TRY(Registry::Found(parts, TestFounding(kUnit, &agency->people_)));
    TRY_ASSIGN(agency->registry_, Registry::Open(parts));
    return agency;
  }

  // Does an act in the name of the duty that the person was founded with ("keeper", "authority",
  // "authority2" …). A failure (not a refusal) is a test failure.
  Outcome Do(const std::string& who, access::Act act, std::string_view json) {
    auto outcome = registry_->Perform({Id(who), DutyOf(who), ""}, act, json);
    EXPECT_TRUE(outcome.ok()) << access::RuleOf(act).code << ": "
                              << (outcome.ok() ? "" : outcome.error().message().en);
    if (outcome.ok() && !outcome->refused && !outcome->pending) done_.insert(act);
    if (outcome.ok() && outcome->pending) waiting_[*outcome->pending] = act;
    return outcome.ok() ? *outcome : Outcome{};
  }

  // Why it was refused; empty where it was done.
  std::string Reason(const std::string& who, access::Act act, std::string_view json) {
    const Outcome outcome = Do(who, act, json);
    return outcome.refused ? outcome.refused->reason : "";
  }

  Outcome Confirm(const std::string& who, int64_t pending, bool agree = true) {
    auto outcome = registry_->Confirm({Id(who), DutyOf(who), ""}, pending, agree);
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().message().en);
    if (outcome.ok() && !outcome->refused && agree) done_.insert(waiting_[pending]);
    return outcome.ok() ? *outcome : Outcome{};
  }

  // The acts that took effect.
  const std::set<access::Act>& done() const { return done_; }

  int64_t Id(const std::string& who) const { return people_.at(who); }

  TestClock& clock() { return clock_; }

  Registry& registry() { return *registry_; }

  store::Store& store() { return *store_; }

  // To be closed, copied, opened again; the registry is then of no more use.
  store::testing::TestStore& test_store() { return store_; }

  static constexpr std::string_view kSeed = "cmVnaXN0cnkgdGVzdHMsIG5vdCBhIHNlY3JldCEhISE=";

 private:
  static access::Duty DutyOf(std::string who) {
    if (who.back() == '2') who.pop_back();
    return access::DutyFromCode(who).value();
  }

  RegistryParts Parts() { return {*store_, law::PackSet::BuiltIn(), clock_, &signer_, &memory_}; }

  TestClock clock_;
  ledger::SeedSigner signer_{kSeed};
  ledger::MemorySignedMemory memory_;
  store::testing::TestStore store_;
  std::unique_ptr<Registry> registry_;
  std::map<std::string, int64_t, std::less<>> people_;
  std::set<access::Act> done_;
  std::map<int64_t, access::Act> waiting_;
};

}  // namespace niem::registry
