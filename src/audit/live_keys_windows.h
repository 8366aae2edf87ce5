// The running system's registry as a KeySource, read by Windows' own functions: nobody else may
// open the hives' files. With the privilege of a backup, keys that their rights close are opened
// too. Dates of devices stand in keys that SYSTEM alone reads; they are asked of SetupAPI and put
// where a hive has them.
//
// Nothing is written. Errors: a key that cannot be opened has nothing below it and is counted.
// Thread-safety: one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audit/key_tree.h"

namespace niem::audit {

class LiveKeys : public KeySource {
 public:
  // `root`: HKEY_LOCAL_MACHINE or HKEY_USERS; `path`: of the hive's root below it.
  LiveKeys(void* root, std::wstring path);
  ~LiveKeys() override;

  bool valid() const;  // its root can be opened

  // Keys that could not be opened for want of rights, devices whose dates SetupAPI gave.
  const KeyTreeCounts& counts() const { return counts_; }

  uint64_t RootKey() const override { return 0; }

  std::string NameOf(uint64_t key) const override;
  std::optional<Moment> LastWriteOf(uint64_t key) const override;
  std::vector<uint64_t> SubkeysOf(uint64_t key) const override;
  std::vector<HiveValue> ValuesOf(uint64_t key) const override;

 private:
  class Devices;

  struct Node {
    std::wstring path;   // below the root, "" the root itself
    std::wstring name;   // as the hive has it
    bool given = false;  // not a key: SetupAPI gave it
    uint64_t time = 0;   // of a date
    std::vector<uint64_t> children = {};
  };

  void* Open(const std::wstring& path) const;
  // "ControlSet001": the set that "CurrentControlSet" is.
  std::wstring CurrentSet() const;
  uint64_t Add(Node node) const;
  // The node of a device's dates; 0 where SetupAPI has none.
  uint64_t DatesOf(const std::wstring& path) const;

  void* root_;
  std::wstring path_;
  std::unique_ptr<Devices> devices_;
  mutable std::vector<Node> nodes_;
  mutable KeyTreeCounts counts_;
};

}  // namespace niem::audit
