#include "registry/schema.h"

#include <array>

#include "registry/schema_taken.h"

namespace niem::registry {
namespace {

// Types and keys as in records.h and people.h; registry_test holds the two together.
//
// What the store itself refuses, whoever asks: a trích yếu of a Tuyệt mật document (Nghị định
// 63/2026/NĐ-CP Điều 6, chưa đối chiếu bản gốc), two copies or two entries of one number, a copy
// that nobody allowed, a void without a reason, more copies made than allowed.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE unit (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (code)
);
CREATE TABLE person (
  id BIGINT PRIMARY KEY,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  post TEXT NOT NULL,
  unit TEXT NOT NULL,
  roles TEXT NOT NULL,
  deputy_of TEXT NOT NULL,
  state TEXT NOT NULL,
  leaving TEXT,
  commitment TEXT NOT NULL,
  password TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (login)
);
CREATE TABLE assignment (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  duty TEXT NOT NULL,
  decision TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT,
  salt BYTEA NOT NULL
);
CREATE TABLE clearance (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  units TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT,
  salt BYTEA NOT NULL
);
CREATE TABLE delegation (
  id BIGINT PRIMARY KEY,
  from_person BIGINT NOT NULL REFERENCES person (id),
  to_person BIGINT NOT NULL REFERENCES person (id),
  number TEXT NOT NULL,
  acts TEXT NOT NULL,
  levels TEXT NOT NULL,
  scope TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT,
  salt BYTEA NOT NULL
);
CREATE TABLE break_glass (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  reason TEXT NOT NULL,
  opened_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL,
  state TEXT NOT NULL,
  reviewer BIGINT REFERENCES person (id),
  findings TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE pending (
  id BIGINT PRIMARY KEY,
  act TEXT NOT NULL,
  fields TEXT NOT NULL,
  first_person BIGINT NOT NULL REFERENCES person (id),
  duty TEXT NOT NULL,
  begun_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL,
  state TEXT NOT NULL,
  second_person BIGINT REFERENCES person (id),
  salt BYTEA NOT NULL
);
CREATE TABLE setting (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (name)
);
CREATE TABLE list_file (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  loaded TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE document (
  id BIGINT PRIMARY KEY,
  direction TEXT NOT NULL,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  unit TEXT NOT NULL,
  number TEXT NOT NULL,
  symbol TEXT NOT NULL,
  type_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  signer TEXT NOT NULL,
  recipients TEXT NOT NULL,
  note TEXT NOT NULL,
  dated TEXT,
  determined TEXT,
  arrived TEXT,
  basis TEXT NOT NULL,
  pack TEXT NOT NULL,
  term TEXT NOT NULL,
  term_end TEXT,
  copying_allowed BOOLEAN NOT NULL,
  planned BIGINT NOT NULL,
  pages BIGINT NOT NULL,
  drafter BIGINT REFERENCES person (id),
  decider BIGINT REFERENCES person (id),
  released TEXT,
  released_by TEXT NOT NULL,
  salt BYTEA NOT NULL,
  CHECK (level <> 'tuyet_mat' OR subject = '')
);
CREATE TABLE need (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  document BIGINT NOT NULL REFERENCES document (id),
  reason TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT,
  salt BYTEA NOT NULL
);
CREATE TABLE derivation (
  id BIGINT PRIMARY KEY,
  source BIGINT NOT NULL REFERENCES document (id),
  derived BIGINT NOT NULL REFERENCES document (id),
  salt BYTEA NOT NULL,
  UNIQUE (source, derived),
  CHECK (source <> derived)
);
CREATE TABLE request (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  document BIGINT NOT NULL REFERENCES document (id),
  copy BIGINT,
  requester BIGINT NOT NULL REFERENCES person (id),
  asked TEXT NOT NULL,
  purpose TEXT NOT NULL,
  form TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  made BIGINT NOT NULL,
  abroad BOOLEAN NOT NULL,
  recipient TEXT NOT NULL,
  measures TEXT NOT NULL,
  from_day TEXT,
  until_day TEXT,
  decider BIGINT REFERENCES person (id),
  decided TEXT,
  article TEXT NOT NULL,
  reason TEXT NOT NULL,
  salt BYTEA NOT NULL,
  CHECK (made >= 0 AND made <= quantity)
);
CREATE TABLE copy (
  id BIGINT PRIMARY KEY,
  document BIGINT NOT NULL REFERENCES document (id),
  number BIGINT NOT NULL,
  form TEXT NOT NULL,
  state TEXT NOT NULL,
  holder BIGINT REFERENCES person (id),
  outside TEXT NOT NULL,
  place TEXT NOT NULL,
  due TEXT,
  recalled TEXT,
  request BIGINT REFERENCES request (id),
  salt BYTEA NOT NULL,
  UNIQUE (document, number),
  CHECK (number > 0),
  CHECK (state <> 'out' OR holder IS NOT NULL OR outside <> ''),
  CHECK (state = 'out' OR holder IS NULL),
  CHECK (form = 'original' OR request IS NOT NULL)
);
CREATE TABLE book (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  year BIGINT NOT NULL,
  volume BIGINT NOT NULL,
  first_number BIGINT NOT NULL,
  next_number BIGINT NOT NULL,
  state TEXT NOT NULL,
  opened TEXT NOT NULL,
  closed TEXT,
  salt BYTEA NOT NULL,
  UNIQUE (kind, unit, year, volume),
  CHECK (next_number >= first_number)
);
CREATE TABLE entry (
  id BIGINT PRIMARY KEY,
  book BIGINT NOT NULL REFERENCES book (id),
  number BIGINT NOT NULL,
  day TEXT NOT NULL,
  document BIGINT REFERENCES document (id),
  copy BIGINT REFERENCES copy (id),
  request BIGINT REFERENCES request (id),
  note TEXT NOT NULL,
  voided BOOLEAN NOT NULL,
  void_reason TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (book, number),
  CHECK (NOT voided OR void_reason <> '')
);
CREATE TABLE meeting (
  id BIGINT PRIMARY KEY,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  unit TEXT NOT NULL,
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  planner BIGINT NOT NULL REFERENCES person (id),
  decider BIGINT REFERENCES person (id),
  plan TEXT NOT NULL,
  foreign_attendance BOOLEAN NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE custody (
  id BIGINT PRIMARY KEY,
  copy BIGINT NOT NULL REFERENCES copy (id),
  act TEXT NOT NULL,
  day TEXT NOT NULL,
  state TEXT NOT NULL,
  from_person BIGINT REFERENCES person (id),
  to_person BIGINT REFERENCES person (id),
  outside TEXT NOT NULL,
  due TEXT,
  entered_by BIGINT NOT NULL REFERENCES person (id),
  entry BIGINT REFERENCES entry (id),
  meeting BIGINT REFERENCES meeting (id),
  note TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE dossier (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  unit TEXT NOT NULL,
  proposer BIGINT NOT NULL REFERENCES person (id),
  proposed TEXT NOT NULL,
  reason TEXT NOT NULL,
  council TEXT NOT NULL,
  minutes TEXT NOT NULL,
  decision TEXT NOT NULL,
  decider BIGINT REFERENCES person (id),
  decided TEXT,
  part TEXT NOT NULL,
  method TEXT NOT NULL,
  done TEXT,
  salt BYTEA NOT NULL
);
CREATE TABLE dossier_item (
  id BIGINT PRIMARY KEY,
  dossier BIGINT NOT NULL REFERENCES dossier (id),
  document BIGINT NOT NULL REFERENCES document (id),
  copy BIGINT REFERENCES copy (id),
  salt BYTEA NOT NULL
);
CREATE TABLE notice (
  id BIGINT PRIMARY KEY,
  document BIGINT NOT NULL REFERENCES document (id),
  about TEXT NOT NULL,
  recipients TEXT NOT NULL,
  decided TEXT NOT NULL,
  due TEXT,
  sent TEXT,
  number TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE stocktake (
  id BIGINT PRIMARY KEY,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  unit TEXT NOT NULL,
  place TEXT NOT NULL,
  opened TEXT NOT NULL,
  closed TEXT,
  opener BIGINT NOT NULL REFERENCES person (id),
  minutes TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE stocktake_item (
  id BIGINT PRIMARY KEY,
  stocktake BIGINT NOT NULL REFERENCES stocktake (id),
  copy BIGINT NOT NULL REFERENCES copy (id),
  expected BOOLEAN NOT NULL,
  found BOOLEAN NOT NULL,
  place TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (stocktake, copy)
);
CREATE TABLE incident (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  unit TEXT NOT NULL,
  document BIGINT REFERENCES document (id),
  copy BIGINT REFERENCES copy (id),
  opened TEXT NOT NULL,
  reporter BIGINT NOT NULL REFERENCES person (id),
  account TEXT NOT NULL,
  outcome TEXT NOT NULL,
  closed TEXT,
  salt BYTEA NOT NULL
);
CREATE TABLE next_id (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
CREATE TABLE done_request (
  request TEXT PRIMARY KEY,
  person BIGINT NOT NULL,
  outcome TEXT NOT NULL
);
CREATE TABLE ledger_head (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  wall_high_us BIGINT NOT NULL,
  ticks BIGINT NOT NULL
);
CREATE TABLE ledger_event (
  seq BIGINT PRIMARY KEY,
  leaf BYTEA NOT NULL
);
CREATE TABLE ledger_node (
  level BIGINT NOT NULL,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (level, position)
);
CREATE TABLE ledger_body (
  seq BIGINT NOT NULL REFERENCES ledger_event (seq),
  name TEXT NOT NULL,
  salt BYTEA NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (seq, name)
);
CREATE TABLE ledger_checkpoint (
  size BIGINT PRIMARY KEY,
  note TEXT NOT NULL
);
CREATE INDEX assignment_person ON assignment (person);
CREATE INDEX clearance_person ON clearance (person);
CREATE INDEX need_person ON need (person, document);
CREATE INDEX delegation_to ON delegation (to_person);
CREATE INDEX document_number ON document (number, symbol);
CREATE INDEX document_term ON document (state, term_end);
CREATE INDEX copy_holder ON copy (holder);
CREATE INDEX copy_due ON copy (state, due);
CREATE INDEX custody_copy ON custody (copy);
CREATE INDEX entry_document ON entry (document);
CREATE INDEX request_document ON request (document, state);
CREATE INDEX dossier_item_dossier ON dossier_item (dossier);
CREATE INDEX notice_due ON notice (sent, due);
CREATE INDEX derivation_derived ON derivation (derived);
CREATE INDEX incident_document ON incident (document);
)sql";

// The search index (search.h), which follows from the documents; and what searches and lists ask
// for.
constexpr std::string_view kSearch = R"sql(
CREATE TABLE search_label (
  id BIGINT PRIMARY KEY,
  level TEXT NOT NULL,
  compartments TEXT NOT NULL,
  unit TEXT NOT NULL,
  UNIQUE (level, compartments, unit)
);
CREATE TABLE search_word (
  word BIGINT NOT NULL,
  label BIGINT NOT NULL,
  document BIGINT NOT NULL,
  PRIMARY KEY (word, label, document)
);
CREATE TABLE search_state (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  version BIGINT NOT NULL
);
CREATE INDEX document_drafter ON document (drafter);
)sql";

// New tables only: a column added to a table would change what the digests of its rows are over.
constexpr std::string_view kOrders = R"sql(
CREATE TABLE mandate (
  id BIGINT PRIMARY KEY,
  act TEXT NOT NULL,
  what TEXT NOT NULL,
  target TEXT NOT NULL,
  reason TEXT NOT NULL,
  first_person BIGINT NOT NULL REFERENCES person (id),
  second_person BIGINT NOT NULL REFERENCES person (id),
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  standing BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  used BIGINT NOT NULL,
  salt BYTEA NOT NULL,
  CHECK (first_person <> second_person)
);
CREATE TABLE signing_key (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL,
  announced BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  state TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (key)
);
CREATE TABLE derivation_freed (
  id BIGINT PRIMARY KEY,
  derivation BIGINT NOT NULL REFERENCES derivation (id),
  decider BIGINT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  reason TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (derivation)
);
CREATE TABLE clock_request (
  id BIGINT PRIMARY KEY,
  fields TEXT NOT NULL,
  first_person BIGINT NOT NULL REFERENCES person (id),
  duty TEXT NOT NULL,
  begun_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL
);
CREATE INDEX mandate_act ON mandate (act, state);
)sql";

constexpr std::string_view kCards = R"sql(
CREATE TABLE card (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  fingerprint TEXT NOT NULL,
  subject TEXT NOT NULL,
  note TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT,
  ended_for TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE INDEX card_person ON card (person);
CREATE INDEX card_fingerprint ON card (fingerprint);
)sql";

// In blocks of documents (posting.h); built anew when the instance is next opened.
constexpr std::string_view kPostings = R"sql(
DROP TABLE search_word;
CREATE TABLE search_posting (
  word BIGINT NOT NULL,
  label BIGINT NOT NULL,
  block BIGINT NOT NULL,
  documents BYTEA NOT NULL,
  PRIMARY KEY (word, label, block)
);
)sql";

}  // namespace

std::span<const store::Migration> Migrations() {
  static const std::array<store::Migration, 8> migrations = {
      {{1, "registers and ledger", kFirst},
       {2, "search", kSearch},
       {3, "orders, keys, freed derivations", kOrders},
       {4, "cards", kCards},
       {5, "search in blocks", kPostings},
       {6, "findings of scans", kFindingTables},
       {7, "documents of old registers", kIntakeTables},
       {8, "findings of audits, devices", kAuditTables}}};
  return migrations;
}

}  // namespace niem::registry
