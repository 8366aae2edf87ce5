// One event of the ledger: who did what to which object, when, by which duty, under which law pack.
//
// An event has exactly one byte form (docs/formats/ledger.md): Encode() and Decode() are inverse,
// and whatever does not encode back to the same bytes is refused, so that a leaf hash means one
// event only. What may have to be destroyed one day (reasons, contents of forms) is not in the
// event: the event holds a salted digest, HMAC-SHA256(salt, body), and body and salt are kept
// beside it. Once both are destroyed the digest gives nothing back, and the tree still proves.
//
// Row digests bind the registers to the log: an act names every row it changed, with the salted
// digest before and after. See row_digest.h.
//
// Thread-safety: plain values. Errors: kInvalidArgument from Encode (an event that breaks the rules
// below), kCorrupt, kUnsupported or kTooLarge from Decode.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"

namespace niem::ledger {

// HMAC-SHA256 keyed with a random salt (event bodies, rows).
using Salt = std::array<uint8_t, 32>;
using SaltedDigest = Digest;

inline constexpr uint16_t kEventVersion = 1;
inline constexpr size_t kMaxEventBytes = 16U << 20;
inline constexpr size_t kMaxTextBytes = 4096;  // of one text field
inline constexpr size_t kMaxCompartments = 256;
inline constexpr size_t kMaxRows = 100'000;  // one bulk act
inline constexpr size_t kMaxBodies = 64;
inline constexpr size_t kMaxBodyBytes = 64U << 20;

// Acts that the ledger itself understands; all others belong to the registry.
inline constexpr std::string_view kActOpen = "ledger.open";    // event 0
inline constexpr std::string_view kActClock = "ledger.clock";  // an approved change of the clock
inline constexpr std::string_view kActKey = "ledger.key";      // a signing key begins or ends
inline constexpr std::string_view kActDestroyBody = "ledger.destroy_body";

// Bodies by name; the registry may add others.
inline constexpr std::string_view kReasonBody = "reason";
inline constexpr std::string_view kDataBody = "data";

// The destruction of a body is a row change of this table in whichever event destroys it, with key
// "SEQ/NAME", its digest before and none after.
inline constexpr std::string_view kBodyTable = "ledger.body";

struct Label {
  std::string level;                      // "tuyet_mat", "toi_mat", "mat", or empty: none
  std::vector<std::string> compartments;  // sorted, no repeats
  std::string unit;

  bool operator==(const Label&) const = default;
};

struct RowChange {
  std::string table;
  std::string key;
  std::optional<SaltedDigest> before;  // none: the row did not exist
  std::optional<SaltedDigest> after;   // none: the row is gone

  bool operator==(const RowChange&) const = default;
};

struct BodyDigest {
  std::string name;
  SaltedDigest digest{};

  bool operator==(const BodyDigest&) const = default;
};

struct Event {
  std::string instance;  // the instance's id: two agencies never share a leaf
  uint64_t seq = 0;      // = index of the leaf
  int64_t wall_us = 0;   // UTC, microseconds since 1970, as the clock said
  uint64_t ticks = 0;    // milliseconds of running time, never going back, whatever the clock says
  std::string person;    // person id
  std::string duty;      // the duty in whose name the person acted
  std::string act;       // act code; never empty
  std::string object_kind;
  std::string object_id;
  std::optional<Digest> object_version;  // SHA-256 of the version acted on
  Label label;
  std::string request;             // id of the request that asked for it; repeats are told by it
  std::string pack;                // law pack and version it was judged by
  std::vector<RowChange> rows;     // sorted by (table, key), no repeats
  std::vector<BodyDigest> bodies;  // sorted by name, no repeats

  bool operator==(const Event&) const = default;
};

// Sorts compartments, rows and bodies into their canonical order. A repeat stays one, and Encode
// refuses it.
void Canonicalise(Event* event);

// The canonical bytes: the leaf's content.
Result<std::string> Encode(const Event& event);

// Strict: exactly what Encode() wrote, to the last byte.
Result<Event> Decode(Bytes bytes);

Salt NewSalt();

SaltedDigest DigestBody(const Salt& salt, Bytes body);

}  // namespace niem::ledger
