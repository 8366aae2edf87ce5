import { Form, useApp, useForm, usePick, useWords } from "../app";
import { inOrder, matches } from "../format";
import { ActForm } from "../parts/ActForm";
import { link } from "../router";
import { useState } from "react";

const groups: Record<string, string[]> = {
  g_documents: ["document", "review"],
  g_copies: ["copy", "take_out", "provide"],
  g_term: ["term", "level", "declassify", "notice", "archive", "destroy"],
  g_meetings: ["meeting", "stocktake", "incident", "finding", "audit", "device", "break_glass"],
  g_books: ["book", "intake"],
  g_people: ["person", "unit", "duty", "clearance", "need", "delegation", "password", "card"],
  g_machine: ["list", "setting", "ledger", "clock", "backup", "key"],
};

const ownPage: Record<string, string> = { "document.receive": "den", "intake.import": "nhap-excel", "intake.undo": "nhap-excel" };

// Every act that his duty does, where there is no shorter way to it.
export function ActsPage() {
  const t = useWords();
  const pick = usePick();
  const { forms, duty } = useApp();
  const [typed, setTyped] = useState("");
  const mine = forms.filter((form) => form.duties.includes(duty) && matches(form.title.vi + " " + form.title.en, typed));
  const of = (prefixes: string[]) =>
    mine.filter((form) => prefixes.includes(form.code.split(".")[0] ?? "")).sort((a, b) => inOrder(pick(a.title), pick(b.title)));
  return (
    <>
      <h1>{t("acts")}</h1>
      <search className="filters">
        <div className="field wide">
          <label htmlFor="viec-q">{t("search_acts")}</label>
          <input id="viec-q" type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
      </search>
      <div className="act-groups">
        {Object.entries(groups).map(([title, prefixes]) => (
          <Group key={title} title={t(title as "g_books")} forms={of(prefixes)} />
        ))}
        <Group title={t("g_others")} forms={mine.filter((form) => !Object.values(groups).flat().includes(form.code.split(".")[0] ?? ""))} />
      </div>
    </>
  );
}

function Group({ title, forms }: { title: string; forms: Form[] }) {
  const t = useWords();
  const pick = usePick();
  if (forms.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="plain">
        {forms.map((form) => (
          <li key={form.code}>
            <a href={ownPage[form.code] ? link(ownPage[form.code]!) : link("viec", form.code)}>{pick(form.title)}</a>
            {form.two_persons && <small>{t("two_persons")}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ActPage({ code }: { code: string }) {
  const t = useWords();
  const pick = usePick();
  const form = useForm(code);
  const { duty, me } = useApp();
  if (!form || !form.duties.includes(duty)) return <p className="empty">{t("no_page")}</p>;
  const units = form.fields.some((field) => field.name === "units") ? { units: [me.unit] } : {};
  const unit = form.fields.some((field) => field.name === "unit" && field.required) ? { unit: me.unit } : {};
  return (
    <>
      <p className="crumbs">
        <a href={link("viec")}>{t("acts")}</a>
      </p>
      <h1>{pick(form.title)}</h1>
      {form.two_persons && <p className="notice">{t("two_persons_lead")}</p>}
      <section className="card wide" aria-label={pick(form.title)}>
        <ActForm code={code} initial={{ ...units, ...unit }} />
      </section>
    </>
  );
}
