// What a sheet of an old register holds for the registers: which row has its headings, which column is which field, and
// the rows as the server takes them (POST intakes/check, acts/intake.import).
import type { IntakeColumns } from "./api";
import { LevelName, fold, highest, shownDay } from "./format";
import type { Cell, SheetRow } from "./sheet";

export type Column = IntakeColumns["columns"][number];

export const mostSent = 10_000;
// The server takes bodies of 6 MiB.
export const largestSent = 6_000_000;

const days = new Set(["book_day", "dated", "determined", "term_end"]);
const lists = new Set(["recipients", "copy_numbers"]);
const searched = 20; // rows, for the headings

export type SentRow = { row: number } & Record<string, string | number>;

export interface Headings {
  at: number; // index in the rows
  row: number; // as Excel counts
  numbered?: number; // a row below them that only numbers the columns: (1), (2), (3) …
  mapping: string[]; // by column of the sheet; "": not taken
}

// As the server folds its names: no tones, đ as d, everything but letters and digits one space.
export function foldHeading(text: string) {
  return fold(text).replace(/[^a-z0-9]+/g, " ").trim();
}

const begins = (heading: string, name: string) => heading === name || heading.startsWith(name + " ");

// Equal names first, in all of the sheet, the longest before the others; then the longest that a heading begins with. One
// field is taken once.
export function mappingOf(cells: (Cell | undefined)[], columns: Column[]) {
  const headings = Array.from(cells, (cell) => foldHeading(cell?.text ?? ""));
  const mapping = headings.map(() => "");
  const free = (name: string) => !mapping.includes(name);
  const byLength = headings.map((heading, at) => ({ heading, at })).sort((a, b) => b.heading.length - a.heading.length);
  for (const { heading, at } of byLength) {
    mapping[at] = (heading && columns.find((one) => free(one.name) && one.names.includes(heading))?.name) || "";
  }
  headings.forEach((heading, at) => {
    if (!heading || mapping[at]) return;
    const found = columns
      .filter((one) => free(one.name))
      .flatMap((one) => one.names.filter((name) => begins(heading, name)).map((name) => ({ name: one.name, size: name.length })))
      .sort((a, b) => b.size - a.size)[0];
    mapping[at] = found?.name ?? "";
  });
  return mapping;
}

export function headingsAt(rows: SheetRow[], at: number, columns: Column[]): Headings {
  const row = rows[at]!;
  const below = rows[at + 1];
  return { at, row: row.row, mapping: mappingOf(row.cells, columns), ...(below && numbersColumns(below) && { numbered: below.row }) };
}

// The row among the first in which most columns are known: at least two.
export function findHeadings(rows: SheetRow[], columns: Column[]): Headings | undefined {
  const known = (one: Headings) => one.mapping.filter(Boolean).length;
  const all = rows.slice(0, searched).map((_, at) => headingsAt(rows, at, columns));
  const best = all.reduce<Headings | undefined>((most, one) => (known(one) > (most ? known(most) : 1) ? one : most), undefined);
  return best;
}

function numbersColumns(row: SheetRow) {
  const numbers = row.cells.filter((cell) => cell !== undefined).map((cell) => /^\((\d{1,2})\)$|^(\d{1,2})$/.exec(cell!.text));
  return numbers.length >= 3 && numbers.every((found, at) => found && Number(found[1] ?? found[2]) === at + 1);
}

export function dataRows(rows: SheetRow[], headings: Headings) {
  return rows.slice(headings.at + (headings.numbered ? 2 : 1));
}

// A cell as it goes into a field: bare numbers are days in a column of days, lines of a list are told apart.
export function valueOf(cell: Cell | undefined, field: string) {
  if (!cell) return "";
  if (cell.day && days.has(field)) return cell.day;
  return cell.text.replace(/ *\n\s*/g, lists.has(field) ? "; " : " ");
}

// As people write days here.
export function shownValue(value: string) {
  return /^\d{4}-\d\d-\d\d$/.test(value) ? shownDay(value) : value;
}

export function rowsToSend(rows: SheetRow[], mapping: string[]): SentRow[] {
  const sent: SentRow[] = [];
  for (const { row, cells } of rows) {
    const made: SentRow = { row };
    mapping.forEach((field, at) => {
      const value = field && valueOf(cells[at], field);
      if (value) made[field] = value;
    });
    if (Object.keys(made).length > 1) sent.push(made);
  }
  return sent;
}

export function missing(columns: Column[], mapping: string[]) {
  return columns.filter((one) => one.required && !mapping.includes(one.name));
}

export function twice(columns: Column[], mapping: string[]) {
  return columns.filter((one) => mapping.filter((name) => name === one.name).length > 1);
}

// What the screen shows before the server has judged it.
export function levelOf(text: string): LevelName | null {
  const folded = ` ${foldHeading(text)} `;
  if (folded.includes(" tuyet mat ") || folded === " a ") return "tuyet_mat";
  if (folded.includes(" toi mat ") || folded === " b ") return "toi_mat";
  return folded.includes(" mat ") || folded === " c " ? "mat" : null;
}

export function highestLevel(rows: SentRow[]) {
  return highest([...new Set(rows.map((one) => String(one.level ?? "")))].map(levelOf));
}

// 0 → A, 26 → AA
export function letters(column: number): string {
  return (column >= 26 ? letters(Math.floor(column / 26) - 1) : "") + String.fromCharCode(65 + (column % 26));
}

// For Excel: UTF-8 with its mark, every cell quoted, and none of them a formula.
export function csvOf(rows: string[][]) {
  const cell = (text: string) => `"${(/^[=+\-@\t\r\n]/.test(text) ? "'" + text : text).replaceAll('"', '""')}"`;
  return "\uFEFF" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
