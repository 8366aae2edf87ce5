import { ReactNode, useEffect, useId, useMemo, useState } from "react";

import { ApiError, IntakeCheck, IntakeNote, Outcome, ask } from "../api";
import { useCount, useLevel, usePick, useWords } from "../app";
import { highest } from "../format";
import { Column, Headings, SentRow, csvOf, largestSent, letters, mostSent, shownValue } from "../intake";
import { useAct } from "../parts/ActForm";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { VerdictBox, useMay } from "../parts/Verdict";

const patience = 400; // milliseconds after the last change of a column
const shownAtMost = 200;

interface Props {
  columns: Column[];
  headings: Headings;
  direction: string;
  source: string;
  rows: SentRow[];
  done: (outcome: Outcome) => void;
}

function useCheck(direction: string, rows: SentRow[] | null) {
  const [state, setState] = useState<{ value?: IntakeCheck; error?: ApiError }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    setState({});
    if (!rows) return;
    let latest = true;
    const timer = setTimeout(() => {
      ask<IntakeCheck>("intakes/check", { direction, rows }).then(
        (value) => latest && setState({ value }),
        (error) => latest && error instanceof ApiError && setState({ error }),
      );
    }, patience);
    return () => {
      latest = false;
      clearTimeout(timer);
    };
  }, [direction, rows, turn]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}

// What would become of the rows; and, if that pleases, the import.
export function CheckPart({ columns, headings, direction, source, rows, done }: Props) {
  const t = useWords();
  const count = useCount();
  const id = useId();
  const tooMany = rows.length > mostSent;
  const tooMuch = useMemo(() => !tooMany && new Blob([JSON.stringify(rows)]).size > largestSent, [rows, tooMany]);
  const { value, error, again } = useCheck(direction, tooMany || tooMuch ? null : rows);
  useLevel(highest(value?.levels.filter((one) => one.rows > 0).map((one) => one.level) ?? []));
  if (tooMany || tooMuch) {
    return (
      <p className="problem" role="alert">
        {tooMany ? t("intake_too_many", count(rows.length)) : t("intake_too_much")}
      </p>
    );
  }
  return (
    <>
      <section className="card wide" aria-labelledby={id}>
        <h2 id={id}>{t("intake_try")}</h2>
        <p role="status" className="hint">
          {value || error ? t("intake_try_lead") : t("intake_checking", count(rows.length))}
        </p>
        <Problem error={error} again={again} />
        {value && <Totals value={value} />}
        {value && <Problems columns={columns} headings={headings} value={value} rows={rows} again={again} />}
      </section>
      {value && <ImportPart direction={direction} source={source} rows={rows} value={value} done={done} />}
    </>
  );
}

function Totals({ value }: { value: IntakeCheck }) {
  const t = useWords();
  const count = useCount();
  const where = [
    value.held && t("intake_held", count(value.held)),
    value.with_people && t("intake_with_people", count(value.with_people)),
    value.outside && t("intake_outside", count(value.outside)),
  ].filter(Boolean).join(", ");
  const fact = (title: string, shown: ReactNode) => (
    <div>
      <dt>{title}</dt>
      <dd>{shown}</dd>
    </div>
  );
  return (
    <dl className="facts">
      {fact(t("intake_rows_found"), count(value.rows))}
      {fact(t("intake_rows_good"), <strong>{count(value.good)}</strong>)}
      {fact(t("intake_rows_bad"), count(value.bad.length))}
      {fact(t("intake_documents"), count(value.documents))}
      {fact(
        t("intake_copies"),
        <>
          {count(value.copies)}
          {where !== "" && <small className="below">{where}</small>}
        </>,
      )}
      {fact(
        t("level"),
        <span className="level-counts">
          {value.levels.filter((one) => one.rows > 0).map((one) => (
            <span key={one.level} className="nowrap">
              <LevelMark level={one.level} /> {count(one.rows)}
            </span>
          ))}
        </span>,
      )}
    </dl>
  );
}

interface ProblemsProps {
  columns: Column[];
  headings: Headings;
  value: IntakeCheck;
  rows: SentRow[];
  again: () => void;
}

// "B17", the field's name and what stands in the cell, of each problem.
function usePlaces(columns: Column[], headings: Headings, rows: SentRow[]) {
  const t = useWords();
  const pick = usePick();
  const byRow = useMemo(() => new Map(rows.map((row) => [row.row, row])), [rows]);
  return (one: IntakeNote) => {
    const at = headings.mapping.indexOf(one.field);
    return {
      cell: one.field && at >= 0 ? letters(at) + one.row : t("intake_row_ref", one.row),
      field: one.field ? pick(columns.find((column) => column.name === one.field)?.title) || one.field : t("intake_whole_row"),
      typed: one.field ? shownValue(String(byRow.get(one.row)?.[one.field] ?? "")) : "",
      message: pick(one.message),
    };
  };
}

function Problems({ columns, headings, value, rows, again }: ProblemsProps) {
  const t = useWords();
  const count = useCount();
  const pick = usePick();
  const id = useId();
  const [only, setOnly] = useState("*");
  const placeOf = usePlaces(columns, headings, rows);
  // As one reads a sheet: row by row, from the left.
  const inOrder = (list: IntakeNote[]) =>
    [...list].sort((a, b) => a.row - b.row || headings.mapping.indexOf(a.field) - headings.mapping.indexOf(b.field));
  const problems = inOrder(value.problems);
  const warnings = inOrder(value.warnings);
  const told = new Set(problems.map((one) => one.row));
  const untold = value.more && value.bad.some((row) => !told.has(row));
  const fields = [...new Set(problems.map((one) => one.field))];
  const chosen = fields.includes(only) ? problems.filter((one) => one.field === only) : problems;
  const take = () => {
    const lines = [...problems, ...warnings].map(placeOf).map((one) => [one.cell, one.field, one.typed, one.message]);
    save("loi-nhap-excel.csv", csvOf([[t("intake_cell"), t("intake_field"), t("intake_value"), `${t("intake_problem")}, ${t("intake_note").toLowerCase()}`], ...lines]));
  };
  return (
    <>
      {problems.length === 0 ? (
        <p className="outcome" role="status">
          <strong>{t("intake_all_good")}</strong>
        </p>
      ) : (
        <>
          <div className="section-head">
            <h3 id={id}>{t("intake_problems")}</h3>
            <label className="inline-field">
              {t("intake_only")}
              <select value={fields.includes(only) ? only : "*"} onChange={(event) => setOnly(event.target.value)}>
                <option value="*">{t("all")}</option>
                {fields.map((field) => (
                  <option key={field} value={field}>
                    {field ? pick(columns.find((one) => one.name === field)?.title) || field : t("intake_whole_row")} (
                    {count(problems.filter((one) => one.field === field).length)})
                  </option>
                ))}
              </select>
            </label>
          </div>
          <p className="hint" role="status">
            {chosen.length > shownAtMost ? t("intake_shown_of", count(shownAtMost), count(chosen.length)) : t("intake_shown", count(chosen.length))}{" "}
            {untold && t("intake_more")}
          </p>
          <ProblemTable rows={chosen.slice(0, shownAtMost).map(placeOf)} labelled={id} kind="problems" />
        </>
      )}
      {warnings.length > 0 && (
        <details className="spaced">
          <summary id={id + "chu-y"}>{t("intake_warnings", count(warnings.length))}</summary>
          <ProblemTable rows={warnings.slice(0, shownAtMost).map(placeOf)} labelled={id + "chu-y"} kind="warnings" />
        </details>
      )}
      <div className="buttons">
        <button type="button" onClick={again}>
          {t("intake_check_again")}
        </button>
        {problems.length + warnings.length > 0 && (
          <button type="button" onClick={take}>
            {t("intake_csv")}
          </button>
        )}
      </div>
    </>
  );
}

function save(name: string, text: string) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}

interface TableProps {
  rows: { cell: string; field: string; typed: string; message: string }[];
  labelled: string;
  kind: "problems" | "warnings";
}

function ProblemTable({ rows, labelled, kind }: TableProps) {
  const t = useWords();
  return (
    <div className={"scroll by-cell " + kind} tabIndex={0} role="group" aria-labelledby={labelled}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("intake_cell")}</th>
            <th>{t("intake_field")}</th>
            <th>{t("intake_value")}</th>
            <th>{t(kind === "problems" ? "intake_problem" : "intake_note")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one, at) => (
            <tr key={at}>
              <th scope="row" className="nowrap">
                {one.cell}
              </th>
              <td>{one.field}</td>
              <td className="sample">{one.typed}</td>
              <td>{one.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ImportPart({ direction, source, rows, value, done }: Pick<Props, "direction" | "source" | "rows" | "done"> & { value: IntakeCheck }) {
  const t = useWords();
  const count = useCount();
  const id = useId();
  const [skip, setSkip] = useState(false);
  const { run, error, busy } = useAct("intake.import");
  const verdict = useMay("intake.import", { direction, ...(source && { source }) });
  const bad = value.bad.length;
  const send = async () => {
    const without = new Set(value.bad);
    const outcome = await run({ direction, source, rows: rows.filter((one) => !without.has(one.row)) });
    if (outcome) done(outcome);
  };
  const waits = value.good === 0 ? t("intake_nothing") : bad > 0 && !skip ? t("intake_mend") : source === "" ? t("intake_needs_source") : "";
  return (
    <section className="card wide" aria-labelledby={id}>
      <h2 id={id}>{t("intake_import")}</h2>
      {bad > 0 && value.good > 0 && (
        <p>
          <label className="check">
            <input type="checkbox" checked={skip} onChange={(event) => setSkip(event.target.checked)} />
            {t("intake_skip", count(bad))}
          </label>
        </p>
      )}
      {verdict?.allowed === false && <VerdictBox verdict={verdict} />}
      <Problem error={error} />
      <div className="buttons">
        <button type="button" className="primary" disabled={busy || waits !== ""} onClick={() => void send()}>
          {t("intake_do", count(value.documents), count(value.copies))}
        </button>
        <span className="hint" role="status">
          {busy ? t("intake_busy", count(value.documents)) : waits}
        </span>
      </div>
    </section>
  );
}
