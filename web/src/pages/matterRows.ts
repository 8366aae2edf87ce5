// Requests, dossiers, meetings, stocktakes, incidents as rows alike: what it is, since when, and the
// acts that may be done on it next.
import type { Matters } from "../api";
import { useApp, useCode, useNames, useWords } from "../app";
import { levelTitles, shownDay } from "../format";

export interface MatterRow {
  key: string;
  list: keyof Matters;
  title: string;
  detail: string;
  state: string;
  level?: string;
  day: string;
  document?: number;
  acts: string[];
  paper?: string; // where its print is
  preset: (code: string) => Record<string, unknown>;
}

export function useMatterRows(all: Matters | undefined): MatterRow[] {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const { forms, duty } = useApp();
  if (!all) return [];
  const join = (...parts: (string | false | null | undefined)[]) => parts.filter(Boolean).join(" · ");
  const rows: MatterRow[] = [];
  for (const one of all.requests) {
    const copies = one.kind === "copy" ? t("copies_of", one.quantity, code("choice", one.form)) : code("request", one.kind);
    rows.push({
      key: "r" + one.id,
      list: "requests",
      title: join(t("request_number", one.id), copies),
      detail: join(names(one.requester), one.purpose, one.recipient, one.made > 0 && t("made_of", one.made, one.quantity), one.reason),
      state: code("matter_state", one.state),
      level: one.level,
      day: one.asked,
      document: one.document,
      acts: one.acts,
      paper: "requests/" + one.id,
      preset: () => ({ request: one.id }),
    });
  }
  for (const one of all.dossiers) {
    const ids = one.items.flatMap((item) => (item.copy ? [item.copy] : []));
    rows.push({
      key: "d" + one.id,
      list: "dossiers",
      title: join(t("dossier_number", one.id), code("dossier", one.kind)),
      detail: join(names(one.proposer), one.reason, t("items", one.items.length), one.decision),
      state: code("matter_state", one.state),
      level: one.level,
      day: one.proposed,
      document: one.items[0]?.document,
      acts: one.acts,
      paper: "dossiers/" + one.id,
      preset: (act): Record<string, unknown> => (act === "destroy.carry_out" ? { dossier: one.id, copies: ids } : { dossier: one.id }),
    });
  }
  for (const one of all.meetings) {
    rows.push({
      key: "m" + one.id,
      list: "meetings",
      title: one.title,
      detail: join(one.place, shownDay(one.from_day), names(one.planner)),
      state: code("matter_state", one.state),
      level: one.level,
      day: one.from_day,
      acts: one.acts,
      preset: () => ({ meeting: one.id }),
    });
  }
  for (const one of all.stocktakes) {
    rows.push({
      key: "s" + one.id,
      list: "stocktakes",
      title: join(t("stocktake_number", one.id), t("up_to", levelTitles[one.level] ?? ""), one.place),
      detail: join(t("counted_of", one.found, one.expected), one.extra > 0 && t("counted_extra", one.extra)),
      state: code("state", one.state),
      level: one.level,
      day: one.opened,
      acts: one.acts,
      paper: "stocktakes/" + one.id,
      preset: () => ({ stocktake: one.id }),
    });
  }
  for (const one of all.incidents) {
    rows.push({
      key: "i" + one.id,
      list: "incidents",
      title: code("incident", one.kind),
      detail: join(one.account, names(one.reporter)),
      state: code("state", one.state),
      level: one.level,
      day: one.opened,
      document: one.document ?? undefined,
      acts: one.acts,
      preset: () => ({ incident: one.id }),
    });
  }
  for (const one of all.notices) {
    rows.push({
      key: "n" + one.id,
      list: "notices",
      title: code("about", one.about),
      detail: join(one.recipients, one.due && t("due_by", shownDay(one.due)), one.sent && t("sent_on", shownDay(one.sent))),
      state: t(one.sent ? "notice_is_sent" : "notice_not_sent"),
      day: one.decided,
      document: one.document,
      acts: one.sent ? [] : ["notice.send"],
      paper: "notices/" + one.id,
      preset: () => ({ notice: one.id, document: one.document }),
    });
  }
  for (const one of all.glasses) {
    rows.push({
      key: "g" + one.id,
      list: "glasses",
      title: t("glass_of", names(one.person)),
      detail: one.reason,
      state: code("state", one.state),
      day: "",
      acts: ["break_glass.review"],
      preset: () => ({ break_glass: one.id }),
    });
  }
  const mine = (act: string) => forms.find((form) => form.code === act)?.duties.includes(duty);
  return rows.map((row) => ({ ...row, acts: row.acts.filter(mine) }));
}
