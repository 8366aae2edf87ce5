// How days, levels and words are written and read. Days travel as "2026-11-22" and are shown as
// 22/11/2026, the order in which they are typed.

export type Lang = "vi" | "en";

export const levels = ["mat", "toi_mat", "tuyet_mat"] as const;
export type LevelName = (typeof levels)[number];

// As the stamps have it, in both languages.
export const levelTitles: Record<string, string> = {
  mat: "MẬT",
  toi_mat: "TỐI MẬT",
  tuyet_mat: "TUYỆT MẬT",
};

// The envelope's letter under Nghị định 26/2020/NĐ-CP Điều 4. Whether the instruments of Luật 117/2025/QH15 keep it was
// not seen in a source (chưa đối chiếu bản gốc): shown with that caution, and nothing is refused by it.
export const envelopeOf: Record<string, string> = { mat: "C", toi_mat: "B", tuyet_mat: "A" };

export function rank(level: string | undefined | null) {
  return levels.indexOf(level as LevelName);
}

export function highest(found: (string | undefined | null)[]): LevelName | null {
  const most = Math.max(-1, ...found.map(rank));
  return levels[most] ?? null;
}

export function shownDay(day: string | null | undefined) {
  const parts = day ? /^(\d{4})-(\d\d)-(\d\d)/.exec(day) : null;
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : "";
}

function iso(year: number, month: number, day: number) {
  const made = new Date(Date.UTC(year, month - 1, day));
  const same = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return same && year >= 1900 && year <= 2199 ? made.toISOString().slice(0, 10) : null;
}

// "2111" → 21/11 of this year; also 21/11, 21.11.26, 21112026. Null for what is no day.
export function readDay(typed: string, today: string): string | null {
  const text = typed.trim();
  const thisYear = Number(today.slice(0, 4));
  const digits = /^(\d\d)(\d\d)(\d\d|\d{4})?$/.exec(text);
  const parts = digits ?? /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d\d|\d{4}))?$/.exec(text);
  if (!parts) return null;
  const year = parts[3] === undefined ? thisYear : Number(parts[3]);
  return iso(year < 100 ? 2000 + year : year, Number(parts[2]), Number(parts[1]));
}

export function addDays(day: string, count: number) {
  const made = new Date(day + "T00:00:00Z");
  made.setUTCDate(made.getUTCDate() + count);
  return made.toISOString().slice(0, 10);
}

export function daysUntil(day: string, today: string) {
  return Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
}

// What is searched by: no tones, no case, đ as d; the server folds in the same way.
export function fold(text: string) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

export function matches(text: string, query: string) {
  const folded = fold(text);
  return fold(query).split(/\s+/).every((word) => folded.includes(word));
}

const order = new Intl.Collator("vi");

export function inOrder(a: string, b: string) {
  return order.compare(a, b);
}

export function shownMoment(milliseconds: number, lang: Lang) {
  const format = new Intl.DateTimeFormat(lang === "vi" ? "vi-VN" : "en-GB", {
    timeZone: "Asia/Ho_Chi_Minh",
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return format.format(milliseconds);
}

export function numberOf(document: { number: string; symbol: string }) {
  return document.symbol ? `${document.number}/${document.symbol}` : document.number;
}

// 4987 → 4.987 in Vietnamese, 4,987 in English
export function shownCount(count: number, lang: Lang) {
  return count.toLocaleString(lang === "vi" ? "vi-VN" : "en-GB");
}
