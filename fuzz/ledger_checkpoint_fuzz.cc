// Notes, keys and checkpoints by both readers.
#include <cstdlib>

#include "ledger/checkpoint.h"
#include "verify/records.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  const std::string_view text = AsText(Bytes(data, size));

  const Result<ledger::Note> note = ledger::ParseNote(text);
  if (note.ok() && ledger::FormatNote(*note) != text) std::abort();
  const bool is_checkpoint = note.ok() && ledger::ParseCheckpoint(note->text).ok();
  if (is_checkpoint && ledger::FormatCheckpoint(*ledger::ParseCheckpoint(note->text)) != note->text)
    std::abort();
  std::string_view fault;
  const std::optional<verify::Checkpoint> opened = verify::OpenNote(text, {}, &fault);
  if (opened.has_value() != is_checkpoint) std::abort();

  const Result<ledger::VerifierKey> key = ledger::ParseVerifierKey(text);
  if (key.ok() && ledger::FormatVerifierKey(*key) != text) std::abort();
  const std::optional<verify::Key> other = verify::ParseKey(text);
  if (key.ok() != other.has_value()) std::abort();
  if (key.ok() && key->Id() != other->id) std::abort();
  return 0;
}
