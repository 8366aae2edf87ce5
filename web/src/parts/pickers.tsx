// How an act's form names things of the registers: by what a person knows of them, never by a row's
// number typed by heart.
import { useCallback, useEffect, useState } from "react";

import { Copy, Document, DocumentDetail, Intakes, Matters, get, search } from "../api";
import { useApp, useCode, useGet, useLevel, useNames, useWords } from "../app";
import { LevelName, highest, levelTitles, numberOf, shownDay } from "../format";
import { Combo, Option } from "./Combo";

export interface PickerProps {
  id: string;
  label: string;
  code: string; // of the act
  value: number | undefined;
  onPick: (id: number | undefined) => void;
  required?: boolean;
}

const few = 12;

export function titleOf(document: Document) {
  const what = [document.type_name, document.subject].filter(Boolean).join(": ");
  return what || document.issuer;
}

export function nameOf(document: Document) {
  return numberOf(document) || titleOf(document);
}

function optionOf(document: Document): Option {
  const level = levelTitles[document.level] ?? "";
  return {
    value: String(document.id),
    text: nameOf(document),
    detail: [level, titleOf(document), document.issuer].filter(Boolean).join(" · "),
  };
}

// What it offers is on the screen, too: the banners go by it.
function useDocumentFinder() {
  const [level, setLevel] = useState<LevelName | null>(null);
  useLevel(level);
  return useCallback(async (query: string) => {
    const answer = await search({ q: query, limit: few });
    setLevel(highest(answer.documents.map((one) => one.level)));
    return answer.documents.map(optionOf);
  }, []);
}

function ChosenText({ options, value, ...props }: PickerProps & { options: Option[] | ((q: string) => Promise<Option[]>) }) {
  const known = Array.isArray(options) ? options.find((one) => one.value === String(value)) : undefined;
  const [text, setText] = useState(known?.text ?? "");
  return (
    <Combo
      id={props.id}
      label={props.label}
      value={known && value !== undefined ? known.text : text}
      options={options}
      required={props.required}
      onText={(typed) => {
        setText(typed);
        props.onPick(undefined);
      }}
      onPick={(option) => {
        setText(option.text);
        props.onPick(Number(option.value));
      }}
    />
  );
}

export function DocumentPicker(props: PickerProps) {
  return <ChosenText {...props} options={useDocumentFinder()} />;
}

export function PersonPicker(props: PickerProps) {
  const { people } = useApp();
  const options = people
    .filter((one) => one.state === "open")
    .map((one) => ({ value: String(one.id), text: one.name, detail: [one.post, one.unit].filter(Boolean).join(" · ") }));
  return <ChosenText {...props} options={options} />;
}

export function copyText(copy: Copy, t: ReturnType<typeof useWords>, code: ReturnType<typeof useCode>) {
  return `${t("copy_no", copy.number)} (${code("form", copy.form)}) · ${code("copy_state", copy.state)}`;
}

// First the document, then which of its copies.
export function CopyPicker(props: PickerProps & { values?: number[]; onPickAll?: (ids: number[]) => void }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const [document, setDocument] = useState<number>();
  const read = useGetIf<DocumentDetail>(document === undefined ? null : "documents/" + document);
  const where = (copy: Copy) => [names(copy.holder), copy.outside, copy.place].filter(Boolean).join(", ");
  const chosen = props.values ?? [];
  return (
    <div className="two-steps">
      <DocumentPicker {...props} label={t("document")} value={document} onPick={setDocument} />
      {read && !props.onPickAll && (
        <select
          aria-label={t("copy")}
          value={props.value ?? ""}
          onChange={(event) => props.onPick(event.target.value ? Number(event.target.value) : undefined)}
        >
          <option value="">{t("choose_copy")}</option>
          {read.copies.map((copy) => (
            <option key={copy.id} value={copy.id}>
              {copyText(copy, t, code)} {where(copy)}
            </option>
          ))}
        </select>
      )}
      {read && props.onPickAll && (
        <fieldset className="choices">
          <legend className="unseen">{t("copies")}</legend>
          {read.copies.map((copy) => (
            <label key={copy.id} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(copy.id)}
                onChange={(event) =>
                  props.onPickAll?.(event.target.checked ? [...chosen, copy.id] : chosen.filter((one) => one !== copy.id))
                }
              />
              {copyText(copy, t, code)} {where(copy)}
            </label>
          ))}
        </fieldset>
      )}
      {chosen.length > 0 && <p className="hint">{t("chosen", chosen.length)}</p>}
    </div>
  );
}

function useGetIf<T>(path: string | null) {
  const [kept, setKept] = useState<{ path: string; value: T }>();
  useEffect(() => {
    if (path) get<T>(path).then((value) => setKept({ path, value }), () => {});
  }, [path]);
  return kept && kept.path === path ? kept.value : undefined;
}

export function DocumentsPicker({ values, onPickAll, ...props }: PickerProps & { values: number[]; onPickAll: (ids: number[]) => void }) {
  const t = useWords();
  const [known, setKnown] = useState<Record<number, string>>({});
  return (
    <div className="two-steps">
      <Adder
        {...props}
        onAdd={(option) => {
          const id = Number(option.value);
          setKnown({ ...known, [id]: option.text });
          if (!values.includes(id)) onPickAll([...values, id]);
        }}
      />
      <ul className="tokens">
        {values.map((id) => (
          <li key={id}>
            {known[id] ?? t("document_number", id)}
            <button type="button" className="quiet" aria-label={t("take_away", known[id] ?? id)}
                    onClick={() => onPickAll(values.filter((one) => one !== id))}>
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Adder({ id, label, onAdd }: { id: string; label: string; onAdd: (option: Option) => void }) {
  const [text, setText] = useState("");
  const find = useDocumentFinder();
  return (
    <Combo id={id} label={label} value={text} options={find} onText={setText}
           onPick={(option) => (onAdd(option), setText(""))} />
  );
}

interface Listed {
  id: number;
  text: string;
}

// Requests, dossiers, meetings … that wait for this very act.
export function MatterPicker(props: PickerProps & { list: "requests" | "dossiers" | "meetings" | "stocktakes" | "incidents" | "notices" | "glasses" }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const { value: all } = useGet<Matters>("matters");
  const fits = (one: { acts: string[] }) => one.acts.includes(props.code);
  const listed: Listed[] = !all
    ? []
    : {
        requests: () =>
          all.requests.filter(fits).map((one) => ({
            id: one.id,
            text: `${t("request_number", one.id)}: ${code("request", one.kind)}, ${names(one.requester)}, ${shownDay(one.asked)}`,
          })),
        dossiers: () =>
          all.dossiers.filter(fits).map((one) => ({ id: one.id, text: `${t("dossier_number", one.id)}: ${code("dossier", one.kind)}, ${shownDay(one.proposed)}` })),
        meetings: () => all.meetings.map((one) => ({ id: one.id, text: `${one.title}, ${shownDay(one.from_day)}` })),
        stocktakes: () => all.stocktakes.map((one) => ({ id: one.id, text: `${t("stocktake_number", one.id)}: ${levelTitles[one.level] ?? ""} ${one.place} ${shownDay(one.opened)}` })),
        incidents: () => all.incidents.map((one) => ({ id: one.id, text: `${code("incident", one.kind)} ${shownDay(one.opened)}` })),
        notices: () => all.notices.map((one) => ({ id: one.id, text: `${code("about", one.about)} ${shownDay(one.due)}` })),
        glasses: () => all.glasses.map((one) => ({ id: one.id, text: `${names(one.person)}: ${one.reason}` })),
      }[props.list]();
  return (
    <select
      id={props.id}
      value={props.value ?? ""}
      aria-required={props.required || undefined}
      onChange={(event) => props.onPick(event.target.value ? Number(event.target.value) : undefined)}
    >
      <option value="">{all && listed.length === 0 ? t("none_wait") : t("choose")}</option>
      {listed.map((one) => (
        <option key={one.id} value={one.id}>
          {one.text}
        </option>
      ))}
    </select>
  );
}

export function BookPicker(props: PickerProps) {
  const code = useCode();
  const t = useWords();
  const { value } = useGet<{ books: { id: number; kind: string; year: number; volume: number; state: string }[] }>("books");
  return (
    <select
      id={props.id}
      value={props.value ?? ""}
      onChange={(event) => props.onPick(event.target.value ? Number(event.target.value) : undefined)}
    >
      <option value="">{t("choose")}</option>
      {(value?.books ?? []).map((one) => (
        <option key={one.id} value={one.id}>
          {code("book", one.kind)} {one.year}, {t("volume", one.volume)} ({code("state", one.state)})
        </option>
      ))}
    </select>
  );
}

// The imports from Excel that can still be undone.
export function IntakePicker(props: PickerProps) {
  const t = useWords();
  const { value } = useGet<Intakes>("intakes");
  const open = (value?.intakes ?? []).filter((one) => one.state === "open");
  return (
    <select
      id={props.id}
      value={props.value ?? ""}
      aria-required={props.required || undefined}
      onChange={(event) => props.onPick(event.target.value ? Number(event.target.value) : undefined)}
    >
      <option value="">{value && open.length === 0 ? t("none_wait") : t("choose")}</option>
      {open.map((one) => (
        <option key={one.id} value={one.id}>
          {t("intake_number", one.id)}: {one.source}, {shownDay(one.imported)}
        </option>
      ))}
    </select>
  );
}
