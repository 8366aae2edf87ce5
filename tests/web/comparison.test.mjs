// How many steps, keys and clicks the clerk's ten commonest tasks take in the page: done in a real browser, counted as
// they are done, and held against the tables of docs/comparison.*.md.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { workbook } from "./sheets.mjs";
import { World, settled, source } from "./world.mjs";

let world;

before(async () => {
  world = await World.begin();
});

after(async () => {
  await world?.end();
});

// The hand of a person: a character or a key pressed is one key (Ctrl+Enter is one), a press of the mouse is one click,
// a label read by the scanner is one scan. A step is a field filled, a choice made, a button or link pressed, a scan.
class Hand {
  static async of(login) {
    const hand = new Hand();
    hand.page = await world.signedIn(login);
    await settled(hand.page);
    hand.steps = hand.keys = hand.clicks = hand.scans = 0;
    return hand;
  }

  // A field is filled where the cursor stands, and left by the key named.
  async field(words, leave) {
    this.steps++;
    this.keys += [...words].length;
    await this.page.keyboard.type(words);
    if (leave) await this.key(leave);
  }

  async key(name) {
    this.keys++;
    await this.page.keyboard.press(name);
  }

  async press(name) {
    this.steps++;
    await this.key(name);
  }

  async click(what) {
    this.steps++;
    this.clicks++;
    await what.click();
    await settled(this.page);
  }

  // By Tab to a field, as often as it takes.
  async to(label) {
    const field = this.page.locator("main, dialog").last().getByLabel(label, { exact: false }).first();
    for (let i = 0; i < 20; i++) {
      if (await field.evaluate((one) => one === document.activeElement)) return;
      await this.key("Tab");
    }
    assert.fail(`Tab does not lead to ${label}`);
  }

  go(title) {
    return this.click(this.page.locator("nav.nav a", { hasText: title }));
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true }).first();
  }

  // The scanner types the code and Enter by itself.
  async scan(code) {
    this.steps++;
    this.scans++;
    await this.page.keyboard.type(code);
    await this.page.keyboard.press("Enter");
    await settled(this.page);
  }

  async seen(selector) {
    await this.page.locator(selector).first().waitFor();
    return this.page.locator(selector).first().innerText();
  }

  async end() {
    assert.deepEqual(this.page.problems, []);
    await this.page.context().close();
    return { steps: this.steps, keys: this.keys, clicks: this.clicks, scans: this.scans };
  }
}

// ---- what the documents say ----------------------------------------------------------------------------------------

const documents = {
  vi: { file: "docs/comparison.vi.md", form: /(\d+) bước, (\d+) phím, (\d+) nhấp(?:, (\d+) quét)?/ },
  en: { file: "docs/comparison.en.md", form: /(\d+) steps?, (\d+) keys?, (\d+) clicks?(?:, (\d+) scans?)?/ },
};

// The second column of the row that begins with "| 4a |" in the first table.
function written(lang, task) {
  const { file, form } = documents[lang];
  const text = fs.readFileSync(path.join(source, file), "utf8");
  const row = text.split("\n").find((line) => line.startsWith(`| ${task} |`));
  assert.ok(row, `${file}: no row ${task}`);
  const found = form.exec(row.split("|")[3]);
  assert.ok(found, `${file}, row ${task}: ${row}`);
  const [steps, keys, clicks, scans] = found.slice(1).map((one) => Number(one ?? 0));
  return { steps, keys, clicks, scans };
}

function hold(task, counted) {
  console.log(`${task}: ${counted.steps} steps, ${counted.keys} keys, ${counted.clicks} clicks, ${counted.scans} scans`);
  for (const lang of Object.keys(documents)) assert.deepEqual(written(lang, task), counted, `${documents[lang].file}, row ${task}`);
}

// ---- the tasks -----------------------------------------------------------------------------------------------------

test("1: registers an incoming document", async () => {
  const hand = await Hand.of("van-thu");
  await hand.go("Đăng ký đến");
  await hand.field("2", "Enter");
  for (const words of ["UBND tỉnh Bịa", "15", "CV-UBND", "2011", "Công văn", "Việc gõ bằng bàn phím", "2", "2"]) await hand.field(words, "Enter");
  await hand.press("Space");
  await hand.key("Enter");
  await hand.key("Enter"); // the envelope's letter stays that of the level
  await hand.field("Két 1");
  await hand.press("Control+Enter");
  assert.match(await hand.seen(".outcome"), /Đã thực hiện/);
  hold("1", await hand.end());
});


test("2: drafts and issues an outgoing document, which the head determines", async () => {
  const hand = await Hand.of("van-thu");
  const { page } = hand;
  await hand.go("Mọi việc");
  await hand.click(page.getByRole("link", { name: "Dự thảo văn bản" }));
  await hand.to("MẬT");
  await hand.press("Space");
  const fields = { "Tên loại": "Báo cáo", "Trích yếu nội dung": "Việc gõ bằng bàn phím", "Nơi nhận": "UBND tỉnh Bịa", "Số lượng bản": "1" };
  for (const [label, words] of Object.entries(fields)) {
    await hand.to(label);
    await hand.field(words);
  }
  await hand.press("Control+Enter");
  assert.match(await hand.seen(".outcome"), /Đã thực hiện/);
  const open = async (one) => {
    await one.go("Văn bản");
    await one.click(one.page.locator("tbody tr", { hasText: "Việc gõ bằng bàn phím" }).filter({ hasText: "Báo cáo" }).locator("th a"));
  };
  await open(hand);
  await hand.click(hand.button("Đề xuất xác định bí mật nhà nước, độ mật"));
  for (const [label, words] of [["Quyết định ban hành danh mục", "000/QĐ-BỊA"], ["Điều", "3"], ["Khoản", "1"]]) {
    await hand.to(label);
    await hand.field(words);
  }
  await hand.press("Control+Enter");
  assert.match(await hand.seen("dialog .outcome"), /Đã thực hiện/);
  await hand.press("Enter");

  const head = await Hand.of("chu-tich");
  await open(head);
  await head.click(head.button("Xác định bí mật nhà nước, độ mật"));
  await head.to("MẬT");
  await head.press("Control+Enter");
  assert.match(await head.seen("dialog .outcome"), /Đã thực hiện/);
  await head.press("Enter");
  hold("2b", await head.end());

  await settled(page);
  await hand.click(hand.button("Ban hành và đăng ký đi"));
  for (const [label, words] of [["Ký hiệu", "BC-UBND"], ["Người ký", "Ngô Thị Thử"]]) {
    await hand.to(label);
    await hand.field(words);
  }
  await hand.press("Control+Enter");
  assert.match(await hand.seen("dialog .outcome"), /Đã thực hiện/);
  await hand.press("Enter");
  hold("2a", await hand.end());
});

test("3: hands a copy over, with its slip for both to sign", async () => {
  const hand = await Hand.of("van-thu");
  const { page } = hand;
  await hand.go("Văn bản");
  await hand.click(page.locator("th a", { hasText: "19/BC-CAT" }));
  await hand.click(page.locator('[data-kind="held"] .square').first());
  await hand.click(hand.button("Bàn giao bản cho người"));
  await hand.to("Người");
  await hand.field("Bùi Văn Tạm", "Enter");
  await hand.press("Control+Enter");
  await hand.seen("dialog .act-done");
  await hand.press("Enter");
  await hand.press("Escape");
  await settled(page);
  await hand.click(page.getByRole("link", { name: /^In phiếu giao nhận/ }));
  hold("3", await hand.end());
});

test("4: lends a copy by two scans and takes it back by one", async () => {
  const hand = await Hand.of("bao-quan");
  await hand.go("Giao nhận bản");
  await hand.scan("N6");
  await hand.scan("B2");
  await hand.press("Enter");
  await hand.seen(".outcome");
  const back = await Hand.of("bao-quan");
  await back.go("Giao nhận bản");
  await back.scan("B2");
  await back.press("Enter");
  await back.seen(".outcome");
  hold("4a", await hand.end());
  hold("4b", await back.end());
});

test("5: finds a document by words without tones", async () => {
  const hand = await Hand.of("van-thu");
  await hand.go("Văn bản");
  await hand.field("viec thu so mot");
  await hand.page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
  await hand.click(hand.page.locator("tbody th a"));
  assert.match(await hand.seen("h1"), /07\/CV-UBND/);
  hold("5", await hand.end());
});

test("6: sees where each copy is", async () => {
  const hand = await Hand.of("van-thu");
  await hand.go("Văn bản");
  await hand.field("07/cv-ubnd");
  await hand.page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
  await hand.click(hand.page.locator("tbody th a"));
  assert.match(await hand.seen(".copy-map"), /Bùi Văn Tạm/);
  hold("6", await hand.end());
});

test("7: sees what is due without a touch", async () => {
  const hand = await Hand.of("van-thu");
  assert.match(await hand.seen("section.card .due"), /\d\d\/\d\d\/\d{4}/);
  hold("7", await hand.end());
});

// Until the browser's own print dialog, which is no part of the page: Ctrl+P is counted, not pressed.
async function printed(hand, name) {
  const link = hand.page.getByRole("link", { name });
  const answer = await hand.page.request.get(world.address + (await link.getAttribute("href")));
  assert.equal(answer.headers()["content-type"], "application/pdf");
  await hand.click(link);
  hand.steps++;
  hand.keys++;
}

test("8: prints a register and the labels of copies", async () => {
  const hand = await Hand.of("van-thu");
  await hand.go("Sổ");
  await hand.click(hand.page.locator("th a", { hasText: "đến" }));
  await printed(hand, /^In sổ/);
  const labels = await Hand.of("van-thu");
  await labels.go("Văn bản");
  await labels.click(labels.page.locator("th a", { hasText: "07/CV-UBND" }));
  await printed(labels, /^In nhãn/);
  hold("8a", await hand.end());
  hold("8b", await labels.end());
});

// Which file it is, is said in the browser's own dialog, which is no part of the page.
test("9: brings in an old register from Excel", async () => {
  const hand = await Hand.of("van-thu");
  const { page } = hand;
  await hand.go("Sổ");
  await hand.click(page.getByRole("link", { name: "Nhập sổ cũ từ Excel" }));
  await hand.to("Sổ cũ (tên");
  await hand.field("Sổ đến 2021");
  const buffer = workbook({ sheets: [{ name: "2021", rows: [
    ["Số đến", "Ngày đến", "Cơ quan ban hành", "Số, ký hiệu", "Trích yếu", "Độ mật"],
    ["1", "20/11/2021", "Công an tỉnh Bịa", "121/BC-CAT", "Báo cáo tập dượt", "Mật"]] }] });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), hand.click(page.locator("#nx-tep"))]);
  await chooser.setFiles([{ name: "so.xlsx", mimeType: "application/octet-stream", buffer }]);
  await hand.click(page.getByRole("button", { name: "Nhập 1 văn bản, 1 bản vào sổ theo dõi" }));
  await hand.seen(".outcome");
  hold("9", await hand.end());
});

test("10: counts three copies of a shelf by scanner and closes the stocktake", async () => {
  const hand = await Hand.of("bao-quan");
  await hand.go("Kiểm kê");
  for (const code of ["B2", "B6", "B7"]) await hand.scan(code);
  await hand.click(hand.button("Kết thúc kiểm kê, lập biên bản"));
  await hand.to("Biên bản");
  await hand.field("01/BB-KK");
  await hand.press("Control+Enter");
  assert.match(await hand.seen("dialog .outcome"), /thiếu \d+/);
  hold("10", await hand.end());
});
