// Workbooks for the tests, as several programs write them: small parts, zipped by what the page unzips with.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const web = createRequire(path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../web/package.json"));
const { strToU8, zipSync } = web("fflate");

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

export function letters(column) {
  return (column >= 26 ? letters(Math.floor(column / 26) - 1) : "") + String.fromCharCode(65 + (column % 26));
}

// A cell that bears a style of `formats`: { number: 44520, format: 1 }; one of XML of its own: { xml: "<v>1</v>", type: "b" }.
function cellXml(cell, where, strings) {
  if (cell === undefined || cell === null || cell === "") return "";
  if (typeof cell === "number") return `<c r="${where}"><v>${cell}</v></c>`;
  if (typeof cell === "string") {
    if (!strings.has(cell)) strings.set(cell, strings.size);
    return `<c r="${where}" t="s"><v>${strings.get(cell)}</v></c>`;
  }
  if (cell.xml !== undefined) return `<c r="${where}"${cell.type ? ` t="${cell.type}"` : ""}>${cell.xml}</c>`;
  return `<c r="${where}" s="${cell.format}"><v>${cell.number}</v></c>`;
}

// `sheets`: [{ name, rows: [[cell, …], …], hidden }]; an undefined row is not in the file. `formats`: number formats of the styles 1, 2, …
export function parts({ sheets, formats = ["dd/mm/yyyy"], from1904 = false }) {
  const strings = new Map();
  const files = {};
  sheets.forEach(({ rows }, at) => {
    const body = rows.map((row, index) => row && `<row r="${index + 1}">${row.map((cell, column) => cellXml(cell, letters(column) + (index + 1), strings)).join("")}</row>`);
    files[`xl/worksheets/sheet${at + 1}.xml`] = `${head}<worksheet ${main}><sheetData>${body.filter(Boolean).join("")}</sheetData></worksheet>`;
  });
  const list = sheets.map((one, at) => `<sheet name="${escaped(one.name)}" sheetId="${at + 1}"${one.hidden ? ' state="hidden"' : ""} r:id="rId${at + 1}"/>`).join("");
  files["xl/workbook.xml"] = `${head}<workbook ${main} xmlns:r="${relation}"><workbookPr${from1904 ? ' date1904="1"' : ""}/><sheets>${list}</sheets></workbook>`;
  const known = sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${relation}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join("");
  files["xl/_rels/workbook.xml.rels"] =
    `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${known}` +
    `<Relationship Id="rId90" Type="${relation}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="${relation}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`;
  const numbers = formats.map((format, at) => `<numFmt numFmtId="${200 + at}" formatCode="${escaped(format)}"/>`).join("");
  const styles = ["", ...formats].map((_, at) => `<xf numFmtId="${at ? 199 + at : 0}"/>`).join("");
  files["xl/styles.xml"] = `${head}<styleSheet ${main}><numFmts>${numbers}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles}</cellXfs></styleSheet>`;
  files["xl/sharedStrings.xml"] = `${head}<sst ${main}>${[...strings.keys()].map((one) => `<si><t xml:space="preserve">${escaped(one)}</t></si>`).join("")}</sst>`;
  files["_rels/.rels"] = `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
  return files;
}

export function zipped(files) {
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, typeof text === "string" ? strToU8(text) : text]))));
}

export function workbook(wanted) {
  return zipped(parts(wanted));
}
