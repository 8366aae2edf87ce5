// The export of a whole ledger, "*.niemlog": events, bodies still held, checkpoints, and the
// registers' rows as they stand, in one stream that another program can check.
// docs/formats/ledger.md gives the bytes; niem-verify reads them with code of its own.
//
// The writer streams to a ByteSink and keeps nothing; the reader streams from a ByteSource, holds
// one record at a time, and checks form and order (not digests: that is verification). Bounds: a
// record is at most kMaxRecordBytes. Thread-safety: one thread at a time. Errors: kCorrupt with the
// record's number and offset, kUnsupported for a later version, the sink's and source's own errors.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ledger/event.h"
#include "ledger/log_store.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

namespace niem::ledger {

inline constexpr size_t kMaxRecordBytes = kMaxBodyBytes + (1U << 20);

// All of `bytes`, or an error.
using ByteSink = std::function<Status(Bytes bytes)>;
// Up to `size` bytes into `out`; 0 at the end.
using ByteSource = std::function<Result<size_t>(uint8_t* out, size_t size)>;

struct ExportHeader {
  std::string instance;
  std::string origin;
  std::vector<VerifierKey> keys;  // that signed the checkpoints

  bool operator==(const ExportHeader&) const = default;
};

struct ExportedEvent {
  Hash leaf{};        // of `bytes`
  std::string bytes;  // canonical event

  bool operator==(const ExportedEvent&) const = default;
};

struct ExportedBody {
  std::string name;
  std::optional<HeldBody> held;  // else destroyed
  uint64_t destroyed_by = 0;     // by this event

  bool operator==(const ExportedBody&) const = default;
};

struct ExportedRow {
  std::string table;
  std::string key;
  Salt salt{};
  std::string bytes;  // EncodeRow()

  bool operator==(const ExportedRow&) const = default;
};

struct ExportEnd {
  uint64_t events = 0;
  uint64_t checkpoints = 0;
  uint64_t rows = 0;
  Hash root{};

  bool operator==(const ExportEnd&) const = default;
};

using ExportRecord = std::variant<ExportHeader, ExportedEvent, ExportedBody, StoredCheckpoint,
                                  ExportedRow, ExportEnd>;

// Order of records: header; for each event the event, its bodies by name, then the checkpoint of
// the tree that ends with it, if there is one; rows by (table, key); the end.
class ExportWriter {
 public:
  explicit ExportWriter(ByteSink sink) : sink_(std::move(sink)) {}

  Status Write(const ExportRecord& record);

 private:
  ByteSink sink_;
  bool begun_ = false;
  std::string buffer_;
};

class ExportReader {
 public:
  explicit ExportReader(ByteSource source) : source_(std::move(source)) {}

  // The next record; nothing after the end record.
  Result<std::optional<ExportRecord>> Next();

 private:
  Status Fill(size_t count);

  ByteSource source_;
  std::string buffer_;
  uint64_t record_ = 0;
  uint64_t offset_ = 0;
  uint8_t last_type_ = 0;
  bool ended_ = false;
};

// Gives the registers' rows one after the other, sorted by (table, key); nullopt at the end.
using RowSource = std::function<Result<std::optional<ExportedRow>>()>;

// The whole ledger of `store` as it stands at its head. The last checkpoint should cover the head
// (sign one first); a verifier says so where it does not.
Status WriteExport(const LogStore& store, const ExportHeader& header, const RowSource& rows,
                   const ByteSink& sink);

}  // namespace niem::ledger
