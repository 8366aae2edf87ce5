import { useState } from "react";

import { Copy, DocumentDetail, Matters } from "../api";
import { useApp, useCode, useGet, useLevel, useNames, useWords } from "../app";
import { CopyMap } from "../drawings/CopyMap";
import { Life } from "../drawings/Life";
import { LevelName, numberOf, shownDay } from "../format";
import { useLive } from "../live";
import { ActList } from "../parts/ActList";
import { Dialog } from "../parts/Dialog";
import { LevelMark } from "../parts/Level";
import { PrintLink } from "../parts/PrintLink";
import { Problem } from "../parts/Problem";
import { nameOf, titleOf } from "../parts/pickers";
import { link } from "../router";
import { DueMark } from "./Home";
import { MatterActs } from "./MatterActs";
import { useMatterRows } from "./matterRows";

export function DocumentPage({ id }: { id: number }) {
  const t = useWords();
  const documents = useLive("documents") + useLive("copies");
  const turn = useLive("matters") + documents;
  const { value, error, again } = useGet<DocumentDetail>("documents/" + id, {}, [turn]);
  const { value: matters, again: mattersAgain } = useGet<Matters>("matters", { document: id }, [turn]);
  const [copy, setCopy] = useState<Copy>();
  useLevel((value?.level as LevelName) ?? null);
  if (error) return <Problem error={error} again={again} />;
  if (!value) return <p className="empty">{t("reading")}</p>;
  const done = () => {
    again();
    mattersAgain();
  };
  const chosen = value.copies.find((one) => one.id === copy?.id);
  return (
    <>
      <p className="crumbs">
        <a href={link("van-ban")}>{t("documents")}</a>
      </p>
      <h1>
        {numberOf(value) || t("document_number", value.id)} <LevelMark level={value.level} />
      </h1>
      <p className="lead">{titleOf(value)}</p>
      <div className="two-columns">
        <div>
          <Facts document={value} />
          <section aria-labelledby="ban">
            <h2 id="ban">{t("where_copies")}</h2>
            {value.copies.length === 0 ? <p className="empty">{t("no_copies")}</p> : <CopyMap copies={value.copies} choose={setCopy} />}
            {value.copies.length > 0 && <p className="hint">{t("choose_square")}</p>}
            {value.copies.some((one) => one.state === "held" || one.state === "out") && (
              <p className="buttons">
                <PrintLink path={"documents/" + id} query={{ kind: "labels" }} about={nameOf(value)}>
                  {t("print_labels")}
                </PrintLink>
                <PrintLink path={"documents/" + id} query={{ kind: "delivery" }} about={nameOf(value)}>
                  {t("print_delivery")}
                </PrintLink>
                {value.direction === "incoming" && (
                  <PrintLink path={"documents/" + id} query={{ kind: "receipt" }} about={nameOf(value)}>
                    {t("print_receipt")}
                  </PrintLink>
                )}
              </p>
            )}
          </section>
          <About matters={matters} done={done} />
        </div>
        <section className="card" aria-labelledby="lam">
          <h2 id="lam">{t("what_can_be_done")}</h2>
          <ActList key={value.state} about={nameOf(value)} kind="document" state={value.state} preset={{ document: id }}
                   hints={{ level: value.level, ...citationOf(value.basis) }} done={done} />
        </section>
      </div>
      {(value.copies.length > 0 || value.dated) && (
        <section aria-labelledby="doi">
          <h2 id="doi">{t("life")}</h2>
          <Life document={value} matters={matters} />
        </section>
      )}
      {chosen && <CopyDialog document={value} copy={chosen} done={done} close={() => setCopy(undefined)} />}
    </>
  );
}

// "774/QĐ-TTg|2|1|đ"
function citationOf(basis: string) {
  const [decision, article, clause, point] = basis.split("|");
  return { decision, article, clause, point };
}

function Facts({ document }: { document: DocumentDetail }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const { me } = useApp();
  const basis = citationOf(document.basis);
  const basisText = [
    basis.decision,
    basis.article && t("article_no", basis.article),
    basis.clause && t("clause_no", basis.clause),
    basis.point && t("point_no", basis.point),
  ]
    .filter(Boolean)
    .join(", ");
  const facts: [string, React.ReactNode][] = [
    [t("state"), code("state", document.state)],
    [t("direction"), t(document.direction === "incoming" ? "incoming" : "outgoing")],
    [t("issuer"), document.issuer],
    [t("signer"), document.signer],
    [t("dated"), shownDay(document.dated)],
    [t("arrived"), shownDay(document.arrived)],
    [t("determined_on"), shownDay(document.determined)],
    [t("basis"), basisText],
    [t("law_pack"), document.pack && code("pack", document.pack)],
    [t("protected_until"), document.term_end && <DueMark day={document.term_end} today={me.today} />],
    [t("released"), document.released && `${shownDay(document.released)} ${document.released_by}`],
    [t("copying"), t(document.copying_allowed ? "copying_yes" : "copying_no")],
    [t("drafter"), names(document.drafter)],
    [t("decider"), names(document.decider)],
    [t("unit"), document.unit],
    [t("compartments"), document.compartments],
    [t("recipients"), document.recipients],
    [t("notes"), document.note],
    [t("made_from"), document.sources.length > 0 && <Links ids={document.sources} />],
    [t("went_into"), document.derived.length > 0 && <Links ids={document.derived} />],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Links({ ids }: { ids: number[] }) {
  const t = useWords();
  return (
    <>
      {ids.map((id) => (
        <a key={id} href={link("van-ban", id)}>
          {t("document_number", id)}{" "}
        </a>
      ))}
    </>
  );
}

function About({ matters, done }: { matters?: Matters; done: () => void }) {
  const t = useWords();
  const rows = useMatterRows(matters).filter((row) => row.list !== "glasses");
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="viec">
      <h2 id="viec">{t("matters_of_document")}</h2>
      <ul className="plain">
        {rows.map((row) => (
          <li key={row.key}>
            {row.title} <span className="state">{row.state}</span> <small>{row.detail}</small>
            <MatterActs row={row} done={done} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CopyDialog({ document, copy, done, close }: { document: DocumentDetail; copy: Copy; done: () => void; close: () => void }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const gone = copy.state === "destroyed" || copy.state === "lost" || copy.state === "returned" || copy.state === "void";
  const cameBack = copy.state === "held" && copy.custody[copy.custody.length - 2]?.state === "out";
  const title = `${nameOf(document)}, ${t("copy_no", copy.number)}`;
  const where = [code("copy_state", copy.state), names(copy.holder), copy.outside, copy.place].filter(Boolean).join(" · ");
  return (
    <Dialog title={title} close={close}>
      <p>
        {code("form", copy.form)} · {where} {copy.due && t("due_by", shownDay(copy.due))}
      </p>
      <p className="hint">{t("scan_code", "B" + copy.id)}</p>
      {!gone && (
        <p className="buttons">
          <PrintLink path={"documents/" + document.id} query={{ kind: "labels", copy: copy.id }} about={title}>
            {t("print_label")}
          </PrintLink>
          {copy.holder && (
            <PrintLink path={"documents/" + document.id} query={{ kind: "loan", copy: copy.id }} about={title}>
              {t("print_loan")}
            </PrintLink>
          )}
          {cameBack && (
            <PrintLink path={"documents/" + document.id} query={{ kind: "receipt", copy: copy.id }} about={title}>
              {t("print_return")}
            </PrintLink>
          )}
        </p>
      )}
      <ActList key={copy.state} about={title} kind="copy" state={gone ? "ended" : "in_force"} preset={{ copy: copy.id }} done={done} />
    </Dialog>
  );
}
