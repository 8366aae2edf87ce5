import { useState } from "react";

import { Copies } from "../api";
import { useApp, useCode, useGet, useWords } from "../app";
import { inOrder, matches } from "../format";
import { ActList } from "../parts/ActList";
import { PrintLink } from "../parts/PrintLink";
import { nameOf } from "../parts/pickers";
import { link } from "../router";
import { DueMark } from "./Home";

const lastWord = (name: string) => name.split(" ").pop() ?? "";

// In the order of given names, as Vietnamese lists are.
export function PeoplePage({ chosen }: { chosen?: number }) {
  const t = useWords();
  const code = useCode();
  const { people, duty, forms } = useApp();
  const [typed, setTyped] = useState("");
  const shown = people
    .filter((one) => matches([one.name, one.post, one.unit].join(" "), typed))
    .sort((a, b) => inOrder(lastWord(a.name), lastWord(b.name)) || inOrder(a.name, b.name));
  const person = people.find((one) => one.id === chosen);
  if (person) return <PersonView person={person} />;
  const mayPrint = duty === "registrar" || duty === "keeper" || duty === "security";
  const mayAdd = forms.some((form) => form.code === "person.add" && form.duties.includes(duty));
  return (
    <>
      <h1>{t("people")}</h1>
      <search className="filters">
        <div className="field wide">
          <label htmlFor="ng-q">{t("search_people")}</label>
          <input id="ng-q" type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
        {mayPrint && (
          <PrintLink path="people" about={t("people")}>
            {t("print_people")}
          </PrintLink>
        )}
        {mayAdd && <a className="button" href={link("viec", "person.add")}>{t("add_person")}</a>}
      </search>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("people")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("name")}</th>
              <th>{t("post")}</th>
              <th>{t("unit")}</th>
              <th>{t("state")}</th>
              <th>{t("scan_word")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <a href={link("nguoi", one.id)}>{one.name}</a>
                </th>
                <td>{one.post}</td>
                <td>{one.unit}</td>
                <td>{code("person_state", one.state)}</td>
                <td>N{one.id}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function PersonView({ person }: { person: { id: number; name: string; post: string; unit: string; state: string } }) {
  const t = useWords();
  const code = useCode();
  const { readPeople, duty } = useApp();
  return (
    <>
      <p className="crumbs">
        <a href={link("nguoi")}>{t("people")}</a>
      </p>
      <h1>{person.name}</h1>
      <p className="lead">{[person.post, person.unit, code("person_state", person.state)].filter(Boolean).join(" · ")}</p>
      {(duty === "registrar" || duty === "keeper") && <Holds person={person.id} />}
      <section className="card" aria-labelledby="ng-viec">
        <h2 id="ng-viec">{t("what_can_be_done")}</h2>
        <ActList key={person.id + person.state} about={person.name} kind="person" state={person.state} preset={{ person: person.id }}
                 hints={{ units: [person.unit] }} done={() => void readPeople()} />
      </section>
    </>
  );
}

function Holds({ person }: { person: number }) {
  const t = useWords();
  const { me } = useApp();
  const { value } = useGet<Copies>("copies", { holder: person });
  return (
    <section aria-labelledby="ng-giu">
      <h2 id="ng-giu">{t("holds")}</h2>
      {value && value.copies.length === 0 && <p className="empty">{t("holds_none")}</p>}
      <ul className="plain">
        {(value?.copies ?? []).map((copy) => (
          <li key={copy.id}>
            <a href={link("van-ban", copy.document)}>{nameOf(copy.of)}</a> {t("copy_no", copy.number)}{" "}
            {copy.due && <DueMark day={copy.due} today={me.today} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
