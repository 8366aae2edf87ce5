#include "verify/checker.h"

#include <algorithm>
#include <utility>

#include "verify/shown.h"

namespace niem::verify {
namespace {

constexpr std::string_view kActOpen = "ledger.open";
constexpr std::string_view kActClock = "ledger.clock";
constexpr std::string_view kActKey = "ledger.key";
constexpr std::string_view kBodyTable = "ledger.body";
constexpr int64_t kClockStepBackUs = 300'000'000;
constexpr size_t kSaltSize = 32;

Error Difference(std::string vi, std::string en) {
  return {ErrorCode::kCorrupt, {std::move(vi), std::move(en)}};
}

Error AtEvent(uint64_t event, const std::string& vi, const std::string& en) {
  const std::string number = std::to_string(event);
  return Difference("sự kiện " + number + ": " + vi, "event " + number + ": " + en);
}

Error AtCheckpoint(uint64_t size, const std::string& vi, const std::string& en) {
  const std::string number = std::to_string(size);
  return Difference("mốc kiểm ở " + number + " sự kiện: " + vi,
                    "checkpoint at " + number + " events: " + en);
}

Error AtRow(std::string_view table, std::string_view key, const std::string& vi,
            const std::string& en) {
  const std::string name = Shown(table) + " \"" + Shown(key) + "\"";
  return Difference("dòng sổ " + name + ": " + vi, "register row " + name + ": " + en);
}

Error NoteFault(uint64_t size, std::string_view fault) {
  if (fault == "signature")
    return AtCheckpoint(size, "chữ ký không đúng", "the signature is wrong");
  return AtCheckpoint(size, "sai khuôn dạng", "malformed");
}

Error NotOurs(const HeldElsewhere& held) {
  const std::string name = Shown(held.name);
  return Difference(
      "mốc kiểm giữ ở nơi khác (" + name + ") không do khóa của sổ cái này ký",
      "the checkpoint held elsewhere (" + name + ") was not signed by this ledger's key");
}

std::string RowKey(std::string_view table, std::string_view key) {
  std::string joined(table);
  joined.push_back('\0');
  return joined.append(key);
}

std::string BodyKey(uint64_t event, std::string_view name) {
  return std::to_string(event) + "/" + std::string(name);
}

}  // namespace

// The events since the last checkpoint that holds: "12–40".
std::string Checker::Span() const {
  const uint64_t first = covered_ < tree_.size() ? covered_ : 0;
  return std::to_string(first) + "–" + std::to_string(tree_.size() - 1);
}

Status Checker::OnHeader(const Header& header) {
  if (header.instance.empty() || !IsName(header.origin))
    return Difference("tên hệ thống hoặc tên sổ cái sai khuôn dạng",
                      "the name of the instance or of the ledger is malformed");
  counts_.instance = header.instance;
  counts_.origin = header.origin;
  ordered_rows_ = header.ordered_rows;
  std::vector<Key> named;
  for (const std::string_view text : header.keys) {
    const std::optional<Key> key = ParseKey(text);
    if (!key) {
      return Difference("khóa kiểm tra kèm theo sổ cái sai khuôn dạng: " + Shown(text),
                        "malformed verifier key beside the ledger: " + Shown(text));
    }
    named.push_back(*key);
    if (options_.keys.empty()) counts_.keys.emplace_back(text);
  }
  counts_.own_keys = options_.keys.empty();
  if (counts_.own_keys) options_.keys = std::move(named);
  keys_.Begin(options_.keys, counts_.origin);
  return OpenElsewhere();
}

Status Checker::OpenElsewhere() {
  for (const HeldElsewhere& held : options_.checkpoints) {
    std::string_view fault;
    const std::optional<Checkpoint> opened = OpenNote(held.note, options_.keys, &fault);
    const std::string name = Shown(held.name);
    if (!opened && fault == "form") {
      return Error(ErrorCode::kInvalidArgument,
                   {name + " không phải là mốc kiểm", name + " is no checkpoint"});
    }
    if (opened && opened->origin != counts_.origin) {
      return Error(ErrorCode::kInvalidArgument,
                   {name + " là mốc kiểm của sổ cái khác: " + Shown(opened->origin),
                    name + " is a checkpoint of another ledger: " + Shown(opened->origin)});
    }
    if (!opened) return NotOurs(held);
    elsewhere_.push_back({&held, *opened, true});
  }
  TRY(OpenRemembered());
  std::stable_sort(elsewhere_.begin(), elsewhere_.end(), [](const auto& a, const auto& b) {
    return a.checkpoint.size < b.checkpoint.size;
  });
  return CheckElsewhere();
}

Status Checker::OpenRemembered() {
  for (const HeldElsewhere& held : options_.remembered) {
    const std::optional<Checkpoint> opened = ParseCheckpoint(held.note);
    const std::string name = Shown(held.name);
    if (!opened || opened->origin != counts_.origin) {
      return Error(ErrorCode::kInvalidArgument, {name + " không ghi mốc kiểm của sổ cái này",
                                                 name + " records no checkpoint of this ledger"});
    }
    elsewhere_.push_back({&held, *opened, false});
  }
  return Ok();
}

Error Checker::Rewritten(const HeldElsewhere& held, const Checkpoint& checkpoint) const {
  const std::string name = Shown(held.name);
  const std::string size = std::to_string(checkpoint.size);
  const std::string span = tree_.size() == 0 ? "0" : Span();
  std::string vi = "lịch sử đã bị viết lại: " + size;
  vi.append(" sự kiện đầu không phải là những sự kiện mà mốc kiểm giữ ở nơi khác (").append(name);
  vi.append(") xác nhận; chỗ khác nằm trong các sự kiện ").append(span);
  std::string en = "history was rewritten: the first " + size;
  en.append(" events are not those that the checkpoint held elsewhere (").append(name);
  en.append(") vouches for; the difference lies in events ").append(span);
  return Difference(std::move(vi), std::move(en));
}

// Those that the tree has just grown to.
Status Checker::CheckElsewhere() {
  for (; next_elsewhere_ < elsewhere_.size(); ++next_elsewhere_) {
    const auto& [held, checkpoint, is_signed] = elsewhere_[next_elsewhere_];
    if (checkpoint.size > tree_.size()) return Ok();
    if (is_signed) {
      // Keys may have been announced since it was first looked at.
      std::string_view fault;
      const std::optional<Checkpoint> opened = OpenNote(held->note, keys_.known(), &fault);
      if (!opened || !keys_.MayHaveSigned(*opened)) return NotOurs(*held);
    }
    if (checkpoint.root != tree_.Root()) return Rewritten(*held, checkpoint);
    if (!is_signed) continue;
    ++counts_.elsewhere;
    covered_ = checkpoint.size;
  }
  return Ok();
}

Status Checker::CheckTime() {
  const uint64_t number = event_.seq;
  if (event_.ticks < ticks_)
    return AtEvent(number, "bộ đếm giờ chạy máy bị lùi", "the running time goes back");
  ticks_ = event_.ticks;
  if (number == 0 || event_.act == kActClock) {
    wall_high_ = event_.wall_us;
    return Ok();
  }
  // Without overflow, whatever the two times are.
  if (event_
          .wall_us<wall_high_&& static_cast<uint64_t>(wall_high_) -
                   static_cast<uint64_t>(event_.wall_us)> static_cast<uint64_t>(kClockStepBackUs)) {
    return AtEvent(number, "giờ lùi quá 5 phút mà không có sự kiện xác nhận giờ",
                   "the clock goes back over 5 minutes without an event approving it");
  }
  wall_high_ = std::max(wall_high_, event_.wall_us);
  return Ok();
}

Status Checker::OnEvent(const Hash& leaf, std::string_view event) {
  const uint64_t number = tree_.size();
  TRY(CheckBodiesComplete());
  if (HashOfLeaf(event) != leaf) {
    return AtEvent(number, "nội dung không khớp với mã băm của nó",
                   "its content does not match its hash");
  }
  event_bytes_ = event;
  next_body_ = 0;
  if (const std::string_view fault = ParseEvent(event_bytes_, &event_); !fault.empty()) {
    return AtEvent(number, "trường " + Shown(fault) + " sai khuôn dạng",
                   "malformed field " + Shown(fault));
  }
  if (event_.seq != number) {
    const std::string own = std::to_string(event_.seq);
    return AtEvent(number, "mang số " + own + "; có sự kiện bị xóa, chèn hoặc đổi chỗ",
                   "bears number " + own + "; an event was deleted, inserted or moved");
  }
  if (event_.instance != counts_.instance) {
    return AtEvent(number, "thuộc hệ thống khác: " + Shown(event_.instance),
                   "belongs to another instance: " + Shown(event_.instance));
  }
  if ((event_.act == kActOpen) != (number == 0)) {
    return AtEvent(number, "sự kiện mở sổ cái phải là sự kiện 0 và chỉ có một",
                   "event 0, and no other, opens the ledger");
  }
  TRY(CheckTime());
  if (event_.act == kActKey && !keys_.Announce(event_.object_id, number)) {
    return AtEvent(number, "khóa ký mới sai khuôn dạng", "the new signing key is malformed");
  }
  TRY(CheckRowChanges());
  tree_.Add(leaf);
  ++counts_.events;
  return CheckElsewhere();
}

Status Checker::OnNodes(std::span<const Hash> nodes) {
  const std::span<const Hash> own = tree_.completed();
  if (std::ranges::equal(nodes, own)) return Ok();
  size_t level = 0;
  while (level < std::min(nodes.size(), own.size()) && nodes[level] == own[level]) ++level;
  const std::string number = std::to_string(level);
  return AtEvent(event_.seq, "nút cây lưu sẵn ở tầng " + number + " không khớp hoặc bị thiếu",
                 "the stored tree node of level " + number + " does not fit, or is missing");
}

Status Checker::CheckRowChanges() {
  for (const RowChangeView& change : event_.rows) {
    if (change.table == kBodyTable) {
      TRY(CheckDestruction(change));
      continue;
    }
    RowState& state = rows_[RowKey(change.table, change.key)];
    const bool existed = state.event != 0 && !state.gone;
    if (existed != change.before.has_value() || (existed && state.digest != *change.before)) {
      const std::string name = Shown(change.table) + " \"" + Shown(change.key) + "\"";
      const std::string last = state.event == 0 ? "" : std::to_string(state.event - 1);
      return AtEvent(
          event_.seq,
          "trạng thái trước của dòng sổ " + name +
              (last.empty() ? " không có sự kiện nào tạo ra"
                            : " không phải do sự kiện " + last + " để lại"),
          "the earlier state of register row " + name +
              (last.empty() ? " was made by no event" : " is not what event " + last + " left"));
    }
    state.event = event_.seq + 1;
    state.gone = !change.after.has_value();
    state.digest = change.after.value_or(Hash{});
  }
  return Ok();
}

// A destruction must be of a body whose record, at its own event, names this event.
Status Checker::CheckDestruction(const RowChangeView& change) {
  const auto claimed = destructions_.find(change.key);
  const bool fits =
      change.before && !change.after && claimed != destructions_.end() &&
      (claimed->second.event == event_.seq || claimed->second.event == kByALaterEvent) &&
      claimed->second.digest == *change.before;
  if (!fits) {
    return AtEvent(event_.seq,
                   "ghi việc tiêu hủy nội dung " + Shown(change.key) +
                       ", nhưng nội dung đó vẫn còn, không có, hoặc là nội dung khác",
                   "records the destruction of body " + Shown(change.key) +
                       ", which is still held, was never there, or is another");
  }
  destructions_.erase(claimed);
  ++counts_.destroyed;
  return Ok();
}

// The record of the next body of the event at hand.
Status Checker::TakeBody(std::string_view name, Hash* digest) {
  if (next_body_ < event_.bodies.size() && event_.bodies[next_body_].name == name) {
    *digest = event_.bodies[next_body_++].digest;
    return Ok();
  }
  TRY(CheckBodiesComplete());
  return AtEvent(event_.seq, "có nội dung \"" + Shown(name) + "\" mà sự kiện không nhắc tới",
                 "holds a body \"" + Shown(name) + "\" that the event does not name");
}

Status Checker::OnHeldBody(std::string_view name, std::string_view salt, std::string_view bytes) {
  Hash digest;
  TRY(TakeBody(name, &digest));
  // HMAC would take a salt without its last zero for the same.
  if (salt.size() != kSaltSize || SaltedHash(salt, bytes) != digest) {
    return AtEvent(event_.seq, "nội dung \"" + Shown(name) + "\" đã bị sửa",
                   "body \"" + Shown(name) + "\" was changed");
  }
  ++counts_.bodies;
  return Ok();
}

Status Checker::OnDestroyedBody(std::string_view name, uint64_t destroyed_by) {
  Hash digest;
  TRY(TakeBody(name, &digest));
  if (destroyed_by <= event_.seq) {
    return AtEvent(event_.seq, "nội dung \"" + Shown(name) + "\" bị ghi là tiêu hủy trước khi có",
                   "body \"" + Shown(name) + "\" is said to be destroyed before it existed");
  }
  destructions_[BodyKey(event_.seq, name)] = {destroyed_by, digest};
  return Ok();
}

Status Checker::CheckBodiesComplete() {
  if (next_body_ >= event_.bodies.size()) return Ok();
  const std::string name = Shown(event_.bodies[next_body_].name);
  return AtEvent(event_.seq, "thiếu nội dung \"" + name + "\" mà không có sự kiện tiêu hủy nào",
                 "body \"" + name + "\" is missing, and no event destroyed it");
}

// The signing key may change, but only as an event announced and the old key confirmed.
Status Checker::CheckSigner(const Checkpoint& checkpoint) {
  const std::string_view fault = keys_.Judge(checkpoint);
  if (fault == "unknown") {
    return AtCheckpoint(checkpoint.size, "không có chữ ký của khóa đã biết",
                        "no signature of a known key");
  }
  if (fault == "unannounced") {
    return AtCheckpoint(checkpoint.size,
                        "ký bằng khóa không phải khóa đang dùng; không có sự kiện nào công bố nó",
                        "signed by a key that is not the one in use; no event announced it");
  }
  if (fault == "handover") {
    return AtCheckpoint(checkpoint.size, "khóa mới ký khi khóa cũ chưa ký xác nhận việc đổi khóa",
                        "the new key signed before the old one had signed over its announcement");
  }
  return Ok();
}

Status Checker::OnCheckpoint(uint64_t size, std::string_view note) {
  std::string_view fault;
  const std::optional<Checkpoint> opened = OpenNote(note, keys_.known(), &fault);
  if (!opened) return NoteFault(size, fault);
  if (size != tree_.size() || opened->size != size)
    return AtCheckpoint(size, "không đứng đúng chỗ", "it is out of place");
  if (opened->origin != counts_.origin)
    return AtCheckpoint(size, "thuộc sổ cái khác: " + Shown(opened->origin),
                        "it belongs to another ledger: " + Shown(opened->origin));
  if (opened->root != tree_.Root()) {
    return AtCheckpoint(size, "gốc cây khác; có sự kiện đã bị sửa trong các sự kiện " + Span(),
                        "the root differs; an event was changed in events " + Span());
  }
  TRY(CheckSigner(*opened));
  covered_ = size;
  ++counts_.checkpoints;
  if (opened->witnesses > 0) ++counts_.witnessed;
  return Ok();
}

Status Checker::OnRow(std::string_view table, std::string_view key, std::string_view salt,
                      std::string_view bytes) {
  TRY(CheckBodiesComplete());
  std::string_view own_table;
  std::string_view own_key;
  if (!ParseRow(bytes, &own_table, &own_key).empty() || own_table != table || own_key != key)
    return AtRow(table, key, "sai khuôn dạng", "malformed");
  std::string joined = RowKey(table, key);
  const auto state = rows_.find(joined);
  const bool repeated = state != rows_.end() && state->second.seen;
  if (repeated || (ordered_rows_ && counts_.rows > 0 && joined <= last_row_)) {
    return AtRow(table, key, "lặp lại hoặc sai thứ tự", "repeated or out of order");
  }
  if (state == rows_.end() || state->second.gone) {
    return AtRow(table, key, "không có sự kiện nào tạo ra, hoặc đã bị xóa bằng một sự kiện",
                 "no event made it, or an event removed it");
  }
  if (salt.size() != kSaltSize || SaltedHash(salt, bytes) != state->second.digest) {
    const std::string last = std::to_string(state->second.event - 1);
    return AtRow(table, key, "đã bị sửa ngoài sổ cái; sự kiện " + last + " để lại nội dung khác",
                 "was changed outside the ledger; event " + last + " left it otherwise");
  }
  state->second.seen = true;
  last_row_ = std::move(joined);
  ++counts_.rows;
  return Ok();
}

Status Checker::CheckRowsComplete() {
  if (options_.without_rows && counts_.rows == 0) return Ok();
  // The smallest name, so that the answer does not depend on the order of hashing.
  const std::pair<const std::string, RowState>* missing = nullptr;
  for (const auto& row : rows_) {
    if (row.second.gone || row.second.seen) continue;
    if (missing == nullptr || row.first < missing->first) missing = &row;
  }
  if (missing == nullptr) return Ok();
  const size_t nul = missing->first.find('\0');
  const std::string last = std::to_string(missing->second.event - 1);
  return AtRow(missing->first.substr(0, nul), missing->first.substr(nul + 1),
               "đã biến mất khỏi sổ; sự kiện " + last + " để lại nó",
               "has vanished from the register; event " + last + " left it there");
}

Status Checker::OnEnd(const End& end) {
  TRY(CheckBodiesComplete());
  if (tree_.size() == 0) return Difference("sổ cái không có sự kiện nào", "the ledger is empty");
  if (next_elsewhere_ < elsewhere_.size()) {
    const auto& [held, checkpoint, is_signed] = elsewhere_.back();
    if (is_signed && checkpoint.own_signatures == 0) return NotOurs(*held);
    const std::string size = std::to_string(checkpoint.size);
    const std::string have = std::to_string(tree_.size());
    return Difference("phần cuối đã mất: mốc kiểm giữ ở nơi khác (" + Shown(held->name) +
                          ") xác nhận " + size + " sự kiện, ở đây chỉ có " + have,
                      "the end is missing: the checkpoint held elsewhere (" + Shown(held->name) +
                          ") vouches for " + size + " events, here are only " + have);
  }
  if (end.events != tree_.size() || end.root != tree_.Root() || end.rows != counts_.rows ||
      end.checkpoints != counts_.checkpoints) {
    return Difference("số mục hoặc gốc cây ghi ở cuối sổ cái không khớp với sổ cái",
                      "the numbers of records, or the root, at the end do not fit the ledger");
  }
  if (end.times && (end.times->wall_high_us != wall_high_ || end.times->ticks != ticks_)) {
    return Difference("giờ ghi ở cuối sổ cái không khớp với sự kiện cuối",
                      "the time kept at the ledger's end does not fit its last event");
  }
  TRY(CheckDestroyed());
  TRY(CheckRowsComplete());
  if (const std::optional<uint64_t> unproven = keys_.unproven()) {
    return AtCheckpoint(*unproven, "không có chữ ký của khóa đã biết",
                        "no signature of a known key");
  }
  counts_.root = end.root;
  return CheckSigned();
}

// What was said to be destroyed, and no event did it.
Status Checker::CheckDestroyed() const {
  if (destructions_.empty()) return Ok();
  const auto& [body, destruction] = *destructions_.begin();
  if (destruction.event == kByALaterEvent) {
    return Difference("nội dung " + Shown(body) + " bị mất mà không có sự kiện tiêu hủy nào",
                      "body " + Shown(body) + " is missing, and no event destroyed it");
  }
  const std::string by = std::to_string(destruction.event);
  return Difference(
      "nội dung " + Shown(body) + " bị ghi là đã tiêu hủy bởi sự kiện " + by +
          ", nhưng sự kiện đó không nói vậy",
      "body " + Shown(body) + " is said to be destroyed by event " + by + ", which is not so");
}

Status Checker::CheckSigned() {
  counts_.unsigned_events = tree_.size() - covered_;
  if (counts_.unsigned_events <= options_.most_unsigned && counts_.checkpoints > 0) return Ok();
  return Difference(
      "các sự kiện " + Span() + " chưa có mốc kiểm đã ký nào bao phủ; ký mốc kiểm rồi kiểm lại",
      "no signed checkpoint covers events " + Span() + "; sign one and verify again");
}

}  // namespace niem::verify
