// A BitLocker volume opened by dislocker 0.7.3: what libbde of Debian 12 does not open (AES-XTS
// 256, a clear key alone). Not volumes that are being encrypted (EOW), nor passwords beyond ASCII,
// nor any but the first recovery key of several.
//
// Created before the sandbox closes, because dislocker sets a limit of the process when it begins;
// it reads nothing then. The library may crash or exit() on what it does not know: this stands in a
// process of its own for one volume. Its messages go nowhere.
//
// Errors: kEncrypted where no key fits, kUnsupported, kCorrupt. Thread-safety: one, one thread.
#pragma once

#include <string>
#include <vector>

#include "worker/lock/volume_io.h"

namespace niem::worker {

class Dislocker {
 public:
  // `texts`: recovery keys and passwords; `startup_keys`: the bytes of .BEK files.
  static Result<Dislocker> Create(std::vector<std::string> texts,
                                  std::vector<std::string> startup_keys);

  // Tries a clear key, then each key. `volume` must outlive this.
  Status Open(LockedBytes& volume);

  uint64_t size() const { return size_; }

  // Fills `out`, which must end within the volume.
  Status Read(uint64_t offset, std::span<uint8_t> out);

 private:
  struct Attempt {
    void* context = nullptr;  // a dis_context_t
    enum class Kind : uint8_t { kClear, kText, kStartupKey } kind = Kind::kClear;
    std::string key;
  };

  Dislocker() = default;

  bool Add(Attempt::Kind kind, std::string key);

  std::vector<Attempt> attempts_;
  void* open_ = nullptr;  // never given back: the process ends with it
  uint64_t size_ = 0;
};

}  // namespace niem::worker
