// The tamper harness: mutations of honest exports must all be found, honest ones must all prove.
//   tamper [--mutations N] [--honest EVENTS] [--seed N]
// Prints a table by class; the last line is the verdict, the exit status 1 when anything was
// missed.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>

#include "harness/agency.h"
#include "harness/mutations.h"
#include "verify/checker.h"
#include "verify/export_source.h"

namespace niem::harness {
namespace {

struct Settings {
  uint64_t mutations = 4000;
  uint64_t honest = 20'000;
  uint64_t seed = 1;
};

Status Verify(const std::string& bytes, const std::string& key, const std::string& held_elsewhere) {
  verify::Options options;
  options.keys.push_back(verify::ParseKey(key).value());
  if (!held_elsewhere.empty()) options.checkpoints.push_back({"elsewhere", held_elsewhere});
  verify::Checker checker(std::move(options));
  size_t at = 0;
  verify::ExportSource source([&](char* out, size_t size) -> Result<size_t> {
    const size_t count = std::min(size, bytes.size() - at);
    std::memcpy(out, bytes.data() + at, count);
    at += count;
    return count;
  });
  return source.Deliver(checker);
}

struct Tally {
  uint64_t tried = 0;
  uint64_t found = 0;
};

class Harness {
 public:
  explicit Harness(const Settings& settings) : settings_(settings), random_(settings.seed) {}

  int Run() {
    TryMutations();
    TryHonest();
    Print();
    return missed_ == 0 && false_alarms_ == 0 ? 0 : 1;
  }

 private:
  void TryMutations() {
    constexpr uint64_t kPerLedger = 350;
    uint64_t done = 0;
    while (done < settings_.mutations) {
      ledger::MemoryLogStore store;
      Agency agency(random_(), store, 5 + random_() % 10);
      agency.Act(20 + static_cast<int>(random_() % 30));
      Honest honest;
      honest.earlier_bytes = agency.Export();
      agency.Act(10 + static_cast<int>(random_() % 30));
      honest.bytes = agency.Export();
      honest.records = ReadRecords(honest.bytes);
      honest.note = agency.LastNote();
      honest.key = ledger::FormatVerifierKey(agency.Key());
      honest.agency = &agency;
      CheckHonest(honest.bytes, honest.key, honest.note);
      for (uint64_t i = 0; i < kPerLedger && done < settings_.mutations; ++i) {
        // A class that is not possible on this ledger is tried on the next one.
        if (TryOne(honest, Mutations()[next_++ % Mutations().size()])) ++done;
      }
    }
  }

  bool TryOne(const Honest& honest, const Mutation& mutation) {
    const std::optional<Tampered> tampered = mutation.make(honest, random_);
    if (!tampered || tampered->bytes == honest.bytes) return false;
    Tally& tally = tallies_[mutation.name];
    ++tally.tried;
    const Status alone = Verify(tampered->bytes, honest.key, "");
    const Status against = Verify(tampered->bytes, honest.key, honest.note);
    // An insider's rewrite must prove by itself, else it tests something weaker than it says.
    const bool as_planned = alone.ok() == tampered->by_insider;
    if (!against.ok() && as_planned) {
      ++tally.found;
      return true;
    }
    ++missed_;
    std::printf("MISSED: %s (seed %lu)%s\n", std::string(mutation.name).c_str(), settings_.seed,
                as_planned ? "" : ": not as planned");
    if (!alone.ok()) std::printf("  alone: %s\n", alone.error().message().en.c_str());
    return true;
  }

  void CheckHonest(const std::string& bytes, const std::string& key, const std::string& note) {
    const Status status = Verify(bytes, key, note);
    if (status.ok()) return;
    ++false_alarms_;
    std::printf("FALSE ALARM: %s\n", status.error().message().en.c_str());
  }

  void TryHonest() {
    while (honest_events_ < settings_.honest) {
      ledger::MemoryLogStore store;
      Agency agency(random_(), store, 1 + random_() % 400);
      std::string early_note;
      const int events = 1 + static_cast<int>(random_() % 4000);
      for (int i = 0; i < events; ++i) {
        agency.Act();
        if (i == events / 3) agency.Sign(), early_note = agency.LastNote();
      }
      const std::string bytes = agency.Export();
      const std::string key = ledger::FormatVerifierKey(agency.Key());
      CheckHonest(bytes, key, early_note);
      CheckHonest(bytes, key, agency.LastNote());
      honest_events_ += static_cast<uint64_t>(events) + 1;
      ++honest_ledgers_;
    }
  }

  void Print() const {
    Tally total;
    std::printf("%-48s %8s %8s\n", "class", "tried", "found");
    for (const Mutation& mutation : Mutations()) {
      const auto tally = tallies_.find(mutation.name);
      if (tally == tallies_.end()) continue;
      std::printf("%-48s %8lu %8lu\n", std::string(mutation.name).c_str(), tally->second.tried,
                  tally->second.found);
      total.tried += tally->second.tried;
      total.found += tally->second.found;
    }
    std::printf("%-48s %8lu %8lu\n", "all", total.tried, total.found);
    std::printf("honest: %lu events in %lu ledgers, %lu false alarms\n", honest_events_,
                honest_ledgers_, false_alarms_);
  }

  Settings settings_;
  std::mt19937_64 random_;
  std::map<std::string_view, Tally> tallies_;
  size_t next_ = 0;
  uint64_t missed_ = 0;
  uint64_t false_alarms_ = 0;
  uint64_t honest_events_ = 0;
  uint64_t honest_ledgers_ = 0;
};

Settings ParseSettings(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--mutations") settings.mutations = value;
    if (name == "--honest") settings.honest = value;
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
