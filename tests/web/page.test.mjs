// The page of niem serve in a real browser, on an invented agency: what a clerk, a keeper, a head of agency and an
// auditor do in it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { World, at, axe, engine, password, settled, source } from "./world.mjs";

// What people do all day is tried on both stores; the rest knows nothing of the store.
const onBoth = test;
const onEmbedded = engine === "embedded" ? test : () => {};

let world;

before(async () => {
  world = await World.begin();
});

after(async () => {
  await world?.end();
});

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

const text = (page, selector) => page.locator(selector).first().innerText();

// The list has so many entries, or has so within five seconds: what is said of an act and the list anew are two answers.
async function counts(list, wanted, what) {
  for (let i = 0; i < 100 && (await list.count()) !== wanted; i++) await list.page().waitForTimeout(50);
  assert.equal(await list.count(), wanted, what);
}

// ---- the page itself -----------------------------------------------------------------------------------------------

onEmbedded("is small, kept for ever where it cannot change, and shut in by its policy", async () => {
  const answer = await fetch(world.address + "/");
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/html/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  const html = await answer.text();
  let size = 0;
  for (const name of html.match(/\/assets\/app-[0-9a-f]{16}\.(js|css)/g)) {
    const asset = await fetch(world.address + name);
    assert.match(asset.headers.get("cache-control"), /immutable/);
    assert.equal(asset.headers.get("x-content-type-options"), "nosniff");
    size += gzipSync(Buffer.from(await asset.arrayBuffer())).length;
  }
  console.log(`JS and CSS: ${Math.round(size / 1000)} kB of gzip`);
  assert.ok(size > 10_000 && size <= 250_000, `${size}`);
  assert.equal((await fetch(world.address + "/assets/app-0000000000000000.js")).status, 404);
});

onEmbedded("knows the server by the types made from its description", async () => {
  const { typesOf } = await import(path.join(source, "web/types.mjs"));
  const openapi = await (await fetch(world.address + "/api/v1/openapi.json")).json();
  const kept = fs.readFileSync(path.join(source, "web/src/api.gen.ts"), "utf8");
  assert.equal(kept, typesOf(openapi), "web/src/api.gen.ts is old: node web/types.mjs ADDRESS/api/v1/openapi.json");
});

// ---- signing in ----------------------------------------------------------------------------------------------------

onBoth("signs in and out, says no in words, and leaves nothing behind", async () => {
  const page = await world.page();
  assert.equal(await page.locator("html").getAttribute("lang"), "vi");
  await page.fill("#login", "van-thu");
  await page.fill("#password", "sai-mat-khau");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".shell main h1");
  assert.match(await text(page, "main"), /sai mật khẩu của bạn/);
  await at(page, "van-ban/1");
  assert.equal(await page.title(), "Niêm");
  assert.doesNotMatch(page.url(), /[?]/);
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.waitForSelector("#login");
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  assert.doesNotMatch(page.url(), /van-ban/);
  // The screen is cleared at once; the server hears of it a moment later.
  const status = () => page.evaluate(async () => (await fetch("/api/v1/session")).status);
  for (let tries = 0; tries < 50 && (await status()) !== 401; ++tries) await page.waitForTimeout(100);
  assert.equal(await status(), 401);
  await close(page);
});

onEmbedded("lets whoever was given a password do nothing but set his own", async () => {
  const security = await world.client("bao-ve");
  const given = await security("POST", "acts/person.add", { login: "moi", name: "Hà Văn Mới", unit: "xa-suoi-nga", password: "nam-con-trau-do" });
  assert.equal(given.status, 200);
  const head = await world.client("chu-tich");
  assert.equal((await head("POST", "acts/duty.assign", { person: given.ids.person, duty: "officer", decision: "09/QĐ" })).status, 200);
  const page = await world.page();
  const enter = async (word) => {
    await page.fill("#login", "moi");
    await page.fill("#password", word);
    await page.keyboard.press("Enter");
  };
  await enter("nam-con-trau-do");
  await page.getByRole("heading", { name: "Đặt mật khẩu của bạn" }).waitFor();
  assert.match(await text(page, ".notice"), /Hà Văn Mới.*do người khác đặt.*\d\d\/\d\d\/\d{4}/);
  assert.equal(await page.locator("nav.nav").count(), 0);
  assert.deepEqual(await axe(page), []);
  await page.fill("#old", "nam-con-trau-do");
  await page.fill("#own", "matkhau123456");
  await page.fill("#again", "matkhau12345");
  assert.equal(await page.getByRole("button", { name: "Đổi mật khẩu" }).isDisabled(), true);
  await page.fill("#again", "matkhau123456");
  await page.keyboard.press("Enter");
  await page.getByText("dễ đoán").waitFor();
  await page.fill("#own", "mua-roi-ben-nua");
  await page.fill("#again", "mua-roi-ben-nua");
  await page.keyboard.press("Enter");
  await page.getByText("Đã đổi mật khẩu").waitFor();
  await enter("mua-roi-ben-nua");
  await page.waitForSelector("nav.nav a");
  await close(page);
});

onEmbedded("speaks both languages, in light and in dark", async () => {
  const page = await world.signedIn("van-thu");
  await page.getByRole("button", { name: "English" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.match(await text(page, "nav.nav"), /Register incoming/);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: "Dark" }).click();
  assert.notEqual(await ground(), light);
  await close(page);
});

onEmbedded("locks an empty desk: the screen and the memory of the page are clear", async () => {
  const context = await world.browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(world.address + "/");
  await page.fill("#login", "bao-quan");
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav.nav a");
  await page.clock.runFor(13.5 * 60 * 1000);
  await page.waitForSelector(".idle-warning");
  await page.clock.runFor(60 * 1000);
  await page.waitForSelector("#login");
  assert.match(await text(page, "main"), /khóa vì để lâu/);
  assert.doesNotMatch(await page.locator("body").innerText(), /CV-UBND|Văn bản/);
  await context.close();
});

onEmbedded("is ready at once for whoever is signed in", async () => {
  const page = await world.signedIn("van-thu");
  await page.reload();
  await page.waitForSelector("main h1");
  const ready = await page.evaluate(() => Math.round(performance.now()));
  console.log(`signed in again, first use after ${ready} ms`);
  await close(page);
});

// ---- the clerk -----------------------------------------------------------------------------------------------------

onBoth("registers an incoming Tối mật document by keyboard alone in under 25 seconds", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "den");
  const keys = page.keyboard;
  const begun = Date.now();
  let strokes = 0;
  const type = async (words) => {
    strokes += words.length;
    await keys.type(words, { delay: 20 });
  };
  const press = async (key) => {
    strokes += 1;
    await keys.press(key);
  };
  await type("2");
  for (const words of ["UBND tỉnh Bịa", "15", "CV-UBND", "2011", "Công văn", "Việc gõ bằng bàn phím", "2", "2"]) {
    await press("Enter");
    await type(words);
  }
  await press("Enter");
  await press("Space");
  await press("Enter");
  await type("B");
  await press("Enter");
  await type("Két 1");
  assert.match(await page.locator(".banner.top").getAttribute("aria-label"), /TỐI MẬT/);
  assert.match(await page.locator(".banner.bottom").getAttribute("aria-label"), /TỐI MẬT/);
  await press("Control+Enter");
  await page.waitForSelector(".outcome");
  const seconds = (Date.now() - begun) / 1000;
  console.log(`registered in ${seconds.toFixed(1)} s with ${strokes} keys`);
  assert.ok(seconds <= 25);
  assert.match(await text(page, ".outcome"), /Đã thực hiện/);
  assert.match(await text(page, "tbody"), /15\/CV-UBND/);
  // The next one begins at once, with what was typed before at hand.
  assert.equal(await page.evaluate(() => document.activeElement.name), "den-level");
  await press("3");
  await press("Enter");
  await press("F2");
  assert.equal(await page.inputValue("#den-issuer"), "UBND tỉnh Bịa");
  assert.ok(await page.locator("#den-subject").isDisabled());
  await at(page, "so/1");
  const row = page.locator("tbody tr", { hasText: "15/CV-UBND" });
  assert.match(await row.innerText(), /20\/11\/\d{4}/);
  assert.match(await row.innerText(), /TỐI MẬT/);
  await counts(page.locator("thead th"), 10);
  await close(page);
});

onEmbedded("leaves Enter to the input method while a word is being composed", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "den");
  await page.focus("#den-issuer");
  await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true })));
  assert.equal(await page.evaluate(() => document.activeElement.id), "den-issuer");
  await page.keyboard.press("Enter");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "den-issuer");
  await close(page);
});

onBoth("asks for the difference where the envelope or the count is wrong, and shows the article", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "den");
  await page.keyboard.type("1");
  await page.fill("#den-issuer", "Sở Bịa");
  await page.fill("[data-field=number] input", "77");
  await page.fill("#den-stated", "2");
  await page.fill("#den-counted", "1");
  await page.waitForSelector(".verdict.no");
  assert.match(await text(page, ".verdict.no"), /[Đđ]iều 13/);
  await page.locator("[data-field=discrepancy] textarea").fill("Phiếu ghi 2, có 1");
  await page.waitForSelector(".verdict.yes");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".outcome");
  await close(page);
});

onBoth("finds without tones, and đ as d", async () => {
  const page = await world.signedIn("van-thu");
  await settled(page);  // what shows lists is read again once the stream of changes begins
  let asked = 0;
  page.on("request", (request) => { if (request.method() === "POST" && request.url().endsWith("/documents")) asked++; });
  await at(page, "van-ban");
  await page.waitForTimeout(400);
  assert.equal(asked, 1, "the list is asked for once when the page opens");
  await page.fill("#loc-q", "viec thu so mot");
  await counts(page.locator("tbody tr"), 1);
  assert.match(await text(page, "tbody"), /07\/CV-UBND/);
  assert.doesNotMatch(page.url(), /viec/);
  await close(page);
});

// ---- custody -------------------------------------------------------------------------------------------------------

onBoth("lends by two scans in any order within 5 seconds, and takes back by one", async () => {
  const receiver = await world.signedIn("can-bo");
  const held = () => receiver.locator("section", { hasText: "Bản tôi đang giữ" }).locator("li").count();
  await settled(receiver);
  const before = await held();
  const page = await world.signedIn("bao-quan");
  await at(page, "giao-nhan");
  for (const codes of [["N6", "B2"], ["b2", "n6"]]) {
    const begun = Date.now();
    for (const code of codes) {
      await page.locator("#quet").focus();
      await page.keyboard.type(code);
      await page.keyboard.press("Enter");
    }
    const give = page.getByRole("button", { name: "Giao bản này" });
    for (let i = 0; i < 100 && !(await give.isEnabled().catch(() => false)); i++) await page.waitForTimeout(50);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".outcome");
    const seconds = (Date.now() - begun) / 1000;
    console.log(`lent in ${seconds.toFixed(1)} s`);
    assert.ok(seconds <= 5);
    // The officer sees it come by itself.
    for (let i = 0; i < 100 && (await held()) !== before + 1; i++) await receiver.waitForTimeout(100);
    assert.equal(await held(), before + 1);
    await page.locator("#quet").focus();
    await page.keyboard.type("B2");
    await page.keyboard.press("Enter");
    const back = page.locator("section.card").getByRole("button", { name: "Nhận lại" });
    await back.waitFor();
    await page.keyboard.press("Enter");
    for (let i = 0; i < 100 && (await held()) !== before; i++) await receiver.waitForTimeout(100);
    assert.equal(await held(), before);
  }
  await page.locator("#quet").fill("XYZ-nothing");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".scan [role=alert]");
  await close(receiver);
  await close(page);
});

onBoth("hears of what was done between its first reading and its following", async () => {
  let follow;
  const opened = new Promise((done) => { follow = done; });
  const prepare = (page) => page.route("**/api/v1/live*", async (route) => { await opened; await route.continue(); });
  const receiver = await world.signedIn("can-bo", { prepare });
  const held = receiver.locator("section", { hasText: "Bản tôi đang giữ" }).locator("li");
  await settled(receiver);
  const before = await held.count();
  const keeper = await world.client("bao-quan");
  const { today } = await keeper("GET", "session");
  assert.equal((await keeper("POST", "acts/copy.lend", { copy: 2, person: 6, due: today })).status, 200);
  follow();
  await counts(held, before + 1);
  assert.equal((await keeper("POST", "acts/copy.take_back", { copy: 2 })).status, 200);
  await counts(held, before);
  await close(receiver);
});

onBoth("counts a shelf by scans, as quick as the scanner, and tells what is missing", async () => {
  const page = await world.signedIn("bao-quan");
  await at(page, "kiem-ke");
  await page.waitForSelector("#kk-quet");
  for (const code of ["B2", "B6", "b7", "B6"]) {
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
  }
  await page.keyboard.type("N6");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".scan [role=alert]");
  await counts(page.locator("section.card li"), 4);
  await page.getByRole("button", { name: "Kết thúc kiểm kê, lập biên bản" }).click();
  await page.locator("dialog input").first().fill("01/BB-KK");
  await page.locator("dialog button.primary").click();
  await page.waitForSelector("dialog .outcome");
  assert.match(await text(page, "dialog .outcome"), /Thấy 4, thiếu \d+, thừa 0/);
  await close(page);
});

// ---- the law before the click --------------------------------------------------------------------------------------

onBoth("says before the click whether the law allows it, by which article, and who could", async () => {
  const clerk = await world.client("can-bo");
  await clerk("POST", "acts/copy.request", { document: 3, form: "sao_y", quantity: 1, purpose: "Thử trang" });
  const page = await world.signedIn("chu-tich");
  await at(page, "van-ban/3");
  const row = page.locator("li", { hasText: "Chờ quyết định" }).first();
  await row.getByRole("button", { name: "Cho phép sao, chụp", exact: true }).click();
  await page.waitForSelector("dialog .verdict.yes");
  assert.match(await text(page, "dialog .verdict"), /điều 11/i);
  await page.locator("dialog button.primary").click();
  await page.waitForSelector("dialog .outcome");
  await page.locator("dialog .act-done button").click();
  // What the law does not let him: named with its article, and the button does not invite.
  const refused = page.locator(".act-row .verdict.no");
  const shown = await refused.allInnerTexts();
  console.log(`refused beforehand on this document: ${shown.length}`);
  await close(page);
});

onBoth("draws the life of a document and the way of each copy", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "van-ban/3");
  const drawing = page.locator("figure svg");
  assert.ok((await drawing.locator(".step").count()) >= 5);
  assert.ok((await drawing.locator(".moment").count()) >= 3);
  assert.match(await drawing.getAttribute("aria-label"), /bản/);
  await page.getByText("Xem dạng bảng").click();
  assert.ok((await page.locator("figure table tbody tr").count()) >= 5);
  await page.locator(".square").first().click();
  await page.waitForSelector("dialog .act-row");
  await page.keyboard.press("Escape");
  await counts(page.locator("dialog"), 0);
  await close(page);
});

// ---- prints --------------------------------------------------------------------------------------------------------

// What the link would open: fetched by the page itself, with its session.
async function printed(page, name) {
  const link = page.getByRole("link", { name });
  assert.equal(await link.getAttribute("target"), "_blank");
  const answer = await page.request.get(world.address + (await link.getAttribute("href")));
  assert.equal(answer.status(), 200, await link.getAttribute("href"));
  assert.equal(answer.headers()["content-type"], "application/pdf");
  const file = path.join(world.folder, "in.pdf");
  fs.writeFileSync(file, await answer.body());
  return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
}

onBoth("prints a register, labels and slips as PDF that reads as it should", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "so/1");
  const book = await printed(page, /^In sổ/);
  assert.match(book, /SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN/);
  assert.match(book, /TỐI MẬT/);
  assert.match(book, /Mốc kiểm nhật ký/);
  await at(page, "van-ban/1");
  const labels = await printed(page, /^In nhãn/);
  assert.match(labels, /B1/);
  assert.match(labels, /TỐI MẬT/);
  assert.match(await printed(page, /^In phiếu giao nhận/), /PHIẾU GIAO, NHẬN/);
  await at(page, "so");
  assert.match(await printed(page, /^In mẫu dấu/), /TUYỆT MẬT/);
  await close(page);
});

// ---- two persons ---------------------------------------------------------------------------------------------------

onBoth("lets a two-person act wait in sight until the second agrees", async () => {
  const first = await world.signedIn("bao-ve");
  const second = await world.signedIn("bao-ve-2");
  await at(first, "nguoi/6");
  await first.getByRole("button", { name: /Cấp phạm vi tiếp cận/ }).click();
  await first.locator("dialog input[type=radio]").first().check();
  await first.locator("dialog button.primary").click();
  await first.waitForSelector("dialog .outcome");
  assert.match(await text(first, "dialog .outcome"), /chờ người thứ hai/);
  // It comes to the second by itself.
  const link = second.locator("nav.nav .count");
  await link.waitFor({ timeout: 10_000 });
  await at(second, "cho");
  await second.waitForSelector("section.card");
  assert.match(await text(second, "section.card"), /Bùi Văn Tạm/);
  await second.getByRole("button", { name: "Đồng ý", exact: true }).click();
  await second.waitForSelector(".outcome");
  assert.equal(await second.locator("section.card").count(), 0);
  await close(first);
  await close(second);
});

// ---- the auditor ---------------------------------------------------------------------------------------------------

onBoth("shows what an audit would enter, enters it, and marks the device that nobody registered", async () => {
  const found = { rule: "audit.net.wifi", title: { vi: "máy đã nối Wi-Fi", en: "the computer was connected to Wi-Fi" }, verdict: "seen", grade: "single",
                  standing: "violation", subject: { ssid: "Quan Cafe" }, first: "2026-05-03T01:00:00Z", last: "2026-05-03T02:00:00Z", time_origin: "utc",
                  last_origin: "utc", evidence_count: 2, clauses: [{ instrument: "117/2025/QH15", article: "Điều 5 khoản 8", certainty: "S" }] };
  const worm = { ...found, rule: "audit.worm.layout", title: { vi: "dấu vết kiểu sâu USB", en: "a layout as of USB worms" },
                 subject: { heuristic: "H1, H3", score: "6" },
                 heuristics: [{ code: "H1", vi: "tên thư mục không nhìn thấy được", en: "a folder's name that cannot be seen" },
                              { code: "H3", vi: "thùng rác giả", en: "a false recycle bin" }] };
  const older = { ...worm, rule: "audit.worm.older", subject: { heuristic: "H2, H9" }, heuristics: undefined };
  const report = JSON.stringify({ format: "niem-audit/1", run: { version: "0.1.0", finished: "2026-06-01T00:00:00Z", inspector: "Lan" },
                                  machine: { name: "SOAN-THAO-09" }, findings: [found, worm, older],
                                  devices: [{ vid: "0951", pid: "1666", serial: "e0d55ea5", name: "Kingston" }], sources: [] });
  const file = (name, words) => ({ name, mimeType: "application/json", buffer: Buffer.from(words) });
  const guard = await world.signedIn("bao-ve");
  await at(guard, "kiem-tra");
  const choose = (...files) => guard.locator("#kt-tep").setInputFiles(files);
  await choose(file("may.json", report.slice(0, -20)));
  await guard.getByText("báo cáo hỏng hoặc bị cắt").waitFor();
  await choose(file("may.json", report), file("may.json.sig", "{}"));
  await guard.getByText("tệp chữ ký sai khuôn dạng").waitFor();
  assert.equal(await guard.getByRole("button", { name: "Ghi vào sổ" }).isDisabled(), true);
  await choose(file("may.json", report));
  await guard.getByText("Sẽ ghi: máy SOAN-THAO-09").waitFor();
  assert.equal(await guard.locator("#kt-phat-hien").count(), 0);  // nothing is entered yet
  assert.deepEqual(await axe(guard), [], "beforehand");
  await guard.getByRole("button", { name: "Ghi vào sổ" }).click();
  await guard.locator("#kt-phat-hien").waitFor();
  const row = guard.locator("tbody tr", { hasText: "Quan Cafe" });
  await row.waitFor();
  assert.match(await row.innerText(), /Điều 5 khoản 8 \[S\]/);
  const behaviour = guard.locator("tbody tr", { hasText: "kiểu sâu USB" });
  assert.match(await behaviour.filter({ hasText: "H3" }).innerText(), /hành xử: H1 tên thư mục không nhìn thấy được; H3 thùng rác giả · /);
  assert.match(await behaviour.filter({ hasText: "H9" }).innerText(), /hành xử: H2, H9 · /);  // an older report has no words
  assert.deepEqual(await axe(guard), []);
  await row.getByRole("checkbox").check();
  await guard.getByRole("button", { name: "Kết luận phát hiện kiểm tra" }).click();
  await guard.locator("dialog select").selectOption("remedied");
  await guard.locator("dialog textarea").fill("đã ngắt Wi-Fi");
  await guard.keyboard.press("Control+Enter");
  await guard.waitForSelector("dialog .act-done");
  await guard.locator("dialog .act-done button").click();
  await row.waitFor({ state: "detached" });  // the list shows what is open
  const device = guard.locator("tbody tr", { hasText: "E0D55EA5" });
  assert.match(await device.innerText(), /chưa đăng ký/);
  await device.getByRole("checkbox").check();
  await guard.getByRole("button", { name: "Đánh dấu thiết bị" }).click();
  await guard.locator("dialog select").selectOption("forbidden");
  await guard.locator("dialog textarea").fill("không phải của cơ quan");
  await guard.keyboard.press("Control+Enter");
  await guard.waitForSelector("dialog .act-done");
  await guard.locator("dialog .act-done button").click();
  await guard.locator("tbody tr", { hasText: "cấm dùng" }).waitFor();
  await close(guard);
});

onBoth("brings in what a scan found, live for whom it is work, and decides on it", async () => {
  const line = (name, level, digest) =>
    JSON.stringify({ path: "D:/" + name, member: [], format: "docx", bytes: 9, sha256: digest.repeat(64), modified: null, verdict: "marked", level,
                     evidence: [{ rule: "mark.level", text: "DẤU THỬ", page: 1, place: "below_number", weight: 1 }] });
  const lines = [line("khong-de-trong-dia-chi.docx", "mat", "a"), line("hai.docx", "toi_mat", "b"), line("ba.docx", "mat", "c")];
  const end = { summary: { files: 3, documents: 3, by_verdict: { marked: 3 }, finished: "2026-11-22T10:00:00+07:00",
                           run: { engine: "niem", version: "0.1.0", rules_version: "1", machine: "may-thu", operator: "lan" } } };
  const report = [...lines, JSON.stringify(end)].join("\n") + "\n";
  const file = (name, words) => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) });
  const digest = createHash("sha256").update(report).digest("hex") + "  may-thu.jsonl\n";

  const files = async (where, count) => {
    await where.locator("th.path").nth(count).waitFor({ state: "detached" });
    await where.locator("th.path").nth(count - 1).waitFor();
  };

  const guard = await world.signedIn("bao-ve");
  const urls = [];
  guard.on("request", (request) => urls.push(request.url()));
  await at(guard, "ra-quet");
  const page = await world.signedIn("van-thu");
  await at(page, "ra-quet");
  const send = async (...chosen) => {
    await page.locator("#rq-tep").setInputFiles(chosen);
    await page.getByRole("button", { name: "Nhập báo cáo", exact: true }).click();
    await settled(page);
  };
  await send(file("may-thu.jsonl", report.slice(0, -30)));
  assert.match(await text(page, "[role=alert]"), /báo cáo/);
  await send(file("may-thu.jsonl", report), file("may-thu.jsonl.sha256", "0".repeat(64) + "  may-thu.jsonl\n"));
  assert.match(await text(page, "[role=alert]"), /không khớp mã SHA-256/);
  await send(file("may-thu.jsonl", report), file("may-thu.jsonl.sha256", digest));
  assert.match(await text(page, "form"), /3 kết quả: 3 mới/);
  await counts(page.locator("th.path"), 3);
  await send(file("may-thu.jsonl", report));
  assert.match(await text(page, "[role=alert]"), /đã nhập ngày/);
  await page.selectOption("#rq-level", "toi_mat");
  await files(page, 1);
  assert.match(await text(page, ".banner"), /TỐI MẬT/);
  await close(page);

  // The security officer is cleared to Mật: what is above is not there, not even as a number.
  await guard.waitForSelector("th.path");
  await counts(guard.locator("th.path"), 2);
  assert.doesNotMatch(await guard.locator("main").innerText(), /hai\.docx/);
  assert.deepEqual(await axe(guard), []);
  await guard.locator("tbody tr", { hasText: "ba.docx" }).getByRole("checkbox").check();
  await guard.getByRole("button", { name: "Xử lý kết quả rà quét" }).click();
  await guard.locator("dialog select").selectOption("permitted");
  await guard.locator("dialog textarea").fill("máy soạn thảo độc lập");
  await guard.keyboard.press("Control+Enter");
  await guard.waitForSelector("dialog .act-done");
  await guard.locator("dialog .act-done button").click();
  await files(guard, 1);
  await guard.getByRole("checkbox", { name: "Chọn tất cả" }).check();
  await guard.getByRole("button", { name: "Báo cáo lộ, mất" }).click();
  await guard.locator("dialog select").selectOption("leak");
  await guard.locator("dialog textarea").fill("máy nối mạng có tệp mang dấu mật");
  await settled(guard);
  assert.deepEqual(await axe(guard), [], "dialog");
  await guard.keyboard.press("Control+Enter");
  await guard.waitForSelector("dialog .act-done");
  await guard.locator("dialog .act-done button").click();
  await guard.selectOption("#rq-state", "closed");
  await files(guard, 2);
  const decided = await guard.locator("main").innerText();
  assert.match(decided, /được phép lưu trên máy này: máy soạn thảo độc lập/);
  assert.match(decided, /vụ việc \d+/);
  assert.ok(urls.every((url) => !/khong-de|may-thu|DẤU|docx/.test(decodeURIComponent(url))));
  assert.equal(await guard.title(), "Niêm");
  await close(guard);
});

onBoth("takes a list out as a file only where the agency allows what bears a level", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "so/1");
  const button = page.getByRole("button", { name: "Xuất Excel" });
  await button.click();
  await page.waitForSelector("[role=alert]");
  assert.match(await text(page, "[role=alert]"), /export\.labelled/);
  assert.deepEqual(await axe(page), []);
  const head = await world.client("chu-tich");
  assert.equal((await head("POST", "acts/setting.set", { name: "export.labelled", value: "on" })).status, 200);
  const coming = page.waitForEvent("download");
  await button.click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), "so-1.xlsx");
  assert.equal(fs.readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
  await head("POST", "acts/setting.set", { name: "export.labelled", value: "off" });
  await close(page);
});

onBoth("shows the auditor the ledger and signs a checkpoint", async () => {
  const page = await world.signedIn("kiem-tra");
  await at(page, "nhat-ky");
  await page.waitForSelector("tbody tr");
  assert.ok((await page.locator("tbody tr").count()) > 20);
  await page.getByRole("button", { name: "Ký mốc kiểm bây giờ" }).click();
  await page.waitForSelector("pre");
  assert.match(await text(page, "pre"), /thu-xa-suoi-nga/);
  assert.equal(await page.locator("nav.nav a", { hasText: "Văn bản" }).count(), 0);
  await close(page);
});

// Of the page of newest events, one that a checkpoint signed just now surely covers.
async function oldestShown(page) {
  await page.waitForSelector("tbody tr");
  const seq = await page.locator("tbody th").last().innerText();
  return { seq, button: page.getByRole("button", { name: `Chứng minh Sự kiện ${seq} trong nhật ký`, exact: true }) };
}

onBoth("lets the auditor prove an event in his own browser", async () => {
  await (await world.client("kiem-tra"))("POST", "ledger/checkpoint", {});
  const page = await world.signedIn("kiem-tra");
  await at(page, "nhat-ky");
  const { seq, button } = await oldestShown(page);
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByText(`ĐÃ CHỨNG MINH: sự kiện ${seq} `).waitFor();
  const steps = await page.locator(".hash-path li").count();
  assert.ok(steps > 4, `${steps}`);
  assert.equal(await page.locator("dialog .hash-box.given").count(), steps - 1);
  assert.deepEqual(await axe(page), []);
  assert.doesNotMatch(page.url(), /[?]/);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  // The newest event is the look at the ledger itself, which no checkpoint covers.
  await page.getByRole("button", { name: "Mới nhất" }).click();
  await settled(page);
  await page.locator("tbody button").first().click();
  await page.getByRole("button", { name: "Ký mốc kiểm rồi chứng minh" }).click();
  await page.locator("dialog .verdict.yes").waitFor();
  await close(page);
});

onBoth("shows an event that was changed as not proved", async () => {
  await (await world.client("kiem-tra"))("POST", "ledger/checkpoint", {});
  const page = await world.signedIn("kiem-tra");
  for (const [name, spoil, word] of [
    ["leaf", (text) => (text[40] === "A" ? "B" : "A"), /nói khác dòng trên màn hình/],
    ["inclusion", (text) => (text[0] === "A" ? "B" : "A"), /không dẫn tới gốc/],
  ]) {
    await page.route("**/api/v1/ledger/proof?event=*", async (route) => {
      const answer = await route.fetch();
      const json = await answer.json();
      const bent = (text) => (name === "leaf" ? text.slice(0, 40) + spoil(text) + text.slice(41) : spoil(text) + text.slice(1));
      json[name] = Array.isArray(json[name]) ? [bent(json[name][0]), ...json[name].slice(1)] : bent(json[name]);
      await route.fulfill({ response: answer, json });
    });
    await at(page, "nhat-ky");
    await (await oldestShown(page)).button.click();
    await page.locator("dialog .verdict.no").waitFor();
    assert.match(await text(page, "dialog .verdict.no"), /KHÔNG CHỨNG MINH ĐƯỢC/);
    assert.match(await text(page, "dialog .proof-checks"), word);
    await page.keyboard.press("Escape");
    await page.unroute("**/api/v1/ledger/proof?event=*");
  }
  await close(page);
});

onBoth("proves the checkpoint that the auditor kept, and shows a changed or rewritten one for what it is", async () => {
  const auditor = await world.client("kiem-tra");
  const { note, key } = await auditor("POST", "ledger/checkpoint", {});
  for (let i = 0; i < 3; i++) await auditor("GET", "ledger/events");
  await auditor("POST", "ledger/checkpoint", {});
  const page = await world.signedIn("kiem-tra");
  const asked = [];
  page.on("request", (request) => asked.push(request.url() + (request.postData() ?? "")));
  await at(page, "nhat-ky");
  const prove = async (pasted, kept = "") => {
    await page.getByLabel("Chữ của mốc kiểm").fill(pasted);
    await page.getByLabel("Khóa kiểm chứng bạn giữ").fill(kept);
    await page.getByRole("button", { name: "Chứng minh mốc này" }).press("Enter");
    await page.locator(".hint", { hasText: "Đang tính" }).waitFor({ state: "detached" });
    await page.locator(".card .verdict").waitFor();
    return text(page, ".card .verdict");
  };
  const size = note.split("\n")[1];
  for (const kept of [note, note + "\n", note.replaceAll("\n", "\r\n") + "\r\n"]) {
    assert.match(await prove(kept), new RegExp(`✓ ĐÃ CHỨNG MINH: ${size} sự kiện đầu`));
  }
  assert.match(await prove(note, key), /ĐÃ CHỨNG MINH/);
  assert.deepEqual(await axe(page), []);
  const root = note.split("\n")[2];
  const letter = root[7] === "A" ? "B" : "A";
  const changed = note.replace(root, root.slice(0, 7) + letter + root.slice(8));
  assert.match(await prove(changed), /✗ KHÔNG CHỨNG MINH ĐƯỢC: chữ trong mốc đã đổi/);
  assert.deepEqual(await axe(page), []);
  assert.match(await prove("x"), /không phải là mốc kiểm/);
  assert.match(await prove(note, key + "x"), /khóa bạn đưa sai/);
  assert.match(await prove(note.replaceAll("thu-xa-suoi-nga", "so-khac")), /nhật ký khác: so-khac/);

  // Signed by the auditor's key, and not what the ledger holds: it was rewritten, or cut off.
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const origin = note.split("\n")[0];
  const typed = Buffer.concat([Buffer.from([1]), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
  const id = createHash("sha256").update(origin + "\n").update(typed).digest().subarray(0, 4);
  const signed = (lines) => `${lines}\n\u2014 ${origin} ${Buffer.concat([id, sign(null, Buffer.from(lines), privateKey)]).toString("base64")}\n`;
  const own = `${origin}+${id.toString("hex")}+${typed.toString("base64")}`;
  assert.match(await prove(signed(`${origin}\n${size}\n${changed.split("\n")[2]}\n`), own), /LỊCH SỬ ĐÃ BỊ VIẾT LẠI/);
  assert.match(await prove(signed(`${origin}\n9999999\n${root}\n`), own), /9999999 sự kiện.*phần cuối đã mất/);
  assert.match(await prove(signed(`${origin}\n${size}\n${root}\n`), own), /ĐÃ CHỨNG MINH/);
  assert.match(await prove(signed(`${origin}\n${size}\n${root}\n`)), /khóa ký không phải/);

  assert.ok(asked.every((one) => !one.includes(root) && !one.includes(encodeURIComponent(root)) && !one.includes(origin)));
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  assert.equal(await page.title(), "Niêm");
  await close(page);
});

onBoth("says plainly where a page may not hash", async () => {
  const init = () => Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });
  const page = await world.signedIn("kiem-tra", { init });
  await at(page, "nhat-ky");
  await page.locator("tbody button").last().click();
  await page.getByText("chỉ cho trang tính băm khi").waitFor();
  await close(page);
});

onEmbedded("does not call proved what no signature holds together", async () => {
  const init = () => {
    const importKey = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (form, bytes, algorithm, ...rest) {
      const name = algorithm.name ?? algorithm;
      if (name === "Ed25519") return Promise.reject(new DOMException("no Ed25519", "NotSupportedError"));
      return importKey.call(this, form, bytes, algorithm, ...rest);
    };
  };
  const page = await world.signedIn("kiem-tra", { init });
  await at(page, "nhat-ky");
  await page.getByRole("button", { name: "Ký mốc kiểm bây giờ" }).click();
  await page.waitForSelector("pre");
  await page.locator("tbody button").last().click();
  await page.getByText("KHỚP, CHƯA KIỂM CHỮ KÝ").waitFor();
  assert.equal(await page.getByText("ĐÃ CHỨNG MINH").count(), 0);
  await close(page);
});

// ---- every act, every page -----------------------------------------------------------------------------------------

const logins = ["chu-tich", "van-thu", "bao-quan", "can-bo", "bao-ve", "kiem-tra", "quan-tri"];

onEmbedded("has a screen for every act of every duty", async () => {
  const seen = new Set();
  for (const login of logins) {
    const page = await world.signedIn(login);
    const forms = (await (await world.client(login))("GET", "forms")).forms;
    const duty = (await (await world.client(login))("GET", "session")).duties[0];
    const mine = forms.filter((one) => one.duties.includes(duty));
    await at(page, "viec");
    await counts(page.locator(".act-groups a"), mine.length, login);
    for (const form of mine) {
      await page.evaluate((where) => { window.location.hash = where; }, "/viec/" + form.code);
      await page.getByRole("heading", { level: 1, name: form.title.vi, exact: true }).waitFor();
      const fields = await page.locator(".act-form .field").count();
      assert.equal(fields, form.fields.length, form.code);
      seen.add(form.code);
    }
    await close(page);
  }
  const all = (await (await world.client("chu-tich"))("GET", "forms")).forms.map((form) => form.code);
  assert.deepEqual([...seen].sort(), all.sort());
});

onEmbedded("axe finds nothing on any page of any duty, in light and in dark", async () => {
  const both = async (page, where) => {
    assert.deepEqual(await axe(page), [], where);
    const dark = page.getByRole("button", { name: "Nền tối" });
    await dark.click();
    assert.deepEqual(await axe(page, ["color-contrast"]), [], where + " dark");
    await dark.click();
  };
  const nobody = await world.page();
  await nobody.waitForSelector("#login");
  await settled(nobody);
  await both(nobody, "sign-in");
  await close(nobody);
  for (const login of logins) {
    const page = await world.signedIn(login);
    const places = await page.locator("nav.nav a").evaluateAll((links) => links.map((link) => link.hash.slice(2)));
    const more = { "chu-tich": ["van-ban/3"], "van-thu": ["van-ban/3", "so/1", "nhap-excel", "viec/document.draft", "phien"], "bao-ve": ["nguoi/6"] }[login] ?? [];
    for (const place of [...places, ...more]) {
      await at(page, place);
      await both(page, `${login} ${place}`);
    }
    await close(page);
  }
});

onEmbedded("axe finds nothing in dialogs", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "van-ban/3");
  await page.locator(".square").first().click();
  await page.waitForSelector("dialog .act-row");
  await settled(page);
  assert.deepEqual(await axe(page), [], "copy");
  await page.keyboard.press("Escape");
  await page.locator(".acts .act-row button:enabled").first().click();
  await page.waitForSelector("dialog .act-form");
  await settled(page);
  assert.deepEqual(await axe(page), [], "act");
  await close(page);
});

onEmbedded("fits a screen at 200 % without sideways scrolling", async () => {
  const page = await world.signedIn("van-thu", { viewport: { width: 683, height: 384 } });
  for (const place of ["", "den", "giao-nhan", "van-ban", "van-ban/3", "so/1", "nhap-excel", "dang-mo", "cho", "nguoi", "viec"]) {
    await at(page, place);
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(inner <= outer, `${place}: ${inner} > ${outer}`);
  }
  await close(page);
});
