// A Windows registry hive (SYSTEM, SOFTWARE, NTUSER.DAT ...): keys and values by path.
//
// Bounds-checked: every cell is looked up through the hive's size, lists are followed to a fixed
// depth, and what does not fit its form is skipped and counted (damage()), so that a broken hive
// yields what is still whole and says that it is broken. Deleted keys are not searched for.
// A hive whose last writes are still in its transaction logs is made whole by hive_log.h first.
//
// Source: the registry's own format as observed (regf 1.3-1.6). Ownership: a Hive borrows its
// bytes. Errors: kCorrupt where there is no header or root key.
// Thread-safety: one thread at a time (reading counts damage).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/key.h"
#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

// The first 4096 bytes, or the like at the beginning of a log.
struct HiveHeader {
  uint32_t sequence1 = 0, sequence2 = 0;
  uint32_t minor = 0, type = 0;
  uint32_t root = 0, size = 0;
  bool checksum_right = false;

  bool clean() const { return checksum_right && sequence1 == sequence2; }
};

// Nothing where there is no "regf".
std::optional<HiveHeader> ReadHiveHeader(Bytes bytes);

class Hive : public KeySource {
 public:
  static constexpr size_t kHeaderSize = 4096;

  static Result<std::unique_ptr<Hive>> Open(Bytes bytes);

  uint64_t RootKey() const override { return root_; }

  std::string NameOf(uint64_t key) const override;
  std::optional<Moment> LastWriteOf(uint64_t key) const override;
  std::vector<uint64_t> SubkeysOf(uint64_t key) const override;
  std::vector<HiveValue> ValuesOf(uint64_t key) const override;

  const HiveHeader& header() const { return header_; }

  // Structures met so far that did not fit their form.
  uint32_t damage() const { return damage_; }

 private:
  Hive(Bytes bytes, const HiveHeader& header) : bytes_(bytes), header_(header) {}

  Bytes Cell(uint32_t offset) const;     // its content without the length; empty: none
  Bytes KeyCell(uint64_t offset) const;  // that of a key node
  std::string ValueData(uint32_t size, uint32_t place) const;
  std::string BehindValue(uint32_t size, uint32_t place) const;
  std::optional<HiveValue> ReadValue(uint32_t offset) const;
  void CollectKeys(uint32_t list, int depth, std::vector<uint32_t>& keys) const;

  Bytes bytes_;
  HiveHeader header_;
  uint32_t root_ = 0;
  mutable uint32_t damage_ = 0;
  mutable uint64_t visits_ = 0;  // cells looked at; the two bound what a hive made to loop costs
  mutable uint64_t copied_ = 0;  // bytes of values
};

}  // namespace niem::audit
