import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { Forms, People, Session, get, setCredentials } from "./api";
import { ActAsked, AppContext, Form, Person, useApp, useCode, usePreferences, useWords } from "./app";
import { LevelName, highest } from "./format";
import { useIdle } from "./idle";
import { LiveLists, useLive } from "./live";
import { entryOf, navigationFor, pageAt } from "./pages/index";
import { ActDialog } from "./parts/ActForm";
import { Banner } from "./parts/Level";
import { Menu } from "./parts/Menu";
import { go, link, usePlace } from "./router";

const lastNames = (name: string) => name.split(" ").slice(-2).join(" ");

export function Shell({ me, lock }: { me: Session; lock: (why: "signed_out" | "idle") => void }) {
  const t = useWords();
  const [duty, chooseDuty] = useState(me.duties[0] ?? "");
  const [forms, setForms] = useState<Form[]>();
  const [people, setPeople] = useState<Person[]>([]);
  const [parts, setParts] = useState<Record<string, LevelName | null>>({});
  const setLevel = useCallback((part: string, level: LevelName | null) => {
    setParts((before) => (before[part] === level ? before : { ...before, [part]: level }));
  }, []);
  const [act, setAct] = useState<ActAsked>();
  const closeAct = useCallback(() => setAct(undefined), []);
  useEffect(() => {
    window.addEventListener("hashchange", closeAct);
    return () => window.removeEventListener("hashchange", closeAct);
  }, [closeAct]);
  const level = highest(Object.values(parts));
  const idle = useCallback(() => lock("idle"), [lock]);
  const left = useIdle(me.idle_seconds, idle);

  const setDuty = useCallback(
    (chosen: string) => {
      setCredentials(me.csrf, chosen);
      chooseDuty(chosen);
      go();
    },
    [me.csrf],
  );
  const readPeople = useCallback(async () => {
    const answer = await get<People>("people").catch(() => ({ people: [] }));
    setPeople(answer.people);
  }, []);
  useEffect(() => {
    void get<Forms>("forms").then((answer) => setForms(answer.forms), () => setForms([]));
    void readPeople();
  }, [readPeople, duty]);

  const app = useMemo(
    () => ({ me, duty, setDuty, forms: forms ?? [], people, readPeople, lock, openAct: setAct, setLevel }),
    [me, duty, setDuty, forms, people, readPeople, lock, setLevel],
  );
  if (me.duties.length === 0) return <NoDuty lock={lock} />;
  return (
    <AppContext.Provider value={app}>
      <LiveLists key={duty}>
        <a className="skip" href="#noi-dung" onClick={toContent}>
          {t("skip")}
        </a>
        <Banner level={level} place="top" />
        <div className="shell">
          <Head />
          <Navigation />
          {/* One key for each duty: nothing that one saw stays for the other. */}
          <Content key={duty} ready={forms !== undefined} />
        </div>
        {act && <ActDialog {...act} close={closeAct} />}
        <Banner level={level} place="bottom" />
        {left !== null && (
          <p className="idle-warning" role="alert">
            {t("idle_soon", left)}
          </p>
        )}
      </LiveLists>
    </AppContext.Provider>
  );
}

function toContent(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.getElementById("noi-dung")?.focus();
}

function NoDuty({ lock }: { lock: (why: "signed_out") => void }) {
  const t = useWords();
  return (
    <main className="sign-in">
      <h1>Niêm</h1>
      <p>{t("no_duty")}</p>
      <button type="button" onClick={() => lock("signed_out")}>
        {t("sign_out")}
      </button>
    </main>
  );
}

function Head() {
  const t = useWords();
  const code = useCode();
  const { me, duty, setDuty, lock } = useApp();
  const { lang, setLang, theme, setTheme } = usePreferences();
  return (
    <header className="head">
      <a className="brand" href={link()}>
        <span className="mark" aria-hidden="true" />
        Niêm
      </a>
      <span className="unit">{me.agency}</span>
      <span className="grow" />
      {me.duties.length > 1 ? (
        <label className="duty">
          <span>{t("acting_as")}</span>
          <select value={duty} onChange={(event) => setDuty(event.target.value)}>
            {me.duties.map((one) => (
              <option key={one} value={one}>
                {code("duty", one)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span className="duty">{code("duty", duty)}</span>
      )}
      <button type="button" className="quiet" lang={lang === "vi" ? "en" : "vi"}
              onClick={() => setLang(lang === "vi" ? "en" : "vi")}>
        {lang === "vi" ? "English" : "Tiếng Việt"}
      </button>
      <button type="button" className="quiet" aria-pressed={theme === "dark"}
              onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
        {t("dark")}
      </button>
      <Menu label={lastNames(me.name)} title={me.name}>
        <a href={link("phien")}>{t("my_sessions")}</a>
        <a href={link("viec", "password.change")}>{t("change_password")}</a>
      </Menu>
      <button type="button" onClick={() => lock("signed_out")}>
        {t("sign_out")}
      </button>
    </header>
  );
}

function Navigation() {
  const t = useWords();
  const { duty } = useApp();
  const here = entryOf(usePlace()[0] ?? "");
  const pendingCount = usePendingCount();
  return (
    <nav className="nav" aria-label={t("navigation")}>
      <ul>
        {navigationFor(duty).map((page) => (
          <li key={page.path}>
            <a href={link(page.path)} aria-current={here === page.path ? "page" : undefined}>
              {t(page.title)}
              {page.path === "cho" && pendingCount > 0 && (
                <span className="count">{pendingCount}<span className="unseen"> {t("waiting")}</span></span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function usePendingCount() {
  const turn = useLive("pending");
  const [count, setCount] = useState(0);
  useEffect(() => {
    get<{ pending: { mine: boolean }[] }>("pending").then(
      (answer) => setCount(answer.pending.filter((one) => !one.mine).length),
      () => setCount(0),
    );
  }, [turn]);
  return count;
}

function Content({ ready }: { ready: boolean }) {
  const t = useWords();
  const place = usePlace();
  const { duty } = useApp();
  const main = useRef<HTMLElement>(null);
  const where = place.join("/");
  const first = useRef(true);
  useEffect(() => {
    // A new page begins at its head, for eyes and for screen readers, unless it has a field to begin with.
    if (!first.current && !main.current?.contains(document.activeElement)) main.current?.focus();
    first.current = false;
    window.scrollTo(0, 0);
  }, [where]);
  const page = pageAt(place, duty);
  return (
    <main id="noi-dung" className="content" ref={main} tabIndex={-1}>
      {ready ? page ?? <p className="empty">{t("no_page")}</p> : <p className="empty">{t("reading")}</p>}
    </main>
  );
}
