// The tamper harness of stores: an agency's registry is changed behind its back by who administers
// the store and has its key, by SQL on both engines and by bytes of the file; niem-verify's code
// must find every change in the store, and in a backup made of it.
//   tamper_store [--embedded N] [--postgres N] [--files N] [--seed N]
// Prints a table by class; the exit status is 1 when anything was missed or an honest store was not
// proved.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "harness/agency.h"
#include "harness/store_mutations.h"
#include "registry/schema.h"
#include "registry/testing.h"
#include "store/backup.h"
#include "verify/checker.h"
#include "verify_store/store_source.h"

namespace niem::harness {
namespace {

namespace fs = std::filesystem;

using access::Act;
using registry::TestAgency;
using store::Engine;
using store::Snapshot;
using store::testing::PostgresServer;

constexpr uint64_t kBackupEvery = 8;
constexpr uint64_t kPerAgency = 200;

struct Settings {
  uint64_t embedded = 300;
  uint64_t postgres = 60;
  uint64_t files = 100;
  uint64_t seed = 1;
};

struct Verdict {
  Status status = Ok();
  uint64_t unsigned_events = 0;
};

Verdict Judge(Result<std::unique_ptr<Snapshot>> snapshot, const std::string& key,
              const std::string& note) {
  if (!snapshot.ok()) return {snapshot.error(), 0};
  verify::Options options;
  options.keys.push_back(verify::ParseKey(key).value());
  options.most_unsigned = verify::kMostUnsigned;
  if (!note.empty()) options.checkpoints.push_back({"elsewhere", note});
  verify::Checker checker(std::move(options));
  verify_store::StoreSource source(**snapshot, {});
  const Status status = source.Deliver(checker);
  return {status, checker.counts().unsigned_events};
}

// An agency at work for some acts, at two moments.
class Scenery {
 public:
  Scenery(Engine engine, uint64_t seed)
      : engine_(engine),
        random_(seed),
        agency_(Must(TestAgency::Make(engine))),
        signer_(TestAgency::kSeed) {
    Work();
    Keep(&earlier_);
    Work();
    Keep(&now_);
    key_ = ledger::FormatVerifierKey({"thu", ledger::KeyType::kEd25519, signer_.public_key()});
    const auto db = Open(now_);
    note_ = std::get<std::string>(
        db->Query("SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")[0][0].variant());
  }

  // A fresh copy of the store as it is now, to be tampered with.
  std::string Copy() {
    const std::string copy = NewPlace();
    Duplicate(now_, copy);
    return copy;
  }

  void Discard(const std::string& place) {
    if (engine_ == Engine::kPostgres)
      Admin()->Run("DROP DATABASE " + place);
    else
      for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(place + suffix);
  }

  std::unique_ptr<StoreDb> Open(const std::string& place) {
    return engine_ == Engine::kPostgres ? OpenPostgresDb(PostgresServer::Shared().ConnInfo(place))
                                        : OpenEmbeddedDb(place, store::testing::TestKey());
  }

  Verdict Look(const std::string& place, const std::string& note) {
    return Judge(engine_ == Engine::kPostgres
                     ? Snapshot::OfPostgres(PostgresServer::Shared().ConnInfo(place))
                     : Snapshot::OfEmbedded(place, store::testing::TestKey()),
                 key_, note);
  }

  // The same of a backup made of it.
  Verdict LookAtBackup(const std::string& place, const std::string& note) {
    const std::string folder = folder_ / "sao-luu";
    fs::remove_all(folder);
    store::EmbeddedOptions options;
    options.path = place;
    auto store = engine_ == Engine::kPostgres
                     ? store::Store::OpenPostgres(PostgresServer::Shared().ConnInfo(place))
                     : store::Store::OpenEmbedded(options, store::testing::TestKey());
    if (!store.ok()) return {store.error(), 0};
    const auto made = store::Backup(**store, folder, store::testing::TestKey(), 0);
    if (!made.ok()) return {made.error(), 0};
    return Judge(Snapshot::OfBackup(folder, store::testing::TestKey(),
                                    verify_store::StoreSource::PrimaryKeys()),
                 key_, note);
  }

  const std::string& now() const { return now_; }

  const std::string& earlier() const { return earlier_; }

  const std::string& note() const { return note_; }

  ledger::SeedSigner& signer() { return signer_; }

 private:
  std::string NewPlace() {
    const std::string name = "canh" + std::to_string(++places_);
    return engine_ == Engine::kPostgres ? name : folder_ / name;
  }

  static std::unique_ptr<StoreDb> Admin() {
    return OpenPostgresDb(PostgresServer::Shared().ConnInfo("postgres"));
  }

  void Duplicate(const std::string& from, const std::string& to) {
    if (engine_ == Engine::kPostgres)
      Admin()->Run("CREATE DATABASE " + to + " TEMPLATE " + from);
    else
      fs::copy_file(from, to);
  }

  // Signs, then copies the store as it stands.
  void Keep(std::string* place) {
    Must(agency_->registry().SignCheckpoint().ok()
             ? Ok()
             : Status(agency_->registry().SignCheckpoint().error()));
    *place = NewPlace();
    store::testing::TestStore& store = agency_->test_store();
    if (engine_ == Engine::kEmbedded) {
      // A whole file without a log: as an online backup gives it.
      const std::string folder = folder_ / "giu";
      fs::remove_all(folder);
      (void)Must(store::Backup(*store, folder, store::testing::TestKey(), 0));
      fs::copy_file(folder + "/store.niem", *place);
      return;
    }
    // PostgreSQL copies only what nobody is connected to, so the copy is made of a dump.
    const std::string folder = folder_ / "giu";
    fs::remove_all(folder);
    (void)Must(store::Backup(*store, folder, store::testing::TestKey(), 0));
    Admin()->Run("CREATE DATABASE " + *place + " TEMPLATE template0");
    auto fresh = Must(store::Store::OpenPostgres(PostgresServer::Shared().ConnInfo(*place)));
    Must(store::RestorePostgres(folder, store::testing::TestKey(), *fresh, registry::Migrations(),
                                0));
  }

  int64_t Pick(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }

  void Work() {
    if (documents_.empty()) {
      agency_->Do("authority", Act::kListLoad,
                  R"({"name":"999.json","content":")" + Escaped(registry::kTestList) + "\"}");
    }
    const int64_t acts = 8 + Pick(20);
    for (int64_t i = 0; i < acts; ++i) {
      agency_->clock().Move(60'000'000 * (1 + Pick(300)));
      Step();
      if (Pick(6) == 0) (void)agency_->registry().SignCheckpoint();
    }
  }

  void Step() {
    const std::string document =
        documents_.empty()
            ? "0"
            : std::to_string(documents_[Pick(static_cast<int64_t>(documents_.size()))]);
    const std::string copy =
        copies_.empty() ? "0" : std::to_string(copies_[Pick(static_cast<int64_t>(copies_.size()))]);
    switch (documents_.empty() ? 0 : Pick(8)) {
      case 0: {
        const auto in =
            agency_->Do("registrar", Act::kDocumentReceive,
                        R"({"level":"mat","issuer":"UBND tỉnh","number":"07","sealed":true,
                                        "subject":"việc thử","stated":2,"counted":2,"copying_allowed":true})");
        documents_.push_back(in.ids.at("document"));
        copies_.insert(copies_.end(), in.copies.begin(), in.copies.end());
        return;
      }
      case 1:
        documents_.push_back(
            agency_->Do("officer", Act::kDocumentDraft, R"({"level":"mat","type_name":"Báo cáo"})")
                .ids.at("document"));
        return;
      case 2:
        agency_->Do(
            "officer", Act::kDocumentAmend,
            R"({"document":)" + document + R"(,"pages":)" + std::to_string(Pick(90) + 1) + "}");
        return;
      case 3:
        agency_->Do("keeper", Act::kCopyLend,
                    R"({"copy":)" + copy + R"(,"person":)" +
                        std::to_string(agency_->Id("officer")) + R"(,"due":"2026-12-01"})");
        return;
      case 4:
        agency_->Do("keeper", Act::kCopyTakeBack, R"({"copy":)" + copy + "}");
        return;
      case 5:
        agency_->Do(
            "keeper", Act::kCopyRequest,
            R"({"document":)" + document + R"(,"form":"sao_y","quantity":2,"purpose":"họp"})");
        return;
      case 6:
        agency_->Do("security", Act::kNeedGrant,
                    R"({"person":)" + std::to_string(agency_->Id("officer2")) + R"(,"document":)" +
                        document + R"(,"reason":"việc"})");
        return;
      default:
        agency_->Do("keeper", Act::kCopyLost, R"({"copy":)" + copy + R"(,"account":"không thấy"})");
    }
  }

  static std::string Escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
      if (c == '\n') continue;
      if (c == '"') escaped += '\\';
      escaped += c;
    }
    return escaped;
  }

  Engine engine_;
  std::mt19937_64 random_;
  store::testing::TemporaryFolder folder_;
  std::unique_ptr<TestAgency> agency_;
  ledger::SeedSigner signer_;
  std::vector<int64_t> documents_;
  std::vector<int64_t> copies_;
  std::string earlier_;
  std::string now_;
  std::string key_;
  std::string note_;
  static inline uint64_t places_ = 0;
};

struct Tally {
  uint64_t tried = 0;
  uint64_t found = 0;
};

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
}

class Harness {
 public:
  explicit Harness(const Settings& settings) : settings_(settings), random_(settings.seed) {}

  int Run() {
    BySql(Engine::kEmbedded, settings_.embedded);
    ByBytes(settings_.files);
    if (PostgresServer::Installed()) BySql(Engine::kPostgres, settings_.postgres);
    Print();
    return missed_ == 0 && false_alarms_ == 0 ? 0 : 1;
  }

 private:
  std::unique_ptr<Scenery> NewScenery(Engine engine) {
    auto scenery = std::make_unique<Scenery>(engine, random_());
    Honest(scenery->Look(scenery->now(), scenery->note()));
    Honest(scenery->Look(scenery->earlier(), ""));
    Honest(scenery->LookAtBackup(scenery->now(), scenery->note()));
    return scenery;
  }

  void Honest(const Verdict& verdict) {
    ++honest_;
    if (verdict.status.ok() && verdict.unsigned_events == 0) return;
    ++false_alarms_;
    std::printf("FALSE ALARM: %s\n", verdict.status.ok()
                                         ? "events without a checkpoint"
                                         : verdict.status.error().message().en.c_str());
  }

  void BySql(Engine engine, uint64_t wanted) {
    uint64_t done = 0;
    uint64_t next = 0;
    while (done < wanted) {
      const auto scenery = NewScenery(engine);
      for (uint64_t i = 0; i < kPerAgency && done < wanted; ++i) {
        const bool backup = random_() % kBackupEvery == 0;
        const StoreMutation& mutation = StoreMutations()[next++ % StoreMutations().size()];
        if (ChangeOnce(engine, *scenery, mutation, backup)) ++done;
      }
      TryRollback(engine, *scenery);
    }
  }

  bool ChangeOnce(Engine engine, Scenery& scenery, const StoreMutation& mutation, bool backup) {
    const std::string place = scenery.Copy();
    std::optional<Alone> made;
    {
      const auto now = scenery.Open(place);
      const auto earlier = scenery.Open(scenery.earlier());
      Scene scene{*now, *earlier, scenery.signer()};
      made = mutation.make(scene, random_);
    }
    const bool kept_by_backup = engine == Engine::kEmbedded || !mutation.only_the_catalog;
    if (made) {
      Expect(engine, std::string(mutation.name), *made, scenery.Look(place, ""),
             scenery.Look(place, scenery.note()));
      if (backup && !kept_by_backup) Honest(scenery.LookAtBackup(place, scenery.note()));
      if (backup && kept_by_backup) {
        class_at_hand_ = mutation.name;
        Expect(engine, "  the same in a backup made of it", *made, scenery.LookAtBackup(place, ""),
               scenery.LookAtBackup(place, scenery.note()));
      }
    }
    scenery.Discard(place);
    return made.has_value();
  }

  void TryRollback(Engine engine, Scenery& scenery) {
    Expect(engine, "whole store rolled back", Alone::kProves, scenery.Look(scenery.earlier(), ""),
           scenery.Look(scenery.earlier(), scenery.note()));
  }

  void Expect(Engine engine, const std::string& name, Alone expected, const Verdict& alone,
              const Verdict& against) {
    Tally& tally = tallies_[{engine, name}];
    ++tally.tried;
    if (tally.tried == 1) order_.emplace_back(engine, name);
    // A difference, not a failure to look.
    const auto refused = [](const Verdict& verdict) {
      return !verdict.status.ok() && verdict.status.error().code() == ErrorCode::kCorrupt;
    };
    const auto unproved = [](const Verdict& verdict) {
      return verdict.status.ok() && verdict.unsigned_events > 0;
    };
    bool as_planned = refused(alone);
    if (expected == Alone::kProves) as_planned = alone.status.ok() && !unproved(alone);
    if (expected == Alone::kUnproved || expected == Alone::kAppended) as_planned = unproved(alone);
    if (as_planned && (expected == Alone::kAppended ? unproved(against) : refused(against))) {
      ++tally.found;
      return;
    }
    ++missed_;
    std::printf("MISSED: %s (seed %lu, last class with a backup: %s)%s\n", name.c_str(),
                settings_.seed, std::string(class_at_hand_).c_str(),
                as_planned ? "" : ": not as planned");
    if (!alone.status.ok()) std::printf("  alone: %s\n", alone.status.error().message().en.c_str());
    if (!against.status.ok())
      std::printf("  against: %s\n", against.status.error().message().en.c_str());
  }

  // Without the key, and with an older page or file at hand.
  void ByBytes(uint64_t wanted) {
    constexpr size_t kHeader = 8192;
    constexpr size_t kPage = 4096;
    for (uint64_t done = 0; done < wanted;) {
      const auto scenery = NewScenery(Engine::kEmbedded);
      const std::string honest = ReadFile(scenery->now());
      const std::string earlier = ReadFile(scenery->earlier());
      for (uint64_t i = 0; i < kPerAgency && done < wanted; ++i, ++done) {
        std::string bytes = honest;
        const size_t pages = (bytes.size() - kHeader) / kPage;
        const size_t at = kHeader + random_() % pages * kPage;
        const size_t other = kHeader + random_() % pages * kPage;
        std::string name;
        switch (done % 4) {
          case 0:
            name = "file: a bit flipped";
            bytes[at + random_() % kPage] ^= static_cast<char>(1 << random_() % 8);
            break;
          case 1:
            name = "file: a page moved";
            if (at == other) continue;
            bytes.replace(at, kPage, honest, other, kPage);
            break;
          case 2:
            name = "file: cut";
            bytes.resize(kHeader + random_() % (bytes.size() - kHeader));
            break;
          default:
            name = "file: zeros";
            bytes.replace(at, kPage, kPage, '\0');
        }
        const std::string place = scenery->Copy();
        WriteFile(place, bytes);
        Expect(Engine::kEmbedded, name, Alone::kFound, scenery->Look(place, ""),
               scenery->Look(place, scenery->note()));
        scenery->Discard(place);
      }
    }
  }

  void Print() const {
    std::printf("%-8s %-46s %8s %8s\n", "store", "class", "tried", "found");
    Tally total;
    for (const auto& id : order_) {
      const Tally& tally = tallies_.at(id);
      std::printf("%-8s %-46s %8lu %8lu\n", id.first == Engine::kEmbedded ? "embedded" : "postgres",
                  id.second.c_str(), tally.tried, tally.found);
      total.tried += tally.tried;
      total.found += tally.found;
    }
    std::printf("%-8s %-46s %8lu %8lu\n", "both", "all", total.tried, total.found);
    std::printf("honest: %lu stores and backups, %lu false alarms\n", honest_, false_alarms_);
  }

  Settings settings_;
  std::mt19937_64 random_;
  std::map<std::pair<Engine, std::string>, Tally> tallies_;
  std::vector<std::pair<Engine, std::string>> order_;
  uint64_t honest_ = 0;
  std::string_view class_at_hand_;
  uint64_t missed_ = 0;
  uint64_t false_alarms_ = 0;
};

Settings ParseSettings(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--embedded") settings.embedded = value;
    if (name == "--postgres") settings.postgres = value;
    if (name == "--files") settings.files = value;
    if (name == "--seed") settings.seed = value;
  }
  return settings;
}

}  // namespace
}  // namespace niem::harness

int main(int argc, char** argv) {
  if (!niem::verify::StartCrypto()) return 2;
  return niem::harness::Harness(niem::harness::ParseSettings(argc, argv)).Run();
}
