// Proofs over the API, on both stores: they prove by the ledger's own functions, are entered as a
// reading, and nobody but who reads the ledger gets them.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/password_hash.h"
#include "ledger/base64.h"
#include "ledger/checkpoint.h"
#include "ledger/event.h"
#include "ledger/merkle.h"
#include "server/api.h"
#include "store/testing.h"

namespace niem::server {
namespace {

using store::Engine;
using Query = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kUnit = "xa-suoi-nga";
constexpr const char* kPassword = "chi-de-dung-thu";

class Proofs : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const std::string key = folder_ / "kho.key";
    std::ofstream(key) << std::string(64, 'a') << "\n";
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    secret_ = std::make_unique<InstanceSecret>(std::move(InstanceSecret::FromKeyFile(key)).value());
    std::filesystem::create_directories(folder_ / "thu/khoa");
    InstanceConfig config;
    config.engine = GetParam();
    if (GetParam() == Engine::kPostgres) {
      config.conninfo = store::testing::PostgresServer::Shared().NewDatabase();
    }
    const Status made =
        Instance::Create(folder_ / "thu", std::move(config), *secret_, FoundingOf());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    instance_ = std::move(Instance::Open(folder_ / "thu", *secret_, &clock_)).value();
    api_ = std::make_unique<Api>(*instance_, ApiOptions{});
  }

  static registry::Founding FoundingOf() {
    registry::Founding founding{"thu", "Ủy ban nhân dân xã Suối Ngà", {}};
    const std::string hash =
        HashPassword(AsBytes(std::string_view(kPassword)), {8 * 1024, 1}).value();
    const auto add = [&](std::string login, access::Duty duty) {
      registry::Founding::Founder founder;
      founder.person.login = login;
      founder.person.name = login;
      founder.person.unit = kUnit;
      founder.person.password = hash;
      founder.duties = {duty};
      founder.clearance.level = Level::kNone;
      founder.decision = "01/QĐ";
      founding.people.push_back(founder);
    };
    add("kiem-tra", access::Duty::kAuditor);
    add("quan-tri", access::Duty::kAdmin);
    add("bao-ve", access::Duty::kSecurity);
    return founding;
  }

  ApiResponse Call(const std::string& who, const std::string& method, const std::string& path,
                   const std::string& body = "", Query query = {}) {
    std::string& token = tokens_[who];
    if (token.empty()) {
      const ApiResponse answer = api_->Handle(
          {"POST",
           "/api/v1/session",
           {},
           {},
           R"({"login":")" + who + R"(","password":")" + kPassword + R"(","bearer":true})",
           "10.0.0.1"});
      rapidjson::Document json;
      json.Parse(answer.body.c_str());
      token = json["token"].GetString();
    }
    return api_->Handle(
        {method, path, std::move(query), {{"authorization", "Bearer " + token}}, body, "10.0.0.1"});
  }

  rapidjson::Document Ask(Query query) {
    const ApiResponse answer =
        Call("kiem-tra", "GET", "/api/v1/ledger/proof", "", std::move(query));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    rapidjson::Document json;
    json.Parse(answer.body.c_str());
    return json;
  }

  // At least so many events.
  void Fill(uint64_t size) {
    while (Ask({})["size"].GetUint64() + 1 < size) continue;
  }

  static std::string Raw(const rapidjson::Value& text) {
    return ledger::DecodeBase64(text.GetString()).value();
  }

  static ledger::Hash HashIn(const rapidjson::Value& text) {
    const std::string raw = Raw(text);
    ledger::Hash hash{};
    EXPECT_EQ(raw.size(), hash.size());
    std::copy(raw.begin(), raw.end(), hash.begin());
    return hash;
  }

  static ledger::Proof ProofIn(const rapidjson::Value& list) {
    ledger::Proof proof;
    for (const rapidjson::Value& one : list.GetArray()) proof.push_back(HashIn(one));
    return proof;
  }

  store::testing::TemporaryFolder folder_;
  std::unique_ptr<InstanceSecret> secret_;
  ledger::SystemClock clock_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Api> api_;
  std::map<std::string, std::string> tokens_;
};

TEST_P(Proofs, EveryEventIsInTheTreeAndEveryTreeIsABeginning) {
  Fill(21);
  const uint64_t last = Ask({})["size"].GetUint64();
  for (uint64_t at = 0; at < last; ++at) {
    const std::string number = std::to_string(at);
    const auto json = Ask({{"event", number}, {"first", number}, {"last", std::to_string(last)}});
    const ledger::Hash root = HashIn(json["last_root"]);
    const std::string leaf = Raw(json["leaf"]);
    EXPECT_EQ(ledger::Decode(AsBytes(leaf)).value().seq, at);
    EXPECT_TRUE(ledger::VerifyInclusion(ledger::LeafHash(AsBytes(leaf)), at, last,
                                        ProofIn(json["inclusion"]), root)
                    .ok())
        << at;
    EXPECT_TRUE(ledger::VerifyConsistency(at, last, HashIn(json["first_root"]), root,
                                          ProofIn(json["consistency"]))
                    .ok())
        << at;
  }
}

TEST_P(Proofs, ComeWithTheSignedCheckpointsAndTheirKeys) {
  Ask({});
  EXPECT_TRUE(Ask({})["last_note"].IsNull()) << "the reading before is not signed yet";
  rapidjson::Document was;
  was.Parse(Call("kiem-tra", "POST", "/api/v1/ledger/checkpoint", "{}").body.c_str());
  const auto key = ledger::ParseVerifierKey(was["key"].GetString()).value();
  const auto opened = ledger::OpenCheckpoint(was["note"].GetString(), {key}).value();
  const std::string size = std::to_string(opened.checkpoint.size);
  const auto json = Ask({{"first", size}});
  EXPECT_STREQ(json["first_note"].GetString(), was["note"].GetString());
  EXPECT_STREQ(json["newest"].GetString(), was["note"].GetString());
  EXPECT_EQ(HashIn(json["first_root"]), opened.checkpoint.root);
  EXPECT_TRUE(json["event"].IsNull() && json["leaf"].IsNull());
  const auto& keys = json["keys"];
  EXPECT_STREQ(keys[keys.Size() - 1].GetString(), was["key"].GetString());
  EXPECT_STREQ(Ask({{"last", size}})["last_note"].GetString(), was["note"].GetString());
}

TEST_P(Proofs, WhatIsOutsideTheTreeIsSaidInBothLanguages) {
  const uint64_t size = Ask({})["size"].GetUint64();
  const std::string beyond = std::to_string(size + 9);
  for (const Query& query :
       {Query{{"last", beyond}}, Query{{"first", beyond}}, Query{{"event", beyond}},
        Query{{"first", "3"}, {"last", "2"}}, Query{{"event", "2"}, {"last", "2"}},
        Query{{"first", "-1"}}, Query{{"last", "2x"}}, Query{{"event", "99999999999999999999"}}}) {
    const ApiResponse answer = Call("kiem-tra", "GET", "/api/v1/ledger/proof", "", query);
    EXPECT_EQ(answer.status, 400U) << answer.body;
    rapidjson::Document json;
    json.Parse(answer.body.c_str());
    EXPECT_TRUE(json["error"]["message"]["vi"].GetStringLength() > 0);
    EXPECT_TRUE(json["error"]["message"]["en"].GetStringLength() > 0);
  }
}

TEST_P(Proofs, AreAReadingOfTheLedgerAndForTheAuditorOnly) {
  const uint64_t size = Ask({})["size"].GetUint64();
  const auto json = Ask({{"event", std::to_string(size)}});  // what the first question left
  EXPECT_EQ(ledger::Decode(AsBytes(Raw(json["leaf"]))).value().act, "ledger.read");
  for (const char* who : {"quan-tri", "bao-ve"}) {
    EXPECT_EQ(Call(who, "GET", "/api/v1/ledger/proof").status, 403U) << who;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, Proofs, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

}  // namespace
}  // namespace niem::server
