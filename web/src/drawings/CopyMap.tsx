import type { Copy } from "../api";
import { useCode, useNames, useWords } from "../app";
import { inOrder, shownDay } from "../format";

// Where each copy is now: a box for each place, person or agency, a square for each copy in it.
export function CopyMap({ copies, choose }: { copies: Copy[]; choose: (copy: Copy) => void }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const boxes = new Map<string, { kind: string; title: string; copies: Copy[] }>();
  for (const copy of copies) {
    const kind = copy.state === "out" ? (copy.holder ? "person" : "outside") : copy.state;
    const name = names(copy.holder) || (kind === "held" ? copy.place : copy.outside);
    const key = kind + "|" + name;
    const box = boxes.get(key) ?? { kind, title: name, copies: [] };
    box.copies.push(copy);
    boxes.set(key, box);
  }
  const order = ["held", "person", "outside", "returned", "lost", "destroyed", "void"];
  const shown = [...boxes.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || inOrder(a.title, b.title));
  return (
    <ul className="copy-map">
      {shown.map((box) => (
        <li key={box.kind + box.title} data-kind={box.kind}>
          <span className="box-title">
            <span className="box-kind">{t(("map_" + box.kind) as "map_held")}</span> <strong>{box.title}</strong>
          </span>
          <span className="squares">
            {box.copies.map((copy) => (
              <button key={copy.id} type="button" className="square" onClick={() => choose(copy)}
                      title={[code("form", copy.form), copy.due ? t("due_by", shownDay(copy.due)) : ""].filter(Boolean).join(", ")}>
                <span className="unseen">{t("copy_no", "")}</span>
                {copy.number}
                {copy.recalled && <span className="unseen"> {t("recalled")}</span>}
              </button>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
