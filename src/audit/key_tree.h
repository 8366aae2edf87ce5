// A picture of a part of a registry as bytes: what the running system's registry says, taken key by
// key (WriteKeyTree), and read again where the hives' readers work (KeyTree). So the facts of a
// running machine are made by the same code, in the same sandbox, as those of a disk.
//
// Form, little-endian: "NKT1", keys that could not be opened (u32), devices whose dates came from
// elsewhere (u32), whether keys are missing because there were too many (u8), then the root: name
// (u32 length, UTF-8), last write (u64 FILETIME), values (u32 count; of each name, type u32, data),
// keys below it (u32 count; each the like).
//
// Ownership: a KeyTree borrows its bytes. Errors: kCorrupt. Thread-safety: const methods from any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/key.h"
#include "audit/source.h"
#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

struct KeyTreeLimits {
  uint32_t keys = 500'000;
  uint64_t bytes = uint64_t{256} << 20;
  size_t depth = 64;
};

// The parts of a hive of this kind that makers of facts look at: "ControlSet*\\Enum\\USB\\**". A
// name with '*' at its end matches beginnings, "**" at the end everything below; a key on the way
// is there with its values. Empty for what is no hive.
std::span<const std::string_view> KeysLookedAt(SourceKind kind);

// What taking the picture met.
struct KeyTreeCounts {
  uint32_t denied = 0;  // keys that could not be opened
  uint32_t dated = 0;   // devices whose dates SetupAPI gave
};

// `counts` is asked when all keys were visited.
std::string WriteKeyTree(const KeySource& source, std::span<const std::string_view> patterns,
                         const std::function<KeyTreeCounts()>& counts,
                         const KeyTreeLimits& limits = {});

class KeyTree : public KeySource {
 public:
  static bool IsOne(Bytes bytes);  // by its first bytes
  static Result<std::unique_ptr<KeyTree>> Open(Bytes bytes, const KeyTreeLimits& limits = {});

  const KeyTreeCounts& counts() const { return counts_; }

  bool cut() const { return cut_; }

  uint64_t RootKey() const override { return 0; }

  std::string NameOf(uint64_t key) const override;
  std::optional<Moment> LastWriteOf(uint64_t key) const override;
  std::vector<uint64_t> SubkeysOf(uint64_t key) const override;
  std::vector<HiveValue> ValuesOf(uint64_t key) const override;

 private:
  struct Node {
    Bytes name, values;  // of the values: their count and they themselves
    uint64_t written = 0;
    uint32_t next = 0, child = 0;  // 0: none, for the root is neither
  };

  bool Take(Bytes all, ByteReader& in, size_t depth, const KeyTreeLimits& limits);

  std::vector<Node> nodes_;
  KeyTreeCounts counts_;
  bool cut_ = false;
};

}  // namespace niem::audit
