import { useMemo } from "react";

import { Copies, Deadlines, Documents, Matters, PendingList } from "../api";
import { useApp, useCode, useGet, useLevel, useNames, usePick, useWords } from "../app";
import { daysUntil, highest, shownDay } from "../format";
import { useLive } from "../live";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { nameOf, titleOf } from "../parts/pickers";
import { link } from "../router";
import { MatterActs } from "./MatterActs";
import { useMatterRows } from "./matterRows";

// What is mine to do today, and nothing else.
export function HomePage() {
  const t = useWords();
  const { duty, me } = useApp();
  const worksWithSecrets = duty !== "auditor" && duty !== "admin";
  return (
    <>
      <h1>{t("home")}</h1>
      <p className="lead">
        {me.name} · {shownDay(me.today)}
      </p>
      {me.wrong_before > 0 && <p className="notice">{t("wrong_before", me.wrong_before)}</p>}
      <div className="cards">
        {worksWithSecrets && <DeadlineCard />}
        {worksWithSecrets && <DecideCard />}
        <PendingCard />
        {worksWithSecrets && <HeldCard />}
      </div>
    </>
  );
}

function DeadlineCard() {
  const t = useWords();
  const code = useCode();
  const { me } = useApp();
  const turn = useLive("deadlines");
  const { value, error, again } = useGet<Deadlines>("deadlines", {}, [turn]);
  const list = value?.deadlines ?? [];
  const { value: read } = useGet<Documents>("documents", { limit: 200 }, [turn]);
  const known = useMemo(() => new Map((read?.documents ?? []).map((one) => [one.id, one])), [read]);
  useLevel(highest(list.map((one) => known.get(one.document)?.level)));
  return (
    <section className="card wide" aria-labelledby="han">
      <h2 id="han">{t("my_deadlines")}</h2>
      <Problem error={error} again={again} />
      {value && list.length === 0 && <p className="empty">{t("no_deadlines")}</p>}
      {list.length > 0 && (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="han">
          <table>
            <thead>
              <tr>
                <th>{t("day")}</th>
                <th>{t("what")}</th>
                <th>{t("document")}</th>
                <th>{t("level")}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => {
                const document = known.get(one.document);
                return (
                  <tr key={`${one.kind}-${one.document}-${one.copy}`}>
                    <td className="nowrap">
                      <DueMark day={one.day} overdue={one.overdue} today={me.today} />
                    </td>
                    <td>{code("deadline", one.kind)}</td>
                    <td>
                      <a href={link("van-ban", one.document)}>
                        {document ? nameOf(document) : t("document_number", one.document)}
                      </a>{" "}
                      {document && titleOf(document)}
                    </td>
                    <td>{document && <LevelMark level={document.level} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function DueMark({ day, overdue, today }: { day: string | null; overdue?: boolean; today: string }) {
  const t = useWords();
  if (!day) return null;
  const left = daysUntil(day, today);
  const late = overdue ?? left < 0;
  return (
    <span className={late ? "due late" : left <= 7 ? "due soon" : "due"}>
      {shownDay(day)}{" "}
      <small>{late ? t("days_late", -left) : left === 0 ? t("today") : t("days_left", left)}</small>
    </span>
  );
}

function PendingCard() {
  const t = useWords();
  const pick = usePick();
  const names = useNames();
  const { forms } = useApp();
  const turn = useLive("pending");
  const { value, error } = useGet<PendingList>("pending", {}, [turn]);
  const list = value?.pending ?? [];
  return (
    <section className="card" aria-labelledby="cho">
      <h2 id="cho">{t("pending")}</h2>
      <Problem error={error} />
      {value && list.length === 0 && <p className="empty">{t("nothing_waits")}</p>}
      <ul className="plain">
        {list.map((one) => (
          <li key={one.id}>
            <a href={link("cho")}>{pick(forms.find((form) => form.code === one.act)?.title)}</a>
            <small>{one.mine ? t("begun_by_me") : t("begun_by", names(one.first))}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DecideCard() {
  const t = useWords();
  const turn = useLive("matters");
  const { value, error, again } = useGet<Matters>("matters", {}, [turn]);
  const rows = useMatterRows(value).filter((row) => row.acts.length > 0);
  useLevel(highest(rows.map((row) => row.level)));
  return (
    <section className="card" aria-labelledby="quyet">
      <h2 id="quyet">{t("waits_for_me")}</h2>
      <Problem error={error} again={again} />
      {value && rows.length === 0 && <p className="empty">{t("nothing_waits")}</p>}
      <ul className="plain">
        {rows.map((row) => (
          <li key={row.key}>
            {row.document ? <a href={link("van-ban", row.document)}>{row.title}</a> : row.title}
            <small>{row.detail}</small>
            <MatterActs row={row} done={again} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function HeldCard() {
  const t = useWords();
  const code = useCode();
  const { me } = useApp();
  const turn = useLive("copies");
  const { value, error } = useGet<Copies>("copies", { holder: me.person }, [turn]);
  const list = value?.copies ?? [];
  useLevel(highest(list.map((copy) => copy.of.level)));
  return (
    <section className="card" aria-labelledby="giu">
      <h2 id="giu">{t("copies_i_hold")}</h2>
      <Problem error={error} />
      {value && list.length === 0 && <p className="empty">{t("i_hold_none")}</p>}
      <ul className="plain">
        {list.map((copy) => (
          <li key={copy.id}>
            <a href={link("van-ban", copy.document)}>{nameOf(copy.of)}</a> {t("copy_no", copy.number)}, {code("form", copy.form)}{" "}
            <LevelMark level={copy.of.level} />
            <small>
              {titleOf(copy.of)} {copy.due && <DueMark day={copy.due} today={me.today} />}
              {copy.recalled && <strong> {t("recalled")}</strong>}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
