#include "ledger/checkpoint.h"

#include <algorithm>
#include <charconv>

#include "ledger/base64.h"
#include "ledger/wire.h"

namespace niem::ledger {
namespace {

// Decimal digits without leading zeros.
bool ParseSize(std::string_view text, uint64_t* size) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *size);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && (text == "0" || text.front() != '0');
}

// The next line without its newline; false where there is none or it is empty.
bool TakeLine(std::string_view* text, std::string_view* line) {
  const size_t end = text->find('\n');
  if (end == text->npos || end == 0) return false;
  *line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return true;
}

NoteSignature LineOf(const VerifierKey& key, std::string prefix, const Signature& signature) {
  prefix.append(signature.begin(), signature.end());
  return {key.name, key.Id(), std::move(prefix)};
}

Error BadName() {
  return {ErrorCode::kInvalidArgument,
          {"tên khóa không hợp lệ: không được trống, có dấu cách hoặc dấu +",
           "invalid key name: it must not be empty or hold a space or a plus"}};
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                     EncodeBase64(checkpoint.root) + "\n";
  for (const std::string& line : checkpoint.extensions) text += line + "\n";
  return text;
}

Result<Checkpoint> ParseCheckpoint(std::string_view note_text) {
  std::string_view origin;
  std::string_view size;
  std::string_view root;
  Checkpoint checkpoint;
  if (!IsUtf8(note_text) || !TakeLine(&note_text, &origin) || !TakeLine(&note_text, &size) ||
      !TakeLine(&note_text, &root) || !ParseSize(size, &checkpoint.size)) {
    return Malformed("checkpoint");
  }
  const std::optional<std::string> hash = DecodeBase64(root);
  if (!hash || hash->size() != checkpoint.root.size()) return Malformed("checkpoint root");
  std::copy(hash->begin(), hash->end(), checkpoint.root.begin());
  checkpoint.origin = origin;
  while (!note_text.empty()) {
    std::string_view line;
    if (!TakeLine(&note_text, &line)) return Malformed("checkpoint extension");
    checkpoint.extensions.emplace_back(line);
  }
  return checkpoint;
}

Result<OpenedCheckpoint> OpenCheckpoint(std::string_view note,
                                        const std::vector<VerifierKey>& keys) {
  TRY_ASSIGN(const Note parsed, ParseNote(note));
  OpenedCheckpoint opened;
  TRY_ASSIGN(opened.checkpoint, ParseCheckpoint(parsed.text));
  TRY_ASSIGN(opened.signatures, VerifyNote(parsed, keys));
  const auto own = [&](const VerifiedSignature& signature) {
    return signature.key.type == KeyType::kEd25519 &&
           signature.key.name == opened.checkpoint.origin;
  };
  if (std::none_of(opened.signatures.begin(), opened.signatures.end(), own)) {
    return Error(ErrorCode::kCorrupt, {"mốc kiểm không mang chữ ký của chính sổ cái",
                                       "the checkpoint lacks the signature of the ledger itself"});
  }
  return opened;
}

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, Signer& signer) {
  const VerifierKey key{checkpoint.origin, KeyType::kEd25519, signer.public_key()};
  if (!IsKeyName(key.name)) return BadName();
  Note note{FormatCheckpoint(checkpoint), {}};
  TRY_ASSIGN(const Signature signature, signer.Sign(AsBytes(note.text)));
  note.signatures.push_back(LineOf(key, "", signature));
  return FormatNote(note);
}

Result<std::string> Cosign(std::string_view note, std::string_view witness_name,
                           uint64_t unix_seconds, Signer& signer) {
  TRY_ASSIGN(Note parsed, ParseNote(note));
  TRY(ParseCheckpoint(parsed.text));
  const VerifierKey key{std::string(witness_name), KeyType::kCosignature, signer.public_key()};
  if (!IsKeyName(key.name)) return BadName();
  TRY_ASSIGN(const Signature signature,
             signer.Sign(AsBytes(CosignedMessage(unix_seconds, parsed.text))));
  std::string timestamp;
  for (int shift = 56; shift >= 0; shift -= 8)
    timestamp.push_back(static_cast<char>(unix_seconds >> shift));
  parsed.signatures.push_back(LineOf(key, std::move(timestamp), signature));
  return FormatNote(parsed);
}

}  // namespace niem::ledger
