// Where a ledger to be verified comes from. A source reads a file, a backup or a store and hands
// its parts to a Sink in the one order of docs/formats/ledger.md; what they prove is the Sink's
// business (checker.h). A new kind of source needs no change there.
//
// Ownership: views handed over live until the call returns. Errors: kCorrupt for a difference or a
// damaged source, others (kIo, kNotFound, kUnsupported …) when it could not be verified at all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "verify/digest.h"

namespace niem::verify {

struct Header {
  std::string_view instance;
  std::string_view origin;
  std::vector<std::string_view> keys;  // verifier keys as text
  bool ordered_rows = true;            // the rows come by (table, key), as in an export
};

// The latest times that a store keeps for the next event to go on from.
struct Times {
  int64_t wall_high_us = 0;
  uint64_t ticks = 0;
};

// What the source says it holds.
struct End {
  uint64_t events = 0;
  uint64_t checkpoints = 0;
  uint64_t rows = 0;
  Hash root{};
  std::optional<Times> times;
};

// Of a destroyed body, where the source does not say which event destroyed it: a later one must.
inline constexpr uint64_t kByALaterEvent = UINT64_MAX;

class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status OnHeader(const Header& header) = 0;
  virtual Status OnEvent(const Hash& leaf, std::string_view event) = 0;
  // The nodes of the tree that the event before completed, leaf first, as the source keeps them.
  virtual Status OnNodes(std::span<const Hash> nodes) = 0;
  virtual Status OnHeldBody(std::string_view name, std::string_view salt,
                            std::string_view bytes) = 0;
  virtual Status OnDestroyedBody(std::string_view name, uint64_t destroyed_by) = 0;
  virtual Status OnCheckpoint(uint64_t size, std::string_view note) = 0;
  virtual Status OnRow(std::string_view table, std::string_view key, std::string_view salt,
                       std::string_view bytes) = 0;
  virtual Status OnEnd(const End& end) = 0;
};

class Source {
 public:
  virtual ~Source() = default;
  virtual Status Deliver(Sink& sink) = 0;
};

}  // namespace niem::verify
