// The SQLite VFS that encrypts: a shim over another VFS, registered for one store file under a name
// of its own. Everything that SQLite writes through it (database, write-ahead log, rollback
// journal, temporary files) is sealed (store/sealed_file.h); the shared-memory index of the log
// holds page numbers only and passes through.
//
// Ownership: unregisters when it dies; all connections through it must be closed before.
// Thread-safety: SQLite may call it from any thread; the object itself is not shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/file_header.h"

namespace niem::store {

// kStill: for a file that nobody else has open. It is only read, nothing is locked and no file made
// beside it, so it may lie on a medium that cannot be written.
enum class VfsUse : uint8_t { kShared, kStill };

class AeadVfs {
 public:
  // For the file whose header gave `keys`; `base_vfs`: empty for the system's.
  static Result<std::unique_ptr<AeadVfs>> Register(FileKeys keys, const std::string& base_vfs = {},
                                                   VfsUse use = VfsUse::kShared);
  ~AeadVfs();
  AeadVfs(const AeadVfs&) = delete;
  AeadVfs& operator=(const AeadVfs&) = delete;

  // For sqlite3_open_v2.
  const std::string& name() const;

 private:
  struct State;
  explicit AeadVfs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace niem::store
