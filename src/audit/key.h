// Registry keys, wherever they stand: in a hive's file (hive.h) or in a picture of the running
// system's registry (key_tree.h). Whoever makes facts of keys sees no difference.
//
// Ownership: a HiveKey borrows its KeySource. Errors: what is not there or does not fit its form is
// nothing. Thread-safety: as the KeySource.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/moment.h"
#include "base/bytes.h"

namespace niem::audit {

struct HiveValue {
  std::string name;  // empty: the key's default value
  uint32_t type = 0;
  std::string data;
  // What an earlier, longer value left behind it in a hive's file; often nothing, never all of it.
  std::string behind = {};

  Bytes bytes() const { return AsBytes(data); }

  std::string Text() const;  // REG_SZ, REG_EXPAND_SZ, the first of REG_MULTI_SZ
  std::vector<std::string> Texts() const;
  std::optional<uint32_t> Number() const;  // REG_DWORD, of four bytes whatever its type
  std::optional<Moment> Time() const;      // FILETIME, of eight bytes whatever its type
};

class HiveKey;

// Names its keys by numbers that mean something to nobody else.
class KeySource {
 public:
  virtual ~KeySource() = default;

  HiveKey root() const;

  virtual uint64_t RootKey() const = 0;
  virtual std::string NameOf(uint64_t key) const = 0;
  virtual std::optional<Moment> LastWriteOf(uint64_t key) const = 0;
  virtual std::vector<uint64_t> SubkeysOf(uint64_t key) const = 0;
  virtual std::vector<HiveValue> ValuesOf(uint64_t key) const = 0;
};

class HiveKey {
 public:
  HiveKey(const KeySource* source, uint64_t key) : source_(source), key_(key) {}

  std::string Name() const { return source_->NameOf(key_); }

  std::optional<Moment> LastWrite() const { return source_->LastWriteOf(key_); }

  std::vector<HiveKey> Subkeys() const;

  std::vector<HiveValue> Values() const { return source_->ValuesOf(key_); }

  // Letters' case does not matter. Nothing where there is none.
  std::optional<HiveKey> Find(std::string_view path) const;  // "Enum\\USBSTOR"
  std::optional<HiveValue> Value(std::string_view name) const;

  // Text of the value; empty where there is none.
  std::string TextOf(std::string_view name) const;

 private:
  const KeySource* source_;
  uint64_t key_;
};

}  // namespace niem::audit
