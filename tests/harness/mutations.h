// Ways to tamper with a ledger's export, by class. Each takes an honest one and gives another that
// must not prove.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "harness/agency.h"
#include "ledger/export.h"

namespace niem::harness {

// An honest ledger at two moments, and what the tamperer has at hand.
struct Honest {
  std::string bytes;                          // now
  std::string earlier_bytes;                  // a whole export of some time ago
  std::vector<ledger::ExportRecord> records;  // of `bytes`
  std::string note;                           // the last checkpoint, also kept elsewhere
  std::string key;                            // trusted, as text
  Agency* agency = nullptr;
};

struct Tampered {
  std::string bytes;
  // Self-consistent and signed by the real key: it proves by itself, and is found only by the
  // checkpoint held elsewhere.
  bool by_insider = false;
};

struct Mutation {
  std::string_view name;
  // None: not possible on this ledger.
  std::function<std::optional<Tampered>(const Honest&, std::mt19937_64&)> make;
};

const std::vector<Mutation>& Mutations();

std::vector<ledger::ExportRecord> ReadRecords(const std::string& bytes);

}  // namespace niem::harness
