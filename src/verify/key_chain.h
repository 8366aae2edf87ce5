// Whose signature a ledger's own checkpoints must bear, from the first to the last. A new key
// begins by an event "ledger.key" that names it, and with the first checkpoint that covers this
// event and that the old key signed; from then on the old key counts no more.
// docs/formats/ledger.md, "Verification", rule 4.
//
// Who trusts only the new key may still prove the ledger: checkpoints of unknown keys are forgiven
// when later an announced, trusted key signs over them. Ownership: values. Thread-safety: one
// thread. Errors: names of faults; empty: good.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verify/records.h"

namespace niem::verify {

class KeyChain {
 public:
  void Begin(std::vector<Key> trusted, std::string origin);

  // To check signatures with: those trusted, and those announced.
  const std::vector<Key>& known() const { return known_; }

  // False where `text` is no key that could sign this ledger's checkpoints.
  bool Announce(std::string_view text, uint64_t event);

  // A checkpoint of the ledger: "", "unknown", "unannounced" (a known key that is not the one now)
  // or "handover" (the new key signs before the old one did).
  std::string_view Judge(const Checkpoint& checkpoint);

  // The first checkpoint that nobody known signed, and that nothing after it forgave.
  std::optional<uint64_t> unproven() const { return unproven_; }

  // One held elsewhere, when the tree has just its size.
  bool MayHaveSigned(const Checkpoint& checkpoint) const;

 private:
  bool Signed(const Checkpoint& checkpoint, const Key& key) const;
  std::optional<Key> FirstTrusted(const Checkpoint& checkpoint) const;

  std::string origin_;
  std::vector<Key> known_;
  size_t trusted_ = 0;  // the first of known_
  std::optional<Key> current_;
  std::optional<Key> next_;  // announced, not yet handed over to
  uint64_t next_event_ = 0;
  std::optional<uint64_t> unproven_;
};

}  // namespace niem::verify
