// What a ledger is made of, as the verifier reads it: events, rows, notes. Parsers of its own,
// after docs/formats/ledger.md and checkpoint.md.
//
// Ownership: views point into the bytes that were parsed. Thread-safety: plain values. Errors: a
// parser returns the name of the field at fault in `fault`, empty when all is well.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "verify/digest.h"

namespace niem::verify {

struct RowChangeView {
  std::string_view table;
  std::string_view key;
  std::optional<Hash> before;
  std::optional<Hash> after;
};

struct BodyView {
  std::string_view name;
  Hash digest{};
};

struct EventView {
  std::string_view instance;
  uint64_t seq = 0;
  int64_t wall_us = 0;
  uint64_t ticks = 0;
  std::string_view act;
  std::string_view object_id;
  std::vector<RowChangeView> rows;
  std::vector<BodyView> bodies;
};

// `*event` is reused from call to call, to spare allocations.
std::string_view ParseEvent(std::string_view bytes, EventView* event);

// A register row's canonical bytes; only their form is of interest here, and whose row it is.
std::string_view ParseRow(std::string_view bytes, std::string_view* table, std::string_view* key);

struct Cell {
  enum class Kind : uint8_t { kNull = 0, kInteger = 1, kText = 2, kBytes = 3 };

  Kind kind = Kind::kNull;
  int64_t number = 0;
  std::string_view bytes;
};

struct NamedCell {
  std::string_view column;
  Cell cell;
};

// A register row's canonical bytes, into `*out`. `cells` ascend by column. What cannot be a row is
// written all the same: ParseRow refuses it.
void WriteRow(std::string_view table, std::string_view key, std::span<const NamedCell> cells,
              std::string* out);

struct Key {
  std::string name;
  uint8_t type = 1;  // 1 Ed25519, 4 timestamped cosignature
  std::string bytes;
  uint32_t id = 0;
};

std::optional<Key> ParseKey(std::string_view text);

// "name+id+key" of an Ed25519 key of 32 bytes.
std::string KeyText(std::string_view name, std::string_view bytes);

bool IsName(std::string_view name);

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root{};
  size_t own_signatures = 0;  // by keys that bear the origin's name
  std::vector<size_t> own;    // which of the keys these are
  size_t witnesses = 0;
};

// Its text alone, without signatures.
std::optional<Checkpoint> ParseCheckpoint(std::string_view text);

// A note that went through a scanner, an editor or a mail: line ends as notes have them, no empty
// lines around it, a newline behind the last. None of these is signed text: what is signed begins
// with the origin, and ends before the signatures.
std::string TidyNote(std::string_view text);

// A whole signed note. `fault` names what is wrong with its form or with a known key's signature.
std::optional<Checkpoint> OpenNote(std::string_view note, const std::vector<Key>& keys,
                                   std::string_view* fault);

}  // namespace niem::verify
