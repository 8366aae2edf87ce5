// Where things stand in the picture of a document's life: one column for each day on which something
// happened, one lane for the document and one for each copy. Days are in order, not to scale: what
// matters is what came after what.
import type { DocumentDetail, Matters } from "../api";
import type { Custody } from "../api";

export interface Moment {
  day: string;
  kind: string; // a code of "life.…"
  detail: string;
  future: boolean;
}

export function momentsOf(document: DocumentDetail, matters: Matters | undefined, today: string): Moment[] {
  const moments: Moment[] = [];
  const add = (day: string | null | undefined, kind: string, detail = "") => {
    if (day) moments.push({ day, kind, detail, future: day > today });
  };
  add(document.dated, "dated");
  add(document.determined, "determined");
  add(document.arrived, "arrived");
  for (const one of matters?.requests ?? []) {
    add(one.asked, "asked_" + one.kind);
    if (one.decided) add(one.decided, one.state === "closed" ? "refused" : "allowed", one.article);
  }
  for (const one of matters?.dossiers ?? []) add(one.proposed, "dossier_" + one.kind);
  for (const one of matters?.incidents ?? []) add(one.opened, "incident");
  for (const one of matters?.notices ?? []) {
    add(one.sent ?? one.due, one.sent ? "notice_sent" : "notice_due");
  }
  add(document.term_end, "term_end");
  add(document.released, "released", document.released_by);
  return moments.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export interface Step extends Custody {
  index: number;
}

// All days in order, with the number of steps that one lane has on each at most.
export function columnsOf(moments: Moment[], lanes: Custody[][]) {
  const width = new Map<string, number>();
  const count = (days: string[]) => {
    const here = new Map<string, number>();
    for (const day of days) here.set(day, (here.get(day) ?? 0) + 1);
    for (const [day, many] of here) width.set(day, Math.max(width.get(day) ?? 0, many));
  };
  count(moments.map((one) => one.day));
  lanes.forEach((lane) => count(lane.map((one) => one.day)));
  const days = [...width.keys()].sort();
  const start = new Map<string, number>();
  let at = 0;
  for (const day of days) {
    start.set(day, at);
    at += width.get(day) ?? 1;
  }
  return { days, start, total: at };
}

// The n-th thing of its lane on that day.
export function placer(start: Map<string, number>) {
  const used = new Map<string, number>();
  return (day: string) => {
    const here = used.get(day) ?? 0;
    used.set(day, here + 1);
    return (start.get(day) ?? 0) + here;
  };
}
