// An exported instance into an empty store: every event, body, checkpoint and register row as it
// stood, in one transaction. Before it commits, it exports the store again and compares: what was
// imported is the export, to the byte, or nothing was imported.
//
// Whether the ledger proves is not asked here (niem-verify's code does that, server/transfer.h).
// Foreign keys want rows after those that they name, the export has tables by name: the rows are
// read as many times as there are layers of tables, never held. Memory: one record.
//
// Errors: kCorrupt for what is no export or does not come back the same, kUnsupported for rows that
// this version does not know, kInvalidArgument where the store holds an instance, the store's and
// the source's own. Thread-safety: one thread; nobody else may use the store.
// Format: docs/formats/instance-export.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/digest.h"
#include "ledger/export.h"
#include "store/sql.h"

namespace niem::registry {

// Each call begins the part anew.
struct ImportSource {
  std::function<Result<ledger::ByteSource>()> ledger;  // *.niemlog
  std::function<Result<ledger::ByteSource>()> rest;    // rest.jsonl
  Digest ledger_digest{};                              // SHA-256 of the two
  Digest rest_digest{};
};

// How many records of `part` are through.
using ImportProgress = std::function<void(const StaticText& part, uint64_t records)>;

Status Import(store::Store& store, const ImportSource& source, int64_t now_ms,
              const ImportProgress& progress);

}  // namespace niem::registry
