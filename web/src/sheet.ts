// A workbook (.xlsx, .xlsm) read in the browser: which sheets it has, and the cells of one as the person sees them in
// Excel. The process that holds the registers never opens a stranger's ZIP and XML.
//
// Unpacked by fflate in small pieces, so that a file that lies about its size is stopped at the limit; its XML read by
// saxes, which takes only what is well-formed and knows no entities of a file's own. (The browser's DOMParser is closed by
// the page's trusted-types policy.) Every fault is thrown as a SheetFault; a file is read whole or not at all.
// Format: ECMA-376 part 1, 18.2 (workbook), 18.3 (worksheet), 18.4 (shared strings), 18.8 (number formats).
import { Unzip, UnzipInflate, unzipSync } from "fflate";
import { SaxesParser } from "saxes";

const largestFile = 16 << 20;
const largestUnpacked = 64 << 20;
const largestByDirectory = 2 << 20; // packed
const piece = 32 << 10; // deflate makes at most 1032 bytes of one: 33 MB
const turnOf = 1 << 20; // bytes of XML before the screen has its turn
const mostRows = 20_000; // with something in them
const mostColumns = 200;
const lastRow = 1_048_576; // of a sheet of Excel

export type SheetFaultCode =
  | "sheet_old" | "sheet_locked" | "sheet_other" | "sheet_binary" | "sheet_ods" | "sheet_damaged" | "sheet_large" | "sheet_unpacked" | "sheet_rows";

export class SheetFault extends Error {
  constructor(readonly code: SheetFaultCode) {
    super(code);
  }
}

export interface Cell {
  text: string; // days as 2021-11-20
  day?: string; // of a bare number that would be a day
}

export interface SheetRow {
  row: number; // as Excel counts, from 1
  cells: (Cell | undefined)[];
}

export interface Workbook {
  sheets: string[];
  read: (sheet: number) => Promise<SheetRow[]>;
}

export async function openWorkbook(file: Blob): Promise<Workbook> {
  if (file.size > largestFile) throw new SheetFault("sheet_large");
  const bytes = new Uint8Array(await file.arrayBuffer());
  checkKind(bytes);
  try {
    const parts = await unpack(bytes);
    return await workbookOf(parts);
  } catch (error) {
    throw error instanceof SheetFault ? error : new SheetFault("sheet_damaged");
  }
}

// ---- what kind of file it is ---------------------------------------------------------------------------------------

const begins = (bytes: Uint8Array, head: number[]) => head.every((byte, at) => bytes[at] === byte);

function checkKind(bytes: Uint8Array) {
  if (begins(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    // A compound file: Excel 97-2003, or a newer workbook under a password, which has a stream of this name.
    const name = Array.from("EncryptedPackage", (letter) => [letter.charCodeAt(0), 0]).flat();
    throw new SheetFault(contains(bytes, name) ? "sheet_locked" : "sheet_old");
  }
  if (!begins(bytes, [0x50, 0x4b, 3, 4])) throw new SheetFault("sheet_other");
}

function contains(bytes: Uint8Array, wanted: number[]) {
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

// ---- ZIP -----------------------------------------------------------------------------------------------------------

type Parts = Map<string, Uint8Array>;

const needless = /(^|\/)(media|drawings|charts|theme|docprops|customxml|comments|pivot[a-z]*|externallinks|printersettings)\//;
const turn = () => new Promise<void>((done) => setTimeout(done));

async function unpack(bytes: Uint8Array): Promise<Parts> {
  const end = bytes.subarray(Math.max(0, bytes.length - 66_000), Math.max(0, bytes.length - 18));
  if (!contains(end, [0x50, 0x4b, 5, 6])) throw new SheetFault("sheet_damaged");
  try {
    return await unpackInTurn(bytes);
  } catch (error) {
    if (error instanceof SheetFault && error.code !== "sheet_damaged") throw error;
    return unpackByDirectory(bytes);
  }
}

// The name under which a part is looked for; undefined for what no register is in.
function partName(name: string) {
  const part = name.toLowerCase().replaceAll("\\", "/").replace(/^\//, "");
  return /\.(xml|rels)$|(^|\/)workbook\.bin$|^mimetype$/.test(part) && !needless.test(part) ? part : undefined;
}

async function unpackInTurn(bytes: Uint8Array): Promise<Parts> {
  const pieces = new Map<string, Uint8Array[]>();
  const open = new Set<string>();
  let whole = 0;
  const zip = new Unzip((file) => {
    const name = partName(file.name);
    if (name === undefined) return;
    // Which of two of one name is meant, no two programs agree.
    if (pieces.has(name)) throw new SheetFault("sheet_damaged");
    const mine: Uint8Array[] = [];
    pieces.set(name, mine);
    open.add(name);
    file.ondata = (error, data, final) => {
      // What is thrown here comes back as the error of the next call.
      if (error) throw error;
      whole += data.length;
      if (whole > largestUnpacked) throw new SheetFault("sheet_unpacked");
      mine.push(data);
      if (final) open.delete(name);
    };
    file.start();
  });
  zip.register(UnzipInflate);
  for (let at = 0; at < bytes.length; at += piece) {
    zip.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
    if (at % turnOf === 0) await turn();
  }
  if (open.size > 0) throw new SheetFault("sheet_damaged");
  return new Map(Array.from(pieces, ([name, all]) => [name, joined(all)]));
}

// Read in turn, a part whose size stands behind it ends at what looks like the beginning of another, as a workbook inside
// a workbook has it. The directory knows better; but it can lie about sizes, so that only little is unpacked by it.
function unpackByDirectory(bytes: Uint8Array): Parts {
  const parts: Parts = new Map();
  const names = new Set<string>();
  let packed = 0;
  let whole = 0;
  const found = unzipSync(bytes, {
    filter: ({ name, size, originalSize }) => {
      const part = partName(name);
      if (part === undefined) return false;
      packed += size;
      whole += originalSize;
      if (names.has(part) || packed > largestByDirectory) throw new SheetFault("sheet_damaged");
      if (whole > largestUnpacked) throw new SheetFault("sheet_unpacked");
      names.add(part);
      return true;
    },
  });
  for (const [name, data] of Object.entries(found)) parts.set(partName(name)!, data);
  return parts;
}

function joined(pieces: Uint8Array[]) {
  const all = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of pieces) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

// ---- XML -----------------------------------------------------------------------------------------------------------

interface Handler {
  open?: (name: string, attribute: (name: string) => string | undefined) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

// Some writers put a prefix before every name.
const local = (name: string) => name.slice(name.indexOf(":") + 1);

async function walk(bytes: Uint8Array | undefined, handler: Handler) {
  if (!bytes) return;
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on("doctype", () => parser.fail("a document type"));
  parser.on("opentag", ({ name, attributes }) =>
    handler.open?.(local(name), (wanted) => {
      if (attributes[wanted] !== undefined) return attributes[wanted];
      const found = Object.keys(attributes).find((one) => one !== "xmlns:" + wanted && one.endsWith(":" + wanted));
      return found === undefined ? undefined : attributes[found];
    }),
  );
  parser.on("text", (text) => handler.text?.(text));
  parser.on("cdata", (text) => handler.text?.(text));
  parser.on("closetag", ({ name }) => handler.close?.(local(name)));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let at = 0; at < bytes.length; at += turnOf) {
    parser.write(decoder.decode(bytes.subarray(at, at + turnOf), { stream: true }));
    if (at > 0) await turn();
  }
  parser.write(decoder.decode()).close();
}

// Id → part of the package.
async function relations(parts: Parts, of: string) {
  const folder = of.includes("/") ? of.slice(0, of.lastIndexOf("/") + 1) : "";
  const found = new Map<string, { type: string; part: string }>();
  await walk(parts.get(folder + "_rels/" + of.slice(folder.length) + ".rels"), {
    open: (name, attribute) => {
      if (name !== "Relationship" || attribute("TargetMode") === "External") return;
      const target = (attribute("Target") ?? "").replaceAll("\\", "/");
      const path = target.startsWith("/") ? target.slice(1) : folder + target;
      found.set(attribute("Id") ?? "", { type: (attribute("Type") ?? "").split("/").pop()!, part: resolved(path) });
    },
  });
  return found;
}

function resolved(path: string) {
  const steps: string[] = [];
  for (const step of path.toLowerCase().split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}

// ---- the workbook --------------------------------------------------------------------------------------------------

async function workbookOf(parts: Parts): Promise<Workbook> {
  const main = [...(await relations(parts, "")).values()].find((one) => one.type === "officeDocument")?.part ?? "xl/workbook.xml";
  if (main.endsWith(".bin") || parts.has("xl/workbook.bin")) throw new SheetFault("sheet_binary");
  if (!parts.has(main)) throw new SheetFault(parts.has("content.xml") ? "sheet_ods" : "sheet_other");
  const known = await relations(parts, main);
  const byType = (type: string) => parts.get([...known.values()].find((one) => one.type === type)?.part ?? "");
  const sheets: { name: string; part: string; hidden: boolean }[] = [];
  let from1904 = false;
  await walk(parts.get(main), {
    open: (name, attribute) => {
      if (name === "workbookPr") from1904 = ["1", "true"].includes(attribute("date1904") ?? "");
      if (name !== "sheet") return;
      const relation = known.get(attribute("id") ?? "");
      if (relation?.type === "worksheet" && parts.has(relation.part)) {
        sheets.push({ name: attribute("name") ?? "", part: relation.part, hidden: (attribute("state") ?? "visible") !== "visible" });
      }
    },
  });
  if (sheets.length === 0) throw new SheetFault("sheet_other");
  const seen = sheets.some((one) => !one.hidden) ? sheets.filter((one) => !one.hidden) : sheets;
  const strings = await sharedStrings(byType("sharedStrings"));
  const styles = await stylesOf(byType("styles"));
  const read = async (sheet: number) => {
    try {
      return await rowsOf(parts.get(seen[sheet]!.part), (kind, style, value) => cellOf(kind, styles[style], value, strings, from1904));
    } catch (error) {
      throw error instanceof SheetFault ? error : new SheetFault("sheet_damaged");
    }
  };
  return { sheets: seen.map((one) => one.name), read };
}

async function sharedStrings(bytes: Uint8Array | undefined) {
  const strings: string[] = [];
  let text = "";
  let inText = false;
  let spoken = 0; // how a text is pronounced is no part of it
  await walk(bytes, {
    open: (name) => {
      if (name === "si") text = "";
      if (name === "rPh") spoken++;
      inText = name === "t" && spoken === 0;
    },
    text: (more) => {
      if (inText) text += more;
    },
    close: (name) => {
      inText = false;
      if (name === "rPh") spoken--;
      if (name === "si") strings.push(text);
    },
  });
  return strings;
}

// The number format of each style.
async function stylesOf(bytes: Uint8Array | undefined) {
  const own = new Map<string, string>();
  const styles: string[] = [];
  let inStyles = false;
  await walk(bytes, {
    open: (name, attribute) => {
      if (name === "numFmt") own.set(attribute("numFmtId") ?? "", attribute("formatCode") ?? "");
      if (name === "cellXfs") inStyles = true;
      if (name !== "xf" || !inStyles) return;
      const id = attribute("numFmtId") ?? "0";
      styles.push(own.get(id) ?? builtIn(Number(id)));
    },
    close: (name) => {
      if (name === "cellXfs") inStyles = false;
    },
  });
  return styles;
}

// ECMA-376 part 1, 18.8.30; the others are numbers.
function builtIn(id: number) {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return "dd/mm/yyyy";
  if (id === 22) return "dd/mm/yyyy hh:mm";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return "hh:mm";
  return "General";
}

// ---- cells ---------------------------------------------------------------------------------------------------------

type MakeCell = (kind: string, style: number, value: string) => Cell | undefined;

function columnOf(reference: string | undefined, otherwise: number) {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? "")?.[0];
  return letters ? Array.from(letters).reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1 : otherwise;
}

async function rowsOf(bytes: Uint8Array | undefined, makeCell: MakeCell) {
  const rows: SheetRow[] = [];
  let row: SheetRow = { row: 0, cells: [] };
  let column = -1;
  let kind = "";
  let style = 0;
  let value = "";
  let inValue = false;
  let spoken = 0;
  await walk(bytes, {
    open: (name, attribute) => {
      if (name === "row") {
        row = { row: Number(attribute("r") ?? row.row + 1), cells: [] };
        if (!(row.row >= 1 && row.row <= lastRow)) throw new SheetFault("sheet_damaged");
        column = -1;
      } else if (name === "c") {
        column = columnOf(attribute("r"), column + 1);
        kind = attribute("t") ?? "n";
        style = Number(attribute("s") ?? 0);
        value = "";
      } else if (name === "rPh") spoken++;
      inValue = name === "v" || (name === "t" && kind === "inlineStr" && spoken === 0);
    },
    text: (more) => {
      if (inValue) value += more;
    },
    close: (name) => {
      inValue = false;
      if (name === "rPh") spoken--;
      if (name === "c" && column < mostColumns) {
        const cell = value === "" ? undefined : makeCell(kind, style, value);
        if (cell) row.cells[column] = cell;
      }
      if (name !== "row" || row.cells.length === 0) return;
      if (rows.length >= mostRows) throw new SheetFault("sheet_rows");
      rows.push(row);
    },
  });
  return rows;
}

function cellOf(kind: string, format = "General", value: string, strings: string[], from1904: boolean): Cell | undefined {
  if (kind === "s") return textCell(strings[Number(value)] ?? "");
  if (kind === "str" || kind === "inlineStr" || kind === "e") return textCell(value);
  if (kind === "b") return { text: value === "1" ? "TRUE" : "FALSE" };
  if (kind === "d") return { text: value.slice(0, 10) };
  const number = Number(value);
  if (!Number.isFinite(number)) return textCell(value);
  const shape = shapeOf(format);
  if (shape === "day") return { text: dayOf(number, from1904) ?? shownNumber(number) };
  if (shape === "time") return { text: timeOf(number) };
  const text = inFormat(number, format);
  const day = Number.isInteger(number) && number >= 20_000 && number <= 80_000 ? dayOf(number, from1904) : undefined;
  return { text, ...(day && { day }) };
}

// Letters that XML cannot hold stand in it as _x000D_.
function textCell(raw: string): Cell | undefined {
  const whole = raw.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  const text = whole.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[\u0000-\u0009\u000b-\u001f\u007f\u00a0]/g, " ").trim();
  return text ? { text } : undefined;
}

// Fifteen digits are what Excel itself keeps of a number.
const shownNumber = (number: number) => String(Number(number.toPrecision(15)));

const bare = (format: string) => format.split(";")[0]!.replace(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*]./gi, "");

function shapeOf(format: string) {
  const letters = bare(format).toLowerCase();
  if (/general|@/.test(letters)) return "number";
  if (/[dy]/.test(letters)) return "day";
  if (/[hs]/.test(letters)) return "time";
  return /m/.test(letters) ? "day" : "number";
}

function dayOf(serial: number, from1904: boolean) {
  const days = Math.floor(serial);
  if (days < 1 || days > 2_958_465) return undefined;
  // Excel has a 29 February 1900, which was not.
  const first = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const day = new Date(first + days * 86_400_000).toISOString();
  return day.startsWith("+") ? undefined : day.slice(0, 10);
}

function timeOf(serial: number) {
  const minutes = Math.round(serial * 1440);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

// "000" and 0"/CV": zeros before and words around a whole number are shown, so they are part of what was written down.
function inFormat(number: number, format: string) {
  const text = shownNumber(number);
  const literal = String.raw`((?:"[^"]*"|\\.|[-/ ])*)`;
  const parts = new RegExp(`^${literal}(0+|#|General)${literal}$`).exec(format.split(";")[0]!);
  if (!parts || !Number.isInteger(number) || number < 0) return text;
  const plain = (quoted: string) => quoted.replace(/"([^"]*)"|\\(.)/g, (_, words?: string, one?: string) => words ?? one ?? "");
  return plain(parts[1]!) + (parts[2]![0] === "0" ? text.padStart(parts[2]!.length, "0") : text) + plain(parts[3]!);
}
