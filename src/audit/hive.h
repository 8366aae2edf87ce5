// A Windows registry hive (SYSTEM, SOFTWARE, NTUSER.DAT ...): keys and values by path.
//
// Bounds-checked: every cell is looked up through the hive's size, lists are followed to a fixed
// depth, and what does not fit its form is skipped and counted (damage()), so that a broken hive
// yields what is still whole and says that it is broken. Deleted keys are not searched for.
// A hive whose last writes are still in its transaction logs is made whole by hive_log.h first.
//
// Source: the registry's own format as observed (regf 1.3-1.6). Ownership: a Hive borrows its
// bytes; a HiveKey borrows its Hive. Errors: kCorrupt where there is no header or root key.
// Thread-safety: one thread at a time (reading counts damage).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/moment.h"
#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

class Hive;

struct HiveValue {
  std::string name;  // empty: the key's default value
  uint32_t type = 0;
  std::string data;

  Bytes bytes() const { return AsBytes(data); }

  std::string Text() const;  // REG_SZ, REG_EXPAND_SZ, the first of REG_MULTI_SZ
  std::vector<std::string> Texts() const;
  std::optional<uint32_t> Number() const;  // REG_DWORD, of four bytes whatever its type
  std::optional<Moment> Time() const;      // FILETIME, of eight bytes whatever its type
};

class HiveKey {
 public:
  std::string Name() const;
  std::optional<Moment> LastWrite() const;
  std::vector<HiveKey> Subkeys() const;
  std::vector<HiveValue> Values() const;

  // Letters' case does not matter. Nothing where there is none.
  std::optional<HiveKey> Find(std::string_view path) const;  // "Enum\\USBSTOR"
  std::optional<HiveValue> Value(std::string_view name) const;

  // Text of the value; empty where there is none.
  std::string TextOf(std::string_view name) const;

 private:
  friend class Hive;

  HiveKey(const Hive* hive, uint32_t cell) : hive_(hive), cell_(cell) {}

  const Hive* hive_;
  uint32_t cell_;
};

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

class Hive {
 public:
  static constexpr size_t kHeaderSize = 4096;

  static Result<std::unique_ptr<Hive>> Open(Bytes bytes);

  HiveKey root() const { return {this, root_}; }

  const HiveHeader& header() const { return header_; }

  // Structures met so far that did not fit their form.
  uint32_t damage() const { return damage_; }

 private:
  friend class HiveKey;

  Hive(Bytes bytes, const HiveHeader& header) : bytes_(bytes), header_(header) {}

  Bytes Cell(uint32_t offset) const;     // its content without the length; empty: none
  Bytes KeyCell(uint32_t offset) const;  // that of a key node
  std::string ValueData(uint32_t size, uint32_t place) const;
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
