#include "registry/schema_taken.h"

namespace niem::registry {

// What `niem scan` found. No key over (machine, path, sha256): who may not see a finding of a
// higher level must be able to bring in the same file as one of his own.
constinit const std::string_view kFindingTables = R"sql(
CREATE TABLE scanned_machine (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (name, unit)
);
CREATE TABLE scan_report (
  id BIGINT PRIMARY KEY,
  machine BIGINT NOT NULL REFERENCES scanned_machine (id),
  level TEXT NOT NULL,
  unit TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  system TEXT NOT NULL,
  scanned_by TEXT NOT NULL,
  started TEXT NOT NULL,
  finished TEXT NOT NULL,
  version TEXT NOT NULL,
  rules TEXT NOT NULL,
  redacted BOOLEAN NOT NULL,
  interrupted BOOLEAN NOT NULL,
  files BIGINT NOT NULL,
  documents BIGINT NOT NULL,
  counts TEXT NOT NULL,
  found BIGINT NOT NULL,
  fresh BIGINT NOT NULL,
  importer BIGINT NOT NULL REFERENCES person (id),
  imported TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE finding (
  id BIGINT PRIMARY KEY,
  machine BIGINT NOT NULL REFERENCES scanned_machine (id),
  first_report BIGINT NOT NULL REFERENCES scan_report (id),
  last_report BIGINT NOT NULL REFERENCES scan_report (id),
  times BIGINT NOT NULL,
  state TEXT NOT NULL,
  verdict TEXT NOT NULL,
  level TEXT NOT NULL,
  unit TEXT NOT NULL,
  mark TEXT NOT NULL,
  place TEXT NOT NULL,
  page BIGINT,
  format TEXT NOT NULL,
  path TEXT NOT NULL,
  member TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  modified TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  decider BIGINT REFERENCES person (id),
  decided TEXT,
  document BIGINT REFERENCES document (id),
  incident BIGINT REFERENCES incident (id),
  salt BYTEA NOT NULL,
  CHECK (state <> 'closed' OR (outcome <> 'none' AND reason <> ''))
);
CREATE INDEX scan_report_digest ON scan_report (sha256);
CREATE INDEX scan_report_machine ON scan_report (machine);
CREATE INDEX finding_file ON finding (machine, sha256);
CREATE INDEX finding_group ON finding (machine, unit, level, state);
CREATE INDEX finding_incident ON finding (incident);
)sql";

// What was taken over from the registers kept before, and which row of the sheet each document was.
constinit const std::string_view kIntakeTables = R"sql(
CREATE TABLE intake (
  id BIGINT PRIMARY KEY,
  state TEXT NOT NULL,
  direction TEXT NOT NULL,
  level TEXT NOT NULL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,
  documents BIGINT NOT NULL,
  copies BIGINT NOT NULL,
  importer BIGINT NOT NULL REFERENCES person (id),
  imported TEXT NOT NULL,
  undone TEXT,
  undone_by BIGINT REFERENCES person (id),
  reason TEXT NOT NULL,
  salt BYTEA NOT NULL,
  CHECK (state <> 'ended' OR (undone IS NOT NULL AND undone_by IS NOT NULL AND reason <> ''))
);
CREATE TABLE intake_row (
  id BIGINT PRIMARY KEY,
  intake BIGINT NOT NULL REFERENCES intake (id),
  document BIGINT NOT NULL REFERENCES document (id),
  sheet_row BIGINT NOT NULL,
  book_number TEXT NOT NULL,
  book_day TEXT,
  salt BYTEA NOT NULL,
  UNIQUE (intake, sheet_row)
);
CREATE INDEX intake_row_document ON intake_row (document);
)sql";

// What `niem audit` found, and the register of devices. A device has no key over its number: two
// units may each have met it, and systems make numbers up.
constinit const std::string_view kAuditTables = R"sql(
CREATE TABLE audit_report (
  id BIGINT PRIMARY KEY,
  machine BIGINT NOT NULL REFERENCES scanned_machine (id),
  unit TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  profile TEXT NOT NULL,
  inspector TEXT NOT NULL,
  started TEXT NOT NULL,
  finished TEXT NOT NULL,
  version TEXT NOT NULL,
  signed_by TEXT NOT NULL,
  signed_at TEXT NOT NULL,
  interrupted BOOLEAN NOT NULL,
  violations BIGINT NOT NULL,
  indications BIGINT NOT NULL,
  noted BIGINT NOT NULL,
  unread BIGINT NOT NULL,
  found BIGINT NOT NULL,
  fresh BIGINT NOT NULL,
  devices BIGINT NOT NULL,
  new_devices BIGINT NOT NULL,
  importer BIGINT NOT NULL REFERENCES person (id),
  imported TEXT NOT NULL,
  salt BYTEA NOT NULL
);
CREATE TABLE audit_finding (
  id BIGINT PRIMARY KEY,
  machine BIGINT NOT NULL REFERENCES scanned_machine (id),
  first_report BIGINT NOT NULL REFERENCES audit_report (id),
  last_report BIGINT NOT NULL REFERENCES audit_report (id),
  times BIGINT NOT NULL,
  state TEXT NOT NULL,
  unit TEXT NOT NULL,
  rule TEXT NOT NULL,
  title TEXT NOT NULL,
  title_en TEXT NOT NULL,
  standing TEXT NOT NULL,
  grade TEXT NOT NULL,
  clauses TEXT NOT NULL,
  subject TEXT NOT NULL,
  identity TEXT NOT NULL,
  first TEXT NOT NULL,
  last TEXT NOT NULL,
  time_origin TEXT NOT NULL,
  last_origin TEXT NOT NULL,
  evidence BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answerer BIGINT REFERENCES person (id),
  answered TEXT,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  decider BIGINT REFERENCES person (id),
  decided TEXT,
  salt BYTEA NOT NULL,
  UNIQUE (machine, identity),
  CHECK (state <> 'closed' OR (outcome <> 'none' AND reason <> '')),
  CHECK (state <> 'proposed' OR answer <> '')
);
CREATE TABLE device (
  id BIGINT PRIMARY KEY,
  mark TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  vid TEXT NOT NULL,
  pid TEXT NOT NULL,
  serial TEXT NOT NULL,
  made_up BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  inspected TEXT,
  expires TEXT,
  reason TEXT NOT NULL,
  found_by BIGINT NOT NULL REFERENCES audit_report (id),
  decider BIGINT REFERENCES person (id),
  decided TEXT,
  salt BYTEA NOT NULL,
  CHECK (mark = 'unregistered' OR reason <> '')
);
CREATE TABLE device_use (
  id BIGINT PRIMARY KEY,
  device BIGINT NOT NULL REFERENCES device (id),
  machine BIGINT NOT NULL REFERENCES scanned_machine (id),
  report BIGINT NOT NULL REFERENCES audit_report (id),
  first TEXT NOT NULL,
  last TEXT NOT NULL,
  time_origin TEXT NOT NULL,
  last_origin TEXT NOT NULL,
  labels TEXT NOT NULL,
  letters TEXT NOT NULL,
  users TEXT NOT NULL,
  said TEXT NOT NULL,
  salt BYTEA NOT NULL,
  UNIQUE (device, machine)
);
CREATE INDEX audit_report_digest ON audit_report (sha256);
CREATE INDEX audit_report_machine ON audit_report (machine);
CREATE INDEX audit_finding_group ON audit_finding (machine, unit, state);
CREATE INDEX device_serial ON device (serial);
CREATE INDEX device_use_machine ON device_use (machine);
)sql";

}  // namespace niem::registry
