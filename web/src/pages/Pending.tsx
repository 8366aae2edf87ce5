import { useState } from "react";

import { ApiError, Outcome, PendingList, newKey, post } from "../api";
import { Field, useApp, useCode, useGet, useLevel, useNames, usePick, usePreferences, useWords } from "../app";
import { highest, levelTitles, shownDay, shownMoment } from "../format";
import { useLive } from "../live";
import { OutcomeBox } from "../parts/ActForm";
import { Problem } from "../parts/Problem";
import { link } from "../router";

type Waiting = PendingList["pending"][number];

export function PendingPage() {
  const t = useWords();
  const turn = useLive("pending");
  const { value, error, again } = useGet<PendingList>("pending", {}, [turn]);
  const [last, setLast] = useState<Outcome>();
  // What was answered is gone at once, and not only with the next list: nobody is to answer it twice.
  const [answered, setAnswered] = useState<readonly number[]>([]);
  const waiting = value?.pending.filter((one) => !answered.includes(one.id));
  useLevel(highest((waiting ?? []).map((one) => one.fields.level as string | undefined)));
  const done = (id: number, outcome: Outcome) => {
    setAnswered((before) => [...before, id]);
    setLast(outcome);
    again();
  };
  return (
    <>
      <h1>{t("pending")}</h1>
      <p className="lead">{t("pending_lead")}</p>
      <Problem error={error} again={again} />
      {last && <OutcomeBox outcome={last} />}
      {waiting?.length === 0 && <p className="empty">{t("nothing_waits")}</p>}
      <div className="cards">
        {waiting?.map((one) => (
          <Card key={one.id} waiting={one} done={(outcome) => done(one.id, outcome)} />
        ))}
      </div>
    </>
  );
}

function Card({ waiting, done }: { waiting: Waiting; done: (outcome: Outcome) => void }) {
  const t = useWords();
  const pick = usePick();
  const names = useNames();
  const { forms } = useApp();
  const { lang } = usePreferences();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const form = forms.find((one) => one.code === waiting.act);
  const answer = async (agree: boolean) => {
    setBusy(true);
    setError(undefined);
    try {
      done(await post<Outcome>("pending/" + waiting.id, { agree }, newKey()));
    } catch (problem) {
      if (problem instanceof ApiError) setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const id = "cho-" + waiting.id;
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{pick(form?.title)}</h2>
      <p>
        {waiting.mine ? t("begun_by_me") : t("begun_by", names(waiting.first))} · {t("open_until", shownMoment(waiting.ends_ms, lang))}
      </p>
      <dl className="facts">
        {(form?.fields ?? [])
          .filter((field) => waiting.fields[field.name] !== undefined)
          .map((field) => (
            <div key={field.name}>
              <dt>{pick(field.title)}</dt>
              <dd>
                <FieldShown field={field} value={waiting.fields[field.name]} />
              </dd>
            </div>
          ))}
      </dl>
      <Problem error={error} />
      <div className="buttons">
        {waiting.mine ? (
          <p className="hint">{t("another_must")}</p>
        ) : (
          <button type="button" className="primary" disabled={busy} onClick={() => void answer(true)}>
            {t("agree")}
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => void answer(false)}>
          {waiting.mine ? t("give_up") : t("disagree")}
        </button>
      </div>
    </section>
  );
}

// What somebody else filled in, in words.
function FieldShown({ field, value }: { field: Field; value: unknown }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  if (field.name === "person") return <>{names(value as number)}</>;
  if (field.name === "document") return <a href={link("van-ban", value as number)}>{t("document_number", value as number)}</a>;
  if (field.name === "book") return <a href={link("so", value as number)}>{t("book")} {String(value)}</a>;
  if (field.type === "day") return <>{shownDay(value as string)}</>;
  if (field.type === "bool") return <>{t(value ? "yes" : "no")}</>;
  if (field.type === "level") return <>{levelTitles[value as string]}</>;
  if (field.type === "choice") return <>{code(field.name === "duty" ? "duty" : field.name === "about" ? "about" : "choice", value as string)}</>;
  return <>{Array.isArray(value) ? value.join(", ") : String(value)}</>;
}
