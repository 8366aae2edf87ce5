#include "harness/agency.h"

#include <cstdio>
#include <cstdlib>

namespace niem::harness {

using ledger::Column;
using ledger::Draft;
using ledger::ExportedRow;
using ledger::HeldBody;

namespace {

constexpr size_t kKept = 64;  // old rows and bodies

std::string SeedText(uint64_t seed) {
  std::string bytes(32, '\0');
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(seed >> (8 * i));
  return ledger::EncodeBase64(AsBytes(bytes));
}

}  // namespace

void Must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "harness: %s\n", status.error().message().en.c_str());
  std::abort();
}

Agency::Agency(uint64_t seed, ledger::LogStore& store, uint64_t checkpoint_every)
    : random_(seed),
      store_(store),
      checkpoint_every_(checkpoint_every),
      log_(std::string(kInstance), std::string(kOrigin), clock_),
      signer_(SeedText(seed)) {
  Draft draft;
  draft.event.act = ledger::kActOpen;
  Append(std::move(draft));
}

std::string Agency::RandomText(size_t words) {
  static constexpr const char* kWords[] = {"phương",  "án",  "bảo", "vệ",  "kho", "hồ",   "sơ",
                                           "chuyển",  "sao", "nộp", "lưu", "trữ", "họp",  "báo",
                                           "cáo năm", "thu", "hồi", "đơn", "vị",  "giao", "nhận"};
  std::string text;
  for (size_t i = 0; i < words; ++i) text.append(kWords[Pick(std::size(kWords))]).append(" ");
  return text;
}

void Agency::Put(Draft* draft, const std::string& table, const std::string& key,
                 std::vector<Column> columns) {
  const RowKey id{table, key};
  const std::string bytes = Must(ledger::EncodeRow({table, key, std::move(columns)}));
  ExportedRow row{table, key, ledger::NewSalt(), bytes};
  ledger::RowChange change{table, key, std::nullopt, ledger::DigestBody(row.salt, AsBytes(bytes))};
  const auto known = rows_.find(id);
  if (known == rows_.end()) {
    row_keys_.push_back(id);
  } else {
    change.before = ledger::DigestBody(known->second.salt, AsBytes(known->second.bytes));
    if (old_rows_.size() < kKept) old_rows_.push_back(known->second);
  }
  rows_[id] = std::move(row);
  draft->event.rows.push_back(std::move(change));
}

void Agency::Remove(Draft* draft, const RowKey& key) {
  const ExportedRow& row = rows_.at(key);
  draft->event.rows.push_back(
      {key.first, key.second, ledger::DigestBody(row.salt, AsBytes(row.bytes)), std::nullopt});
  if (old_rows_.size() < kKept) old_rows_.push_back(row);
  rows_.erase(key);
}

void Agency::Append(Draft draft) {
  ledger::Event& event = draft.event;
  event.person = "p-" + std::to_string(Pick(20));
  event.duty = "van_thu";
  event.pack = "vn-2025/1";
  event.request = std::to_string(random_());
  std::vector<std::string> names;
  for (const ledger::NewBody& body : draft.bodies) names.push_back(body.name);
  const ledger::Appended appended = Must(log_.Append(store_, std::move(draft)));
  for (std::string& name : names) bodies_.push_back({appended.seq, std::move(name)});
  if (appended.head.size % checkpoint_every_ == 0) Sign();
}

void Agency::DestroyABody() {
  if (bodies_.empty()) return;
  std::swap(bodies_[Pick(bodies_.size())], bodies_.back());
  const ledger::BodyName body = bodies_.back();
  bodies_.pop_back();
  for (HeldBody& held : Must(store_.ReadBodies(body.seq))) {
    if (held.name == body.name && old_bodies_.size() < kKept)
      old_bodies_.emplace_back(body.seq, std::move(held));
  }
  Draft draft;
  draft.event.person = "p-1";
  (void)Must(log_.DestroyBodies(store_, {body}, std::move(draft)));
}

void Agency::Act() {
  clock_.Pass(static_cast<int64_t>(Pick(90'000'000)));
  // Corrected by hand, within the five minutes.
  if (Pick(50) == 0 && Must(store_.ReadHead()).wall_high_us <= clock_.wall_us)
    clock_.wall_us -= 200'000'000;
  Draft draft;
  draft.event.label = {"mat", {"kinh_te"}, "u-1"};
  const uint64_t kind = Pick(100);
  if (kind < 2) {
    clock_.wall_us -= 3'600'000'000;
    draft.event.act = ledger::kActClock;
  } else if (kind < 6) {
    return DestroyABody();
  } else if (kind < 15) {
    draft.event.act = "document.read";
    draft.event.object_id = std::to_string(Pick(next_number_));
  } else if (kind < 55 || row_keys_.empty()) {
    const std::string number = std::to_string(next_number_++);
    draft.event.act = "document.register";
    draft.event.object_kind = "document";
    draft.event.object_id = number;
    draft.event.object_version = Sha256Of(AsBytes(number));
    Put(&draft, "document", number,
        {{"level", std::string("mat")},
         {"number", static_cast<int64_t>(next_number_)},
         {"place", RandomText(3)},
         {"closed", std::monostate()}});
    Put(&draft, "copy", number + "/1", {{"holder", std::string("p-2")}, {"no", int64_t{1}}});
    draft.bodies.push_back({"reason", RandomText(8)});
  } else if (kind < 90) {
    const RowKey& key = row_keys_[Pick(row_keys_.size())];
    draft.event.act = "row.change";
    Put(&draft, key.first, key.second, {{"holder", RandomText(1)}, {"place", RandomText(2)}});
    if (Pick(3) == 0) draft.bodies.push_back({"data", "{\"note\":\"" + RandomText(5) + "\"}"});
  } else {
    draft.event.act = "row.remove";
    std::swap(row_keys_[Pick(row_keys_.size())], row_keys_.back());
    Remove(&draft, row_keys_.back());
    row_keys_.pop_back();
  }
  Append(std::move(draft));
}

void Agency::Act(int count) {
  for (int i = 0; i < count; ++i) Act();
}

void Agency::Sign() {
  (void)Must(log_.SignCheckpoint(store_, signer_, memory_));
}

ledger::VerifierKey Agency::Key() const {
  return {std::string(kOrigin), ledger::KeyType::kEd25519, signer_.public_key()};
}

ledger::ExportHeader Agency::Header() const {
  return {std::string(kInstance), std::string(kOrigin), {Key()}};
}

ledger::RowSource Agency::Rows() const {
  auto next = std::make_shared<std::map<RowKey, ExportedRow>::const_iterator>(rows_.begin());
  return [this, next]() -> Result<std::optional<ExportedRow>> {
    if (*next == rows_.end()) return std::optional<ExportedRow>();
    return std::optional<ExportedRow>(((*next)++)->second);
  };
}

std::string Agency::LastNote() const {
  return Must(store_.LastCheckpoint())->note;
}

std::string Agency::Export() {
  Sign();
  std::string out;
  Must(ledger::WriteExport(store_, Header(), Rows(), [&](Bytes bytes) {
    out.append(AsText(bytes));
    return Ok();
  }));
  return out;
}

}  // namespace niem::harness
