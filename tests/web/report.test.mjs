// The HTML report in a real browser, and the SARIF report against its schema.
// NIEM_BIN_DIR: where scan_test stands; it renders the reports (see ReportRender in report_test.cc).
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const bin = process.env.NIEM_BIN_DIR || path.join(source, "build/bin");
const input = path.join(source, "tests/golden/report/input.jsonl");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "niem-web-"));
let browser;

function render(from, name) {
  execFileSync(path.join(bin, "scan_test"), ["--gtest_filter=*ReportRender*"], {
    env: { ...process.env, NIEM_SOURCE_DIR: source, NIEM_RENDER: from, NIEM_RENDER_TO: path.join(folder, name) },
  });
}

// A page that fails the test on any script error, refused policy or network request.
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") page.problems.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith("file:")) page.problems.push(request.url()); });
  await page.goto(pathToFileURL(path.join(folder, name + ".html")).href);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]");
  return page;
}

const names = (page) => page.locator("#rows .base").allTextContents();

// Polls from outside: the page's policy forbids the string evaluation that waitForFunction needs.
async function rows(page, count) {
  for (let i = 0; i < 100 && (await page.locator("#rows .row").count()) !== count; i++) await page.waitForTimeout(50);
  assert.equal(await page.locator("#rows .row").count(), count);
}

async function axe(page) {
  // The page's policy lets no foreign script in, which is right; the browser's own tools may.
  await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return result.violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 120)} ${v.nodes[0].failureSummary}`);
}

before(async () => {
  render(input, "r");
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("opens without an error and without the network", async () => {
  const page = await open("r");
  assert.equal((await names(page)).length, 13);
  assert.deepEqual(page.problems, []);
  assert.equal(await page.locator("html").getAttribute("lang"), "vi");
  await page.context().close();
});

test("names are text, never markup", async () => {
  const page = await open("r");
  assert.equal(await page.locator("#rows b", { hasText: "exe" }).count(), 0);
  assert.ok((await page.locator("#rows").textContent()).includes("\\u202Egpj.exe\\u001B[31m.docx"));
  await page.context().close();
});

test("sorts by every column, both ways", async () => {
  const page = await open("r");
  assert.equal((await names(page))[0], "kế hoạch.pdf");  // the highest level first
  const size = page.getByRole("button", { name: "Cỡ" });
  await size.click();
  assert.equal((await names(page))[0], "ảnh quét.pdf");
  assert.equal(await page.locator("th.w-bytes").getAttribute("aria-sort"), "descending");
  await size.click();
  assert.equal((await names(page))[0], "hỏng.pdf");
  assert.equal(await page.locator("th.w-bytes").getAttribute("aria-sort"), "ascending");
  for (const button of await page.locator(".sort").all()) await button.click();
  assert.equal((await names(page)).length, 13);
  await page.context().close();
});

test("filters by text without tones, verdict, level, format and cards", async () => {
  const page = await open("r");
  await page.fill("#q", "TO TRINH phuong an");
  await rows(page, 1);
  await page.fill("#q", "quyet dinh");
  await rows(page, 1);
  await page.fill("#q", "không có gì như thế");
  await page.waitForSelector("#empty:not([hidden])");
  await page.locator("button[type=reset]").click();
  await rows(page, 13);
  await page.selectOption("#f-verdict", "attention");
  assert.equal((await names(page)).length, 10);
  await page.selectOption("#f-level", "mat");
  assert.equal((await names(page)).length, 4);
  await page.selectOption("#f-format", "xlsx");
  assert.deepEqual(await names(page), ["Báo cáo quý.xlsx"]);
  assert.match(await page.locator("#count").textContent(), /1 trong 13/);
  await page.locator("button[type=reset]").click();
  await rows(page, 13);
  const card = page.locator(".card[data-v=unreadable]");
  await card.click();
  assert.equal(await card.getAttribute("aria-pressed"), "true");
  assert.equal((await names(page)).length, 3);
  await page.context().close();
});

test("shows the evidence and where the mark stands", async () => {
  const page = await open("r");
  await page.locator("button.name", { hasText: "Tờ trình phương án" }).click();
  const detail = page.locator(".detail");
  assert.match(await detail.textContent(), /Dấu chỉ độ mật/);
  assert.match(await detail.locator("svg").getAttribute("aria-label"), /dưới số, ký hiệu/);
  assert.equal(await detail.locator("li").count(), 3);
  await page.context().close();
});

test("draws the mark's own box where it is known", async () => {
  const page = await open("r");
  await page.locator("button.name", { hasText: "kế hoạch.pdf" }).click();
  const drawing = page.locator(".detail svg");
  assert.match(await drawing.getAttribute("aria-label"), /trang 1: trong khung chữ/i);
  const spots = await drawing.locator(".spot").evaluateAll((all) => all.map((one) => ["x", "y", "width", "height"].map((name) => Number(one.getAttribute(name)))));
  // 0.7, 0.05 to 0.9, 0.08 of a page of 120 x 170; drawn last, over the others.
  const near = spots.at(-1).map((value, i) => Math.abs(value - [84, 8.5, 24, 5.1][i]) < 0.01);
  assert.deepEqual(near, [true, true, true, true], JSON.stringify(spots));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("works by keyboard alone", async () => {
  const page = await open("r");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.locator("button.name").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".detail").count(), 1);
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.textContent.includes("Tờ trình phương án")), true);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".detail").count(), 0);
  await page.context().close();
});

test("changes language and theme", async () => {
  const page = await open("r");
  await page.locator("#lang-toggle").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator("h1").textContent(), "State secret scan report");
  assert.ok(!(await page.locator("main").innerText()).includes("Kết luận"));
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.locator("#theme-toggle").click();
  assert.notEqual(await background(), light);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("axe finds nothing, light and dark, closed and open", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("r", { colorScheme });
    await page.locator("button.name").first().click();
    await page.locator("button.name", { hasText: "Báo cáo quý" }).click();
    assert.deepEqual(await axe(page), [], colorScheme);
    await page.context().close();
  }
});

test("fits a narrow screen without sideways scrolling", async () => {
  const page = await open("r", { viewport: { width: 390, height: 800 } });
  await page.locator("button.name").first().click();
  assert.ok((await page.locator("button.name").first().boundingBox()).width > 90);
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(inner <= outer, `${inner} > ${outer}`);
  await page.context().close();
});

test("says the same without JavaScript", async () => {
  const page = await open("r", { javaScriptEnabled: false });
  const text = await page.locator("noscript").innerText();
  for (const part of ["Tổng hợp", "Tờ trình phương án bảo vệ kho.docx", "TUYỆT MẬT", "UBND-XA-01"]) {
    assert.ok(text.includes(part), part);
  }
  await page.context().close();
});

test("stays quick with 50,000 documents", async () => {
  const lines = fs.readFileSync(input, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const many = path.join(folder, "many.jsonl");
  const file = fs.openSync(many, "w");
  for (let i = 0; i < 50000; i++) {
    const doc = { ...lines[i % lines.length] };
    doc.path = `/mnt/usb/${i % 97}/tài liệu ${i}.docx`;
    fs.writeSync(file, JSON.stringify(doc) + "\n");
  }
  fs.closeSync(file);
  render(many, "many");
  const begin = Date.now();
  const page = await open("many");
  const opened = Date.now() - begin;
  assert.ok(opened < 20000, `opened in ${opened} ms`);
  const sorted = await page.evaluate(() => {
    const start = performance.now();
    document.querySelector("th.w-file .sort").click();
    return performance.now() - start;
  });
  assert.ok(sorted < 3000, `sorted in ${sorted} ms`);
  await page.fill("#q", "tai lieu 49999");
  await rows(page, 1);
  console.log(`50,000 documents: opened in ${opened} ms, sorted in ${Math.round(sorted)} ms`);
  await page.context().close();
});

test("XLSX holds strings only, with its sheets, frozen head and filter", () => {
  const check = `
import re, sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
text = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
names = re.findall(r'<sheet name="([^"]+)"', text["xl/workbook.xml"])
assert names == ["Kết quả", "Căn cứ", "Tổng hợp", "Biên bản"], names
sheets = [text[f"xl/worksheets/sheet{i}.xml"] for i in range(1, 5)]
assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
for sheet in sheets[:2]:
    assert 'state="frozen"' in sheet and "<autoFilter" in sheet
assert all('orientation="landscape"' in sheet and 'paperSize="9"' in sheet for sheet in sheets)
assert len(re.findall("<row ", sheets[0])) == 14
assert "=HYPERLINK(" in sheets[0] and "TUYỆT MẬT" in sheets[0]`;
  execFileSync("python3", ["-c", check, path.join(folder, "r.xlsx")], { stdio: "inherit" });
});

// The rule of section 3.27.10 stands in no schema: only what failed has a level.
function provedSarif(report) {
  const schema = require.resolve("@microsoft/jest-sarif/package.json").replace("package.json", "lib/schemas/sarif-2.1.0-rtm.5.json");
  const check = `
import json, sys, jsonschema
schema, report = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:3])
errors = [f"{list(e.absolute_path)}: {e.message}" for e in
          jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(report)]
sys.exit("\\n".join(errors[:5]) or 0)`;
  execFileSync("python3", ["-c", check, schema, report], { stdio: "inherit" });
  const { results } = JSON.parse(fs.readFileSync(report, "utf8")).runs[0];
  assert.ok(results.length > 0);
  for (const result of results) if (result.kind !== "fail") assert.equal(result.level, "none", result.ruleId);
}

test("SARIF is valid against its schema", () => provedSarif(path.join(folder, "r.sarif")));

test("so is that of an audit, of a disk and of a drive", () => {
  const disk = path.join(folder, "disk");
  execFileSync(path.join(bin, "audit_make_machine"), ["tree", disk]);
  fs.writeFileSync(path.join(disk, "Windows/INF/setupapi.dev.log"), "\0\0\0");
  for (const options of [["--lang", "vi"], ["--lang", "en", "--operator", "A"], ["--removable"]]) {
    const report = path.join(folder, "audit.sarif");
    // Exit status 1: something was found.
    spawnSync(path.join(bin, "niem"), ["audit", "--root", disk, "-f", "sarif", "-o", report, ...options]);
    provedSarif(report);
    fs.rmSync(report);
  }
});
