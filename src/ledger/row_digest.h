// Salted digests of register rows, which bind the tables to the log: a row edited without an event
// no longer has the digest that the last event about it left.
//
// A row's digest is HMAC-SHA256(salt, EncodeRow(row)); the salt is random, is kept in the row and
// is drawn anew at every change, so that a digest in a leaf tells nothing about a short row once
// the row is destroyed. The bytes are specified in docs/formats/ledger.md.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "ledger/event.h"

namespace niem::ledger {

// As both stores hold it: null, integer, text (UTF-8), bytes. No floating point in a register.
struct Blob {
  std::string bytes;

  bool operator==(const Blob&) const = default;
};

using Value = std::variant<std::monostate, int64_t, std::string, Blob>;

struct Column {
  std::string name;
  Value value;

  bool operator==(const Column&) const = default;
};

struct Row {
  std::string table;
  std::string key;              // primary key as text
  std::vector<Column> columns;  // any order: the bytes are sorted by name; the salt is not a column

  bool operator==(const Row&) const = default;
};

// kInvalidArgument: repeated or unnamed column, text that is not UTF-8, over a limit.
Result<std::string> EncodeRow(const Row& row);
Result<Row> DecodeRow(Bytes bytes);

Result<SaltedDigest> DigestRow(const Salt& salt, const Row& row);

}  // namespace niem::ledger
