// The embedded store's file and its keys. Byte level: docs/formats/store.md.
//
// A file has one data key (random, 256 bits) that seals every page. The data key is kept in the
// file's header, wrapped by a key-encrypting key from one StoreKey. Changing the passphrase wraps
// it again; Rekey makes a new data key and writes the whole file anew.
//
// Errors: kEncrypted for a wrong key, kCorrupt for a damaged header, kNotFound, kIo.
// Thread-safety: free functions; do not rewrap or rekey one file from two places at once.
#pragma once

#include <cstdint>
#include <string>

#include "base/password_hash.h"
#include "base/result.h"
#include "base/secret.h"

namespace niem::store {

// Where the key-encrypting key comes from.
class StoreKey {
 public:
  enum class Kind : uint8_t { kPassphrase = 1, kKeyFile = 2, kDirect = 3 };

  // `cost` counts for new wraps; an existing file says its own.
  static Result<StoreKey> FromPassphrase(Bytes passphrase, PasswordCost cost = {});

  // A file of 64 hexadecimal digits or 32 raw bytes, e.g. a systemd credential. kPermission when
  // others than its owner can read it.
  static Result<StoreKey> FromKeyFile(const std::string& path);

  // 32 bytes that another device released, e.g. a PKCS#11 token.
  static Result<StoreKey> FromBytes(Bytes key);

  StoreKey(StoreKey&&) noexcept = default;
  StoreKey& operator=(StoreKey&&) noexcept = default;

  Kind kind() const { return kind_; }

  Bytes secret() const { return secret_.bytes(); }

  PasswordCost cost() const { return cost_; }

 private:
  StoreKey(Kind kind, SecretBuffer secret, PasswordCost cost)
      : kind_(kind), secret_(std::move(secret)), cost_(cost) {}

  Kind kind_;
  SecretBuffer secret_;
  PasswordCost cost_;
};

// Writes 32 random bytes as a key file, mode 0600; kInvalidArgument when `path` exists.
Status CreateKeyFile(const std::string& path);

struct EmbeddedOptions {
  std::string path;
  bool create = false;     // kNotFound without it when the file is missing
  size_t readers = 4;      // connections that read at once
  int busy_ms = 10'000;    // how long a writer waits for another process
  int cache_kib = 16'384;  // page cache of each connection
  std::string base_vfs;    // for tests: the VFS below the encryption; empty: the system's
};

// Gives the file a new passphrase or key file. Pages stay as they are: enough after a change of
// staff, not after the data key itself may be known. Safe against a power cut at any point.
Status Rewrap(const std::string& path, const StoreKey& old_key, const StoreKey& new_key);

// A new data key: writes the whole file anew beside the old one, checks it and takes its place.
// kBusy while the store is open anywhere. Safe against a power cut: the old file or the new one
// stands.
Status Rekey(const std::string& path, const StoreKey& old_key, const StoreKey& new_key);

}  // namespace niem::store
