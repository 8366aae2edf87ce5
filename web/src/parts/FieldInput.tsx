import { useId } from "react";

import { Field, useApp, useCode, usePick, useWords } from "../app";
import { levelTitles, levels } from "../format";
import { link } from "../router";
import { DayInput } from "./DayInput";
import { BookPicker, CopyPicker, DocumentPicker, DocumentsPicker, IntakePicker, MatterPicker, PersonPicker } from "./pickers";

interface Props {
  code: string; // of the act
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}

const lists = {
  request: "requests",
  dossier: "dossiers",
  meeting: "meetings",
  stocktake: "stocktakes",
  incident: "incidents",
  notice: "notices",
  break_glass: "glasses",
} as const;

// One field of an act's form with its label. What it is about is chosen by name.
export function FieldInput({ code, field, value, onChange }: Props) {
  const pick = usePick();
  const t = useWords();
  const id = useId();
  const label = pick(field.title);
  if (field.type === "bool") {
    return (
      <div className="field check-field">
        <label className="check">
          <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
          {label}
        </label>
      </div>
    );
  }
  if (field.type === "level" || (field.type === "codes" && field.name === "levels")) {
    return <LevelField field={field} label={label} value={value} onChange={onChange} />;
  }
  if (field.type === "rows") {
    // Rows come out of a sheet, on a page of their own.
    return (
      <p className="field wide">
        {label}: <a href={link("nhap-excel")}>{t("intake")}</a>
      </p>
    );
  }
  const wide = field.type === "long_text" || field.type === "file" || field.type === "report" || field.type === "ids";
  return (
    <div className={wide ? "field wide" : "field"}>
      <label htmlFor={id}>
        {label}
        {field.required && <span className="must"> {t("must")}</span>}
      </label>
      <Input id={id} label={label} code={code} field={field} value={value} onChange={onChange} />
    </div>
  );
}

function LevelField({ field, label, value, onChange }: Omit<Props, "code"> & { label: string }) {
  const t = useWords();
  const name = useId();
  const many = field.type === "codes";
  const chosen = many ? ((value as string[] | undefined) ?? []) : [value as string];
  return (
    <fieldset className="field segments">
      <legend>
        {label}
        {field.required && <span className="must"> {t("must")}</span>}
      </legend>
      {levels.map((level) => (
        <label key={level} data-level={level}>
          <input
            type={many ? "checkbox" : "radio"}
            name={name}
            checked={chosen.includes(level)}
            onChange={(event) => {
              if (!many) return onChange(level);
              onChange(event.target.checked ? [...chosen, level] : chosen.filter((one) => one !== level));
            }}
          />
          {levelTitles[level]}
        </label>
      ))}
    </fieldset>
  );
}

function Input({ id, label, code, field, value, onChange }: Props & { id: string; label: string }) {
  const translate = useCode();
  const t = useWords();
  const { me } = useApp();
  const text = (value as string | undefined) ?? "";
  const required = field.required || undefined;
  const same = { id, "aria-required": required };
  const picker = { id, label, code, value: value as number | undefined, onPick: onChange, required: field.required };
  switch (field.type) {
    case "long_text":
      return <textarea {...same} rows={2} value={text} onChange={(event) => onChange(event.target.value)} />;
    case "int":
      return (
        <input {...same} type="text" inputMode="numeric" value={value === undefined ? "" : String(value)}
               onChange={(event) => onChange(/^\d{1,12}$/.test(event.target.value) ? Number(event.target.value) : undefined)} />
      );
    case "day":
      return <DayInput id={id} value={text} onDay={onChange} required={field.required} />;
    case "secret":
      return <input {...same} type="password" autoComplete="new-password" value={text} onChange={(event) => onChange(event.target.value)} />;
    case "file":
    case "report":
      return <input {...same} type="file" onChange={(event) => void event.target.files?.[0]?.text().then(onChange)} />;
    case "choice":
      return (
        <select {...same} value={text} onChange={(event) => onChange(event.target.value || undefined)}>
          <option value="">{t("choose")}</option>
          {field.choices.map((one) => (
            <option key={one} value={one}>
              {translate(field.name === "duty" ? "duty" : field.name === "about" ? "about" : "choice", one)}
            </option>
          ))}
        </select>
      );
    case "codes":
      return (
        <input {...same} type="text" defaultValue={Array.isArray(value) ? value.join(", ") : ""}
               placeholder={field.name === "units" ? me.unit : ""}
               onChange={(event) => {
                 const codes = event.target.value.split(/[\s,;]+/).filter(Boolean);
                 onChange(codes.length ? codes : undefined);
               }} />
      );
    case "ids":
      if (field.name === "copies") {
        return <CopyPicker {...picker} value={undefined} values={(value as number[]) ?? []} onPickAll={onChange} />;
      }
      if (["copy_numbers", "findings", "audit_findings", "devices"].includes(field.name)) {
        return (
          <input {...same} type="text" defaultValue={Array.isArray(value) ? value.join(", ") : ""}
                 onChange={(event) => {
                   const numbers = event.target.value.split(/[^\d]+/).filter(Boolean).map(Number);
                   onChange(numbers.length ? numbers : undefined);
                 }} />
        );
      }
      return <DocumentsPicker {...picker} value={undefined} values={(value as number[]) ?? []} onPickAll={onChange} />;
    case "id":
      if (field.name === "person") return <PersonPicker {...picker} />;
      if (field.name === "copy") return <CopyPicker {...picker} />;
      if (field.name === "intake") return <IntakePicker {...picker} />;
      if (field.name === "book") return <BookPicker {...picker} />;
      if (field.name in lists) return <MatterPicker {...picker} list={lists[field.name as keyof typeof lists]} />;
      return <DocumentPicker {...picker} />;
    default:
      return <input {...same} type="text" autoComplete="off" value={text} onChange={(event) => onChange(event.target.value)} />;
  }
}
