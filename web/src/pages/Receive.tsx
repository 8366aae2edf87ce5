import { KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";

import { Documents, Outcome } from "../api";
import { useApp, useForm, useGet, useLevel, usePreferences, useWords } from "../app";
import { LevelName, envelopeOf, inOrder, levelTitles, levels, shownDay } from "../format";
import { OutcomeBox, Values, answered, filled, isWhole, useAct } from "../parts/ActForm";
import { Combo, Option } from "../parts/Combo";
import { DayInput } from "../parts/DayInput";
import { FieldInput } from "../parts/FieldInput";
import { LevelMark } from "../parts/Level";
import { Problem } from "../parts/Problem";
import { VerdictBox, useMay } from "../parts/Verdict";
import { link } from "../router";

const code = "document.receive";

// Nghị định 30/2020/NĐ-CP, phụ lục III: the kinds of administrative documents.
const kinds = [
  "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn", "Chương trình",
  "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện",
  "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi",
  "Phiếu chuyển", "Phiếu báo", "Thư công",
];

// In the order in which an envelope is opened and read.
const line = ["level", "issuer", "number", "symbol", "dated", "type_name", "subject", "stated", "counted", "sealed", "envelope", "place"];
const afterwards = ["discrepancy", "copy_numbers", "recall_by", "determined", "term_end", "pages", "copying_allowed", "compartments", "unit", "note"];

interface Saved {
  values: Values;
  outcome: Outcome;
}

function options(texts: string[]): Option[] {
  return [...new Set(texts.filter(Boolean))].sort(inOrder).map((text) => ({ value: text, text }));
}

// One incoming document a line, hands on the keyboard: Enter goes on, Ctrl+Enter saves, F2 takes the
// field from the document before.
export function ReceivePage() {
  const t = useWords();
  const form = useForm(code);
  const [values, setValues] = useState<Values>({});
  const [saved, setSaved] = useState<Saved[]>([]);
  const [more, setMore] = useState(false);
  const act = useAct(code);
  const box = useRef<HTMLFormElement>(null);
  const { value: history } = useGet<Documents>("documents", { direction: "incoming", limit: 200 });
  useLevel((values.level as LevelName) ?? null);

  const [issuers, symbols, types] = useMemo(() => {
    const known = history?.documents ?? [];
    return [
      options(known.map((one) => one.issuer)),
      options(known.map((one) => one.symbol)),
      options([...kinds, ...known.map((one) => one.type_name)]),
    ];
  }, [history]);
  const last = saved[0]?.values;

  useEffect(() => box.current?.querySelector<HTMLElement>("input")?.focus(), [form !== undefined]);
  const set = (name: string, value: unknown) => setValues((before) => ({ ...before, [name]: value }));
  const hasCounts = values.stated !== undefined && values.counted !== undefined;
  const differs = hasCounts && (values.stated !== values.counted || values.sealed !== true);
  const all = form ? answered(form, values) : {};
  if (values.level === "tuyet_mat") delete all.subject;
  const verdict = useMay(code, form && isWhole(form, values) ? all : null);
  if (!form) return null;

  const save = async () => {
    if (!isWhole(form, values) || act.busy) return;
    const outcome = await act.run(all);
    if (!outcome) return;
    setSaved((before) => [{ values: filled(values), outcome }, ...before].slice(0, 20));
    setValues({});
    setMore(false);
    box.current?.querySelector<HTMLElement>("input")?.focus();
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return;
    const at = event.target as HTMLElement;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      void save();
    } else if (event.key === "Enter" && at.tagName !== "TEXTAREA" && at.tagName !== "BUTTON" && at.tagName !== "SUMMARY") {
      event.preventDefault();
      next(at);
    } else if (event.key === "F2" && last) {
      event.preventDefault();
      const name = at.closest<HTMLElement>("[data-field]")?.dataset.field;
      if (name && name in last) set(name, last[name]);
    }
  };
  const next = (at: HTMLElement) => {
    const all = box.current?.querySelectorAll<HTMLElement>("[data-field] input, [data-field] select, [data-field] textarea, button.primary") ?? [];
    const group = at.closest("fieldset");
    const stops = [...all].filter((one) => one === at || (!one.matches("[disabled]") && isStop(one, group)));
    const here = stops.indexOf(at);
    stops[here + 1]?.focus();
  };
  const copyAll = () => {
    setValues({ ...last, number: undefined, discrepancy: undefined, copy_numbers: undefined });
    box.current?.querySelector<HTMLElement>("[data-field=number] input")?.focus();
  };

  const input = (name: string) => {
    const field = form.fields.find((one) => one.name === name);
    if (!field) return null;
    return (
      <Line key={name} name={name} field={field} values={values} set={set}
            issuers={issuers} symbols={symbols} types={types} />
    );
  };
  return (
    <>
      <h1>{t("receive")}</h1>
      <p className="hint keys">{t("receive_keys")}</p>
      <form ref={box} className="receive" onKeyDown={keys} onSubmit={(event) => (event.preventDefault(), void save())} noValidate>
        <div className="receive-line">{line.map(input)}</div>
        {differs && <div className="receive-line">{input("discrepancy")}</div>}
        <details open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
          <summary>{t("more_fields")}</summary>
          <div className="receive-line">{more && afterwards.filter((name) => name !== "discrepancy" || !differs).map(input)}</div>
        </details>
        {!act.error && <VerdictBox verdict={verdict} brief />}
        <Problem error={act.error} />
        <div className="buttons">
          <button type="submit" className="primary" disabled={act.busy || !isWhole(form, values)}>
            {t("save_entry")}
          </button>
          <button type="button" disabled={!last} onClick={copyAll}>
            {t("copy_previous")}
          </button>
        </div>
      </form>
      {saved[0] && <OutcomeBox outcome={saved[0].outcome} />}
      {saved.length > 0 && <JustSaved saved={saved} />}
    </>
  );
}

// A group of radios is one stop: the chosen one, or the first. The group that is left is none.
function isStop(one: HTMLElement, left: Element | null) {
  if (!(one instanceof HTMLInputElement) || one.type !== "radio") return true;
  const group = one.closest("fieldset");
  const chosen = group?.querySelector("input:checked") ?? group?.querySelector("input");
  return group !== left && one === chosen;
}

interface LineProps {
  name: string;
  field: Parameters<typeof FieldInput>[0]["field"];
  values: Values;
  set: (name: string, value: unknown) => void;
  issuers: Option[];
  symbols: Option[];
  types: Option[];
}

function Line({ name, field, values, set, issuers, symbols, types }: LineProps) {
  const t = useWords();
  const { lang } = usePreferences();
  const id = "den-" + name;
  const label = field.title[lang];
  const text = (values[name] as string | undefined) ?? "";
  const lists: Record<string, Option[]> = { issuer: issuers, symbol: symbols, type_name: types };
  if (name === "level") return <LevelLine value={values.level as string} onChange={(level) => set("level", level)} label={label} />;
  const special = name in lists || name === "dated" || name === "subject" || name === "envelope" || name === "stated" || name === "counted";
  if (!special) {
    return (
      <div data-field={name} className={"f-" + name}>
        <FieldInput code={code} field={field} value={values[name]} onChange={(value) => set(name, value)} />
      </div>
    );
  }
  const secret = name === "subject" && values.level === "tuyet_mat";
  return (
    <div data-field={name} className={"field f-" + name}>
      <label htmlFor={id}>
        {label}
        {field.required && <span className="must"> {t("must")}</span>}
      </label>
      {lists[name] && <Combo id={id} label={label} value={text} options={lists[name]} required={field.required} onText={(typed) => set(name, typed)} />}
      {name === "dated" && <DayInput id={id} value={text} onDay={(day) => set(name, day)} />}
      {name === "subject" && (
        <input id={id} type="text" autoComplete="off" disabled={secret} value={secret ? "" : text} aria-describedby={secret ? id + "-why" : undefined}
               onChange={(event) => set(name, event.target.value)} />
      )}
      {secret && <span className="hint" id={id + "-why"}>{t("no_subject")}</span>}
      {(name === "stated" || name === "counted") && (
        <input id={id} type="text" inputMode="numeric" autoComplete="off" aria-required="true" value={values[name] === undefined ? "" : String(values[name])}
               onChange={(event) => set(name, /^\d{1,5}$/.test(event.target.value) ? Number(event.target.value) : undefined)} />
      )}
      {name === "envelope" && (
        <select id={id} value={text} onChange={(event) => set(name, event.target.value)}>
          <option value="">{t("envelope_default", envelopeOf[values.level as string] ?? "–")}</option>
          {field.choices.map((one) => (
            <option key={one} value={one}>
              {one === "none" ? t("no_letter") : one}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

// 1, 2, 3 choose while the group has the focus; so do the arrows.
function LevelLine({ value, onChange, label }: { value: string; onChange: (level: string) => void; label: string }) {
  const t = useWords();
  return (
    <fieldset data-field="level" className="field segments f-level"
              onKeyDown={(event) => {
                const level = levels[Number(event.key) - 1];
                if (!level || event.ctrlKey || event.altKey) return;
                event.preventDefault();
                onChange(level);
                event.currentTarget.querySelectorAll("input")[Number(event.key) - 1]?.focus();
              }}>
      <legend>
        {label}
        <span className="must"> {t("must")}</span>
      </legend>
      {levels.map((level, index) => (
        <label key={level} data-level={level}>
          <input type="radio" name="den-level" checked={value === level} onChange={() => onChange(level)} />
          {index + 1} · {levelTitles[level]}
        </label>
      ))}
    </fieldset>
  );
}

function JustSaved({ saved }: { saved: Saved[] }) {
  const t = useWords();
  const { me } = useApp();
  return (
    <section aria-labelledby="vua">
      <h2 id="vua">{t("just_saved")}</h2>
      <div className="scroll" tabIndex={0} role="group" aria-labelledby="vua">
        <table>
          <thead>
            <tr>
              <th>{t("arrival_number")}</th>
              <th>{t("arrived")}</th>
              <th>{t("issuer")}</th>
              <th>{t("number_symbol")}</th>
              <th>{t("subject")}</th>
              <th>{t("level")}</th>
            </tr>
          </thead>
          <tbody>
            {saved.map(({ values, outcome }) => (
              <tr key={outcome.ids.document}>
                <td>
                  <a href={link("van-ban", outcome.ids.document ?? 0)}>{outcome.ids.number}</a>
                </td>
                <td>{shownDay(me.today)}</td>
                <td>{String(values.issuer ?? "")}</td>
                <td>{[values.number, values.symbol].filter(Boolean).join("/")}</td>
                <td>{[values.type_name, values.subject].filter(Boolean).join(": ")}</td>
                <td>
                  <LevelMark level={String(values.level)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
