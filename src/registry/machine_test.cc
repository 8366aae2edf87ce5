// What two persons order for the machine: the clock, backups, restores, keys, exports.
#include <gtest/gtest.h>

#include "registry/log_store.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr int64_t kMinuteUs = 60LL * 1'000'000;

class MachineTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Result<Outcome> Try(const std::string& who, Act act, std::string_view json) {
    access::Duty duty = access::DutyFromCode(who).value();
    return agency_->registry().Perform({agency_->Id(who), duty, ""}, act, json);
  }

  // Begun by one, confirmed by another.
  Outcome Two(const std::string& first, const std::string& second, Act act, std::string_view json) {
    const Outcome begun = agency_->Do(first, act, json);
    EXPECT_TRUE(begun.pending) << (begun.refused ? begun.refused->message.en : "");
    return begun.pending ? agency_->Confirm(second, *begun.pending) : begun;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, MachineTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

constexpr std::string_view kUnit = R"({"code":"to-mot","name":"Tổ một"})";

TEST_P(MachineTest, AClockSetBackStopsTheBooksUntilTwoPersonsOfTwoDutiesApproveIt) {
  constexpr std::string_view kReason = R"({"reason":"pin máy hỏng"})";
  EXPECT_EQ(agency_->Reason("admin", Act::kClockApprove, kReason), "clock.right");
  agency_->clock().Set(*Date::FromYmd(2027, 5, 1));
  EXPECT_EQ(agency_->Reason("security", Act::kUnitAdd, kUnit), "");
  agency_->clock().Set(*Date::FromYmd(2026, 5, 1));
  agency_->clock().Move(-kMinuteUs);
  const auto stopped = Try("security", Act::kUnitAdd, R"({"code":"to-hai","name":"Tổ hai"})");
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().code(), ErrorCode::kPermission);

  // Who may not is told so, though the ledger cannot keep it.
  const auto keeper = Try("keeper", Act::kClockApprove, kReason);
  ASSERT_TRUE(keeper.ok()) << keeper.error().message().en;
  EXPECT_EQ(keeper->refused->reason, "wrong_duty");

  const Outcome begun = agency_->Do("authority", Act::kClockApprove, kReason);
  ASSERT_TRUE(begun.pending);
  EXPECT_FALSE(begun.event);
  EXPECT_FALSE(Try("security", Act::kUnitAdd, R"({"code":"to-hai","name":"Tổ hai"})").ok());
  EXPECT_EQ(agency_->Confirm("authority", *begun.pending).refused->reason, "own_request");
  EXPECT_EQ(agency_->Confirm("authority2", *begun.pending).refused->reason, "same_duty");
  const Outcome given_up = agency_->Confirm("security", *begun.pending, false);
  EXPECT_FALSE(given_up.refused);
  EXPECT_EQ(agency_->Confirm("security", *begun.pending).refused->reason, "absent");

  const Outcome approved = Two("admin", "authority", Act::kClockApprove, kReason);
  EXPECT_FALSE(approved.refused) << approved.refused->message.en;
  EXPECT_EQ(approved.texts.at("today"), "2026-05-01");
  EXPECT_EQ(agency_->Reason("security", Act::kUnitAdd, R"({"code":"to-hai","name":"Tổ hai"})"), "");
  const auto counts = ProofOf(*agency_);
  EXPECT_TRUE(counts.ok()) << counts.error().message().en;
}

TEST_P(MachineTest, TheSecondPersonActsByAnotherDuty) {
  constexpr std::string_view kExport = R"({"target":"Công an tỉnh","reason":"kiểm tra"})";
  const Outcome begun = agency_->Do("auditor", Act::kLedgerExport, kExport);
  ASSERT_TRUE(begun.pending);
  EXPECT_EQ(agency_->Confirm("auditor2", *begun.pending).refused->reason, "same_duty");
  EXPECT_EQ(agency_->Confirm("admin", *begun.pending).refused->reason, "wrong_duty");
  const Outcome ordered = agency_->Confirm("authority", *begun.pending);
  EXPECT_FALSE(ordered.refused);
  EXPECT_EQ(ordered.ids.at("order"), 1);
}

TEST_P(MachineTest, AnOrderIsUsedOnceOrUntilItsDay) {
  EXPECT_FALSE(*agency_->registry().OrderFor(Act::kBackupMake, ""));
  Two("admin", "security", Act::kBackupMake,
      R"({"reason":"hằng đêm","standing":true,"until":"2026-12-31"})");
  Two("admin", "authority", Act::kKeyChange, R"({"what":"secret","reason":"đổi người"})");
  const Outcome long_one =
      Two("admin", "authority", Act::kBackupMake, R"({"reason":"x","until":"2030-01-01"})");
  EXPECT_EQ(long_one.refused->reason, "order.until");
  Registry& registry = agency_->registry();
  EXPECT_FALSE(*registry.OrderFor(Act::kKeyChange, "data_key"));
  Errand backup;
  Errand key;
  key.act = Act::kKeyChange, key.what = "secret";
  for (int i = 0; i < 2; ++i) {
    backup.order = *registry.OrderFor(Act::kBackupMake, "");
    ASSERT_TRUE(backup.order);
    EXPECT_TRUE(registry.Enter(backup).ok());
  }
  key.order = *registry.OrderFor(Act::kKeyChange, "secret");
  ASSERT_TRUE(key.order);
  EXPECT_TRUE(registry.Enter(key).ok());
  EXPECT_FALSE(*registry.OrderFor(Act::kKeyChange, "secret"));
  EXPECT_FALSE(registry.Enter(key).ok()) << "used";
  key.order.reset();
  EXPECT_TRUE(registry.Enter(key).ok()) << "without an order it is entered all the same";
  agency_->clock().Set(*Date::FromYmd(2027, 1, 1));
  EXPECT_FALSE(*registry.OrderFor(Act::kBackupMake, ""));
  EXPECT_TRUE(ProofOf(*agency_).ok());
}

TEST_P(MachineTest, TheAgencyMayWantOrders) {
  EXPECT_FALSE(*agency_->registry().WantsOrders());
  EXPECT_EQ(agency_->Reason("authority", Act::kSettingSet,
                            R"({"name":"machine.orders","value":"maybe"})"),
            "setting.value");
  EXPECT_EQ(agency_->Reason("authority", Act::kSettingSet,
                            R"({"name":"machine.orders","value":"required"})"),
            "");
  EXPECT_TRUE(*agency_->registry().WantsOrders());
}

// ---- the key that signs ------------------------------------------------------------------------

class Refusing final : public ledger::Signer {
 public:
  explicit Refusing(ledger::Signer& signer) : signer_(signer) {}

  const ledger::PublicKey& public_key() const override { return signer_.public_key(); }

  Result<ledger::Signature> Sign(Bytes message) override {
    if (left > 0 && --left == 0) return Error(ErrorCode::kIo, {"rút thẻ", "token pulled out"});
    return signer_.Sign(message);
  }

  int left = 0;  // the signature with which it fails; 0: never

 private:
  ledger::Signer& signer_;
};

class KeyTest : public MachineTest {
 protected:
  RegistryParts Parts(ledger::Signer& signer) {
    return {agency_->store(), law::PackSet::BuiltIn(), agency_->clock(), &signer, &memory_};
  }

  std::unique_ptr<Registry> Open(ledger::Signer& signer) {
    auto opened = Registry::Open(Parts(signer));
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
  }

  verify::Key KeyOf(const ledger::Signer& signer) {
    return *verify::ParseKey(
        ledger::FormatVerifierKey({"thu", ledger::KeyType::kEd25519, signer.public_key()}));
  }

  void AddUnit(Registry& registry, const std::string& code) {
    const auto done = registry.Perform({agency_->Id("security"), access::Duty::kSecurity, ""},
                                       Act::kUnitAdd, R"({"code":")" + code + R"(","name":"Tổ"})");
    ASSERT_TRUE(done.ok() && !done->refused);
  }

  // Whether the export proves to who trusts these keys.
  bool Proves(Registry& registry, std::vector<verify::Key> keys) {
    const auto bytes = ExportOf(registry);
    EXPECT_TRUE(bytes.ok()) << (bytes.ok() ? "" : bytes.error().message().en);
    verify::Options options;
    options.keys = std::move(keys);
    const auto counts = ProofOf(*bytes, options);
    why_ = counts.ok() ? "" : counts.error().message().en;
    return counts.ok();
  }

  ledger::SeedSigner old_{"cmVnaXN0cnkgdGVzdHMsIG5vdCBhIHNlY3JldCEhISE="};
  ledger::SeedSigner next_{"YW5vdGhlciBrZXksIG5vdCBhIHNlY3JldCBlaXRoZXI="};
  ledger::SeedSigner third_{"YSB0aGlyZCBrZXkgdGhhdCBubyBldmVudCBuYW1lZCE="};
  ledger::MemorySignedMemory memory_;
  std::string why_;
};

INSTANTIATE_TEST_SUITE_P(Engines, KeyTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(KeyTest, TheOldKeySignsOverTheNewOne) {
  const auto registry = Open(old_);
  AddUnit(*registry, "a");
  ASSERT_TRUE(registry->SignCheckpoint().ok());
  Errand errand;
  errand.act = Act::kKeyChange, errand.what = "signing_key";
  const Status changed = registry->ChangeSigner(next_, errand);
  ASSERT_TRUE(changed.ok()) << changed.error().message().en;
  AddUnit(*registry, "b");
  EXPECT_TRUE(Proves(*registry, {})) << why_;
  EXPECT_TRUE(Proves(*registry, {KeyOf(old_)})) << why_;
  EXPECT_TRUE(Proves(*registry, {KeyOf(next_)})) << why_;
  EXPECT_TRUE(Proves(*registry, {KeyOf(next_), KeyOf(old_)})) << why_;
  EXPECT_FALSE(Proves(*registry, {KeyOf(third_)}));
  // The old key's time is over, and no other's has come.
  EXPECT_EQ(Open(old_)->SignCheckpoint().error().code(), ErrorCode::kPermission);
  EXPECT_EQ(Open(third_)->SignCheckpoint().error().code(), ErrorCode::kPermission);
  EXPECT_FALSE(Open(old_)->ChangeSigner(third_, errand).ok());
}

TEST_P(KeyTest, AKeyThatNoEventAnnouncedIsRefusedByTheVerifier) {
  const auto registry = Open(old_);
  AddUnit(*registry, "a");
  ASSERT_TRUE(registry->SignCheckpoint().ok());
  AddUnit(*registry, "b");
  ledger::Log log("thu", "thu", agency_->clock());
  ASSERT_TRUE(agency_->store()
                  .Write([&](store::Transaction& tx) -> Status {
                    SqlLogStore store(tx);
                    TRY(log.SignCheckpoint(store, third_, memory_));
                    return Ok();
                  })
                  .ok());
  AddUnit(*registry, "c");
  EXPECT_FALSE(Proves(*registry, {KeyOf(old_)}));
  EXPECT_FALSE(Proves(*registry, {KeyOf(old_), KeyOf(third_)}));
  EXPECT_NE(why_.find("no event announced"), std::string::npos) << why_;
}

TEST_P(KeyTest, ACutOffChangeIsEndedByTheOldKeyOnly) {
  Refusing old(old_);
  const auto registry = Open(old);
  AddUnit(*registry, "a");
  old.left = 1;
  Errand errand;
  errand.act = Act::kKeyChange, errand.what = "signing_key";
  EXPECT_FALSE(registry->ChangeSigner(next_, errand).ok());
  EXPECT_EQ(*registry->StandingOf(old_.public_key()), KeyStanding::kBefore);
  EXPECT_EQ(*registry->StandingOf(next_.public_key()), KeyStanding::kWaiting);
  EXPECT_EQ(Open(next_)->SignCheckpoint().error().code(), ErrorCode::kPermission);
  ASSERT_TRUE(Open(old_)->HandOver(next_).ok());
  const auto after = Open(next_);
  EXPECT_TRUE(after->SignCheckpoint().ok());
  EXPECT_EQ(*after->StandingOf(next_.public_key()), KeyStanding::kInUse);
  EXPECT_EQ(*after->StandingOf(old_.public_key()), KeyStanding::kUnknown);
  EXPECT_TRUE(Proves(*after, {KeyOf(old_)})) << why_;
}

}  // namespace
}  // namespace niem::registry
