// Copies of a store for the day it is lost, and their restore. Formats: docs/formats/store.md.
//
// A backup is a folder: `manifest.json` (format, engine, time, schema version, size and SHA-256 of
// the data file) and one data file. Embedded: an encrypted store file made by SQLite's online
// backup while work goes on. PostgreSQL: one snapshot of all tables, sealed. Nothing in it is in
// clear but the manifest, which holds no content.
//
// Errors: kCorrupt when anything differs from the manifest or does not open; the target is then
// untouched. Thread-safety: free functions; a store may be backed up while it is used.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "store/embedded.h"
#include "store/migrate.h"
#include "store/sql.h"

namespace niem::store {

struct BackupManifest {
  int format = 1;
  Engine engine = Engine::kEmbedded;
  int64_t created_ms = 0;
  int64_t schema_version = 0;
  std::string data_file;
  uint64_t size = 0;
  std::string sha256;  // of data_file, hexadecimal
};

// Writes into `folder`, which must not exist; it appears complete or not at all. The backup opens
// with `key`, which may differ from the store's.
Result<BackupManifest> Backup(Store& store, const std::string& folder, const StoreKey& key,
                              int64_t now_ms);

// The manifest, and that the data file has its size and digest. Needs no key.
Result<BackupManifest> CheckManifest(const std::string& folder);

// Reads it all: size, digest, every page or chunk authenticated, SQLite's integrity check.
Result<BackupManifest> VerifyBackup(const std::string& folder, const StoreKey& key);

// Verifies, then puts an embedded backup in the place of `path` by one rename. An existing file is
// kept beside it as `path.before-restore`. The restored store opens with `key`. kBusy while another
// process has the store open; within this process the caller has closed it.
Status RestoreEmbedded(const std::string& folder, const StoreKey& key, const std::string& path);

// Verifies, then fills the empty database of `store` in one transaction: schema by `migrations` up
// to the backup's version, then the rows.
Status RestorePostgres(const std::string& folder, const StoreKey& key, Store& store,
                       std::span<const Migration> migrations, int64_t now_ms);

}  // namespace niem::store
