// What it means for a ledger to prove, checked in one pass; docs/formats/ledger.md, "Verification",
// lists the rules. The first difference is returned as an Error (kCorrupt) that names it: the
// event, the body or row, the checkpoint.
//
// Memory: the registers' rows as the log leaves them (about 150 bytes each), the names of destroyed
// bodies, the checkpoints held elsewhere. Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "verify/digest.h"
#include "verify/key_chain.h"
#include "verify/records.h"
#include "verify/source.h"

namespace niem::verify {

// A checkpoint that was kept outside the ledger's house: a witness's USB stick, a printed QR code,
// the superior unit's bundle.
struct HeldElsewhere {
  std::string name;  // shown: the file it came from
  std::string note;
};

// A live ledger signs a checkpoint after so many events at the latest (ledger/log.h).
inline constexpr uint64_t kMostUnsigned = 1000;

struct Options {
  std::vector<Key> keys;  // trusted; empty: those that the ledger itself names
  std::vector<HeldElsewhere> checkpoints;
  // The same without a signature: what the signer remembers of its last one, apart from the store.
  std::vector<HeldElsewhere> remembered;
  bool without_rows = false;  // the source holds no registers: do not miss them
  // How many events may follow the last checkpoint: those of a store at work. They are counted, not
  // proved.
  uint64_t most_unsigned = 0;
};

struct Counts {
  uint64_t events = 0;
  uint64_t checkpoints = 0;
  uint64_t witnessed = 0;  // checkpoints that bear a known witness's line
  uint64_t elsewhere = 0;  // held elsewhere, and consistent
  uint64_t bodies = 0;     // still held
  uint64_t destroyed = 0;  // bodies lawfully destroyed
  uint64_t rows = 0;
  uint64_t unsigned_events = 0;  // behind the last checkpoint
  Hash root{};
  std::string instance;
  std::string origin;
  std::vector<std::string> keys;  // that were used, as text
  bool own_keys = false;          // the keys came from what was verified
};

class Checker final : public Sink {
 public:
  explicit Checker(Options options) : options_(std::move(options)) {}

  Status OnHeader(const Header& header) override;
  Status OnEvent(const Hash& leaf, std::string_view event) override;
  Status OnNodes(std::span<const Hash> nodes) override;
  Status OnHeldBody(std::string_view name, std::string_view salt, std::string_view bytes) override;
  Status OnDestroyedBody(std::string_view name, uint64_t destroyed_by) override;
  Status OnCheckpoint(uint64_t size, std::string_view note) override;
  Status OnRow(std::string_view table, std::string_view key, std::string_view salt,
               std::string_view bytes) override;
  Status OnEnd(const End& end) override;

  // After OnEnd succeeded.
  const Counts& counts() const { return counts_; }

 private:
  struct RowState {
    Hash digest{};
    uint64_t event = 0;  // that left it so
    bool gone = false;
    bool seen = false;
  };

  struct Destruction {
    uint64_t event = 0;
    Hash digest{};
  };

  struct Elsewhere {
    const HeldElsewhere* held = nullptr;
    Checkpoint checkpoint;
    bool is_signed = false;
  };

  Status OpenElsewhere();
  Status OpenRemembered();
  Status CheckSigned();
  Status CheckDestroyed() const;
  Status CheckElsewhere();
  Error Rewritten(const HeldElsewhere& held, const Checkpoint& checkpoint) const;
  Status CheckTime();
  Status CheckSigner(const Checkpoint& checkpoint);
  Status CheckRowChanges();
  Status CheckDestruction(const RowChangeView& change);
  Status TakeBody(std::string_view name, Hash* digest);
  Status CheckBodiesComplete();
  Status CheckRowsComplete();
  std::string Span() const;

  Options options_;
  KeyChain keys_;
  Counts counts_;
  GrowingTree tree_;
  std::string event_bytes_;  // the last event's, which event_ points into
  EventView event_;
  size_t next_body_ = 0;  // of event_.bodies: the first without its record
  int64_t wall_high_ = 0;
  uint64_t ticks_ = 0;
  uint64_t covered_ = 0;              // by the last checkpoint that holds
  std::vector<Elsewhere> elsewhere_;  // by size
  size_t next_elsewhere_ = 0;
  std::map<std::string, Destruction, std::less<>>
      destructions_;                                // claimed, not yet seen; "SEQ/NAME"
  std::unordered_map<std::string, RowState> rows_;  // by table, NUL, key
  bool ordered_rows_ = true;
  std::string last_row_;
};

}  // namespace niem::verify
