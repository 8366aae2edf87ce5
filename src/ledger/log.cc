#include "ledger/log.h"

#include <algorithm>
#include <utility>

namespace niem::ledger {
namespace {

Error ClockWentBack(int64_t back_us) {
  const std::string minutes = std::to_string(back_us / 60'000'000);
  return {ErrorCode::kPermission,
          {"đồng hồ máy lùi " + minutes +
               " phút so với sự kiện gần nhất; chỉnh lại giờ, hoặc lập sự kiện xác nhận giờ do hai "
               "người duyệt",
           "the clock is " + minutes +
               " minutes behind the latest event; correct it, or have two persons approve the new "
               "time as an event"}};
}

Error WrongOpening(bool first) {
  if (first) {
    return {ErrorCode::kInvalidArgument,
            {"sự kiện đầu tiên phải là mở sổ cái", "the first event must open the ledger"}};
  }
  return {ErrorCode::kInvalidArgument, {"sổ cái này đã được mở", "this ledger is already open"}};
}

Error StoreContradicts() {
  return {
      ErrorCode::kCorrupt,
      {"kho sổ cái tự mâu thuẫn: mã băm gốc không khớp với các nút; dừng ghi và chạy niem-verify",
       "the ledger's store contradicts itself: its root does not follow from its nodes; stop "
       "writing and run niem-verify"}};
}

Error SignedBefore(const Checkpoint& last) {
  const std::string size = std::to_string(last.size);
  return {
      ErrorCode::kCorrupt,
      {"không ký: sổ cái không nối tiếp mốc kiểm đã ký trước đây (" + size +
           " sự kiện). Kho dữ liệu có thể đã bị thay bằng bản cũ hoặc bị sửa; chạy niem-verify "
           "với mốc kiểm đó",
       "not signed: the ledger does not continue the checkpoint signed before (" + size +
           " events). The store may have been rolled back or changed; run niem-verify with that "
           "checkpoint"}};
}

// Draws a salt for each body and puts its digest into the event.
Result<std::vector<HeldBody>> SaltBodies(std::vector<NewBody> bodies, Event* event) {
  std::vector<HeldBody> held;
  event->bodies.clear();
  for (NewBody& body : bodies) {
    if (body.bytes.size() > kMaxBodyBytes) {
      return Error(ErrorCode::kTooLarge, {"nội dung " + body.name + " của sự kiện quá lớn",
                                          "the event's body " + body.name + " is too large"});
    }
    held.push_back({std::move(body.name), NewSalt(), std::move(body.bytes)});
    event->bodies.push_back(
        {held.back().name, DigestBody(held.back().salt, AsBytes(held.back().bytes))});
  }
  std::sort(held.begin(), held.end(),
            [](const HeldBody& a, const HeldBody& b) { return a.name < b.name; });
  return held;
}

// That the tree at the store's head begins with what `last` signed.
Status CheckContinues(const NodeSource& nodes, const LogHead& head, const Checkpoint& last,
                      const std::string& origin) {
  if (last.origin != origin || last.size > head.size) return SignedBefore(last);
  TRY_ASSIGN(const Proof proof, ConsistencyProof(last.size, head.size, nodes));
  if (!VerifyConsistency(last.size, head.size, last.root, head.root, proof).ok())
    return SignedBefore(last);
  return Ok();
}

}  // namespace

Status Log::Follow(const LogStore& store, const LogHead& head) {
  if (frontier_.size() == head.size && frontier_.Root() == head.root) return Ok();
  TRY_ASSIGN(frontier_, Frontier::Load(head.size, store));
  if (frontier_.Root() != head.root) return StoreContradicts();
  return Ok();
}

Status Log::StampTime(const LogHead& head, Event* event, LogHead* next) {
  event->wall_us = clock_.WallMicros();
  const bool approved = event->act == kActClock;
  const int64_t back = head.wall_high_us - event->wall_us;
  if (head.size > 0 && !approved && back > kClockStepBackUs) return ClockWentBack(back);
  const bool first = head.size == 0;
  next->wall_high_us =
      first || approved ? event->wall_us : std::max(head.wall_high_us, event->wall_us);
  const uint64_t running = clock_.RunningMillis();
  // Time while no process ran is not counted: ticks go on from where they stood.
  if (!ticks_base_) ticks_base_ = head.ticks - running;
  event->ticks = std::max(head.ticks, *ticks_base_ + running);
  next->ticks = event->ticks;
  return Ok();
}

Result<Appended> Log::Append(LogStore& store, Draft draft) {
  TRY_ASSIGN(const LogHead head, store.ReadHead());
  TRY(Follow(store, head));
  Event& event = draft.event;
  if ((event.act == kActOpen) != (head.size == 0)) return WrongOpening(head.size == 0);
  LogHead next = head;
  TRY(StampTime(head, &event, &next));
  event.instance = instance_;
  event.seq = head.size;
  TRY_ASSIGN(const std::vector<HeldBody> bodies, SaltBodies(std::move(draft.bodies), &event));
  Canonicalise(&event);
  TRY_ASSIGN(const std::string leaf, Encode(event));

  const Hash leaf_hash = LeafHash(AsBytes(leaf));
  Frontier grown = frontier_;
  std::vector<Node> nodes;
  grown.Append(leaf_hash, &nodes);
  next.size = grown.size();
  next.root = grown.Root();
  TRY(store.Append({event.seq, leaf, &nodes, &bodies, next}));
  frontier_ = std::move(grown);
  return Appended{event.seq, leaf_hash, next};
}

Result<Appended> Log::DestroyBodies(LogStore& store, const std::vector<BodyName>& bodies,
                                    Draft draft) {
  if (draft.event.act.empty()) draft.event.act = kActDestroyBody;
  for (const BodyName& wanted : bodies) {
    TRY_ASSIGN(const std::vector<HeldBody> held, store.ReadBodies(wanted.seq));
    const auto body = std::find_if(held.begin(), held.end(),
                                   [&](const HeldBody& one) { return one.name == wanted.name; });
    const std::string key = std::to_string(wanted.seq) + "/" + wanted.name;
    if (body == held.end()) {
      return Error(ErrorCode::kNotFound, {"không còn giữ nội dung " + key + " của sổ cái",
                                          "the ledger holds no body " + key});
    }
    draft.event.rows.push_back(
        {std::string(kBodyTable), key, DigestBody(body->salt, AsBytes(body->bytes)), std::nullopt});
  }
  TRY_ASSIGN(Appended appended, Append(store, std::move(draft)));
  for (const BodyName& body : bodies) TRY(store.DestroyBody(body.seq, body.name));
  return appended;
}

Result<bool> Log::CheckpointDue(const LogStore& store, const CheckpointPolicy& policy) const {
  TRY_ASSIGN(const LogHead head, store.ReadHead());
  TRY_ASSIGN(const std::optional<StoredCheckpoint> last, store.LastCheckpoint());
  const uint64_t covered = last ? last->size : 0;
  if (covered >= head.size) return false;
  if (head.size - covered >= policy.events) return true;
  bool due = false;
  const auto look = [&](uint64_t, std::string_view leaf) -> Status {
    TRY_ASSIGN(const Event event, Decode(AsBytes(leaf)));
    const int64_t age = clock_.WallMicros() - event.wall_us;
    due = age >= policy.age_us || age < -kClockStepBackUs;
    return Ok();
  };
  TRY(store.ReadLeaves(covered, covered + 1, look));
  return due;
}

Result<std::string> Log::SignCheckpoint(LogStore& store, Signer& signer, SignedMemory& memory) {
  TRY_ASSIGN(const LogHead head, store.ReadHead());
  TRY(Follow(store, head));
  TRY_ASSIGN(const std::optional<Checkpoint> signed_last, memory.Last());
  if (signed_last) TRY(CheckContinues(store, head, *signed_last, origin_));
  TRY_ASSIGN(const std::optional<StoredCheckpoint> stored_last, store.LastCheckpoint());
  const VerifierKey key{origin_, KeyType::kEd25519, signer.public_key()};
  std::optional<Note> joined;  // of another key over the same tree: it stays beside ours
  if (stored_last) {
    TRY_ASSIGN(const Note note, ParseNote(stored_last->note));
    TRY_ASSIGN(const Checkpoint last, ParseCheckpoint(note.text));
    TRY(CheckContinues(store, head, last, origin_));
    const bool same_key = std::any_of(note.signatures.begin(), note.signatures.end(),
                                      [&](const NoteSignature& s) { return s.key_id == key.Id(); });
    if (last.size == head.size && same_key) return stored_last->note;
    if (last.size == head.size) joined = note;
  }
  const Checkpoint checkpoint{origin_, head.size, head.root, {}};
  // Remembered first: after a crash between, the key is bound to a tree that is durable anyway.
  TRY(memory.Remember(checkpoint));
  TRY_ASSIGN(std::string note, ledger::SignCheckpoint(checkpoint, signer));
  if (joined && joined->text == FormatCheckpoint(checkpoint)) {
    TRY_ASSIGN(const Note own, ParseNote(note));
    joined->signatures.push_back(own.signatures.front());
    note = FormatNote(*joined);
  }
  TRY(store.PutCheckpoint({head.size, note}));
  return note;
}

}  // namespace niem::ledger
