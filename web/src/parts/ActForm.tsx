import { FormEvent, KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";

import { ApiError, Outcome, newKey, post } from "../api";
import { Form, useForm, usePick, useWords } from "../app";
import { Dialog } from "./Dialog";
import { FieldInput } from "./FieldInput";
import { Problem } from "./Problem";
import { VerdictBox, useMay } from "./Verdict";

export type Values = Record<string, unknown>;

// Without what is empty: a field left out is not there.
export function filled(values: Values) {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)),
  );
}

export function isWhole(form: Form, values: Values) {
  const there = filled(values);
  return form.fields.every((field) => !field.required || field.name in there || field.type === "bool");
}

// A yes-or-no that must be answered is answered no where nothing was ticked.
export function answered(form: Form, values: Values) {
  const whole = filled(values);
  for (const field of form.fields) {
    if (field.type === "bool" && field.required && !(field.name in whole)) whole[field.name] = false;
  }
  return whole;
}

// One key for one filling-in: asked again after a lost answer, the act is not done twice.
export function useAct(code: string) {
  const key = useRef(newKey());
  const [outcome, setOutcome] = useState<Outcome>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const run = async (fields: Values) => {
    setBusy(true);
    setError(undefined);
    try {
      const done = await post<Outcome>("acts/" + code, fields, key.current);
      key.current = newKey();
      setOutcome(done);
      return done;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      // A refusal is remembered under its key: a new try is another. A lost answer is asked for again.
      const lost = problem.status === 0 || problem.status === 503;
      if (!lost) key.current = newKey();
      setError(problem);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { run, outcome, error, busy, clear: () => (setOutcome(undefined), setError(undefined)) };
}

interface Props {
  code: string;
  preset?: Values; // what it is about; not asked again
  initial?: Values;
  done?: (outcome: Outcome) => void;
  close?: () => void;
}

// The screen of any act, made from its form. What it is about is said above; the law's answer shows
// while the form is filled in.
export function ActForm({ code, preset = {}, initial = {}, done, close }: Props) {
  const t = useWords();
  const form = useForm(code);
  const [values, setValues] = useState<Values>(initial);
  const act = useAct(code);
  const box = useRef<HTMLFormElement>(null);
  const all = useMemo(() => ({ ...filled(values), ...preset }), [values, preset]);
  const asks = form && !form.fields.some((field) => ["file", "report", "secret", "rows"].includes(field.type));
  const verdict = useMay(code, asks && !act.outcome ? answered(form, all) : null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, []);
  if (!form) return <p className="empty">{t("no_page")}</p>;
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const outcome = await act.run(answered(form, all));
    if (outcome) done?.(outcome);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.ctrlKey && !event.nativeEvent.isComposing) void submit();
  };
  if (act.outcome) {
    return (
      <div className="act-done">
        <OutcomeBox outcome={act.outcome} />
        <div className="buttons">
          {close ? (
            <button type="button" className="primary" autoFocus onClick={close}>
              {t("close")}
            </button>
          ) : (
            <button type="button" onClick={() => (setValues(initial), act.clear())}>
              {t("once_more")}
            </button>
          )}
        </div>
      </div>
    );
  }
  const open = form.fields.filter((field) => !(field.name in preset));
  return (
    <form ref={box} className="act-form" onSubmit={submit} onKeyDown={keys} noValidate>
      <div className="fields">
        {open.map((field) => (
          <FieldInput key={field.name} code={code} field={field} value={values[field.name]}
                      onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))} />
        ))}
      </div>
      {!act.error && <VerdictBox verdict={verdict} />}
      <Problem error={act.error} />
      <div className="buttons">
        <button type="submit" className="primary" disabled={act.busy || !isWhole(form, all)}>
          {form.two_persons ? t("begin_two") : t("do_it")}
        </button>
        {close && (
          <button type="button" onClick={close}>
            {t("cancel")}
          </button>
        )}
        <span className="hint">{isWhole(form, all) ? t("ctrl_enter") : t("fill_musts")}</span>
      </div>
    </form>
  );
}

export function ActDialog({ about, ...props }: Props & { close: () => void; about?: string }) {
  const pick = usePick();
  const form = useForm(props.code);
  return (
    <Dialog title={pick(form?.title)} close={props.close}>
      {about && <p className="about">{about}</p>}
      <ActForm {...props} />
    </Dialog>
  );
}

export function OutcomeBox({ outcome }: { outcome: Outcome }) {
  const t = useWords();
  const pick = usePick();
  return (
    <div className="outcome" role="status">
      <p>
        <strong>{outcome.pending !== undefined ? t("waits_second") : t("done")}</strong>{" "}
        {Object.entries(outcome.texts).map(([name, text]) => (
          <span key={name}>{text} </span>
        ))}
        {outcome.ids.number !== undefined && t("book_number", outcome.ids.number)}
      </p>
      {outcome.ids.missing !== undefined && (
        <p>{t("counted_result", outcome.ids.found ?? 0, outcome.ids.missing, outcome.ids.extra ?? 0)}</p>
      )}
      {outcome.copies.length > 0 && (
        <p>{t(outcome.ids.missing === undefined ? "copies_codes" : "copies_missing", outcome.copies.map((id) => "B" + id).join(", "))}</p>
      )}
      {outcome.article && (
        <p>
          {t("by")} {pick(outcome.article)}
        </p>
      )}
      {outcome.warnings.map((one) => (
        <p key={one.vi} className="note">
          {t("note")} {pick(one)}
        </p>
      ))}
      {outcome.event !== undefined && <p className="hint">{t("event_number", outcome.event)}</p>}
    </div>
  );
}
