import { useState } from "react";

import { ApiError, Checkpoint, LedgerEvents, post } from "../api";
import { useApp, useCode, useNames, usePick, usePreferences, useRead, useWords } from "../app";
import { get } from "../api";
import { shownMoment } from "../format";
import { Problem } from "../parts/Problem";
import { EventProof, OldCheckpoint } from "./LedgerProof";

const pageSize = 100;

// The ledger as it stands, the newest first; what proves it stands elsewhere: the checkpoint, which
// goes to another place than this machine, and niem-verify, which runs on another computer. What the
// browser can check of it, it checks by itself.
export function LedgerPage() {
  const t = useWords();
  const [before, setBefore] = useState<number>();
  const { value, error, again } = useRead<LedgerEvents>(async () => {
    const size = before ?? (await get<LedgerEvents>("ledger/events", { from: Number.MAX_SAFE_INTEGER })).size;
    return get<LedgerEvents>("ledger/events", { from: Math.max(0, size - pageSize) });
  }, [before]);
  const end = before ?? value?.size ?? 0;
  const shown = (value?.events ?? []).filter((one) => one.seq < end).reverse();
  const first = shown[shown.length - 1]?.seq ?? 0;
  return (
    <>
      <h1>{t("ledger")}</h1>
      <CheckpointPart size={value?.size} />
      <OldCheckpoint />
      <Problem error={error} again={again} />
      <div className="section-head">
        <h2>{t("events")}</h2>
        <button type="button" onClick={() => (setBefore(undefined), again())}>{t("newest")}</button>
        <button type="button" disabled={first === 0} onClick={() => setBefore(first)}>{t("older")}</button>
        <span className="hint">{value && t("ledger_size", value.size)}</span>
      </div>
      <EventTable events={shown} />
    </>
  );
}

function EventTable({ events }: { events: LedgerEvents["events"] }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const pick = usePick();
  const { forms } = useApp();
  const { lang } = usePreferences();
  const [proving, setProving] = useState<LedgerEvents["events"][number]>();
  const actOf = (act: string) => {
    const [base, ending] = act.replace(/\.(refused|begun|given_up)$/, "|$1").split("|");
    const title = pick(forms.find((form) => form.code === base)?.title) || code("event", base ?? act);
    return ending ? `${title} – ${code("ending", ending)}` : title;
  };
  return (
    <>
      {proving && <EventProof event={proving} close={() => setProving(undefined)} />}
      <div className="scroll" tabIndex={0} role="group" aria-label={t("events")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("seq")}</th>
              <th>{t("moment")}</th>
              <th>{t("who")}</th>
              <th>{t("acting_as")}</th>
              <th>{t("what")}</th>
              <th>{t("about_what")}</th>
              <th>{t("proof")}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((one) => (
              <tr key={one.seq} className={one.act.endsWith(".refused") ? "refused" : undefined}>
                <th scope="row">{one.seq}</th>
                <td className="nowrap">{shownMoment(one.wall_us / 1000, lang)}</td>
                <td>{names(Number(one.person))}</td>
                <td>{Number(one.person) > 0 || one.duty === "operator" ? code("duty", one.duty) : ""}</td>
                <td>{actOf(one.act)}</td>
                <td>
                  {code("object", one.object_kind)} {one.object_id === "0" ? "" : one.object_id}
                </td>
                <td>
                  <button type="button" onClick={() => setProving(one)}>
                    {t("prove")}
                    <span className="unseen"> {t("event_number", one.seq)}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function CheckpointPart({ size }: { size?: number }) {
  const t = useWords();
  const [note, setNote] = useState<Checkpoint>();
  const [error, setError] = useState<ApiError>();
  const sign = () => post<Checkpoint>("ledger/checkpoint", {}).then(setNote, setError);
  return (
    <section className="card wide" aria-labelledby="moc">
      <h2 id="moc">{t("checkpoint")}</h2>
      <p>{t("checkpoint_lead")}</p>
      <div className="buttons">
        <button type="button" className="primary" disabled={size === undefined} onClick={() => void sign()}>
          {t("sign_checkpoint")}
        </button>
      </div>
      <Problem error={error} />
      {note && (
        <>
          <pre tabIndex={0} aria-label={t("checkpoint")}>{note.note}</pre>
          <p>
            {t("verifier_key")} <code>{note.key}</code>
          </p>
          <p className="hint">{t("verify_how")}</p>
        </>
      )}
    </section>
  );
}
