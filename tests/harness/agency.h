// An invented agency that keeps a ledger: documents and copies are registered, changed and removed,
// reasons given and later destroyed, clocks jitter, checkpoints are signed. Deterministic by seed.
// Shared by the tamper harness and the verifier's benchmark.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ledger/export.h"
#include "ledger/log.h"
#include "ledger/memory_log_store.h"
#include "ledger/row_digest.h"
#include "ledger/testing.h"

namespace niem::harness {

inline constexpr std::string_view kOrigin = "niem.example/so-thu";
inline constexpr std::string_view kInstance = "co-quan-thu";

class Agency {
 public:
  // `store` outlives the agency. A checkpoint after every `checkpoint_every` events or so.
  Agency(uint64_t seed, ledger::LogStore& store, uint64_t checkpoint_every);

  // One act of a random kind. Aborts the program when the ledger refuses it.
  void Act();
  void Act(int count);
  void Sign();

  // The ledger as it stands, signed.
  std::string Export();

  ledger::ExportHeader Header() const;
  ledger::RowSource Rows() const;
  std::string LastNote() const;
  ledger::VerifierKey Key() const;

  ledger::SeedSigner& signer() { return signer_; }

  // Rows and bodies that once stood and no longer do, for replays.
  const std::vector<ledger::ExportedRow>& old_rows() const { return old_rows_; }

  const std::vector<std::pair<uint64_t, ledger::HeldBody>>& old_bodies() const {
    return old_bodies_;
  }

  std::mt19937_64& random() { return random_; }

 private:
  using RowKey = std::pair<std::string, std::string>;

  uint64_t Pick(uint64_t below) { return random_() % below; }

  void Put(ledger::Draft* draft, const std::string& table, const std::string& key,
           std::vector<ledger::Column> columns);
  void Remove(ledger::Draft* draft, const RowKey& key);
  std::string RandomText(size_t words);
  void Append(ledger::Draft draft);
  void DestroyABody();

  std::mt19937_64 random_;
  ledger::LogStore& store_;
  uint64_t checkpoint_every_;
  ledger::HandClock clock_;
  ledger::Log log_;
  ledger::SeedSigner signer_;
  ledger::MemorySignedMemory memory_;
  std::map<RowKey, ledger::ExportedRow> rows_;
  std::vector<RowKey> row_keys_;
  std::vector<ledger::BodyName> bodies_;
  std::vector<ledger::ExportedRow> old_rows_;
  std::vector<std::pair<uint64_t, ledger::HeldBody>> old_bodies_;
  uint64_t next_number_ = 1;
};

// Stops the program with the error's text: the harness itself is broken.
void Must(const Status& status);

template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) Must(Status(result.error()));
  return std::move(result).value();
}

}  // namespace niem::harness
