// An instance's folder: what `niem init` makes and every other command opens.
//
//   DIR/niem.json        the settings below; no secrets
//   DIR/kho.niem         the embedded store (not with PostgreSQL)
//   DIR/khoa/            mode 0700: ledger.key (sealed), signed-state, and kho.key where no
//                        passphrase is used; what was done while no ledger was open
//                        (errand.json, server/errand.h); may be moved to another disk, see
//                        docs/operator.md
//
// One secret opens everything: a passphrase, or a key file. It wraps the store's data key and seals
// the ledger's signing key, each with a salt of its own.
//
// Ownership: Instance owns store, signer and registry. Thread-safety: as Registry. Errors:
// kEncrypted for a wrong secret, kNotFound where DIR holds no instance, the store's.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/secret.h"
#include "ledger/clock.h"
#include "ledger/pkcs11_signer.h"
#include "ledger/signed_state.h"
#include "ledger/signer.h"
#include "registry/registry.h"
#include "store/embedded.h"
#include "store/sql.h"

namespace niem::server {

struct InstanceConfig {
  store::Engine engine = store::Engine::kEmbedded;
  std::string store;         // path of the embedded store
  std::string conninfo;      // of PostgreSQL
  std::string key_file;      // empty: a passphrase
  std::string ledger_key;    // path of the sealed signing key
  std::string signed_state;  // path

  // Relative paths are the folder's.
  static Result<InstanceConfig> Load(const std::string& folder);
  Status Save(const std::string& folder) const;
};

// The passphrase (as NFC), or the bytes of the key file.
class InstanceSecret {
 public:
  static Result<InstanceSecret> FromPassphrase(std::string passphrase);
  // Refuses a file that others than its owner can read.
  static Result<InstanceSecret> FromKeyFile(const std::string& path);

  Result<store::StoreKey> ToStoreKey() const;

  const SecretBuffer& password() const { return password_; }

 private:
  static Result<InstanceSecret> FromBytes(Bytes bytes);

  SecretBuffer password_;
  std::string key_file_;
};

// Where a new signing key of the ledger is made, if not in a file: in a token, which then must be
// there whenever the instance is opened.
struct TokenPlace {
  ledger::Pkcs11Key where;
  SecretBuffer pin;
};

class Instance {
 public:
  // Makes DIR with store, keys and settings, and founds the registry. DIR must be absent or empty;
  // what was made is removed again where it fails, but for a key in a token.
  static Status Create(const std::string& folder, InstanceConfig config,
                       const InstanceSecret& secret, const registry::Founding& founding,
                       const TokenPlace* token = nullptr);

  // `clock`: of a test, outlives the instance; otherwise the system's.
  static Result<std::unique_ptr<Instance>> Open(const std::string& folder,
                                                const InstanceSecret& secret,
                                                const ledger::Clock* clock = nullptr);

  registry::Registry& registry() { return *registry_; }

  store::Store& store() { return *store_; }

  const InstanceConfig& config() const { return config_; }

  const ledger::Clock& clock() const { return *clock_; }

  // Signs first, so that the export's last checkpoint covers all of it. `path` must not exist.
  Status ExportLedger(const std::string& path);

  // With which the ledger's checkpoints are checked: "name+id+key".
  std::string VerifierKey() const;

  // A new key signs the ledger from now on, announced and confirmed by the old one, which is then
  // gone. Cut off anywhere, the next Open() ends it.
  Status ChangeSigningKey(const InstanceSecret& secret, const registry::Errand& errand,
                          const TokenPlace* token = nullptr);

  Status Enter(const registry::Errand& errand);

 private:
  Instance() = default;

  Status SettleSigningKey(const InstanceSecret& secret);
  void EnterErrand(const std::string& folder);

  InstanceConfig config_;
  ledger::SystemClock system_clock_;
  const ledger::Clock* clock_ = &system_clock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<ledger::Signer> signer_;
  std::unique_ptr<ledger::Signer> next_signer_;  // while the key changes
  std::unique_ptr<ledger::SignedStateFile> memory_;
  std::unique_ptr<registry::Registry> registry_;
};

// Changes the secret of store and ledger key; with `data_key` also the key that seals the pages.
// The store must not be open. A crash in between leaves an instance that opens with one of the two
// secrets: Open() tries both ledger keys.
Status ChangeSecret(const std::string& folder, const InstanceSecret& old_secret,
                    const InstanceSecret& new_secret, const std::string& new_key_file,
                    bool data_key);

}  // namespace niem::server
