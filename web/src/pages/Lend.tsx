import { FormEvent, useLayoutEffect, useRef, useState } from "react";

import { Copies, Outcome, get } from "../api";
import { Person, useApp, useCode, useGet, useLevel, useNames, useWords } from "../app";
import { LevelName, addDays, highest, matches } from "../format";
import { useLive } from "../live";
import { OutcomeBox, useAct } from "../parts/ActForm";
import { DayInput } from "../parts/DayInput";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { VerdictBox, useMay } from "../parts/Verdict";
import { nameOf, titleOf } from "../parts/pickers";
import { link } from "../router";
import { DueMark } from "./Home";

type CopyOut = Copies["copies"][number];

const usualDays = 14;

// One box for the scanner: a person and a copy in any order; a copy that is out is taken back.
export function LendPage() {
  const t = useWords();
  const { people, me } = useApp();
  const turn = useLive("copies");
  const [typed, setTyped] = useState("");
  const [unknown, setUnknown] = useState("");
  const [person, setPerson] = useState<Person>();
  const [copy, setCopy] = useState<CopyOut>();
  const [due, setDue] = useState(addDays(me.today, usualDays));
  const [outcome, setOutcome] = useState<Outcome>();
  const box = useRef<HTMLInputElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const out = useGet<Copies>("copies", {}, [turn]);
  const back = copy?.state === "out";
  const code = back ? "copy.take_back" : "copy.lend";
  const lend = useAct("copy.lend");
  const takeBack = useAct("copy.take_back");
  const act = back ? takeBack : lend;
  const fields = !copy ? null : back ? { copy: copy.id } : person && due ? { copy: copy.id, person: person.id, due } : null;
  const verdict = useMay(code, fields);
  useLevel((copy?.of.level as LevelName) ?? highest((out.value?.copies ?? []).map((one) => one.of.level)));

  const ready = fields !== null;
  // Before the button is seen: an Enter that comes at once is meant for it.
  useLayoutEffect(() => {
    if (ready) confirm.current?.focus();
  }, [ready, copy?.id, person?.id]);

  const scan = async (event: FormEvent) => {
    event.preventDefault();
    const text = typed.trim();
    setTyped("");
    setUnknown("");
    setOutcome(undefined);
    lend.clear(), takeBack.clear();
    // Scanners send long strings and their own prefixes; ours is a letter and a number.
    const found = /(?:^|\W)([BN])[-:]?0*(\d{1,12})\s*$/i.exec(text);
    if (found?.[1]?.toUpperCase() === "N") {
      const one = people.find((each) => each.id === Number(found[2]) && each.state === "open");
      return one ? setPerson(one) : setUnknown(text);
    }
    if (found) {
      const answer = await get<Copies>("copies", { id: found[2] }).catch(() => ({ copies: [] as CopyOut[] }));
      return answer.copies[0] ? setCopy(answer.copies[0]) : setUnknown(text);
    }
    const named = text ? people.filter((one) => one.state === "open" && matches(one.name, text)) : [];
    return named.length === 1 ? setPerson(named[0]) : setUnknown(text);
  };
  const clear = () => {
    setPerson(undefined);
    setCopy(undefined);
    setDue(addDays(me.today, usualDays));
    box.current?.focus();
  };
  const run = async () => {
    if (!fields) return;
    const done = await act.run(fields);
    if (!done) return;
    setOutcome(done);
    clear();
    out.again();
  };
  return (
    <>
      <h1>{t("lend")}</h1>
      <form className="scan" onSubmit={(event) => void scan(event)}>
        <label htmlFor="quet">{t("scan_here")}</label>
        <input id="quet" ref={box} autoFocus autoComplete="off" spellCheck={false} value={typed} aria-describedby="quet-cach"
               onChange={(event) => setTyped(event.target.value)} />
        <p id="quet-cach" className="hint">
          {t("scan_how")}
        </p>
        {unknown && (
          <p className="problem" role="alert">
            {t("scan_unknown", unknown.slice(0, 60))}
          </p>
        )}
      </form>
      {(person || copy) && (
        <section className="card wide" aria-labelledby="giao">
          <h2 id="giao">{back ? t("take_back") : t("lend_now")}</h2>
          <dl className="facts">
            <div>
              <dt>{t("copy")}</dt>
              <dd>{copy ? <CopyShown copy={copy} /> : t("scan_copy")}</dd>
            </div>
            {!back && (
              <div>
                <dt>{t("receiver")}</dt>
                <dd>{person ? `${person.name} · ${person.post}` : t("scan_person")}</dd>
              </div>
            )}
          </dl>
          {!back && (
            <div className="field short-field">
              <label htmlFor="han-tra">{t("due")}</label>
              <DayInput id="han-tra" value={due} onDay={setDue} required />
            </div>
          )}
          {!act.error && <VerdictBox verdict={verdict} />}
          <Problem error={act.error} />
          <div className="buttons">
            <button type="button" className="primary" ref={confirm} disabled={!ready || act.busy} onClick={() => void run()}>
              {back ? t("take_back") : t("hand_to")}
            </button>
            <button type="button" onClick={clear}>
              {t("cancel")}
            </button>
          </div>
        </section>
      )}
      {outcome && <OutcomeBox outcome={outcome} />}
      <OutList copies={out.value?.copies ?? []} choose={(one) => (setOutcome(undefined), setCopy(one))} />
      <Problem error={out.error} again={out.again} />
    </>
  );
}

function CopyShown({ copy }: { copy: CopyOut }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const where = [code("copy_state", copy.state), names(copy.holder), copy.outside, copy.place].filter(Boolean).join(" · ");
  return (
    <>
      {nameOf(copy.of)}, {t("copy_no", copy.number)} <LevelMark level={copy.of.level} /> <small>{titleOf(copy.of)}</small>
      <br />
      <small>{where}</small>
    </>
  );
}

function OutList({ copies, choose }: { copies: CopyOut[]; choose: (copy: CopyOut) => void }) {
  const t = useWords();
  const names = useNames();
  const { me } = useApp();
  return (
    <section aria-labelledby="dang-giao">
      <h2 id="dang-giao">{t("copies_out")}</h2>
      {copies.length === 0 ? (
        <p className="empty">{t("none")}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby="dang-giao">
          <table className="rows">
            <thead>
              <tr>
                <th>{t("document")}</th>
                <th>{t("copy")}</th>
                <th>{t("holder")}</th>
                <th>{t("due")}</th>
                <th>{t("level")}</th>
                <th>{t("scan_word")}</th>
                <th>
                  <span className="unseen">{t("next_step")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {copies.map((copy) => (
                <tr key={copy.id}>
                  <th scope="row">
                    <a href={link("van-ban", copy.document)}>{nameOf(copy.of)}</a>
                  </th>
                  <td>{copy.number}</td>
                  <td>{names(copy.holder)}</td>
                  <td className="nowrap">
                    <DueMark day={copy.due} today={me.today} />
                    {copy.recalled && <strong> {t("recalled")}</strong>}
                  </td>
                  <td>
                    <LevelMark level={copy.of.level} />
                  </td>
                  <td>B{copy.id}</td>
                  <td>
                    <button type="button" onClick={() => choose(copy)}>
                      {t("take_back")}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
