// Old registers from Excel, in a real browser against niem serve: a sheet with good and bad cells, its columns, errors by
// cell, the import, the list, the undoing; files that are none; and how long five thousand rows take.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { parts, workbook, zipped } from "./sheets.mjs";
import { World, at, axe, settled } from "./world.mjs";

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

const day = (number) => ({ number, format: 1 });
const headings = ["Số đến", "Ngày đến", "Cơ quan ban hành", "Số, ký hiệu", "Ngày, tháng văn bản", "Trích yếu", "Độ mật", "Ngày xác định độ mật", "Số lượng bản", "Nơi lưu giữ", "Người nhập"];
const numbers = headings.map((_, index) => `(${index + 1})`);

// As a clerk keeps it: a letterhead, two sheets, days of three kinds. Rows 7 and 9 have errors in three cells.
const register = {
  sheets: [
    { name: "Bìa", rows: [["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN NĂM 2021"]] },
    {
      name: "Năm 2021",
      rows: [
        ["UBND XÃ SUỐI NGÀ"],
        ["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN"],
        headings,
        numbers,
        [1, day(44520), "UBND tỉnh Bịa", "15/CV-UBND", day(44518), "Việc bịa thứ nhất", "Mật", day(44518), 2, "Tủ 1", "x"],
        [2, "22/11/2021", "Công an tỉnh Bịa", "21/BC-CAT", 44519, "Việc bịa thứ hai", "Tối mật", 44519, 1, "Tủ 1", "x"],
        [3, "31/02/2021", "Sở Bịa", "33/CV-SB", day(44521), "=1+1 không phải công thức", "Thường", "2021-11-21", 1, "Tủ 2", "x"],
        [],
        [4, day(44523), "Sở Bịa", "34/CV-SB", day(44522), "Việc bịa thứ tư", "Mật", day(44522), "hai", "Tủ 2", "x"],
        [5, day(44524), "Sở Bịa", "35/CV-SB", day(44523), "Việc bịa thứ năm", "Mật", day(44523), 1, "Tủ 2", "x"],
      ],
    },
  ],
};

async function chooseFile(page, bytes, name = "so-2021.xlsx") {
  await page.setInputFiles("#nx-tep", { name, mimeType: "application/octet-stream", buffer: bytes });
}

const text = (page, selector) => page.locator(selector).first().innerText();
const fact = (page, title) => page.locator("dl.facts > div", { hasText: title }).locator("dd").innerText();
const importButton = (page) => page.getByRole("button", { name: /văn bản, .* bản vào sổ theo dõi/ });

test("is found under the books, by the registrar alone", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "so");
  await page.getByRole("link", { name: "Nhập sổ cũ từ Excel" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "Nhập sổ cũ từ Excel" }).waitFor();
  assert.equal(await page.locator("nav.nav a[aria-current]").innerText(), "Sổ");
  assert.equal(await page.locator("nav.nav a", { hasText: "Excel" }).count(), 0);
  await page.getByText("Chưa nhập sổ nào.").waitFor();
  assert.deepEqual(await axe(page), []);
  await at(page, "viec/intake.import");
  assert.match(await text(page, ".act-form"), /Nhập sổ cũ từ Excel/);
  await close(page);
  const other = await world.signedIn("can-bo");
  await other.evaluate(() => { window.location.hash = "/nhap-excel"; });
  await other.getByText("Không có trang này").waitFor();
  await close(other);
});

test("finds headings and columns, names errors by cell, and imports what is right", async () => {
  const page = await world.signedIn("van-thu");
  const sent = [];
  page.on("request", (request) => sent.push({ url: request.url(), body: request.postData() ?? "" }));
  await at(page, "nhap-excel");
  await page.fill("#nx-so", "Sổ đến 2021, quyển 1");
  await chooseFile(page, workbook(register));

  // The cover has no headings: the next sheet has.
  await page.getByText("Dòng tiêu đề: dòng 3 của tệp.").waitFor();
  assert.match(await text(page, "section:has(> .mapping), .card:has(.mapping)"), /Dòng 4 chỉ đánh số cột, được bỏ qua/);
  assert.equal(await page.locator("#nx-trang").inputValue(), "1");
  const chosen = await page.locator(".mapping select").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(chosen, ["book_number", "book_day", "issuer", "number", "dated", "subject", "level", "determined", "copies", "place", ""]);
  await page.locator(".problems").waitFor();
  assert.match(await page.locator(".banner.top").getAttribute("aria-label"), /TỐI MẬT/);
  assert.equal(await fact(page, "Dòng trong tệp"), "5");
  assert.equal(await fact(page, "Dòng nhập được"), "3");
  assert.equal(await fact(page, "Dòng có lỗi"), "2");
  assert.match(await fact(page, "Độ mật"), /MẬT 2[\s\S]*TỐI MẬT 1/);
  const rows = page.locator(".problems tbody tr");
  assert.equal(await rows.count(), 3);
  const row = async (cell) => (await page.locator(".problems tbody tr", { hasText: cell }).innerText()).replace(/\s+/g, " ");
  assert.match(await row("B7"), /^B7 Ngày đến.* 31\/02\/2021 không có ngày này/);
  assert.match(await row("G7"), /^G7 Độ mật Thường /);
  assert.match(await row("I9"), /^I9 Số lượng bản hai /);
  await settled(page);
  assert.deepEqual(await axe(page), []);

  // Only one column's; then the list as a file.
  await page.locator(".inline-field select").selectOption("copies");
  assert.equal(await rows.count(), 1);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải danh sách lỗi" }).click()]);
  const csv = fs.readFileSync(await download.path(), "utf8");
  assert.ok(csv.startsWith("\uFEFF"));
  assert.match(csv, /"B7","[^"]+","31\/02\/2021","/);

  // With errors there is no import, until their rows are left out.
  assert.ok(await importButton(page).isDisabled());
  await page.getByLabel("Bỏ qua 2 dòng lỗi").check();
  assert.equal(await importButton(page).innerText(), "Nhập 3 văn bản, 4 bản vào sổ theo dõi");
  await importButton(page).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".outcome");
  assert.match(await text(page, "main"), /Đã nhập 3 văn bản, 4 bản\./);
  const list = page.locator("section:has(#nx-cac-lan) tbody tr");
  await list.first().waitFor();
  assert.match(await list.first().innerText(), /Sổ đến 2021, quyển 1[\s\S]*TỐI MẬT[\s\S]*3 văn bản, 4 bản[\s\S]*Hoàn tác được đến \d\d\/\d\d\/\d{4}/);
  await settled(page);
  assert.deepEqual(await axe(page), []);

  // Nothing of the file in addresses or storage; and columns left out do not leave the browser.
  assert.ok(sent.every((one) => !/[?]/.test(one.url) || /live|limit|duty/.test(one.url)));
  assert.ok(sent.every((one) => !one.body.includes("Người nhập")));
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);

  // Each row with its document.
  await list.first().getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Sổ đến 2021, quyển 1" }).waitFor();
  await settled(page);
  assert.deepEqual(await axe(page), []);
  assert.equal(await page.locator("main tbody tr").count(), 3);
  assert.match(await page.locator("main tbody tr").first().innerText(), /5\s+15\/CV-UBND\s+MẬT\s+1, 20\/11\/2021/);
  await page.getByRole("link", { name: "15/CV-UBND" }).click();
  await page.locator(".facts").waitFor();
  assert.match(await text(page, "main"), /18\/11\/2021/);
  await close(page);
});

test("lets columns be chosen by hand, and tells what is missing or there twice", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "nhap-excel");
  const rows = [["Mã", "Cấp", "Bên gửi", "Ngày ban hành"], ["90/X", "Mật", "Sở Bịa", day(44600)], ["91/X", "Mật", "Sở Bịa", 44601]];
  await chooseFile(page, workbook({ sheets: [{ name: "1", rows }] }));
  await page.getByText("Không tìm thấy dòng tiêu đề").waitFor();
  await settled(page);
  assert.deepEqual(await axe(page), []);
  await page.getByLabel("Dòng tiêu đề").selectOption({ index: 1 });
  await page.getByText("Chưa có cột cho mục bắt buộc: Số, ký hiệu, Độ mật.").waitFor();
  await page.getByLabel("Mục của cột A").selectOption("number");
  await page.getByLabel("Mục của cột B").selectOption("level");
  await page.getByLabel("Mục của cột C").selectOption("level");
  await page.getByText("Hai cột cùng một mục: Độ mật.").waitFor();
  assert.equal(await importButton(page).count(), 0);
  await page.getByLabel("Mục của cột C").selectOption("issuer");
  await page.getByText("Không có lỗi nào.").waitFor();
  assert.ok(await importButton(page).isDisabled());
  await page.getByText("Ghi tên sổ cũ ở mục 1.").waitFor();
  // What goes out has no issuer but this agency: checked anew.
  await page.getByText("Văn bản đi", { exact: true }).click();
  await page.locator("details", { hasText: "điều cần chú ý" }).waitFor();
  await close(page);
});

test("says in words what is wrong with a file, and takes the next one", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "nhap-excel");
  const good = parts(register);
  const compound = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(2000)]);
  for (const [name, bytes, words] of [
    ["cu.xls", compound, /lưu lại dạng \.xlsx/],
    ["khoa.xlsx", Buffer.concat([compound, Buffer.from("EncryptedPackage", "utf16le")]), /Tệp có mật khẩu/],
    ["rac.xlsx", Buffer.from("không phải Excel"), /không phải sổ tính Excel/],
    ["cut.xlsx", workbook(register).subarray(0, 900), /Tệp hỏng hoặc chép chưa trọn/],
    ["xml.xlsx", zipped({ ...good, "xl/worksheets/sheet1.xml": good["xl/worksheets/sheet1.xml"].slice(0, -20) }), /Tệp hỏng hoặc chép chưa trọn/],
    ["bom.xlsx", zipped({ ...good, "xl/worksheets/sheet2.xml": Buffer.alloc(200 << 20, " ") }), /bung ra quá 64 MB/],
    ["to.xlsx", Buffer.concat([workbook(register), Buffer.alloc(17 << 20)]), /lớn hơn 16 MB/],
  ]) {
    await chooseFile(page, bytes, name);
    await page.locator("[role=alert]", { hasText: words }).waitFor({ timeout: 20_000 });
    assert.equal(await page.locator(".mapping").count(), 0, name);
  }
  assert.deepEqual(await axe(page), []);
  await chooseFile(page, workbook({ sheets: [{ name: "1", rows: [] }] }));
  await page.getByText("Trang tính này không có dòng nào.").waitFor();
  await chooseFile(page, workbook({ sheets: [{ name: "1", rows: [["Số, ký hiệu", "Độ mật"], ...Array.from({ length: 10_001 }, (_, index) => [`${index}/X`, "Mật"])] }] }));
  await page.locator("[role=alert]", { hasText: "Tệp có 10.001 dòng" }).waitFor();
  assert.equal(await page.locator("[role=alert]", { hasText: "64 MB" }).count(), 0);
  await close(page);
});

test("reads the server's own empty sheet, filled in", async () => {
  const page = await world.signedIn("van-thu");
  await at(page, "nhap-excel");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải tệp mẫu" }).click()]);
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  await chooseFile(page, fs.readFileSync(await download.path()), "mau.xlsx");
  await page.getByText("Dòng tiêu đề: dòng").waitFor();
  const columns = (await (await world.client("van-thu"))("GET", "intakes/columns")).columns.map((one) => one.name);
  const chosen = await page.locator(".mapping select").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(chosen, columns);
  await close(page);
});

test("undoes an import: not where something was done since, but the rest", async () => {
  const page = await world.signedIn("van-thu");
  const clerk = await world.client("van-thu");
  const rows = [1, 2, 3].map((row) => ({ row: row + 1, number: `6${row}/CV-HT`, issuer: "Sở Bịa", level: "Mật", dated: "2021-11-20", determined: "2021-11-20", copies: "2", place: "Tủ 3" }));
  const made = await clerk("POST", "acts/intake.import", { direction: "incoming", source: "Sổ nhập nhầm", rows });
  assert.equal(made.status, 200, JSON.stringify(made));
  const inside = await clerk("GET", `intakes/${made.ids.intake}`);
  const document = await clerk("GET", `documents/${inside.rows[0].document}`);
  const lent = await (await world.client("bao-quan"))("POST", "acts/copy.lend", { copy: document.copies[0].id, person: 6, due: "2099-01-01" });
  assert.equal(lent.status, 200, JSON.stringify(lent));
  await at(page, "nhap-excel");
  const row = page.locator("section:has(#nx-cac-lan) tbody tr", { hasText: "Sổ nhập nhầm" });
  await row.getByRole("button", { name: "Hoàn tác" }).press("Enter");
  const dialog = page.locator("dialog");
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /3 văn bản và 6 bản của “Sổ nhập nhầm” vẫn ở trong sổ nhưng bị gạch[\s\S]*Không xóa gì/);
  assert.match(await dialog.innerText(), /Hoàn tác được đến \d\d\/\d\d\/\d{4}/);
  assert.deepEqual(await axe(page), []);
  assert.ok(await dialog.locator("button.primary").isDisabled());
  await page.keyboard.type("Nhập nhầm quyển");
  await dialog.locator("button.primary").press("Enter");
  await dialog.locator(".problem").waitFor();
  assert.match(await dialog.locator(".problem").innerText(), /đã có việc khác sau khi nhập/);
  await settled(page);
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole("button", { name: "Hoàn tác những văn bản chưa có việc gì" }).press("Enter");
  await dialog.locator(".outcome").waitFor();
  assert.match(await dialog.innerText(), /Đã hoàn tác 2 văn bản, 4 bản\. Giữ lại 1 văn bản đã có việc/);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.locator("section:has(#nx-cac-lan) tbody tr", { hasText: /Đã hoàn tác \d\d\/\d\d\/\d{4}, .*: Nhập nhầm quyển/ }).waitFor();
  // Struck out, and still there.
  await at(page, `nhap-excel/${made.ids.intake}`);
  assert.equal(await page.locator("main tbody tr").count(), 3);
  assert.match(await page.locator("main tbody tr").first().innerText(), /Đang quản lý Đã có việc sau khi nhập/);
  assert.match(await page.locator("main tbody tr").nth(1).innerText(), /Đã gạch$/);
  await page.getByRole("link", { name: "62/CV-HT" }).click();
  await page.locator(".facts").waitFor();
  assert.match(await text(page, "main"), /gạch bỏ/);
  assert.deepEqual(await axe(page), []);
  await close(page);
});

test("brings 5,000 rows from the file to the books within 20 seconds", async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => [
    index + 1, day(44200 + (index % 300)), `Cơ quan bịa số ${index % 40}`, `${index + 1}/CV-CQ${index % 40}`, day(44200 + (index % 300)),
    `Việc bịa thứ ${index + 1}, ghi dài như một trích yếu thường gặp trong sổ của cơ quan`, index % 9 ? "Mật" : "Tối mật", day(44200 + (index % 300)), 1 + (index % 20 === 0), `Tủ ${index % 7}`, "x",
  ]);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "niem-intake-"));
  const file = path.join(folder, "5000.xlsx");
  fs.writeFileSync(file, workbook({ sheets: [{ name: "Sổ", rows: [headings, ...rows] }] }));
  const page = await world.signedIn("van-thu");
  page.setDefaultTimeout(60_000);
  await at(page, "nhap-excel");
  await page.fill("#nx-so", "Sổ lớn");
  const begun = Date.now();
  const passed = () => ((Date.now() - begun) / 1000).toFixed(1);
  await page.setInputFiles("#nx-tep", file);
  await page.locator(".mapping").waitFor();
  const read = passed();
  await page.getByText("Không có lỗi nào.").waitFor();
  const checked = passed();
  assert.equal(await importButton(page).innerText(), "Nhập 5.000 văn bản, 5.250 bản vào sổ theo dõi");
  await importButton(page).click();
  await page.waitForSelector("main .outcome >> text=Đã thực hiện");
  const seconds = passed();
  console.log(`5,000 rows: read after ${read} s, checked after ${checked} s, in the books after ${seconds} s`);
  fs.rmSync(folder, { recursive: true });
  assert.ok(Number(seconds) <= 20, seconds);
  await at(page, "nhap-excel");
  await page.getByRole("link", { name: "Sổ lớn" }).click();
  const shown = page.locator("main tbody tr");
  await page.getByRole("button", { name: "Xem tiếp" }).click();
  await shown.nth(399).waitFor();
  // Someone brings in more: what was on the screen is read again, all of it.
  const readAgain = page.waitForResponse((answer) => answer.url().includes("after="));
  const made = await (await world.client("van-thu"))("POST", "acts/intake.import", {
    direction: "incoming", source: "Sổ nhỏ",
    rows: [{ row: 2, number: "71/CV-HT", issuer: "Sở Bịa", level: "Mật", dated: "2021-11-20", determined: "2021-11-20", copies: "1", place: "Tủ 3" }],
  });
  assert.equal(made.status, 200, JSON.stringify(made));
  await readAgain;
  await settled(page);
  assert.equal(await shown.count(), 400);
  // Nor is anything lost where that fails.
  const failing = (url) => /\/intakes\/\d+\?/.test(url.href);
  await page.route(failing, (route) => route.fulfill({ status: 503, contentType: "application/json", body: '{"error":{"code":"internal","message":{"vi":"Máy chủ hỏng giữa chừng","en":"Broken"}}}' }));
  const failed = page.waitForResponse((answer) => failing(new URL(answer.url())) && answer.status() === 503);
  const another = await (await world.client("van-thu"))("POST", "acts/intake.import", {
    direction: "incoming", source: "Sổ nhỏ nữa",
    rows: [{ row: 2, number: "72/CV-HT", issuer: "Sở Bịa", level: "Mật", dated: "2021-11-20", determined: "2021-11-20", copies: "1", place: "Tủ 3" }],
  });
  assert.equal(another.status, 200, JSON.stringify(another));
  await failed;
  await page.getByText("Máy chủ hỏng giữa chừng").waitFor();
  assert.equal(await shown.count(), 400);
  await page.unroute(failing);
  await page.getByRole("button", { name: "Thử lại" }).click();
  await page.locator("[role=alert]").waitFor({ state: "detached" });
  assert.equal(await shown.count(), 400);
  // A part that cannot be read costs nothing of what stands there.
  await page.route("**/intakes/*after=*", (route) => route.fulfill({ status: 503, contentType: "application/json", body: '{"error":{"code":"unavailable","message":{"vi":"Máy chủ bận","en":"Busy"}}}' }));
  await page.getByRole("button", { name: "Xem tiếp" }).click();
  await page.locator("[role=alert]").waitFor();
  assert.equal(await shown.count(), 400);
  await page.unroute("**/intakes/*after=*");
  await page.getByRole("button", { name: "Xem tiếp" }).click();
  await shown.nth(599).waitFor();
  assert.equal(await page.locator("[role=alert]").count(), 0);
  await close(page);
});

test("works in English, in the dark, and at 200 %", async () => {
  const page = await world.signedIn("van-thu", { viewport: { width: 683, height: 384 } });
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await at(page, "nhap-excel");
  await chooseFile(page, workbook(register));
  await page.locator(".problems").waitFor();
  await settled(page);
  assert.match(await text(page, "main"), /Bring in 3 documents, 4 copies|errors/);
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(inner <= outer, `${inner} > ${outer}`);
  assert.deepEqual(await axe(page), []);
  await close(page);
});
