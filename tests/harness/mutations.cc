#include "harness/mutations.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace niem::harness {

using ledger::Event;
using ledger::ExportedBody;
using ledger::ExportedEvent;
using ledger::ExportedRow;
using ledger::ExportEnd;
using ledger::ExportHeader;
using ledger::ExportRecord;
using ledger::StoredCheckpoint;

namespace {

using Random = std::mt19937_64;
using Records = std::vector<ExportRecord>;

std::string Written(const Records& records) {
  std::string out;
  ledger::ExportWriter writer([&](Bytes bytes) {
    out.append(AsText(bytes));
    return Ok();
  });
  for (const ExportRecord& record : records) Must(writer.Write(record));
  return out;
}

// Where records of type T stand.
template <typename T>
std::vector<size_t> Places(const Records& records) {
  std::vector<size_t> places;
  for (size_t i = 0; i < records.size(); ++i) {
    if (std::holds_alternative<T>(records[i])) places.push_back(i);
  }
  return places;
}

template <typename T>
std::optional<size_t> Any(const Records& records, Random& random) {
  const std::vector<size_t> places = Places<T>(records);
  if (places.empty()) return std::nullopt;
  return places[random() % places.size()];
}

// The counts and the root at the end, as a careful tamperer would set them.
void SettleEnd(Records* records) {
  ExportEnd end;
  ledger::Frontier tree;
  for (const ExportRecord& record : *records) {
    if (const auto* event = std::get_if<ExportedEvent>(&record)) tree.Append(event->leaf);
    if (std::holds_alternative<StoredCheckpoint>(record)) ++end.checkpoints;
    if (std::holds_alternative<ExportedRow>(record)) ++end.rows;
  }
  end.events = tree.size();
  end.root = tree.Root();
  records->back() = end;
}

std::optional<Tampered> Settled(Records records) {
  SettleEnd(&records);
  return Tampered{Written(records), false};
}

Event EventOf(const ExportRecord& record) {
  return Must(ledger::Decode(AsBytes(std::get<ExportedEvent>(record).bytes)));
}

ExportedEvent Made(const Event& event) {
  std::string bytes = Must(ledger::Encode(event));
  const ledger::Hash leaf = ledger::LeafHash(AsBytes(bytes));
  return {leaf, std::move(bytes)};
}

// The first byte and the size of each record's frame and payload.
std::vector<std::pair<size_t, size_t>> Frames(const std::string& bytes) {
  std::vector<std::pair<size_t, size_t>> frames;
  for (size_t at = 8; at + 5 <= bytes.size();) {
    uint32_t length = 0;
    std::memcpy(&length, bytes.data() + at + 1, 4);
    frames.emplace_back(at, 5 + length);
    at += 5 + length;
  }
  return frames;
}

// A bit somewhere in a record of this type; type 0: anywhere in the file.
Mutation Flip(std::string_view name, uint8_t type) {
  return {name, [type](const Honest& honest, Random& random) -> std::optional<Tampered> {
            std::string bytes = honest.bytes;
            size_t at = random() % bytes.size();
            if (type != 0) {
              std::vector<std::pair<size_t, size_t>> of_type;
              for (const auto& frame : Frames(bytes)) {
                if (static_cast<uint8_t>(bytes[frame.first]) == type) of_type.push_back(frame);
              }
              if (of_type.empty()) return std::nullopt;
              const auto [begin, size] = of_type[random() % of_type.size()];
              at = begin + random() % size;
            }
            bytes[at] = static_cast<char>(bytes[at] ^ 1 << random() % 8);
            return Tampered{std::move(bytes), false};
          }};
}

void ChangeField(Event* event, Random& random) {
  switch (random() % 9) {
    case 0:
      event->person += "x";
      break;
    case 1:
      event->act += ".x";
      break;
    case 2:
      event->wall_us += 1;
      break;
    case 3:
      event->ticks += 1;
      break;
    case 4:
      event->label.level = event->label.level == "mat" ? "" : "mat";
      break;
    case 5:
      event->object_id += "1";
      break;
    case 6:
      event->duty = "lanh_dao";
      break;
    case 7:
      event->pack = "vn-2018/1";
      break;
    default:
      event->request.clear();
  }
}

// The chain from the change on made anew and signed with the real key.
Tampered Resigned(Records records, Agency& agency) {
  ledger::Frontier tree;
  for (ExportRecord& record : records) {
    if (const auto* event = std::get_if<ExportedEvent>(&record)) tree.Append(event->leaf);
    if (auto* checkpoint = std::get_if<StoredCheckpoint>(&record)) {
      checkpoint->size = tree.size();
      checkpoint->note = Must(ledger::SignCheckpoint(
          {std::string(kOrigin), tree.size(), tree.Root(), {}}, agency.signer()));
    }
  }
  SettleEnd(&records);
  return {Written(records), true};
}

std::optional<Tampered> EditEvent(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<ExportedEvent>(records, random);
  Event event = EventOf(records[at]);
  ChangeField(&event, random);
  records[at] = Made(event);
  return Settled(std::move(records));
}

std::optional<Tampered> EditEventRows(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<ExportedEvent>(records, random);
  Event event = EventOf(records[at]);
  if (event.rows.empty()) return std::nullopt;
  auto& digest = random() % 2 == 0 ? event.rows[0].before : event.rows[0].after;
  digest = Sha256Of(AsBytes(std::to_string(random())));
  records[at] = Made(event);
  return Settled(std::move(records));
}

// With its bodies.
std::optional<Tampered> DeleteEvent(const Honest& honest, Random& random, bool renumber) {
  Records records = honest.records;
  const size_t at = *Any<ExportedEvent>(records, random);
  size_t end = at + 1;
  while (std::holds_alternative<ExportedBody>(records[end])) ++end;
  records.erase(records.begin() + static_cast<long>(at), records.begin() + static_cast<long>(end));
  if (renumber) {
    for (size_t i = at; i < records.size(); ++i) {
      if (!std::holds_alternative<ExportedEvent>(records[i])) continue;
      Event event = EventOf(records[i]);
      --event.seq;
      records[i] = Made(event);
    }
  }
  return Settled(std::move(records));
}

std::optional<Tampered> DuplicateEvent(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<ExportedEvent>(records, random);
  records.insert(records.begin() + static_cast<long>(at), ExportRecord(records[at]));
  return Settled(std::move(records));
}

std::optional<Tampered> SwapEvents(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t a = *Any<ExportedEvent>(records, random);
  const size_t b = *Any<ExportedEvent>(records, random);
  if (a == b) return std::nullopt;
  std::swap(records[a], records[b]);
  return Settled(std::move(records));
}

// Two events trade places and numbers, each with its bodies left where they were.
std::optional<Tampered> SwapRenumbered(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t a = *Any<ExportedEvent>(records, random);
  const size_t b = *Any<ExportedEvent>(records, random);
  if (a == b) return std::nullopt;
  Event first = EventOf(records[a]);
  Event second = EventOf(records[b]);
  std::swap(first.seq, second.seq);
  records[a] = Made(second);
  records[b] = Made(first);
  return Settled(std::move(records));
}

std::optional<Tampered> InsertEvent(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<ExportedEvent>(records, random);
  Event forged = EventOf(records[at]);
  forged.act = "copy.approve";
  forged.rows.clear();
  forged.bodies.clear();
  records.insert(records.begin() + static_cast<long>(at), Made(forged));
  for (size_t i = at + 1; i < records.size(); ++i) {
    if (!std::holds_alternative<ExportedEvent>(records[i])) continue;
    Event event = EventOf(records[i]);
    ++event.seq;
    records[i] = Made(event);
  }
  return Settled(std::move(records));
}

std::optional<Tampered> AppendEvent(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::vector<size_t> events = Places<ExportedEvent>(records);
  Event forged = EventOf(records[events.back()]);
  ++forged.seq;
  forged.act = "copy.approve";
  forged.person = "p-" + std::to_string(random() % 20);
  forged.rows.clear();
  forged.bodies.clear();
  size_t at = events.back() + 1;
  while (std::holds_alternative<ExportedBody>(records[at]) ||
         std::holds_alternative<StoredCheckpoint>(records[at])) {
    ++at;
  }
  records.insert(records.begin() + static_cast<long>(at), Made(forged));
  return Settled(std::move(records));
}

std::optional<Tampered> EditBody(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> at = Any<ExportedBody>(records, random);
  if (!at) return std::nullopt;
  auto& body = std::get<ExportedBody>(records[*at]);
  if (!body.held) return std::nullopt;
  if (random() % 2 == 0) body.held->salt = ledger::NewSalt();
  body.held->bytes += "x";
  return Settled(std::move(records));
}

std::optional<Tampered> DropBody(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> at = Any<ExportedBody>(records, random);
  if (!at) return std::nullopt;
  records.erase(records.begin() + static_cast<long>(*at));
  return Settled(std::move(records));
}

// A body quietly removed and passed off as destroyed by some later event.
std::optional<Tampered> PretendDestroyed(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> at = Any<ExportedBody>(records, random);
  if (!at) return std::nullopt;
  auto& body = std::get<ExportedBody>(records[*at]);
  if (!body.held) return std::nullopt;
  body = {body.name, std::nullopt, random() % (Places<ExportedEvent>(records).size() + 2)};
  return Settled(std::move(records));
}

// A body that was destroyed stands there again.
std::optional<Tampered> ResurrectBody(const Honest& honest, Random& random) {
  const auto& old = honest.agency->old_bodies();
  if (old.empty()) return std::nullopt;
  const auto& [seq, body] = old[random() % old.size()];
  Records records = honest.records;
  const std::vector<size_t> events = Places<ExportedEvent>(records);
  for (size_t at = events[seq] + 1; std::holds_alternative<ExportedBody>(records[at]); ++at) {
    auto& record = std::get<ExportedBody>(records[at]);
    if (record.name != body.name || record.held) continue;
    record = {body.name, body, 0};
    return Settled(std::move(records));
  }
  return std::nullopt;
}

std::optional<Tampered> SwapBodies(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> a = Any<ExportedBody>(records, random);
  const std::optional<size_t> b = Any<ExportedBody>(records, random);
  if (!a || *a == *b || records[*a] == records[*b]) return std::nullopt;
  std::swap(records[*a], records[*b]);
  return Settled(std::move(records));
}

std::optional<Tampered> EditRow(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> at = Any<ExportedRow>(records, random);
  if (!at) return std::nullopt;
  auto& row = std::get<ExportedRow>(records[*at]);
  ledger::Row content = Must(ledger::DecodeRow(AsBytes(row.bytes)));
  ledger::Column& column = content.columns[random() % content.columns.size()];
  column.value = "khác " + std::to_string(random());
  row.bytes = Must(ledger::EncodeRow(content));
  if (random() % 2 == 0) row.salt = ledger::NewSalt();
  return Settled(std::move(records));
}

std::optional<Tampered> DeleteRow(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> at = Any<ExportedRow>(records, random);
  if (!at) return std::nullopt;
  records.erase(records.begin() + static_cast<long>(*at));
  return Settled(std::move(records));
}

std::optional<Tampered> InsertRow(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::string key = std::to_string(random());
  records.insert(records.end() - 1, ExportedRow{"zz", key, ledger::NewSalt(),
                                                Must(ledger::EncodeRow({"zz", key, {}}))});
  return Settled(std::move(records));
}

// A row set back to what it once really was, salt and all; or a removed one put back.
std::optional<Tampered> ReplayRow(const Honest& honest, Random& random) {
  const auto& old = honest.agency->old_rows();
  if (old.empty()) return std::nullopt;
  const ExportedRow& row = old[random() % old.size()];
  Records records = honest.records;
  const auto place = std::find_if(records.begin(), records.end() - 1, [&](const ExportRecord& r) {
    const auto* other = std::get_if<ExportedRow>(&r);
    return other != nullptr && std::tie(other->table, other->key) >= std::tie(row.table, row.key);
  });
  const auto* there = std::get_if<ExportedRow>(&*place);
  if (there != nullptr && there->table == row.table && there->key == row.key)
    *place = row;
  else
    records.insert(place, row);
  return Settled(std::move(records));
}

std::optional<Tampered> SwapRows(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> a = Any<ExportedRow>(records, random);
  const std::optional<size_t> b = Any<ExportedRow>(records, random);
  if (!a || *a == *b) return std::nullopt;
  if (random() % 2 == 0) {
    std::swap(records[*a], records[*b]);
  } else {  // contents under each other's key
    std::swap(std::get<ExportedRow>(records[*a]).bytes, std::get<ExportedRow>(records[*b]).bytes);
  }
  return Settled(std::move(records));
}

// Signed by a key that bears the same name but is not trusted; its own key put into the header.
std::optional<Tampered> ForeignSignature(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<StoredCheckpoint>(records, random);
  auto& checkpoint = std::get<StoredCheckpoint>(records[at]);
  ledger::SeedSigner forger("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
  const ledger::Note note = Must(ledger::ParseNote(checkpoint.note));
  checkpoint.note = Must(ledger::SignCheckpoint(Must(ledger::ParseCheckpoint(note.text)), forger));
  std::get<ExportHeader>(records[0])
      .keys.push_back({std::string(kOrigin), ledger::KeyType::kEd25519, forger.public_key()});
  return Settled(std::move(records));
}

std::optional<Tampered> SwapCheckpoints(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t a = *Any<StoredCheckpoint>(records, random);
  const size_t b = *Any<StoredCheckpoint>(records, random);
  if (a == b) return std::nullopt;
  auto& first = std::get<StoredCheckpoint>(records[a]);
  auto& second = std::get<StoredCheckpoint>(records[b]);
  if (random() % 2 == 0)
    std::swap(first, second);
  else
    std::swap(first.note, second.note);
  return Settled(std::move(records));
}

std::optional<Tampered> DropCheckpoint(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<StoredCheckpoint>(records, random);
  records.erase(records.begin() + static_cast<long>(at));
  return Tampered{Written(records), false};
}

std::optional<Tampered> CutBytes(const Honest& honest, Random& random) {
  return Tampered{honest.bytes.substr(0, random() % honest.bytes.size()), false};
}

// Records cut from the tail, rows kept, the end made to fit.
std::optional<Tampered> CutRecords(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t from = *Any<ExportedEvent>(records, random);
  const std::vector<size_t> events = Places<ExportedEvent>(records);
  size_t to = events.back() + 1;
  while (std::holds_alternative<ExportedBody>(records[to]) ||
         std::holds_alternative<StoredCheckpoint>(records[to])) {
    ++to;
  }
  records.erase(records.begin() + static_cast<long>(from), records.begin() + static_cast<long>(to));
  return Settled(std::move(records));
}

std::optional<Tampered> AppendBytes(const Honest& honest, Random& random) {
  return Tampered{honest.bytes + static_cast<char>(random()), false};
}

std::optional<Tampered> Rollback(const Honest& honest, Random&) {
  return Tampered{honest.earlier_bytes, true};
}

std::optional<Tampered> RewriteEdit(const Honest& honest, Random& random) {
  Records records = honest.records;
  const size_t at = *Any<ExportedEvent>(records, random);
  Event event = EventOf(records[at]);
  event.person += "-khác";
  records[at] = Made(event);
  return Resigned(std::move(records), *honest.agency);
}

// An event that neither row nor body hangs on; the opening and clock events are not taken.
std::optional<size_t> AnyLooseEvent(const Records& records, Random& random) {
  for (int tries = 0; tries < 100; ++tries) {
    const size_t at = *Any<ExportedEvent>(records, random);
    const Event event = EventOf(records[at]);
    if (event.act == "document.read" && event.rows.empty() && event.bodies.empty()) return at;
  }
  return std::nullopt;
}

// Everything that names an event after `gone` by its number names it by one less.
void Renumber(ExportRecord* record, uint64_t gone) {
  if (auto* body = std::get_if<ExportedBody>(record); body != nullptr && body->destroyed_by > gone)
    --body->destroyed_by;
  if (!std::holds_alternative<ExportedEvent>(*record)) return;
  Event event = EventOf(*record);
  if (event.seq > gone) --event.seq;
  for (ledger::RowChange& row : event.rows) {
    if (row.table != ledger::kBodyTable) continue;
    const size_t slash = row.key.find('/');
    const uint64_t seq = std::stoull(row.key);
    row.key = std::to_string(seq > gone ? seq - 1 : seq) + row.key.substr(slash);
  }
  *record = Made(event);
}

std::optional<Tampered> RewriteDelete(const Honest& honest, Random& random) {
  Records records = honest.records;
  const std::optional<size_t> at = AnyLooseEvent(records, random);
  if (!at) return std::nullopt;
  const uint64_t gone = EventOf(records[*at]).seq;
  records.erase(records.begin() + static_cast<long>(*at));
  for (ExportRecord& record : records) Renumber(&record, gone);
  return Resigned(std::move(records), *honest.agency);
}

}  // namespace

std::vector<ExportRecord> ReadRecords(const std::string& bytes) {
  size_t at = 0;
  ledger::ExportReader reader([&](uint8_t* out, size_t size) -> Result<size_t> {
    const size_t count = std::min(size, bytes.size() - at);
    std::memcpy(out, bytes.data() + at, count);
    at += count;
    return count;
  });
  std::vector<ExportRecord> records;
  while (auto record = Must(reader.Next())) records.push_back(std::move(*record));
  return records;
}

const std::vector<Mutation>& Mutations() {
  static const std::vector<Mutation> all = {
      Flip("bit flip: anywhere", 0),
      Flip("bit flip: header", 1),
      Flip("bit flip: event", 2),
      Flip("bit flip: body", 3),
      Flip("bit flip: checkpoint", 4),
      Flip("bit flip: row", 5),
      Flip("bit flip: end", 6),
      {"event: field changed, hash made to fit", EditEvent},
      {"event: row digest changed", EditEventRows},
      {"event: deleted", [](const Honest& h, Random& r) { return DeleteEvent(h, r, false); }},
      {"event: deleted, rest renumbered",
       [](const Honest& h, Random& r) { return DeleteEvent(h, r, true); }},
      {"event: duplicated", DuplicateEvent},
      {"event: two swapped", SwapEvents},
      {"event: two swapped and renumbered", SwapRenumbered},
      {"event: forged one inserted, rest renumbered", InsertEvent},
      {"event: forged one appended", AppendEvent},
      {"body: changed", EditBody},
      {"body: removed", DropBody},
      {"body: passed off as destroyed", PretendDestroyed},
      {"body: destroyed one back again", ResurrectBody},
      {"body: two swapped", SwapBodies},
      {"row: edited", EditRow},
      {"row: deleted", DeleteRow},
      {"row: inserted", InsertRow},
      {"row: set back to an earlier state", ReplayRow},
      {"row: two swapped", SwapRows},
      {"checkpoint: signed by another key", ForeignSignature},
      {"checkpoint: two swapped", SwapCheckpoints},
      {"checkpoint: removed", DropCheckpoint},
      {"tail: cut at a byte", CutBytes},
      {"tail: events cut, end made to fit", CutRecords},
      {"tail: byte added", AppendBytes},
      {"whole file rolled back", Rollback},
      {"chain rewritten and signed again: field", RewriteEdit},
      {"chain rewritten and signed again: event out", RewriteDelete},
  };
  return all;
}

}  // namespace niem::harness
