// Signed notes (c2sp.org/signed-note) and their keys, Ed25519 with type 0x01 and the timestamped
// cosignature type 0x04 (c2sp.org/tlog-cosignature).
//
// Parsing is strict: what does not format back to the same bytes is refused. Signatures of unknown
// keys are kept and ignored, as the specification wants, so that a second algorithm can sign beside
// Ed25519 later. Thread-safety: plain values. Errors: kCorrupt for a malformed note or key, or a
// signature of a known key that does not verify.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::ledger {

inline constexpr size_t kMaxNoteBytes = 1U << 20;
inline constexpr size_t kMaxNoteSignatures = 64;

using PublicKey = std::array<uint8_t, 32>;
using Signature = std::array<uint8_t, 64>;

enum class KeyType : uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

// What a signature line is checked with.
struct VerifierKey {
  std::string name;
  KeyType type = KeyType::kEd25519;
  PublicKey key{};

  // The first four bytes of SHA-256(name || "\n" || type || key), big-endian.
  uint32_t Id() const;

  bool operator==(const VerifierKey&) const = default;
};

// "name+hex id+base64(type || key)". kUnsupported for a well-formed key of another type.
Result<VerifierKey> ParseVerifierKey(std::string_view text);
std::string FormatVerifierKey(const VerifierKey& key);

// Non-empty, no Unicode space, no plus, valid UTF-8, no control characters.
bool IsKeyName(std::string_view name);

struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string signature;  // after the key id; its meaning depends on the key's type

  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;

  bool operator==(const Note&) const = default;
};

Result<Note> ParseNote(std::string_view bytes);
std::string FormatNote(const Note& note);

struct VerifiedSignature {
  VerifierKey key;
  std::optional<uint64_t> timestamp;  // of a cosignature: seconds since 1970
};

// Which of `keys` signed the note. An error when one of them is there and does not verify, or when
// none is there.
Result<std::vector<VerifiedSignature>> VerifyNote(const Note& note,
                                                  const std::vector<VerifierKey>& keys);

// The bytes that a key of type kCosignature signs.
std::string CosignedMessage(uint64_t timestamp, std::string_view note_text);

bool VerifyEd25519(const PublicKey& key, Bytes message, Bytes signature);

}  // namespace niem::ledger
