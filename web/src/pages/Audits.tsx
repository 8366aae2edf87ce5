import { FormEvent, useEffect, useRef, useState } from "react";

import { ApiError, AuditCheck, AuditFinding, AuditFindings, AuditedMachine, Audits, Device, Devices, Outcome, ask, get } from "../api";
import { useApp, useCode, useGet, useNames, usePick, usePreferences, useWords } from "../app";
import { shownDay } from "../format";
import { useParts } from "../lists";
import { useLive } from "../live";
import { OutcomeBox, useAct } from "../parts/ActForm";
import { Problem } from "../parts/Problem";

const pageSize = 50;
const largest = 5_500_000;
const findingActs = ["audit.answer", "audit.close"];
const marks = ["unregistered", "registered", "forbidden", "retired"];

type Query = Record<string, string>;
type Sent = { report: string; signature?: string; sha256?: string; machine?: string };

// What audits found on the agency's computers, and the register of devices.
export function AuditsPage() {
  const t = useWords();
  const [query, setQuery] = useState<Query>({ state: "open" });
  const turn = useLive("audits");
  const { value, error, again } = useGet<Audits>("audits", {}, [turn]);
  const machines = value?.machines ?? [];
  return (
    <>
      <h1>{t("audits")}</h1>
      <Problem error={error} again={again} />
      {machines.length > 0 && <Machines machines={machines} query={query} setQuery={setQuery} />}
      {machines.length > 0 && <FindingsPart machines={machines} query={query} setQuery={setQuery} turn={turn} />}
      {machines.length > 0 && <DevicesPart machines={machines} turn={turn} />}
      <ImportPart done={again} />
      {value && value.reports.length > 0 && <Reports audits={value} />}
    </>
  );
}

// ---- bringing in --------------------------------------------------------------------------------

// The report, and the .sig and .sha256 beside it where they are.
async function readFiles(files: File[]): Promise<Sent | "report_none" | "report_encoding" | "report_large"> {
  const ending = (end: string) => files.find((one) => one.name.endsWith(end));
  const signature = ending(".sig"), digest = ending(".sha256");
  const report = files.find((one) => one !== signature && one !== digest);
  if (!report) return "report_none";
  if (report.size > largest) return "report_large";
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await report.arrayBuffer());
    const sent: Sent = { report: text };
    if (signature) sent.signature = await signature.text();
    if (digest) sent.sha256 = (await digest.text()).trim().slice(0, 400);
    return sent;
  } catch {
    return "report_encoding";
  }
}

function ImportPart({ done }: { done: () => void }) {
  const t = useWords();
  const { run, outcome, error, busy, clear } = useAct("audit.import");
  const [sent, setSent] = useState<Sent>();
  const [fault, setFault] = useState<"report_none" | "report_encoding" | "report_large">();
  const [machine, setMachine] = useState("");
  const [seen, setSeen] = useState<{ value?: AuditCheck; error?: ApiError }>({});
  const input = useRef<HTMLInputElement>(null);
  const whole = sent && { ...sent, ...(machine.trim() && { machine: machine.trim() }) };
  const look = (fields: Sent) => {
    setSeen({});
    ask<AuditCheck>("audits/check", fields).then(
      (value) => setSeen({ value }),
      (problem) => problem instanceof ApiError && setSeen({ error: problem }),
    );
  };
  const choose = async (files: File[]) => {
    clear();
    setSent(undefined), setSeen({}), setFault(undefined);
    if (files.length === 0) return;
    const read = await readFiles(files);
    if (typeof read === "string") return setFault(read);
    setSent(read);
    look(read);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!whole || !(await run(whole))) return;
    if (input.current) input.current.value = "";
    setSent(undefined), setSeen({}), setMachine("");
    done();
  };
  const nameless = seen.error?.code === "audit.no_machine";
  return (
    <section className="card wide spaced" aria-labelledby="kt-nhap">
      <h2 id="kt-nhap">{t("audits_import")}</h2>
      <form className="act-form" onSubmit={send}>
        <div className="fields">
          <div className="field wide">
            <label htmlFor="kt-tep">{t("audits_file")}</label>
            <input ref={input} id="kt-tep" type="file" multiple accept=".json,.sig,.sha256" aria-describedby="kt-cach"
                   onChange={(event) => void choose([...(event.target.files ?? [])])} />
            <p id="kt-cach" className="hint">
              {t("audits_how")}
            </p>
          </div>
          {(nameless || machine) && (
            <div className="field">
              <label htmlFor="kt-may-ten">{t("audits_machine_name")}</label>
              <input id="kt-may-ten" type="text" autoComplete="off" value={machine} onChange={(event) => setMachine(event.target.value)} />
              <button type="button" disabled={!machine.trim() || !whole} onClick={() => whole && look(whole)}>
                {t("intake_check_again")}
              </button>
            </div>
          )}
        </div>
        {fault && (
          <p className="problem" role="alert">
            {t(fault)}
          </p>
        )}
        <Problem error={seen.error ?? error} />
        {seen.value && <Beforehand check={seen.value} />}
        {outcome && <Imported outcome={outcome} />}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy || !seen.value}>
            {t("audits_do_import")}
          </button>
        </div>
      </form>
    </section>
  );
}

// What the import would enter; nothing is entered yet.
function Beforehand({ check }: { check: AuditCheck }) {
  const t = useWords();
  const pick = usePick();
  const code = useCode();
  const fresh = check.findings.filter((one) => !one.known).length;
  const unknown = check.devices.filter((one) => !one.known).length;
  return (
    <section aria-labelledby="kt-truoc" role="status">
      <h3 id="kt-truoc">{t("audits_beforehand", check.machine, shownDay(check.finished))}</h3>
      <p>
        {t("audits_would", check.findings.length, fresh, check.devices.length, unknown)}{" "}
        {check.signed_by ? t("audits_signed", check.signed_by) : t("audits_unsigned")}{" "}
        {check.unread > 0 && t("audits_unread", check.unread)}
      </p>
      <ul>
        {check.findings.slice(0, 100).map((one, i) => (
          <li key={i}>
            {code("audit_standing", one.standing)}: {pick(one.title)} <Subject text={one.subject} />{" "}
            <small>{one.opens ? t("audits_opens") : one.known ? t("audits_known") : t("audits_new")}</small>
          </li>
        ))}
        {check.devices.slice(0, 100).map((one, i) => (
          <li key={"d" + i}>
            {t("device")}: {one.name} {one.serial} <small>{one.known ? code("choice", one.mark) : t("audits_new_device")}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Imported({ outcome }: { outcome: Outcome }) {
  const t = useWords();
  return (
    <>
      <p>{t("audits_imported", outcome.ids.found ?? 0, outcome.ids.new ?? 0, outcome.ids.again ?? 0, outcome.ids.new_devices ?? 0)}</p>
      <OutcomeBox outcome={outcome} />
    </>
  );
}

// "name=value" on lines of their own. Where "heuristic.vi" and "heuristic.en" say in words what "heuristic" has as codes, the
// reader's language stands for all three.
function shownSubject(text: string, lang: string): [string, string][] {
  const lines = text.split("\n").filter(Boolean).map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
  const words = lines.find(([name]) => name === `heuristic.${lang}`)?.[1];
  return lines.filter(([name]) => name !== "register" && !name.startsWith("heuristic.")).map(([name, value]) =>
    [name, name === "heuristic" && words ? words : value]);
}

function Subject({ text }: { text: string }) {
  const code = useCode();
  const { lang } = usePreferences();
  const parts = shownSubject(text, lang).map(([name, value]) => `${code("subject", name)}: ${value}`);
  return <small>{parts.join(" · ")}</small>;
}

// ---- machines and findings ----------------------------------------------------------------------

interface Chosen {
  query: Query;
  setQuery: (query: Query) => void;
}

function Machines({ machines, query, setQuery }: Chosen & { machines: AuditedMachine[] }) {
  const t = useWords();
  return (
    <section className="spaced" aria-labelledby="kt-may">
      <h2 id="kt-may">{t("audited_machines")}</h2>
      <div className="scroll" tabIndex={0} role="group" aria-labelledby="kt-may">
        <table className="rows">
          <thead>
            <tr>
              <th>{t("machine")}</th>
              <th>{t("unit")}</th>
              <th>{t("audit_open")}</th>
              <th>{t("audit_proposed")}</th>
              <th>{t("audit_closed")}</th>
            </tr>
          </thead>
          <tbody>
            {machines.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <button type="button" className="quiet" aria-pressed={query.machine === String(one.id)}
                          onClick={() => setQuery({ ...query, machine: query.machine === String(one.id) ? "" : String(one.id) })}>
                    {one.name}
                  </button>
                </th>
                <td>{one.unit}</td>
                <td>{one.open}</td>
                <td>{one.answered}</td>
                <td>{one.closed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// A list in parts, and which of its rows are chosen.
function useChoice<T extends { id: number }, L extends { next: number | null }>(path: string, query: Query, turn: number, rowsOf: (part: L) => T[]) {
  const asked = JSON.stringify(query);
  const [chosen, setChosen] = useState<Set<number>>(new Set());
  const { parts, ...list } = useParts((before) => get<L>(path, { ...query, limit: pageSize, before }), asked, turn);
  useEffect(() => setChosen(new Set()), [asked]);
  const rows = parts.flatMap(rowsOf);
  const turnOne = (id: number) => {
    const now = new Set(chosen);
    if (!now.delete(id)) now.add(id);
    setChosen(now);
  };
  const marked = rows.filter((one) => chosen.has(one.id)).map((one) => one.id);
  return { ...list, rows, chosen, marked, turnOne, unchoose: () => setChosen(new Set()) };
}

function ActButtons({ codes, field, marked, done }: { codes: string[]; field: string; marked: number[]; done: () => void }) {
  const t = useWords();
  const pick = usePick();
  const { forms, duty, openAct } = useApp();
  const mine = codes.flatMap((code) => forms.filter((form) => form.code === code && form.duties.includes(duty)));
  return (
    <div className="buttons">
      {mine.map((form) => (
        <button key={form.code} type="button" disabled={marked.length === 0}
                onClick={() => openAct({ code: form.code, preset: { [field]: marked }, about: t("chosen_count", marked.length), done })}>
          {pick(form.title)}
        </button>
      ))}
    </div>
  );
}

function Select({ id, label, value, all, set }: { id: string; label: string; value: string; all: [string, string][]; set: (value: string) => void }) {
  const t = useWords();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set(event.target.value)}>
        <option value="">{t("all")}</option>
        {all.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function FindingsPart({ machines, query, setQuery, turn }: Chosen & { machines: AuditedMachine[]; turn: number }) {
  const t = useWords();
  const list = useChoice<AuditFinding, AuditFindings>("audits/findings", query, turn, (part) => part.findings);
  const done = () => (list.unchoose(), list.again());
  const name = (id: number) => machines.find((one) => one.id === id)?.name ?? "";
  return (
    <section className="spaced" aria-labelledby="kt-phat-hien">
      <h2 id="kt-phat-hien">{t("audit_findings")}</h2>
      <search className="filters">
        <Select id="kt-loc-may" label={t("machine")} value={query.machine ?? ""} all={machines.map((one) => [String(one.id), one.name])}
                set={(machine) => setQuery({ ...query, machine })} />
        <Select id="kt-loc-tt" label={t("state")} value={query.state ?? ""}
                all={[["open", t("audit_open")], ["proposed", t("audit_proposed")], ["closed", t("audit_closed")]]}
                set={(state) => setQuery({ ...query, state })} />
      </search>
      <Problem error={list.error} again={list.again} />
      <p className="hint" role="status">
        {t("audit_count", list.rows.length)} {list.marked.length > 0 && t("chosen_count", list.marked.length)}
      </p>
      <ActButtons codes={findingActs} field="audit_findings" marked={list.marked} done={done} />
      {list.rows.length > 0 && (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="kt-phat-hien">
          <table className="rows">
            <thead>
              <tr>
                <td />
                <th>{t("audit_finding")}</th>
                <th>{t("machine")}</th>
                <th>{t("audit_clause")}</th>
                <th>{t("first_last")}</th>
                <th>{t("state")}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((one) => (
                <FindingRow key={one.id} finding={one} machine={name(one.machine)} chosen={list.chosen.has(one.id)} turn={() => list.turnOne(one.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.next !== null && (
        <button type="button" onClick={() => void list.readOn()}>
          {t("read_on")}
        </button>
      )}
    </section>
  );
}

function FindingRow({ finding, machine, chosen, turn }: { finding: AuditFinding; machine: string; chosen: boolean; turn: () => void }) {
  const t = useWords();
  const code = useCode();
  const { lang } = usePreferences();
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={t("choose_finding", finding.id)} checked={chosen} onChange={turn} />
      </td>
      <th scope="row">
        <strong>{code("audit_standing", finding.standing)}</strong>: {lang === "vi" ? finding.title : finding.title_en}
        <br />
        <Subject text={finding.subject} />{finding.subject && <small> · </small>}
        <small>
          {code("audit_grade", finding.grade)}, {t("audit_traces", finding.evidence)}
        </small>
      </th>
      <td>{machine}</td>
      <td>{finding.clauses || t("audit_no_clause")}</td>
      <td>
        <Span first={finding.first} last={finding.last} origin={finding.last_origin} />
      </td>
      <td>
        <FindingState finding={finding} />
      </td>
    </tr>
  );
}

function Span({ first, last, origin }: { first: string; last: string; origin: string }) {
  const code = useCode();
  const days = [...new Set([shownDay(first), shownDay(last)].filter(Boolean))];
  return (
    <>
      {days.join(" – ") || "–"} {days.length > 0 && origin !== "utc" && <small>{code("time_origin", origin)}</small>}
    </>
  );
}

function FindingState({ finding }: { finding: AuditFinding }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  return (
    <>
      {code("audit_state", finding.state)}
      {finding.times > 1 && <small> {t("audit_again", finding.times)}</small>}
      {finding.answer && (
        <p>
          {t("audit_answer")}: {finding.answer}{" "}
          <small>
            {names(finding.answerer)}, {shownDay(finding.answered)}
          </small>
        </p>
      )}
      {finding.outcome !== "none" && (
        <p>
          {code("choice", finding.outcome)}: {finding.reason}{" "}
          <small>
            {names(finding.decider)}, {shownDay(finding.decided)}
          </small>
        </p>
      )}
    </>
  );
}

// ---- devices ------------------------------------------------------------------------------------

function DevicesPart({ machines, turn }: { machines: AuditedMachine[]; turn: number }) {
  const t = useWords();
  const code = useCode();
  const [query, setQuery] = useState<Query>({});
  const list = useChoice<Device, Devices>("devices", query, turn, (part) => part.devices);
  const done = () => (list.unchoose(), list.again());
  return (
    <section className="spaced" aria-labelledby="kt-thiet-bi">
      <h2 id="kt-thiet-bi">{t("devices")}</h2>
      <search className="filters">
        <Select id="kt-loc-dau" label={t("device_mark")} value={query.mark ?? ""} all={marks.map((one) => [one, code("choice", one)])}
                set={(mark) => setQuery({ mark })} />
      </search>
      <Problem error={list.error} again={list.again} />
      <ActButtons codes={["device.mark"]} field="devices" marked={list.marked} done={done} />
      {list.rows.length === 0 ? (
        <p className="empty">{t("none")}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="kt-thiet-bi">
          <table className="rows">
            <thead>
              <tr>
                <td />
                <th>{t("device")}</th>
                <th>{t("device_mark")}</th>
                <th>{t("device_uses")}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((one) => (
                <DeviceRow key={one.id} device={one} machines={machines} chosen={list.chosen.has(one.id)} turn={() => list.turnOne(one.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.next !== null && (
        <button type="button" onClick={() => void list.readOn()}>
          {t("read_on")}
        </button>
      )}
    </section>
  );
}

function DeviceRow({ device, machines, chosen, turn }: { device: Device; machines: AuditedMachine[]; chosen: boolean; turn: () => void }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={t("choose_device", device.serial)} checked={chosen} onChange={turn} />
      </td>
      <th scope="row">
        {device.name} {device.vid && `${device.vid}:${device.pid}`}
        <br />
        <small>
          {device.serial} {device.made_up && t("device_made_up")}
        </small>
      </th>
      <td>
        {device.mark === "unregistered" ? <strong>{code("choice", device.mark)}</strong> : code("choice", device.mark)}
        {device.owner && <small> {device.owner}</small>}
        {device.inspected && <small> {t("device_inspected", shownDay(device.inspected), shownDay(device.expires) || "–")}</small>}
        {device.reason && (
          <p>
            {device.reason}{" "}
            <small>
              {names(device.decider)}, {shownDay(device.decided)}
            </small>
          </p>
        )}
      </td>
      <td>
        {device.uses.map((one) => (
          <p key={one.id}>
            {machines.find((machine) => machine.id === one.machine)?.name ?? t("machine")}: <Span first={one.first} last={one.last} origin={one.last_origin} />{" "}
            <small>{[one.labels, one.letters, one.users].filter(Boolean).join(" · ")}</small>
          </p>
        ))}
      </td>
    </tr>
  );
}

function Reports({ audits }: { audits: Audits }) {
  const t = useWords();
  const names = useNames();
  return (
    <section className="spaced" aria-labelledby="kt-bao-cao">
      <h2 id="kt-bao-cao">{t("reports")}</h2>
      <div className="scroll" tabIndex={0} role="group" aria-labelledby="kt-bao-cao">
        <table className="rows">
          <thead>
            <tr>
              <th>{t("report")}</th>
              <th>{t("machine")}</th>
              <th>{t("audit_day")}</th>
              <th>{t("report_counts")}</th>
              <th>{t("report_imported")}</th>
            </tr>
          </thead>
          <tbody>
            {audits.reports.map((one) => (
              <tr key={one.id}>
                <th scope="row">{t("report_number", one.id)}</th>
                <td>{audits.machines.find((machine) => machine.id === one.machine)?.name}</td>
                <td>
                  {shownDay(one.finished)} <small>{one.inspector} · niem {one.version}</small>
                  {one.interrupted && <strong> {t("report_stopped")}</strong>}
                </td>
                <td>{t("audit_report_found", one.found, one.fresh, one.devices, one.new_devices)}</td>
                <td>
                  {shownDay(one.imported)} <small>{names(one.importer)}</small>
                  <br />
                  <small>{one.signed_by ? t("audits_signed", one.signed_by) : t("audits_unsigned")}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
