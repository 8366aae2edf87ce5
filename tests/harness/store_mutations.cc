#include "harness/store_mutations.h"

#include <algorithm>
#include <string>

#include "harness/agency.h"
#include "ledger/checkpoint.h"
#include "ledger/event.h"
#include "ledger/merkle.h"
#include "registry/tables.h"

namespace niem::harness {
namespace {

using ledger::Event;
using store::Value;
using store::Values;
using Random = std::mt19937_64;
using Answer = std::optional<Alone>;

constexpr int kTries = 20;

// ---- register rows -----------------------------------------------------------------------------

struct Register {
  std::string table;
  std::vector<std::string> columns;  // without id and salt
};

const std::vector<Register>& Registers() {
  static const std::vector<Register> all = [] {
    std::vector<Register> list;
    registry::ForEachTable([&]<typename T>() {
      list.push_back({std::string(T::kTable), registry::ColumnNames<T>()});
    });
    return list;
  }();
  return all;
}

struct Place {
  const Register* of = nullptr;
  int64_t id = 0;

  std::string where() const { return " WHERE id = " + std::to_string(id); }
};

std::optional<Place> AnyRow(StoreDb& db, Random& random) {
  for (int i = 0; i < kTries; ++i) {
    const Register& one = Registers()[random() % Registers().size()];
    const std::vector<Values> ids = db.Query("SELECT id FROM " + one.table + " ORDER BY id");
    if (ids.empty()) continue;
    return Place{&one, std::get<int64_t>(ids[random() % ids.size()][0].variant())};
  }
  return std::nullopt;
}

std::string Listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += ", " + name;
  return list;
}

// A new value of the column's type.
bool Edit(StoreDb& db, const Place& at, const std::string& column) {
  const std::string set = "UPDATE " + at.of->table + " SET " + column + " = ";
  const Value value = db.Query("SELECT " + column + " FROM " + at.of->table + at.where())[0][0];
  std::vector<std::string> ways = {"'2031-01-01'", "1"};
  if (std::holds_alternative<std::string>(value.variant())) ways = {column + " || ' '"};
  if (std::holds_alternative<int64_t>(value.variant())) ways = {column + " + 1", "NOT " + column};
  return std::ranges::any_of(
      ways, [&](const std::string& way) { return db.Try(set + way + at.where()); });
}

Answer EditRow(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at || !Edit(scene.now, *at, at->of->columns[random() % at->of->columns.size()]))
    return std::nullopt;
  return Alone::kFound;
}

Answer EditRowNewSalt(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at || !Edit(scene.now, *at, at->of->columns[random() % at->of->columns.size()]))
    return std::nullopt;
  const ledger::Salt salt = ledger::NewSalt();
  scene.now.Run("UPDATE " + at->of->table + " SET salt = $1" + at->where(),
                {Value(Bytes(salt.data(), salt.size()))});
  return Alone::kFound;
}

Answer EmptyField(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at) return std::nullopt;
  const std::string& column = at->of->columns[random() % at->of->columns.size()];
  const Value value =
      scene.now.Query("SELECT " + column + " FROM " + at->of->table + at->where())[0][0];
  if (value.is_null() || value == Value("")) return std::nullopt;
  if (!scene.now.Try("UPDATE " + at->of->table + " SET " + column + " = NULL" + at->where()) &&
      !scene.now.Try("UPDATE " + at->of->table + " SET " + column + " = ''" + at->where()))
    return std::nullopt;
  return Alone::kFound;
}

Answer DeleteRow(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at || !scene.now.Try("DELETE FROM " + at->of->table + at->where())) return std::nullopt;
  return Alone::kFound;
}

Answer InsertRow(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at) return std::nullopt;
  const std::string list = Listed(at->of->columns) + ", salt";
  const std::string id = std::to_string(900'000 + random() % 1000);
  if (!scene.now.Try("INSERT INTO " + at->of->table + " (id" + list + ") SELECT " + id + list +
                     " FROM " + at->of->table + at->where()))
    return std::nullopt;
  return Alone::kFound;
}

Answer SwapRows(Scene& scene, Random& random) {
  const auto a = AnyRow(scene.now, random);
  if (!a) return std::nullopt;
  const std::vector<Values> others =
      scene.now.Query("SELECT id FROM " + a->of->table + " WHERE id <> " + std::to_string(a->id));
  if (others.empty()) return std::nullopt;
  const Place b{a->of, std::get<int64_t>(others[random() % others.size()][0].variant())};
  const std::string set = "UPDATE " + a->of->table + " SET id = ";
  scene.now.Run(set + "-7" + a->where());
  scene.now.Run(set + std::to_string(a->id) + b.where());
  scene.now.Run(set + std::to_string(b.id) + Place{a->of, -7}.where());
  return Alone::kFound;
}

// A row as it once really was, salt and all; one that came later vanishes.
Answer SetRowBack(Scene& scene, Random& random) {
  for (int i = 0; i < kTries; ++i) {
    const auto at = AnyRow(scene.now, random);
    if (!at) return std::nullopt;
    const std::string read =
        "SELECT salt" + Listed(at->of->columns) + " FROM " + at->of->table + at->where();
    const std::vector<Values> then = scene.earlier.Query(read);
    if (then.empty() || then == scene.now.Query(read)) continue;
    std::string set = "salt = $1";
    for (size_t k = 0; k < at->of->columns.size(); ++k)
      set += ", " + at->of->columns[k] + " = $" + std::to_string(k + 2);
    if (scene.now.Try("UPDATE " + at->of->table + " SET " + set + at->where(), then[0]))
      return Alone::kFound;
  }
  return std::nullopt;
}

Answer EmptyTable(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at || !scene.now.Try("DELETE FROM " + at->of->table)) return std::nullopt;
  return Alone::kFound;
}

// ---- tables ------------------------------------------------------------------------------------

Answer AddColumn(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at || !scene.now.Try("ALTER TABLE " + at->of->table + " ADD COLUMN them TEXT"))
    return std::nullopt;
  return Alone::kFound;
}

Answer RenameColumn(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  const std::string column = at ? at->of->columns[random() % at->of->columns.size()] : "";
  if (!at ||
      !scene.now.Try("ALTER TABLE " + at->of->table + " RENAME COLUMN " + column + " TO ten_khac"))
    return std::nullopt;
  return Alone::kFound;
}

Answer HideTable(Scene& scene, Random& random) {
  const auto at = AnyRow(scene.now, random);
  if (!at || !scene.now.Try("ALTER TABLE " + at->of->table + " RENAME TO cat_di"))
    return std::nullopt;
  if (random() % 2 == 0)
    scene.now.Run("CREATE VIEW " + at->of->table + " AS SELECT * FROM cat_di WHERE id > 1");
  return Alone::kFound;
}

Answer AddTrigger(Scene& scene, Random&) {
  if (scene.now.engine() == store::Engine::kEmbedded) {
    scene.now.Run(
        "CREATE TRIGGER an AFTER INSERT ON custody BEGIN DELETE FROM custody WHERE id = NEW.id; "
        "END");
  } else {
    scene.now.Run("CREATE RULE an AS ON INSERT TO custody DO INSTEAD NOTHING");
  }
  return Alone::kFound;
}

// ---- the ledger's tables -----------------------------------------------------------------------

struct Book {
  std::vector<std::string> events;
  std::vector<int64_t> checkpoints;  // sizes
};

Book Load(StoreDb& db) {
  Book book;
  for (const Values& row : db.Query("SELECT leaf FROM ledger_event ORDER BY seq"))
    book.events.push_back(std::get<store::Blob>(row[0].variant()).bytes);
  for (const Values& row : db.Query("SELECT size FROM ledger_checkpoint ORDER BY size"))
    book.checkpoints.push_back(std::get<int64_t>(row[0].variant()));
  return book;
}

Value Cell(const ledger::Hash& hash) {
  return Value(Bytes(hash.data(), hash.size()));
}

// Events, nodes and head as a careful tamperer makes them: everything fits but what a key signed.
void Save(StoreDb& db, const Book& book, ledger::Signer* resign) {
  db.Run("BEGIN");
  db.Run("DELETE FROM ledger_node");
  db.Run("DELETE FROM ledger_event");
  ledger::Frontier tree;
  int64_t wall_high = 0;
  uint64_t ticks = 0;
  for (const std::string& leaf : book.events) {
    const auto seq = static_cast<int64_t>(tree.size());
    db.Run("INSERT INTO ledger_event (seq, leaf) VALUES ($1, $2)", {seq, Value(AsBytes(leaf))});
    std::vector<ledger::Node> nodes;
    tree.Append(ledger::LeafHash(AsBytes(leaf)), &nodes);
    for (const ledger::Node& node : nodes) {
      db.Run("INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3)",
             {int64_t{node.id.level}, static_cast<int64_t>(node.id.index), Cell(node.hash)});
    }
    if (const Result<Event> event = ledger::Decode(AsBytes(leaf)); event.ok()) {
      const bool fresh = seq == 0 || event->act == ledger::kActClock;
      wall_high = fresh ? event->wall_us : std::max(wall_high, event->wall_us);
      ticks = event->ticks;
    }
    const bool due = std::ranges::find(book.checkpoints, seq + 1) != book.checkpoints.end();
    if (resign == nullptr || !due) continue;
    const std::string note =
        Must(ledger::SignCheckpoint({"thu", tree.size(), tree.Root(), {}}, *resign));
    db.Run("UPDATE ledger_checkpoint SET note = $1 WHERE size = $2", {note, seq + 1});
  }
  db.Run("UPDATE ledger_head SET size = $1, root = $2, wall_high_us = $3, ticks = $4",
         {static_cast<int64_t>(tree.size()), Cell(tree.Root()), wall_high,
          static_cast<int64_t>(ticks)});
  db.Run("COMMIT");
}

Event At(const Book& book, size_t at) {
  return Must(ledger::Decode(AsBytes(book.events[at])));
}

void Put(Book* book, size_t at, const Event& event) {
  book->events[at] = Must(ledger::Encode(event));
}

// Not the first, which opens the ledger.
size_t AnyEvent(const Book& book, Random& random) {
  return 1 + random() % (book.events.size() - 1);
}

void ChangeField(Event* event, Random& random) {
  switch (random() % 6) {
    case 0:
      event->person += "1";
      break;
    case 1:
      event->duty = event->duty == "keeper" ? "officer" : "keeper";
      break;
    case 2:
      event->object_id += "1";
      break;
    case 3:
      event->label.level = event->label.level == "mat" ? "" : "mat";
      break;
    case 4:
      event->pack += "x";
      break;
    default:
      event->wall_us += 1;
  }
}

void Renumber(Book* book, size_t from) {
  for (size_t i = from; i < book->events.size(); ++i) {
    Event event = At(*book, i);
    event.seq = i;
    Put(book, i, event);
  }
}

// What is done to the events; false: not possible.
using Rewrite = bool (*)(Book*, Random&);

bool EditEvent(Book* book, Random& random) {
  const size_t at = AnyEvent(*book, random);
  Event event = At(*book, at);
  ChangeField(&event, random);
  Put(book, at, event);
  return true;
}

bool FlipEventBit(Book* book, Random& random) {
  std::string& leaf = book->events[AnyEvent(*book, random)];
  char& byte = leaf[random() % leaf.size()];
  byte = static_cast<char>(byte ^ 1 << random() % 8);
  return true;
}

bool EditRowDigest(Book* book, Random& random) {
  const size_t at = AnyEvent(*book, random);
  Event event = At(*book, at);
  if (event.rows.empty()) return false;
  auto& digest = random() % 2 == 0 ? event.rows[0].before : event.rows[0].after;
  digest = Sha256Of(AsBytes(std::to_string(random())));
  Put(book, at, event);
  return true;
}

bool DropEvent(Book* book, Random& random) {
  const size_t at = AnyEvent(*book, random);
  book->events.erase(book->events.begin() + static_cast<long>(at));
  return true;
}

bool DropEventRenumbered(Book* book, Random& random) {
  const size_t at = AnyEvent(*book, random);
  book->events.erase(book->events.begin() + static_cast<long>(at));
  Renumber(book, at);
  return true;
}

bool SwapEvents(Book* book, Random& random) {
  const size_t a = AnyEvent(*book, random);
  const size_t b = AnyEvent(*book, random);
  std::swap(book->events[a], book->events[b]);
  if (random() % 2 == 0) Renumber(book, std::min(a, b));
  return a != b;
}

void Forge(Book* book, size_t place, Random& random) {
  Event forged = At(*book, AnyEvent(*book, random));
  forged.act = "copy.allow";
  forged.rows.clear();
  forged.bodies.clear();
  book->events.insert(book->events.begin() + static_cast<long>(place), "");
  forged.seq = place;
  forged.wall_us = At(*book, place - 1).wall_us;
  forged.ticks = At(*book, place - 1).ticks;
  Put(book, place, forged);
  Renumber(book, place + 1);
}

bool InsertEvent(Book* book, Random& random) {
  Forge(book, AnyEvent(*book, random), random);
  return true;
}

bool CutTail(Book* book, Random& random) {
  book->events.resize(1 + random() % (book->events.size() - 1));
  return true;
}

Answer RewriteWith(Scene& scene, Random& random, Rewrite rewrite) {
  Book book = Load(scene.now);
  if (!rewrite(&book, random)) return std::nullopt;
  Save(scene.now, book, nullptr);
  return Alone::kFound;
}

Answer AppendEvent(Scene& scene, Random& random) {
  Book book = Load(scene.now);
  Forge(&book, book.events.size(), random);
  Save(scene.now, book, nullptr);
  return Alone::kAppended;
}

// By who holds the signing key. Only changes that no rule of form shows.
Answer RewriteSigned(Scene& scene, Random& random) {
  Book book = Load(scene.now);
  if (!EditEvent(&book, random)) return std::nullopt;
  Save(scene.now, book, &scene.signer);
  return Alone::kProves;
}

// The last checkpoint goes, and an event behind the one before it is changed.
Answer RewriteUnsigned(Scene& scene, Random& random) {
  Book book = Load(scene.now);
  if (book.checkpoints.size() < 2) return std::nullopt;
  const auto from = static_cast<size_t>(book.checkpoints[book.checkpoints.size() - 2]);
  if (from + 1 >= book.events.size()) return std::nullopt;
  const size_t at = from + random() % (book.events.size() - from);
  Event event = At(book, at);
  ChangeField(&event, random);
  Put(&book, at, event);
  scene.now.Run("DELETE FROM ledger_checkpoint WHERE size = $1", {book.checkpoints.back()});
  Save(scene.now, book, nullptr);
  return Alone::kUnproved;
}

// ---- bodies, nodes, head, checkpoints ----------------------------------------------------------

std::optional<Values> AnyOf(StoreDb& db, const std::string& query, Random& random) {
  std::vector<Values> rows = db.Query(query);
  if (rows.empty()) return std::nullopt;
  return std::move(rows[random() % rows.size()]);
}

Answer EditBody(Scene& scene, Random& random) {
  const auto body = AnyOf(scene.now, "SELECT seq, name, bytes, salt FROM ledger_body", random);
  if (!body) return std::nullopt;
  std::string bytes = std::get<store::Blob>((*body)[2].variant()).bytes + "x";
  Value salt = (*body)[3];
  if (random() % 2 == 0) {
    const ledger::Salt fresh = ledger::NewSalt();
    salt = Value(Bytes(fresh.data(), fresh.size()));
  }
  scene.now.Run("UPDATE ledger_body SET bytes = $1, salt = $2 WHERE seq = $3 AND name = $4",
                {Value(AsBytes(bytes)), salt, (*body)[0], (*body)[1]});
  return Alone::kFound;
}

Answer DropBody(Scene& scene, Random& random) {
  const auto body = AnyOf(scene.now, "SELECT seq, name FROM ledger_body", random);
  if (!body) return std::nullopt;
  scene.now.Run("DELETE FROM ledger_body WHERE seq = $1 AND name = $2", *body);
  return Alone::kFound;
}

Answer MoveBody(Scene& scene, Random& random) {
  const auto body = AnyOf(scene.now, "SELECT seq, name FROM ledger_body", random);
  if (!body) return std::nullopt;
  const int64_t events = scene.now.Number("SELECT count(*) FROM ledger_event");
  const int64_t to = static_cast<int64_t>(random() % static_cast<uint64_t>(events + 2)) - 1;
  if (Value(to) == (*body)[0] ||
      !scene.now.Try("UPDATE ledger_body SET seq = $1 WHERE seq = $2 AND name = $3",
                     {to, (*body)[0], (*body)[1]}))
    return std::nullopt;
  return Alone::kFound;
}

Answer ChangeNode(Scene& scene, Random& random) {
  const auto node = AnyOf(scene.now, "SELECT level, position FROM ledger_node", random);
  const std::string where = " WHERE level = $1 AND position = $2";
  const ledger::Hash hash = Sha256Of(AsBytes(std::to_string(random())));
  switch (random() % 3) {
    case 0:
      scene.now.Run("DELETE FROM ledger_node" + where, *node);
      break;
    case 1:
      scene.now.Run("UPDATE ledger_node SET position = 800000" + where, *node);
      break;
    default:
      scene.now.Run("UPDATE ledger_node SET hash = $1 WHERE level = $2 AND position = $3",
                    {Cell(hash), (*node)[0], (*node)[1]});
  }
  return Alone::kFound;
}

Answer AddNode(Scene& scene, Random& random) {
  scene.now.Run("INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3)",
                {static_cast<int64_t>(random() % 60), 700'000, Cell(Sha256Of({}))});
  return Alone::kFound;
}

Answer ChangeHead(Scene& scene, Random& random) {
  static constexpr const char* kWays[] = {"size = size + 1", "size = size - 1", "ticks = ticks - 1",
                                          "wall_high_us = wall_high_us - 1"};
  const size_t way = random() % 5;
  if (way < 4)
    scene.now.Run(std::string("UPDATE ledger_head SET ") + kWays[way]);
  else
    scene.now.Run("UPDATE ledger_head SET root = $1", {Cell(Sha256Of({}))});
  return Alone::kFound;
}

Answer ChangeNote(Scene& scene, Random& random) {
  const auto row = AnyOf(scene.now, "SELECT size, note FROM ledger_checkpoint", random);
  std::string note = std::get<std::string>((*row)[1].variant());
  note[random() % (note.size() - 1)] = 'Q';
  if (Value(note) == (*row)[1] ||
      !scene.now.Try("UPDATE ledger_checkpoint SET note = $1 WHERE size = $2", {note, (*row)[0]}))
    return std::nullopt;
  return Alone::kFound;
}

Answer ForeignNote(Scene& scene, Random& random) {
  const auto row = AnyOf(scene.now, "SELECT size, note FROM ledger_checkpoint", random);
  const std::string& note = std::get<std::string>((*row)[1].variant());
  ledger::Checkpoint checkpoint = Must(ledger::ParseCheckpoint(Must(ledger::ParseNote(note)).text));
  ledger::SeedSigner other("");
  scene.now.Run("UPDATE ledger_checkpoint SET note = $1 WHERE size = $2",
                {Must(ledger::SignCheckpoint(checkpoint, other)), (*row)[0]});
  return Alone::kFound;
}

Answer MoveNote(Scene& scene, Random& random) {
  const auto row = AnyOf(scene.now, "SELECT size FROM ledger_checkpoint", random);
  const auto to = static_cast<int64_t>(random() % 100);
  if (!scene.now.Try("UPDATE ledger_checkpoint SET size = $1 WHERE size = $2", {to, (*row)[0]}) ||
      Value(to) == (*row)[0])
    return std::nullopt;
  return Alone::kFound;
}

Answer DropNotes(Scene& scene, Random&) {
  scene.now.Run("DELETE FROM ledger_checkpoint");
  return Alone::kFound;
}

StoreMutation Events(std::string_view name, Rewrite rewrite) {
  return {name,
          [rewrite](Scene& scene, Random& random) { return RewriteWith(scene, random, rewrite); }};
}

}  // namespace

const std::vector<StoreMutation>& StoreMutations() {
  static const std::vector<StoreMutation> all = {
      {"row: a field edited", EditRow},
      {"row: a field edited, salt anew", EditRowNewSalt},
      {"row: a field emptied", EmptyField},
      {"row: deleted", DeleteRow},
      {"row: inserted", InsertRow},
      {"row: two swapped", SwapRows},
      {"row: set back to an earlier state", SetRowBack},
      {"table: emptied", EmptyTable},
      {"table: a column added", AddColumn},
      {"table: a column renamed", RenameColumn},
      {"table: renamed, a view in its place or not", HideTable},
      {"table: a trigger or rule added", AddTrigger, true},
      Events("event: field changed, tree made to fit", EditEvent),
      Events("event: a bit flipped, tree made to fit", FlipEventBit),
      Events("event: row digest changed", EditRowDigest),
      Events("event: deleted", DropEvent),
      Events("event: deleted, rest renumbered", DropEventRenumbered),
      Events("event: two swapped, renumbered or not", SwapEvents),
      Events("event: forged one inserted, rest renumbered", InsertEvent),
      {"event: forged one appended", AppendEvent},
      Events("tail: events cut, tree made to fit", CutTail),
      {"tail: changed, its checkpoint removed", RewriteUnsigned},
      {"chain rewritten and signed again", RewriteSigned},
      {"body: changed", EditBody},
      {"body: removed", DropBody},
      {"body: moved to another event", MoveBody},
      {"tree: a node changed, moved or removed", ChangeNode},
      {"tree: a node added", AddNode},
      {"head: changed", ChangeHead},
      {"checkpoint: changed", ChangeNote},
      {"checkpoint: signed by another key", ForeignNote},
      {"checkpoint: moved", MoveNote},
      {"checkpoint: all removed", DropNotes},
  };
  return all;
}

}  // namespace niem::harness
