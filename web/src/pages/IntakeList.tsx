import { FormEvent, useId, useState } from "react";

import { Intake, IntakeDetail, Outcome, get } from "../api";
import { useApp, useCode, useCount, useForm, useLevel, useNames, useWords } from "../app";
import { LevelName, highest, shownDay } from "../format";
import { useParts } from "../lists";
import { useLive } from "../live";
import { OutcomeBox, useAct } from "../parts/ActForm";
import { Dialog } from "../parts/Dialog";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { link } from "../router";

// What was brought in before, and the way back.
export function IntakeList({ intakes, done }: { intakes: Intake[]; done: () => void }) {
  const t = useWords();
  const count = useCount();
  const names = useNames();
  const [undoing, setUndoing] = useState<Intake>();
  useLevel(highest(intakes.map((one) => one.level)));
  return (
    <section className="spaced" aria-labelledby="nx-cac-lan">
      <h2 id="nx-cac-lan">{t("intakes")}</h2>
      {intakes.length === 0 && <p className="empty">{t("intakes_none")}</p>}
      {intakes.length > 0 && (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="nx-cac-lan">
          <table className="rows">
            <thead>
              <tr>
                <th>{t("intake_old")}</th>
                <th>{t("direction")}</th>
                <th>{t("level")}</th>
                <th>{t("intake_counts")}</th>
                <th>{t("intake_day")}</th>
                <th>{t("state")}</th>
              </tr>
            </thead>
            <tbody>
              {intakes.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <a href={link("nhap-excel", one.id)}>{one.source || t("intake_number", one.id)}</a>
                  </th>
                  <td>{t(one.direction === "outgoing" ? "outgoing" : "incoming")}</td>
                  <td>
                    <LevelMark level={one.level} />
                  </td>
                  <td>{t("intake_counted", count(one.documents), count(one.copies))}</td>
                  <td>
                    {shownDay(one.imported)} <small>{names(one.importer)}</small>
                  </td>
                  <td>
                    <IntakeState intake={one} undo={() => setUndoing(one)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {undoing && <UndoDialog intake={undoing} close={() => setUndoing(undefined)} done={done} />}
    </section>
  );
}

function IntakeState({ intake, undo }: { intake: Intake; undo: () => void }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const { duty } = useApp();
  const form = useForm("intake.undo");
  if (intake.state !== "open") return <>{t("intake_undone", shownDay(intake.undone), names(intake.undone_by), intake.reason)}</>;
  return (
    <span className="state-and-act">
      <span>
        {code("intake_state", intake.state)}
        {intake.undo_until && <small>{t("intake_until", shownDay(intake.undo_until))}</small>}
      </span>
      {form?.duties.includes(duty) && (
        <button type="button" onClick={undo}>
          {t("undo")}
          <span className="unseen"> {t("intake_number", intake.id)}</span>
        </button>
      )}
    </span>
  );
}

function UndoDialog({ intake, close, done }: { intake: Intake; close: () => void; done: () => void }) {
  const t = useWords();
  const count = useCount();
  const id = useId();
  const act = useAct("intake.undo");
  const [reason, setReason] = useState("");
  const touched = act.error?.code === "intake.touched";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await act.run({ intake: intake.id, reason: reason.trim(), rest: touched })) done();
  };
  if (act.outcome) {
    return (
      <Dialog title={t("undo_title", intake.id)} close={close}>
        <Undone outcome={act.outcome} />
        <div className="buttons">
          <button type="button" className="primary" autoFocus onClick={close}>
            {t("close")}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("undo_title", intake.id)} close={close}>
      <form className="act-form" onSubmit={submit} noValidate>
        <p>{t("undo_means", count(intake.documents), count(intake.copies), intake.source)}</p>
        {intake.undo_until && <p>{t("intake_until", shownDay(intake.undo_until))}.</p>}
        <div className="field">
          <label htmlFor={id}>
            {t("undo_reason")} <span className="must">{t("must")}</span>
          </label>
          <textarea id={id} rows={2} aria-required="true" value={reason} onChange={(event) => setReason(event.target.value)} />
        </div>
        <Problem error={act.error} />
        <div className="buttons">
          <button type="submit" className="primary" disabled={act.busy || reason.trim() === ""}>
            {t(touched ? "undo_rest" : "undo")}
          </button>
          <button type="button" onClick={close}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Undone({ outcome }: { outcome: Outcome }) {
  const t = useWords();
  const count = useCount();
  return (
    <>
      <p>
        {t("undo_done", count(outcome.ids.documents ?? 0), count(outcome.ids.copies ?? 0))} {outcome.ids.kept ? t("undo_kept", count(outcome.ids.kept)) : ""}
      </p>
      <OutcomeBox outcome={outcome} />
    </>
  );
}

type Row = IntakeDetail["rows"][number];

// One import: its rows, each with its document.
export function IntakeRowsPage({ id }: { id: number }) {
  const t = useWords();
  const count = useCount();
  const names = useNames();
  const turn = useLive("documents");
  const [undoing, setUndoing] = useState(false);
  const path = "intakes/" + id;
  const { parts, next, readOn, error, again } = useParts((after) => get<IntakeDetail>(path, { after, limit: 200 }), path, turn);
  const value = parts[0];
  const rows = parts.flatMap((part) => part.rows);
  useLevel(highest([value?.intake.level as LevelName, ...rows.map((row) => row.level)]));
  if (!value) return error ? <Problem error={error} again={again} /> : <p className="empty">{t("reading")}</p>;
  const { intake } = value;
  return (
    <>
      <p className="crumbs">
        <a href={link("so")}>{t("books")}</a> › <a href={link("nhap-excel")}>{t("intake")}</a>
      </p>
      <h1>{intake.source || t("intake_number", id)}</h1>
      <p className="lead">
        {t("intake_number", id)} · {t(intake.direction === "outgoing" ? "outgoing" : "incoming")} ·{" "}
        {t("intake_counted", count(intake.documents), count(intake.copies))} · {t("intake_day")} {shownDay(intake.imported)}, {names(intake.importer)}
      </p>
      <p>
        <IntakeState intake={intake} undo={() => setUndoing(true)} />
      </p>
      <RowTable rows={rows} />
      <Problem error={error} again={again} />
      {next !== null && (
        <button type="button" onClick={() => void readOn()}>
          {t("read_on")}
        </button>
      )}
      {undoing && <UndoDialog intake={intake} close={() => setUndoing(false)} done={again} />}
    </>
  );
}

function RowTable({ rows }: { rows: Row[] }) {
  const t = useWords();
  const code = useCode();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={t("intake_rows")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("intake_sheet_row")}</th>
            <th>{t("document")}</th>
            <th>{t("level")}</th>
            <th>{t("intake_entry")}</th>
            <th>{t("state")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{row.sheet_row}</td>
              <th scope="row">
                <a href={link("van-ban", row.document)}>{row.number || t("no_number")}</a>
              </th>
              <td>
                <LevelMark level={row.level} />
              </td>
              <td>{[row.book_number, shownDay(row.book_day)].filter(Boolean).join(", ")}</td>
              <td>
                {row.state === "ended" ? t("intake_struck") : code("state", row.state)}
                {row.touched && row.state !== "ended" && <small> {t("intake_touched")}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
