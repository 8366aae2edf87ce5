// Proofs of the ledger's tree (RFC 9162 §2.1.3, §2.1.4) for who checks them himself: the auditor's
// page hashes the leaf and climbs to the root of a signed checkpoint.
#include <charconv>

#include "ledger/base64.h"
#include "ledger/merkle.h"
#include "registry/log_store.h"
#include "registry/signing_keys.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/json.h"

namespace niem::server {
namespace {

using registry::Deed;
using registry::SqlLogStore;

struct Wanted {
  std::optional<uint64_t> first;
  std::optional<uint64_t> last;
  std::optional<uint64_t> event;
};

// Nothing is guessed: a proof of another size than the one asked for would look like a failed one.
Status ReadSize(const ApiRequest& request, const char* name, std::optional<uint64_t>* size) {
  const std::string text = request.Query(name);
  if (text.empty()) return Ok();
  const char* const end = text.data() + text.size();
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || number < 0) return BadQuery(name);
  *size = static_cast<uint64_t>(number);
  return Ok();
}

Error Beyond(const std::string& what, uint64_t size) {
  const std::string number = std::to_string(size);
  return {ErrorCode::kInvalidArgument,
          {what + ": cây chỉ gồm " + number + " sự kiện",
           what + ": the tree holds " + number + " events only"}};
}

Status CheckWanted(const Wanted& wanted, uint64_t last, uint64_t head) {
  if (last > head) return Beyond("last", head);
  if (wanted.first && *wanted.first > last) return Beyond("first", last);
  if (wanted.event && *wanted.event >= last) return Beyond("event", last);
  return Ok();
}

void PutSize(Writer& out, const char* name, const std::optional<uint64_t>& size) {
  PutKey(out, name);
  size ? out.Uint64(*size) : out.Null();
}

void PutText(Writer& out, const char* name, const std::optional<std::string>& text) {
  PutKey(out, name);
  text ? Put(out, std::string_view(*text)) : static_cast<void>(out.Null());
}

void PutProof(Writer& out, const char* name, const ledger::Proof& proof) {
  PutKey(out, name), out.StartArray();
  for (const ledger::Hash& hash : proof) Put(out, std::string_view(ledger::EncodeBase64(hash)));
  out.EndArray();
}

// What the checkpoints of this ledger are signed with, the last one in use at the end.
Status PutKeys(Deed& deed, const std::string& now, Writer& out) {
  TRY_ASSIGN(const auto keys, registry::SigningKeys(deed.tx()));
  PutKey(out, "keys"), out.StartArray();
  bool listed = false;
  for (const ledger::VerifierKey& key : keys) {
    const std::string text = ledger::FormatVerifierKey(key);
    listed = listed || text == now;
    Put(out, std::string_view(text));
  }
  if (!listed) Put(out, std::string_view(now));
  out.EndArray();
  return Ok();
}

Status PutFirst(const SqlLogStore& log, const Wanted& wanted, uint64_t last, Writer& out) {
  std::optional<std::string> root;
  std::optional<std::string> note;
  ledger::Proof proof;
  if (wanted.first) {
    TRY_ASSIGN(const ledger::Hash hash, ledger::RootAt(*wanted.first, log));
    root = ledger::EncodeBase64(hash);
    TRY_ASSIGN(note, log.CheckpointAt(*wanted.first));
    TRY_ASSIGN(proof, ledger::ConsistencyProof(*wanted.first, last, log));
  }
  PutSize(out, "first", wanted.first);
  PutText(out, "first_root", root);
  PutText(out, "first_note", note);
  PutProof(out, "consistency", proof);
  return Ok();
}

// The leaf holds ids, labels and salted digests, no contents (docs/formats/ledger.md).
Status PutEvent(const SqlLogStore& log, const Wanted& wanted, uint64_t last, Writer& out) {
  std::optional<std::string> leaf;
  ledger::Proof proof;
  if (wanted.event) {
    const uint64_t seq = *wanted.event;
    TRY(log.ReadLeaves(seq, seq + 1, [&](uint64_t, std::string_view bytes) -> Status {
      leaf = ledger::EncodeBase64(AsBytes(bytes));
      return Ok();
    }));
    TRY_ASSIGN(proof, ledger::InclusionProof(seq, last, log));
  }
  PutSize(out, "event", wanted.event);
  PutText(out, "leaf", leaf);
  PutProof(out, "inclusion", proof);
  return Ok();
}

Status WriteProof(Deed& deed, const Wanted& wanted, const std::string& key, Writer& out) {
  const SqlLogStore log(deed.tx());
  TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
  const uint64_t last = wanted.last.value_or(head.size);
  TRY(CheckWanted(wanted, last, head.size));
  TRY_ASSIGN(const ledger::Hash root, ledger::RootAt(last, log));
  TRY_ASSIGN(const auto newest, log.LastCheckpoint());
  TRY_ASSIGN(const auto note, log.CheckpointAt(last));
  out.StartObject();
  PutKey(out, "size"), out.Uint64(head.size);
  TRY(PutKeys(deed, key, out));
  PutText(out, "newest", newest ? std::optional(newest->note) : std::nullopt);
  PutKey(out, "last"), out.Uint64(last);
  PutText(out, "last_root", ledger::EncodeBase64(root));
  PutText(out, "last_note", note);
  TRY(PutFirst(log, wanted, last, out));
  TRY(PutEvent(log, wanted, last, out));
  out.EndObject();
  return Ok();
}

}  // namespace

Result<ApiResponse> Api::LedgerProof(Call& call) {
  Wanted wanted;
  TRY(ReadSize(call.request, "first", &wanted.first));
  TRY(ReadSize(call.request, "last", &wanted.last));
  TRY(ReadSize(call.request, "event", &wanted.event));
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  const auto look = [&](Deed& deed) -> Status {
    buffer.Clear(), out.Reset(buffer);
    return WriteProof(deed, wanted, instance_.VerifierKey(), out);
  };
  TRY_ASSIGN(
      const registry::Outcome outcome,
      instance_.registry().Read(call.actor, access::Act::kLedgerRead, access::Object{}, look));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, TextOf(buffer)};
}

}  // namespace niem::server
