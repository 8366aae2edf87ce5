#include "ledger/signed_state.h"

#include "base/file.h"

namespace niem::ledger {

Result<std::optional<Checkpoint>> SignedStateFile::Last() const {
  const Result<std::string> text = ReadWholeFile(path_, kMaxNoteBytes);
  if (!text.ok() && text.error().code() == ErrorCode::kNotFound) return std::optional<Checkpoint>();
  if (!text.ok()) return text.error();
  TRY_ASSIGN(Checkpoint checkpoint, ParseCheckpoint(*text));
  return std::optional<Checkpoint>(std::move(checkpoint));
}

Status SignedStateFile::Remember(const Checkpoint& checkpoint) {
  return WriteFileAtomically(path_, FormatCheckpoint(checkpoint));
}

}  // namespace niem::ledger
