import { FormEvent, useEffect, useRef, useState } from "react";

import { Finding, Findings, Outcome, ScannedMachine, Scans, get } from "../api";
import { useApp, useCode, useGet, useLevel, useNames, usePick, useWords } from "../app";
import { highest, levelTitles, levels, shownDay } from "../format";
import { useParts } from "../lists";
import { useLive } from "../live";
import { OutcomeBox, useAct } from "../parts/ActForm";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { ReportFault, readReport } from "../report";
import { link } from "../router";

const acts = ["finding.decide", "finding.register", "incident.open"];
const pageSize = 50;

type Query = Record<string, string>;

// What scans found on the agency's machines: brought in, looked at, decided.
export function FindingsPage() {
  const t = useWords();
  const [query, setQuery] = useState<Query>({ state: "open" });
  const turn = useLive("findings");
  const { value, error, again } = useGet<Scans>("scans", {}, [turn]);
  const machines = value?.machines ?? [];
  return (
    <>
      <h1>{t("findings")}</h1>
      <Problem error={error} again={again} />
      {machines.length > 0 && <Machines machines={machines} query={query} setQuery={setQuery} />}
      {machines.length > 0 && <FindingsPart machines={machines} query={query} setQuery={setQuery} turn={turn} />}
      <ImportPart done={again} />
      {value && value.reports.length > 0 && <Reports scans={value} />}
    </>
  );
}

function ImportPart({ done }: { done: () => void }) {
  const t = useWords();
  const { run, outcome, error, busy, clear } = useAct("finding.import");
  const [files, setFiles] = useState<File[]>([]);
  const [unreadable, setUnreadable] = useState(false);
  const [fault, setFault] = useState<ReportFault>();
  const input = useRef<HTMLInputElement>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    clear();
    const read = await readReport(files);
    if (typeof read === "string") return setFault(read);
    setFault(undefined);
    const finished = await run({ ...read, ...(unreadable && { unreadable }) });
    if (!finished) return;
    if (input.current) input.current.value = "";
    setFiles([]);
    done();
  };
  return (
    <section className="card wide spaced" aria-labelledby="rq-nhap">
      <h2 id="rq-nhap">{t("findings_import")}</h2>
      <form className="act-form" onSubmit={send}>
        <div className="fields">
          <div className="field wide">
            <label htmlFor="rq-tep">{t("findings_file")}</label>
            <input ref={input} id="rq-tep" type="file" multiple accept=".jsonl,.json,.sha256" aria-describedby="rq-cach"
                   onChange={(event) => (setFiles([...(event.target.files ?? [])]), setFault(undefined), clear())} />
            <p id="rq-cach" className="hint">
              {t("findings_how")}
            </p>
          </div>
          <div className="field check-field">
            <label className="check">
              <input type="checkbox" checked={unreadable} onChange={(event) => setUnreadable(event.target.checked)} />
              {t("findings_unreadable")}
            </label>
          </div>
        </div>
        {fault && (
          <p className="problem" role="alert">
            {t(fault)}
          </p>
        )}
        <Problem error={error} />
        {outcome && <Imported outcome={outcome} />}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy || files.length === 0}>
            {t("findings_do_import")}
          </button>
        </div>
      </form>
    </section>
  );
}

function Imported({ outcome }: { outcome: Outcome }) {
  const t = useWords();
  return (
    <>
      <p>{t("findings_imported", outcome.ids.found ?? 0, outcome.ids.new ?? 0, outcome.ids.again ?? 0)}</p>
      <OutcomeBox outcome={outcome} />
    </>
  );
}

interface Chosen {
  query: Query;
  setQuery: (query: Query) => void;
}

function Machines({ machines, query, setQuery }: Chosen & { machines: ScannedMachine[] }) {
  const t = useWords();
  return (
    <section className="spaced" aria-labelledby="rq-may">
      <h2 id="rq-may">{t("machines")}</h2>
      <div className="scroll" tabIndex={0} role="group" aria-labelledby="rq-may">
        <table className="rows">
          <thead>
            <tr>
              <th>{t("machine")}</th>
              <th>{t("unit")}</th>
              {levels.map((one) => (
                <th key={one}>{levelTitles[one]}</th>
              ))}
              <th>{t("no_level")}</th>
              <th>{t("decided_count")}</th>
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
                {levels.map((level) => (
                  <td key={level}>{one[level]}</td>
                ))}
                <td>{one.no_level}</td>
                <td>{one.decided}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function FindingsPart({ machines, query, setQuery, turn }: Chosen & { machines: ScannedMachine[]; turn: number }) {
  const t = useWords();
  const pick = usePick();
  const { forms, duty, openAct } = useApp();
  const asked = JSON.stringify(query);
  const [chosen, setChosen] = useState<Set<number>>(new Set());
  const list = useParts((before) => get<Findings>("findings", { ...query, limit: pageSize, before }), asked, turn);
  const findings = list.parts.flatMap((part) => part.findings);
  // What is no longer shown is not decided on.
  const marked = findings.filter((one) => chosen.has(one.id)).map((one) => one.id);
  useLevel(highest(findings.map((one) => one.level)));
  useEffect(() => setChosen(new Set()), [asked]);
  const mine = acts.flatMap((code) => forms.filter((form) => form.code === code && form.duties.includes(duty)));
  const done = () => (setChosen(new Set()), list.again());
  return (
    <section className="spaced" aria-labelledby="rq-ket-qua">
      <h2 id="rq-ket-qua">{t("findings_list")}</h2>
      <Filters machines={machines} query={query} setQuery={setQuery} />
      <Problem error={list.error} again={list.again} />
      <p className="hint" role="status">
        {list.parts.length > 0 && t(list.next !== null ? "files_found_more" : "files_found", findings.length)} {marked.length > 0 && t("chosen_count", marked.length)}
      </p>
      <div className="buttons">
        {mine.map((form) => (
          <button key={form.code} type="button" disabled={marked.length === 0}
                  onClick={() => openAct({ code: form.code, preset: { findings: marked }, about: t("chosen_count", marked.length), done })}>
            {pick(form.title)}
          </button>
        ))}
      </div>
      {findings.length > 0 && <FindingTable findings={findings} machines={machines} chosen={chosen} setChosen={setChosen} />}
      {list.next !== null && (
        <button type="button" onClick={() => void list.readOn()}>
          {t("read_on")}
        </button>
      )}
    </section>
  );
}

function Filters({ machines, query, setQuery }: Chosen & { machines: ScannedMachine[] }) {
  const t = useWords();
  const select = (name: string, label: string, all: [string, string][]) => (
    <div className="field">
      <label htmlFor={"rq-" + name}>{label}</label>
      <select id={"rq-" + name} value={query[name] ?? ""} onChange={(event) => setQuery({ ...query, [name]: event.target.value })}>
        <option value="">{t("all")}</option>
        {all.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <search className="filters">
      {select("machine", t("machine"), machines.map((one) => [String(one.id), one.name]))}
      {select("level", t("level"), [...levels.map((one): [string, string] => [one, levelTitles[one]!]), ["none", t("no_level")]])}
      {select("state", t("state"), [["open", t("finding_open")], ["closed", t("finding_closed")]])}
    </search>
  );
}

interface TableProps {
  findings: Finding[];
  machines: ScannedMachine[];
  chosen: Set<number>;
  setChosen: (chosen: Set<number>) => void;
}

function FindingTable({ findings, machines, chosen, setChosen }: TableProps) {
  const t = useWords();
  const all = findings.every((one) => chosen.has(one.id));
  const turnAll = () => setChosen(new Set(all ? [] : findings.map((one) => one.id)));
  const turnOne = (id: number) => {
    const now = new Set(chosen);
    if (!now.delete(id)) now.add(id);
    setChosen(now);
  };
  return (
    <div className="scroll" tabIndex={0} role="group" aria-labelledby="rq-ket-qua">
      <table className="rows">
        <thead>
          <tr>
            <td>
              <input type="checkbox" aria-label={t("choose_all")} checked={all} onChange={turnAll} />
            </td>
            <th>{t("level")}</th>
            <th>{t("mark")}</th>
            <th>{t("file")}</th>
            <th>{t("machine")}</th>
            <th>{t("state")}</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((one) => (
            <FindingRow key={one.id} finding={one} machine={machines.find((machine) => machine.id === one.machine)?.name ?? ""}
                        chosen={chosen.has(one.id)} turn={() => turnOne(one.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FindingRow({ finding, machine, chosen, turn }: { finding: Finding; machine: string; chosen: boolean; turn: () => void }) {
  const t = useWords();
  const code = useCode();
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={t("choose_finding", finding.id)} checked={chosen} onChange={turn} />
      </td>
      <td>{finding.level ? <LevelMark level={finding.level} /> : code("verdict", finding.verdict)}</td>
      <td>
        {finding.mark || code("verdict", finding.verdict)}
        {finding.place && (
          <small>
            {" "}
            {code("mark_place", finding.place)}
            {finding.page !== null && ", " + t("page_number", finding.page)}
          </small>
        )}
      </td>
      <th scope="row" className="path">
        {finding.path}
        {finding.member && " › " + finding.member}
      </th>
      <td>{machine}</td>
      <td>
        <FindingState finding={finding} />
      </td>
    </tr>
  );
}

function FindingState({ finding }: { finding: Finding }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const open = finding.state === "open";
  if (open && finding.outcome === "none") return finding.times > 1 ? t("finding_again", finding.times) : t("finding_open");
  return (
    <>
      {open && <strong>{t("finding_back")} </strong>}
      {code("choice", finding.outcome)}: {finding.reason}
      <small>
        {" "}
        {names(finding.decider)}, {shownDay(finding.decided)}
      </small>
      {finding.document !== null && (
        <>
          {" "}
          <a href={link("van-ban", finding.document)}>{t("finding_document", finding.document)}</a>
        </>
      )}
      {finding.incident !== null && " " + t("finding_incident", finding.incident)}
    </>
  );
}

function Reports({ scans }: { scans: Scans }) {
  const t = useWords();
  const names = useNames();
  return (
    <section className="spaced" aria-labelledby="rq-bao-cao">
      <h2 id="rq-bao-cao">{t("reports")}</h2>
      <div className="scroll" tabIndex={0} role="group" aria-labelledby="rq-bao-cao">
        <table className="rows">
          <thead>
            <tr>
              <th>{t("report")}</th>
              <th>{t("machine")}</th>
              <th>{t("scan_day")}</th>
              <th>{t("report_counts")}</th>
              <th>{t("report_imported")}</th>
            </tr>
          </thead>
          <tbody>
            {scans.reports.map((one) => (
              <tr key={one.id}>
                <th scope="row">{t("report_number", one.id)}</th>
                <td>{scans.machines.find((machine) => machine.id === one.machine)?.name}</td>
                <td>
                  {shownDay(one.finished)} <small>{one.scanned_by} · niem {one.version}, {one.rules}</small>
                  {one.interrupted && <strong> {t("report_stopped")}</strong>}
                </td>
                <td>{t("report_found", one.documents, one.found, one.fresh)}</td>
                <td>
                  {shownDay(one.imported)} <small>{names(one.importer)}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
