import { useEffect, useState } from "react";

import { Document, search } from "../api";
import { useCode, useLevel, useWords } from "../app";
import { highest, levelTitles, levels, numberOf, shownDay } from "../format";
import { useParts } from "../lists";
import { useLive } from "../live";
import { DayInput } from "../parts/DayInput";
import { ExcelButton } from "../parts/ExcelButton";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { titleOf } from "../parts/pickers";
import { link } from "../router";

const states = ["draft", "proposed", "decided", "in_force", "released", "ended"];
const pageSize = 50;
const patience = 250;

// All that he may know of, the newest first; the words need no tones, "15/QD" finds 15/QĐ.
export function DocumentsPage() {
  const t = useWords();
  const code = useCode();
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState<Record<string, string>>({});
  const turn = useLive("documents");
  const list = useParts((before) => search({ ...query, limit: pageSize, before }), JSON.stringify(query), turn);
  useEffect(() => {
    // Nothing new was typed when the page opens: the list is not asked for twice.
    const timer = setTimeout(() => setQuery((before) => ((before.q ?? "") === typed ? before : { ...before, q: typed })), patience);
    return () => clearTimeout(timer);
  }, [typed]);
  const documents = list.parts.flatMap((part) => part.documents);
  useLevel(highest(documents.map((one) => one.level)));
  const select = (name: string, label: string, all: [string, string][]) => (
    <div className="field">
      <label htmlFor={"loc-" + name}>{label}</label>
      <select id={"loc-" + name} value={query[name] ?? ""} onChange={(event) => setQuery({ ...query, [name]: event.target.value })}>
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
    <>
      <h1>{t("documents")}</h1>
      <search className="filters">
        <div className="field wide">
          <label htmlFor="loc-q">{t("search_words")}</label>
          <input id="loc-q" type="search" autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
        {select("level", t("level"), levels.map((one) => [one, levelTitles[one]!]))}
        {select("direction", t("direction"), [["incoming", t("incoming")], ["outgoing", t("outgoing")]])}
        {select("state", t("state"), states.map((one) => [one, code("state", one)]))}
        <div className="field">
          <label htmlFor="loc-from">{t("from_day")}</label>
          <DayInput id="loc-from" value={query.from ?? ""} onDay={(from) => setQuery({ ...query, from })} />
        </div>
        <div className="field">
          <label htmlFor="loc-until">{t("until_day")}</label>
          <DayInput id="loc-until" value={query.until ?? ""} onDay={(until) => setQuery({ ...query, until })} />
        </div>
      </search>
      <Problem error={list.error} again={list.again} />
      <p className="hint" role="status">{list.parts.length > 0 && t(list.next !== null ? "found_more" : "found", documents.length)}</p>
      {documents.length > 0 && <DocumentTable documents={documents} />}
      {list.next !== null && (
        <button type="button" onClick={() => void list.readOn()}>
          {t("read_on")}
        </button>
      )}
      {documents.length > 0 && (
        <div className="buttons">
          <ExcelButton path="documents.xlsx" query={query} />
        </div>
      )}
    </>
  );
}

export function DocumentTable({ documents }: { documents: Document[] }) {
  const t = useWords();
  const code = useCode();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={t("documents")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("number_symbol")}</th>
            <th>{t("day")}</th>
            <th>{t("abstract")}</th>
            <th>{t("issuer")}</th>
            <th>{t("level")}</th>
            <th>{t("state")}</th>
            <th>{t("protected_until")}</th>
          </tr>
        </thead>
        <tbody>
          {documents.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <a href={link("van-ban", one.id)}>{numberOf(one) || t("no_number")}</a>
              </th>
              <td className="nowrap">{shownDay(one.dated ?? one.arrived)}</td>
              <td>{titleOf(one)}</td>
              <td>{one.issuer || t(one.direction === "outgoing" ? "outgoing" : "incoming")}</td>
              <td>
                <LevelMark level={one.level} />
              </td>
              <td>{code("state", one.state)}</td>
              <td className="nowrap">{shownDay(one.term_end)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
