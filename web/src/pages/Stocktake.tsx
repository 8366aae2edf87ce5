import { FormEvent, useRef, useState } from "react";

import { ApiError, Matters, Outcome, newKey, post } from "../api";
import { useGet, useLevel, usePick, useWords } from "../app";
import { LevelName, levelTitles, shownDay } from "../format";
import { useLive } from "../live";
import { Problem } from "../parts/Problem";
import { link } from "../router";
import { MatterActs } from "./MatterActs";
import { useMatterRows } from "./matterRows";

interface Scanned {
  code: string;
  notes: string[];
  error?: ApiError;
}

const shownAtMost = 50;

// A shelf is counted: one box for the scanner, one line for each scan.
export function StocktakePage({ chosen }: { chosen?: number }) {
  const t = useWords();
  const turn = useLive("matters");
  const { value, error, again } = useGet<Matters>("matters", {}, [turn]);
  const rows = useMatterRows(value).filter((row) => row.list === "stocktakes");
  const open = value?.stocktakes ?? [];
  const stocktake = open.find((one) => one.id === chosen) ?? open[0];
  const row = rows.find((one) => one.key === "s" + stocktake?.id);
  useLevel((stocktake?.level as LevelName) ?? null);
  return (
    <>
      <h1>{t("stocktake")}</h1>
      <Problem error={error} again={again} />
      {value && !stocktake && (
        <>
          <p className="empty">{t("stocktake_none")}</p>
          <p>
            <a href={link("viec", "stocktake.open")}>{t("stocktake_open")}</a>
          </p>
        </>
      )}
      {open.length > 1 && (
        <p className="buttons">
          {open.map((one) => (
            <a key={one.id} className="button" aria-current={one.id === stocktake?.id ? "true" : undefined} href={link("kiem-ke", one.id)}>
              {t("stocktake_number", one.id)}
            </a>
          ))}
        </p>
      )}
      {stocktake && row && (
        <>
          <p className="lead" role="status">
            {t("stocktake_number", stocktake.id)} · {t("up_to", levelTitles[stocktake.level] ?? "")} · {t("opened")} {shownDay(stocktake.opened)} ·{" "}
            <strong>{t("counted_of", stocktake.found, stocktake.expected)}</strong> {stocktake.extra > 0 && t("counted_extra", stocktake.extra)}
          </p>
          <ScanPart key={stocktake.id} stocktake={stocktake.id} done={again} />
          <MatterActs row={{ ...row, acts: row.acts.filter((act) => act !== "stocktake.scan") }} done={again} />
        </>
      )}
    </>
  );
}

function ScanPart({ stocktake, done }: { stocktake: number; done: () => void }) {
  const t = useWords();
  const pick = usePick();
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState("");
  const [wrong, setWrong] = useState("");
  const [scans, setScans] = useState<Scanned[]>([]);
  // Scanners are quicker than answers: one after another.
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const scan = (event: FormEvent) => {
    event.preventDefault();
    const text = typed.trim();
    setTyped("");
    setWrong("");
    const found = /(?:^|\W)B[-:]?0*(\d{1,12})\s*$/i.exec(text);
    if (!found) return setWrong(text.slice(0, 60));
    const copy = Number(found[1]);
    const add = (one: Scanned) => setScans((before) => [one, ...before].slice(0, shownAtMost));
    line.current = line.current.then(() =>
      post<Outcome>("acts/stocktake.scan", { stocktake, copy, ...(place && { place }) }, newKey()).then(
        (outcome) => (add({ code: "B" + copy, notes: outcome.warnings.map(pick) }), done()),
        (error) => error instanceof ApiError && add({ code: "B" + copy, notes: [], error }),
      ),
    );
  };
  return (
    <>
      <form className="scan" onSubmit={scan}>
        <div className="field short-field">
          <label htmlFor="kk-noi">{t("place")}</label>
          <input id="kk-noi" autoComplete="off" value={place} onChange={(event) => setPlace(event.target.value)} />
        </div>
        <label htmlFor="kk-quet">{t("scan_here")}</label>
        <input id="kk-quet" autoFocus autoComplete="off" spellCheck={false} value={typed} aria-describedby="kk-cach"
               onChange={(event) => setTyped(event.target.value)} />
        {/* With two fields, Enter needs a button to mean. */}
        <button type="submit">{t("scan_enter")}</button>
        <p id="kk-cach" className="hint">
          {t("stocktake_how")}
        </p>
        {wrong && (
          <p className="problem" role="alert">
            {t("scan_no_copy", wrong)}
          </p>
        )}
      </form>
      {scans.length > 0 && (
        <section className="card" aria-labelledby="kk-vua">
          <h2 id="kk-vua">{t("scanned")}</h2>
          <ul className="plain" aria-live="polite">
            {scans.map((one, index) => (
              <li key={scans.length - index}>
                <strong>{one.code}</strong> {one.error ? pick(one.error.text) : one.notes.join("; ") || t("found_now")}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
