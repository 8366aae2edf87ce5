// How the page reads workbooks (web/src/sheet.ts) and finds a register in them (web/src/intake.ts): what Excel shows, from
// whatever wrote the file; and clear words for what is no workbook, damaged, locked or made to do harm.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { parts, workbook, zipped } from "./sheets.mjs";

const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const web = createRequire(path.join(source, "web/package.json"));
const { openWorkbook } = await built("sheet.ts");
const intake = await built("intake.ts");

async function built(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "niem-sheet-"));
  const outfile = path.join(folder, "module.mjs");
  await web("esbuild").build({ entryPoints: [path.join(source, "web/src", name)], bundle: true, format: "esm", outfile, logLevel: "error" });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const opened = (bytes) => openWorkbook(new Blob([bytes]));
const texts = (rows) => rows.map((row) => [row.row, ...Array.from(row.cells, (cell) => cell?.text ?? null)]);
const read = async (wanted, sheet = 0) => texts(await (await opened(workbook(wanted))).read(sheet));
const fault = (bytes, code) => assert.rejects(opened(bytes), (error) => error.code === code, code);

test("gives cells as the person sees them", async () => {
  const formats = ["dd/mm/yyyy", '[$-42A]d" tháng "m" năm "yyyy;@', "000", '0"/CV-UBND"', "h:mm", "#,##0.00", "mmm\\-yy"];
  const cells = [
    [{ number: 44520, format: 1 }, "2021-11-20"],
    [{ number: 44520.75, format: 2 }, "2021-11-20"],
    [{ number: 7, format: 3 }, "007"],
    [{ number: 15, format: 4 }, "15/CV-UBND"],
    [{ number: 0.3125, format: 5 }, "07:30"],
    [{ number: 1234.5, format: 6 }, "1234.5"],
    [{ number: 44501, format: 7 }, "2021-11-01"],
    [12, "12"],
    [0.1 + 0.2, "0.3"],
    ["  Công văn  ", "Công văn"],
    ["Việc\nhai dòng", "Việc\nhai dòng"],
    [{ type: "inlineStr", xml: "<is><r><t>Tối </t></r><r><t>mật</t></r><rPh><t>x</t></rPh></is>" }, "Tối mật"],
    [{ type: "str", xml: "<f>A1&amp;B1</f><v>ghép</v>" }, "ghép"],
    [{ type: "b", xml: "<v>1</v>" }, "TRUE"],
    [{ type: "e", xml: "<v>#REF!</v>" }, "#REF!"],
    [{ type: "d", xml: "<v>2021-11-20T00:00:00</v>" }, "2021-11-20"],
    [{ xml: "<f>A1</f>" }, null],
    ["a_x000D_b", "a\nb"],
    ["To\u0302\u0301i", "Tối"],
  ];
  const [row] = await read({ sheets: [{ name: "Sổ", rows: [cells.map(([cell]) => cell)] }], formats });
  assert.deepEqual(row, [1, ...cells.map(([, text]) => text)]);
});

test("counts days from 1900 and from 1904, with the day that Excel invented", async () => {
  const rows = [[1, 59, 61, 44520].map((number) => ({ number, format: 1 }))];
  assert.deepEqual(await read({ sheets: [{ name: "1", rows }] }), [[1, "1900-01-01", "1900-02-28", "1900-03-01", "2021-11-20"]]);
  const late = [[{ number: 43058, format: 1 }]];
  assert.deepEqual(await read({ sheets: [{ name: "1", rows: late }], from1904: true }), [[1, "2021-11-20"]]);
});

test("keeps the numbers of rows, leaves out empty ones, hides hidden sheets", async () => {
  const wanted = { sheets: [{ name: "ẩn", hidden: true, rows: [["x"]] }, { name: "Sổ & bìa", rows: [undefined, ["a"], [], ["", "b"]] }, { name: "2", rows: [] }] };
  const book = await opened(workbook(wanted));
  assert.deepEqual(book.sheets, ["Sổ & bìa", "2"]);
  assert.deepEqual(texts(await book.read(0)), [[2, "a"], [4, null, "b"]]);
  assert.deepEqual(await book.read(1), []);
});

test("reads what other programs write: prefixes, no cell references, absolute parts, other names", async () => {
  const sheet = '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>';
  const book = await opened(zipped({
    "_rels/.rels": '<Relationships><Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Book/Main.xml"/></Relationships>',
    "Book/main.xml": '<x:workbook xmlns:x="m" xmlns:q="r"><x:sheets><x:sheet name="S" sheetId="1" q:id="a"/></x:sheets></x:workbook>',
    "Book/_rels/main.xml.rels": '<Relationships><Relationship Id="a" Type="x/worksheet" Target="../sheets/s.xml"/></Relationships>',
    "sheets/s.xml": sheet,
  }));
  assert.deepEqual(texts(await book.read(0)), [[1, "a", "5"]]);
});

test("reads a workbook inside which another stands, its size behind it", async () => {
  const inner = workbook({ sheets: [{ name: "trong", rows: [["sai"]] }] });
  const bytes = zipped({ ...parts({ sheets: [{ name: "ngoài", rows: [["đúng"]] }] }), "xl/embeddings/a.xlsx": [inner, { level: 0 }] });
  const at = bytes.indexOf("xl/embeddings/a.xlsx") - 30;
  bytes.writeUInt16LE(bytes.readUInt16LE(at + 6) | 8, at + 6);
  bytes.fill(0, at + 14, at + 26);
  const book = await opened(bytes);
  assert.deepEqual(book.sheets, ["ngoài"]);
  assert.deepEqual(texts(await book.read(0)), [[1, "đúng"]]);
});

test("reads the workbooks of the corpus, from four writers", async () => {
  const folder = path.join(source, "tests/corpus/files");
  for (const name of fs.readdirSync(folder)) {
    const bytes = fs.readFileSync(path.join(folder, name));
    if (name.endsWith(".xls")) await fault(bytes, "sheet_old");
    if (name.endsWith(".xlsx")) assert.ok((await (await opened(bytes)).read(0)).length > 1, name);
  }
});

test("says what a file is that it cannot take", async () => {
  const good = parts({ sheets: [{ name: "1", rows: [["a"]] }] });
  await fault(Buffer.from("STT,Số"), "sheet_other");
  await fault(Buffer.alloc(0), "sheet_other");
  await fault(zipped({ "word/document.xml": "<a/>" }), "sheet_other");
  await fault(zipped({ mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>" }), "sheet_ods");
  await fault(zipped({ "xl/workbook.bin": "x", "_rels/.rels": good["_rels/.rels"].replace("workbook.xml", "workbook.bin") }), "sheet_binary");
  const compound = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(2000)]);
  await fault(compound, "sheet_old");
  await fault(Buffer.concat([compound, Buffer.from("EncryptedPackage", "utf16le")]), "sheet_locked");
});

test("takes a file whole or not at all", async () => {
  const wanted = { sheets: [{ name: "1", rows: Array.from({ length: 300 }, (_, at) => [at, `việc số ${at * 7919}`]) }] };
  const whole = workbook(wanted);
  for (const part of [0.1, 0.5, 0.9, 0.999]) await fault(whole.subarray(0, Math.floor(whole.length * part)), "sheet_damaged");
  const files = parts(wanted);
  const sheet = "xl/worksheets/sheet1.xml";
  for (const bad of [files[sheet].slice(0, -30), files[sheet].replace("<row ", "<row x "), `<!DOCTYPE a [<!ENTITY b "c">]>${files[sheet].slice(57)}`, files[sheet].replace("<v>0</v>", "<v>&b;</v>"), files[sheet].replace('<row r="1"', '<row r="-1"')]) {
    const book = await opened(zipped({ ...files, [sheet]: bad }));
    await assert.rejects(book.read(0), (error) => error.code === "sheet_damaged", bad.slice(0, 200));
  }
  await fault(zipped({ ...files, "xl/workbook.xml": Buffer.from([0x3c, 0xff, 0xfe]) }), "sheet_damaged");
  await fault(zipped({ ...files, "XL/WORKBOOK.XML": files["xl/workbook.xml"] }), "sheet_damaged");
});

test("stops a bomb at the limit, whatever size it tells", async () => {
  const files = parts({ sheets: [{ name: "1", rows: [["a"]] }] });
  const bomb = zipped({ ...files, "xl/worksheets/sheet1.xml": Buffer.alloc(200 << 20, " ") });
  assert.ok(bomb.length < 1 << 20);
  const begun = Date.now();
  await fault(bomb, "sheet_unpacked");
  const lying = Buffer.from(bomb);
  for (let at = lying.indexOf("PK\x01\x02", 0, "latin1"); at >= 0; at = lying.indexOf("PK\x01\x02", at + 4, "latin1")) lying.writeUInt32LE(100, at + 24);
  for (let at = lying.indexOf("PK\x03\x04", 0, "latin1"); at >= 0; at = lying.indexOf("PK\x03\x04", at + 4, "latin1")) lying.writeUInt32LE(100, at + 22);
  await fault(lying, "sheet_unpacked");
  console.log(`two bombs of 200 MB refused in ${Date.now() - begun} ms`);
  await fault(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), Buffer.alloc(17 << 20)]), "sheet_large");
  const many = await opened(workbook({ sheets: [{ name: "1", rows: Array.from({ length: 20_001 }, () => [1]) }] }));
  await assert.rejects(many.read(0), (error) => error.code === "sheet_rows");
});

// ---- the register in the sheet -------------------------------------------------------------------------------------

const column = (name, names, required = false) => ({ name, names, required, title: { vi: name, en: name } });
const columns = [
  column("book_number", ["so den", "so thu tu"]),
  column("book_day", ["ngay den"]),
  column("number", ["so ky hieu", "so"], true),
  column("dated", ["ngay van ban", "ngay thang"]),
  column("level", ["do mat"], true),
  column("recipients", ["noi nhan"]),
  column("subject", ["trich yeu", "ten loai va trich yeu"]),
];
const rowsOf = (rows) => rows.flatMap((cells, at) => (cells ? [{ row: at + 1, cells: cells.map((text) => (text ? (typeof text === "string" ? { text } : text) : undefined)) }] : []));

test("finds the headings below a letterhead, and the numbers of the columns below them", () => {
  const rows = rowsOf([
    ["UBND XÃ BỊA", undefined, "Độ mật: Mật"],
    ["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN"],
    undefined,
    ["Số đến", "NGÀY ĐẾN ", "Số, ký hiệu\nvăn bản", "Ngày tháng", "Độ mật (A, B, C)", "Người viết"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ["1", { text: "44520", day: "2021-11-20" }, "15/CV", "18/11/2021", "Mật", "x"],
    [undefined, undefined, undefined, undefined, undefined, "chỉ ghi chú"],
    ["2", "bỏ", "44520", { text: "44520", day: "2021-11-20" }, "Tối mật"],
  ]);
  const headings = intake.findHeadings(rows, columns);
  assert.equal(headings.row, 4);
  assert.equal(headings.numbered, 5);
  assert.deepEqual(headings.mapping, ["book_number", "book_day", "number", "dated", "level", ""]);
  assert.deepEqual(intake.rowsToSend(intake.dataRows(rows, headings), headings.mapping), [
    { row: 6, book_number: "1", book_day: "2021-11-20", number: "15/CV", dated: "18/11/2021", level: "Mật" },
    { row: 8, book_number: "2", book_day: "bỏ", number: "44520", dated: "2021-11-20", level: "Tối mật" },
  ]);
  assert.equal(intake.findHeadings(rowsOf([["Số"], ["a", "b"]]), columns), undefined);
});

test("gives a heading to one field, the equal one first, then the longest that it begins with", () => {
  const map = (...texts) => intake.mappingOf(texts.map((text) => ({ text })), columns);
  assert.deepEqual(map("Số", "Số, ký hiệu"), ["", "number"]);
  assert.deepEqual(map("Số đến của sổ", "Số"), ["book_number", "number"]);
  assert.deepEqual(map("Tên loại và trích yếu nội dung"), ["subject"]);
  assert.deepEqual(map("Ngày đến hạn", "Ngày đến"), ["", "book_day"]);
  assert.deepEqual(map("Sốt", ""), ["", ""]);
  assert.deepEqual(intake.missing(columns, ["number"]).map((one) => one.name), ["level"]);
  assert.deepEqual(intake.twice(columns, ["number", "number", "", ""]).map((one) => one.name), ["number"]);
});

test("keeps lines of a list apart, and escapes what Excel would compute", () => {
  assert.equal(intake.valueOf({ text: "UBND xã A\n UBND xã B" }, "recipients"), "UBND xã A; UBND xã B");
  assert.equal(intake.valueOf({ text: "Việc \n dài" }, "subject"), "Việc dài");
  assert.equal(intake.csvOf([["A1", '=HYPERLINK("x")', "@a", "-1", "b"]]), '\uFEFF"A1","\'=HYPERLINK(""x"")","\'@a","\'-1","b"\r\n');
});

test("knows a level however it is written", () => {
  assert.deepEqual(["TUYỆT MẬT", "Tối  mật", "mật", "A", "B", "C", "Thường", ""].map(intake.levelOf), ["tuyet_mat", "toi_mat", "mat", "tuyet_mat", "toi_mat", "mat", null, null]);
  assert.deepEqual(["A", "Z", "AA", "AZ", "BA"], [0, 25, 26, 51, 52].map(intake.letters));
});
