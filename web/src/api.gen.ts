// Made by types.mjs from /api/v1/openapi.json; not edited by hand.

export type Text = {
  vi: string;
  en: string;
};

export type Error = {
  error: {
    code: string;
    message: Text;
    article?: Text;
    who_could?: Text[];
  };
};

export type Health = {
  status: "ok";
};

export type Done = {
  done: true;
};

export type Session = {
  token?: string;
  person: number;
  name: string;
  unit: string;
  agency: string;
  duties: string[];
  today: string;
  csrf: string;
  idle_seconds: number;
  wrong_before: number;
  first_password_until: string | null;
};

export type Sessions = {
  sessions: {
    id: string;
    from: string;
    begun_seconds_ago: number;
    used_seconds_ago: number;
    this: boolean;
  }[];
};

export type Ended = {
  ended: number;
};

export type EndSessions = {
  password: string;
  session?: string;
};

export type Forms = {
  forms: {
    code: string;
    title: Text;
    two_persons: boolean;
    duties: string[];
    kind: string;
    states: string[];
    fields: {
      name: string;
      type: string;
      required: boolean;
      title: Text;
      choices: string[];
    }[];
  }[];
};

export type Outcome = {
  done: boolean;
  pending?: number;
  ids: Record<string, number>;
  texts: Record<string, string>;
  copies: number[];
  article?: Text;
  warnings: Text[];
  event?: number;
};

export type PendingList = {
  pending: {
    id: number;
    act: string;
    first: number;
    mine: boolean;
    ends_ms: number;
    fields: Record<string, unknown>;
  }[];
};

export type Documents = {
  documents: Document[];
  next: number | null;
};

export type Books = {
  books: Book[];
};

export type BookDetail = {
  book: Book;
  columns: {
    id: string;
    name: Text;
  }[];
  rows: {
    number: number;
    voided: boolean;
    out_of_scope: boolean;
    cells: string[];
  }[];
  next: number | null;
};

export type People = {
  people: {
    id: number;
    name: string;
    post: string;
    unit: string;
    state: string;
  }[];
};

export type Deadlines = {
  deadlines: ({
    kind: "due_back" | "recall" | "expiring" | "notice_owed";
    document: number;
    copy: number | null;
    day: string | null;
    overdue: boolean;
  })[];
};

export type May = {
  allowed: boolean;
  complete: boolean;
  waits: boolean;
  code?: string;
  message?: Text;
  article?: Text;
  warnings: Text[];
  who_could: Text[];
};

export type Copies = {
  copies: CopyOut[];
};

export type Matters = {
  requests: Request[];
  dossiers: Dossier[];
  incidents: Incident[];
  notices: Notice[];
  meetings: Meeting[];
  stocktakes: Stocktake[];
  glasses: BreakGlass[];
};

export type Findings = {
  findings: Finding[];
  next: number | null;
};

export type Scans = {
  machines: ScannedMachine[];
  reports: ScanReport[];
};

export type Audits = {
  machines: AuditedMachine[];
  reports: AuditReport[];
};

export type AuditFindings = {
  findings: AuditFinding[];
  next: number | null;
};

export type Devices = {
  devices: Device[];
  next: number | null;
};

export type AuditCheck = {
  machine: string;
  known_machine: boolean;
  unit: string;
  finished: string;
  inspector: string;
  signed_by: string;
  noted: number;
  unread: number;
  findings: {
    title: Text;
    standing: string;
    subject: string;
    known: boolean;
    opens: boolean;
  }[];
  devices: {
    name: string;
    serial: string;
    known: boolean;
    mark: string;
  }[];
};

export type IntakeColumns = {
  columns: {
    name: string;
    title: Text;
    names: string[];
    required: boolean;
  }[];
};

export type IntakeNote = {
  row: number;
  field: string;
  message: Text;
};

export type IntakeCheck = {
  rows: number;
  good: number;
  documents: number;
  copies: number;
  held: number;
  with_people: number;
  outside: number;
  levels: {
    level: string;
    rows: number;
  }[];
  bad: number[];
  problems: IntakeNote[];
  warnings: IntakeNote[];
  more: boolean;
};

export type Intakes = {
  intakes: Intake[];
};

export type IntakeDetail = {
  intake: Intake;
  rows: IntakeRow[];
  next: number | null;
};

export type LedgerEvents = {
  size: number;
  events: {
    seq: number;
    wall_us: number;
    person: string;
    duty: string;
    act: string;
    object_kind: string;
    object_id: string;
    request: string;
    pack: string;
  }[];
};

export type LedgerProof = {
  size: number;
  keys: string[];
  newest: string | null;
  last: number;
  last_root: string;
  last_note: string | null;
  first: number | null;
  first_root: string | null;
  first_note: string | null;
  consistency: string[];
  event: number | null;
  leaf: string | null;
  inclusion: string[];
};

export type Checkpoint = {
  note: string;
  key: string;
};

export type SignIn = {
  login: string;
  password: string;
  bearer?: boolean;
};

export type Agree = {
  agree: boolean;
};

export type Document = {
  id: number;
  direction: string;
  state: string;
  level: string;
  compartments: string;
  unit: string;
  number: string;
  symbol: string;
  type_name: string;
  subject: string;
  issuer: string;
  signer: string;
  recipients: string;
  note: string;
  dated: string | null;
  determined: string | null;
  arrived: string | null;
  basis: string;
  pack: string;
  term: string;
  term_end: string | null;
  copying_allowed: boolean;
  planned: number;
  pages: number;
  drafter: number | null;
  decider: number | null;
  released: string | null;
  released_by: string;
};

export type DocumentDetail = {
  id: number;
  direction: string;
  state: string;
  level: string;
  compartments: string;
  unit: string;
  number: string;
  symbol: string;
  type_name: string;
  subject: string;
  issuer: string;
  signer: string;
  recipients: string;
  note: string;
  dated: string | null;
  determined: string | null;
  arrived: string | null;
  basis: string;
  pack: string;
  term: string;
  term_end: string | null;
  copying_allowed: boolean;
  planned: number;
  pages: number;
  drafter: number | null;
  decider: number | null;
  released: string | null;
  released_by: string;
  copies: Copy[];
  sources: number[];
  derived: number[];
};

export type Copy = {
  id: number;
  document: number;
  number: number;
  form: string;
  state: string;
  holder: number | null;
  outside: string;
  place: string;
  due: string | null;
  recalled: string | null;
  request: number | null;
  custody: Custody[];
};

export type Custody = {
  id: number;
  copy: number;
  act: string;
  day: string;
  state: string;
  from_person: number | null;
  to_person: number | null;
  outside: string;
  due: string | null;
  entered_by: number;
  entry: number | null;
  meeting: number | null;
  note: string;
};

export type CopyOut = {
  id: number;
  document: number;
  number: number;
  form: string;
  state: string;
  holder: number | null;
  outside: string;
  place: string;
  due: string | null;
  recalled: string | null;
  request: number | null;
  of: Document;
};

export type Request = {
  id: number;
  kind: string;
  state: string;
  document: number;
  copy: number | null;
  requester: number;
  asked: string;
  purpose: string;
  form: string;
  quantity: number;
  made: number;
  abroad: boolean;
  recipient: string;
  measures: string;
  from_day: string | null;
  until_day: string | null;
  decider: number | null;
  decided: string | null;
  article: string;
  reason: string;
  acts: string[];
  level: string;
};

export type Dossier = {
  id: number;
  kind: string;
  state: string;
  level: string;
  compartments: string;
  unit: string;
  proposer: number;
  proposed: string;
  reason: string;
  council: string;
  minutes: string;
  decision: string;
  decider: number | null;
  decided: string | null;
  part: string;
  method: string;
  done: string | null;
  acts: string[];
  items: ({
    document: number;
    copy: number | null;
  })[];
};

export type Incident = {
  id: number;
  kind: string;
  state: string;
  level: string;
  compartments: string;
  unit: string;
  document: number | null;
  copy: number | null;
  opened: string;
  reporter: number;
  account: string;
  outcome: string;
  closed: string | null;
  acts: string[];
};

export type Meeting = {
  id: number;
  state: string;
  level: string;
  compartments: string;
  unit: string;
  title: string;
  place: string;
  from_day: string;
  until_day: string;
  planner: number;
  decider: number | null;
  plan: string;
  foreign_attendance: boolean;
  acts: string[];
};

export type Stocktake = {
  id: number;
  state: string;
  level: string;
  compartments: string;
  unit: string;
  place: string;
  opened: string;
  closed: string | null;
  opener: number;
  minutes: string;
  acts: string[];
  expected: number;
  found: number;
  extra: number;
};

export type Notice = {
  id: number;
  document: number;
  about: string;
  recipients: string;
  decided: string;
  due: string | null;
  sent: string | null;
  number: string;
};

export type BreakGlass = {
  id: number;
  person: number;
  reason: string;
  opened_ms: number;
  ends_ms: number;
  state: string;
  reviewer: number | null;
  findings: string;
};

export type Finding = {
  id: number;
  machine: number;
  first_report: number;
  last_report: number;
  times: number;
  state: string;
  verdict: string;
  level: string;
  unit: string;
  mark: string;
  place: string;
  page: number | null;
  format: string;
  path: string;
  member: string;
  sha256: string;
  bytes: number;
  modified: string;
  outcome: string;
  reason: string;
  decider: number | null;
  decided: string | null;
  document: number | null;
  incident: number | null;
};

export type ScanReport = {
  id: number;
  machine: number;
  level: string;
  unit: string;
  sha256: string;
  system: string;
  scanned_by: string;
  started: string;
  finished: string;
  version: string;
  rules: string;
  redacted: boolean;
  interrupted: boolean;
  files: number;
  documents: number;
  counts: string;
  found: number;
  fresh: number;
  importer: number;
  imported: string;
};

export type ScannedMachine = {
  id: number;
  name: string;
  unit: string;
  open: number;
  decided: number;
  mat: number;
  toi_mat: number;
  tuyet_mat: number;
  no_level: number;
};

export type AuditFinding = {
  id: number;
  machine: number;
  first_report: number;
  last_report: number;
  times: number;
  state: string;
  unit: string;
  rule: string;
  title: string;
  title_en: string;
  standing: string;
  grade: string;
  clauses: string;
  subject: string;
  identity: string;
  first: string;
  last: string;
  time_origin: string;
  last_origin: string;
  evidence: number;
  answer: string;
  answerer: number | null;
  answered: string | null;
  outcome: string;
  reason: string;
  decider: number | null;
  decided: string | null;
};

export type AuditReport = {
  id: number;
  machine: number;
  unit: string;
  sha256: string;
  profile: string;
  inspector: string;
  started: string;
  finished: string;
  version: string;
  signed_by: string;
  signed_at: string;
  interrupted: boolean;
  violations: number;
  indications: number;
  noted: number;
  unread: number;
  found: number;
  fresh: number;
  devices: number;
  new_devices: number;
  importer: number;
  imported: string;
};

export type AuditedMachine = {
  id: number;
  name: string;
  unit: string;
  open: number;
  answered: number;
  closed: number;
};

export type DeviceUse = {
  id: number;
  device: number;
  machine: number;
  report: number;
  first: string;
  last: string;
  time_origin: string;
  last_origin: string;
  labels: string;
  letters: string;
  users: string;
  said: string;
};

export type Device = {
  id: number;
  mark: string;
  kind: string;
  unit: string;
  vid: string;
  pid: string;
  serial: string;
  made_up: boolean;
  name: string;
  owner: string;
  inspected: string | null;
  expires: string | null;
  reason: string;
  found_by: number;
  decider: number | null;
  decided: string | null;
  uses: DeviceUse[];
};

export type Intake = {
  id: number;
  state: string;
  direction: string;
  level: string;
  unit: string;
  source: string;
  documents: number;
  copies: number;
  importer: number;
  imported: string;
  undone: string | null;
  undone_by: number | null;
  reason: string;
  undo_until: string | null;
};

export type IntakeRow = {
  id: number;
  intake: number;
  document: number;
  sheet_row: number;
  book_number: string;
  book_day: string | null;
  number: string;
  level: string;
  state: string;
  touched: boolean;
};

export type Book = {
  id: number;
  kind: string;
  unit: string;
  year: number;
  volume: number;
  first_number: number;
  next_number: number;
  state: string;
  opened: string;
  closed: string | null;
};
