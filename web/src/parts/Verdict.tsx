import { useEffect, useState } from "react";

import { ApiError, May, Text, post } from "../api";
import { usePick, useWords } from "../app";

const patience = 350; // milliseconds after the last key

export interface Verdict extends Partial<May> {
  absent?: boolean;
}

// Asks the server whether the act may be done with these fields, without doing it. `fields` null:
// is not asked.
export function useMay(code: string, fields: Record<string, unknown> | null) {
  const [verdict, setVerdict] = useState<Verdict>();
  const asked = fields && JSON.stringify(fields);
  useEffect(() => {
    if (asked === null) return setVerdict(undefined);
    let latest = true;
    const timer = setTimeout(() => {
      post<May>("may/" + code, JSON.parse(asked)).then(
        (answer) => latest && setVerdict(answer),
        // What is still half typed is no verdict.
        (error) => latest && setVerdict(error instanceof ApiError && error.status === 404 ? { absent: true } : undefined),
      );
    }, patience);
    return () => {
      latest = false;
      clearTimeout(timer);
    };
  }, [code, asked]);
  return verdict;
}

const shownAtOnce = 4;

export function WhoCould({ who }: { who: Text[] }) {
  const t = useWords();
  const pick = usePick();
  if (who.length === 0) return null;
  const items = who.map((one) => <li key={one.vi}>{pick(one)}</li>);
  if (who.length <= shownAtOnce) {
    return (
      <div className="who-could">
        <p>{t("who_could")}</p>
        <ul>{items}</ul>
      </div>
    );
  }
  return (
    <details className="who-could">
      <summary>{t("who_could_many", who.length)}</summary>
      <ul>{items}</ul>
    </details>
  );
}

// The law's answer before the click.
export function VerdictBox({ verdict, brief = false }: { verdict?: Verdict; brief?: boolean }) {
  const t = useWords();
  const pick = usePick();
  if (!verdict) return null;
  if (verdict.absent) return <p className="verdict no">{t("absent")}</p>;
  if (!verdict.allowed) {
    return (
      <div className="verdict no">
        <p>
          <strong>{t("may_not")}</strong> {pick(verdict.message)}
        </p>
        {verdict.article && (
          <p>
            {t("by")} {pick(verdict.article)}
          </p>
        )}
        <WhoCould who={verdict.who_could ?? []} />
      </div>
    );
  }
  const sure = verdict.complete || verdict.article;
  const word = verdict.complete ? "may" : verdict.article ? "may_authority" : "may_so_far";
  if (brief && !sure && !verdict.waits) return null;
  return (
    <div className={sure ? "verdict yes" : "verdict so-far"}>
      <p>
        <strong>{t(word)}</strong> {verdict.waits && t("two_persons")}
        {verdict.article && (
          <>
            {" "}
            {t("by")} {pick(verdict.article)}
          </>
        )}
      </p>
      {(verdict.warnings ?? []).map((one) => (
        <p key={one.vi} className="note">
          {t("note")} {pick(one)}
        </p>
      ))}
    </div>
  );
}
