import { Form, useApp, useCode, usePick, useWords } from "../app";
import type { Values } from "./ActForm";
import { VerdictBox, useMay } from "./Verdict";

interface Props {
  about: string; // "07/CV-UBND, bản số 4"
  kind: string; // "document", "copy", "person", "book"
  state: string; // of that thing
  preset: Values;
  hints?: Values; // what an act's form would likely be filled with: the document's own level
  done: () => void;
}

// What can be done to a thing in its present state: first what he may do, each with the law's answer
// before the click; then what is another's to do, and whose.
export function ActList({ about, kind, state, preset, hints = {}, done }: Props) {
  const t = useWords();
  const pick = usePick();
  const code = useCode();
  const { forms, duty, openAct } = useApp();
  const open = (act: string) =>
    openAct({ code: act, preset: presetOf(forms, act, preset), initial: presetOf(forms, act, hints), about, done });
  const fitting = forms.filter((form) => form.kind === kind && form.states.includes(state) && form.fields.some((field) => field.name in preset));
  const mine = fitting.filter((form) => form.duties.includes(duty));
  const others = fitting.filter((form) => !form.duties.includes(duty));
  return (
    <div className="acts">
      {mine.length === 0 && <p className="empty">{t("nothing_to_do")}</p>}
      <ul className="plain">
        {mine.map((form) => (
          <ActRow key={form.code} form={form} preset={preset} hints={hints} open={() => open(form.code)} />
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>{t("others_acts", others.length)}</summary>
          <ul className="plain others">
            {others.map((form) => (
              <li key={form.code}>
                {pick(form.title)} <small>{form.duties.map((one) => code("duty", one)).join(", ")}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

// Only what the form knows. "decision" is a list's only beside an article of it; elsewhere it is another's.
function presetOf(forms: Form[], code: string, preset: Values) {
  const fields = forms.find((one) => one.code === code)?.fields ?? [];
  const knows = (name: string) => fields.some((field) => field.name === name);
  return Object.fromEntries(Object.entries(preset).filter(([name]) => knows(name) && (name !== "decision" || knows("article"))));
}

function ActRow({ form, preset, hints, open }: { form: Form; preset: Values; hints: Values; open: () => void }) {
  const pick = usePick();
  const t = useWords();
  const { forms } = useApp();
  // Of the hints only the level is asked with, for the authority goes by it; the rest is his to fill in.
  const asked = presetOf(forms, form.code, hints.level ? { level: hints.level, ...preset } : preset);
  const verdict = useMay(form.code, asked);
  // Where the level is his to choose, a no for this one is none for all.
  const never = verdict !== undefined && verdict.allowed !== true && !("level" in asked);
  return (
    <li className="act-row">
      <button type="button" onClick={open} disabled={never}>
        {pick(form.title)}
        {form.two_persons && <span className="unseen"> ({t("two_persons")})</span>}
      </button>
      <VerdictBox verdict={verdict} brief />
    </li>
  );
}
