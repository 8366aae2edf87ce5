// The pictures of the guides, from the invented agency:  node tests/web/pictures.mjs docs/images
import { spawnSync } from "node:child_process";
import path from "node:path";

import { workbook } from "./sheets.mjs";
import { World, at, bin, settled, source } from "./world.mjs";

const folder = process.argv[2];
const world = await World.begin();
try {
  await (await world.client("bao-ve"))("POST", "acts/clearance.grant", { person: 6, level: "toi_mat", units: ["xa-suoi-nga"] });

  const picture = async (name, login, place, prepare = async () => {}, options = {}) => {
    const page = await world.signedIn(login, options);
    page.setDefaultTimeout(8000);
    await at(page, place);
    await prepare(page);
    await settled(page);
    await page.screenshot({ path: path.join(folder, `page-${name}.png`) });
    await page.context().close();
  };

  await picture("home", "chu-tich", "");
  await picture("receive", "van-thu", "den", async (page) => {
    await page.keyboard.type("2");
    await page.fill("#den-issuer", "UBND tỉnh Bịa");
    await page.fill("[data-field=number] input", "15");
    await page.fill("#den-symbol", "CV-UBND");
    await page.fill("#den-dated", "2011");
    await page.fill("#den-type_name", "Công văn");
    await page.fill("#den-subject", "Việc tập dượt");
    await page.fill("#den-stated", "2");
    await page.fill("#den-counted", "1");
  });
  await picture("document", "chu-tich", "van-ban/3");
  await picture("life", "van-thu", "van-ban/3", async (page) => {
    await page.locator("figure").scrollIntoViewIfNeeded();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  });
  await picture("lend", "bao-quan", "giao-nhan", async (page) => {
    for (const code of ["N6", "B2"]) {
      await page.fill("#quet", code);
      await page.press("#quet", "Enter");
    }
  });
  await picture("book", "van-thu", "so/1");
  await picture("findings", "van-thu", "ra-quet", async (page) => {
    const report = path.join(world.folder, "may-thu.jsonl");
    spawnSync(path.join(bin, "niem"), ["scan", "samples", "--format", "jsonl", "-o", report], { cwd: source, stdio: "ignore" });
    await page.locator("#rq-tep").setInputFiles([report]);
    await page.getByRole("button", { name: "Nhập báo cáo", exact: true }).click();
    await page.waitForSelector("th.path");
  });
  await picture("audits", "bao-ve", "kiem-tra", async (page) => {
    const disk = path.join(world.folder, "may-tinh");
    const report = path.join(world.folder, "may-tinh.json");
    spawnSync(path.join(bin, "audit_make_machine"), ["tree", disk], { stdio: "ignore" });
    spawnSync(path.join(bin, "niem"), ["audit", "--root", disk, "-q", "-f", "json", "-o", report], { stdio: "ignore" });
    await page.locator("#kt-tep").setInputFiles([report]);
    await page.getByRole("button", { name: "Ghi vào sổ" }).click();
    await page.locator("#kt-phat-hien").waitFor();
    await page.locator("#kt-phat-hien").scrollIntoViewIfNeeded();
  });
  await picture("intake", "van-thu", "nhap-excel", async (page) => {
    const day = (number) => ({ number, format: 1 });
    const buffer = workbook({ sheets: [{ name: "2021", rows: [
      ["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN NĂM 2021"],
      ["Số đến", "Ngày đến", "Cơ quan ban hành", "Số, ký hiệu", "Trích yếu", "Độ mật", "Ngày xác định độ mật", "Số lượng bản"],
      [1, day(44520), "UBND tỉnh Bịa", "15/CV-UBND", "Việc tập dượt", "Mật", day(44518), 2],
      [2, "31/02/2021", "Công an tỉnh Bịa", "21/BC-CAT", "Báo cáo tập dượt", "Tối mật", day(44519), 1],
      [3, day(44521), "Sở Bịa", "33/CV-SB", "Việc tập dượt khác", "Mật", day(44519), "hai"],
      ...Array.from({ length: 40 }, (_, at) => [4 + at, day(44522 + at), "Sở Bịa", `${34 + at}/CV-SB`, "Việc tập dượt khác", at % 9 ? "Mật" : "Tối mật", day(44520 + at), 1]),
    ] }] });
    await page.fill("#nx-so", "Sổ đến 2021, quyển 1");
    await page.setInputFiles("#nx-tep", { name: "2021.xlsx", mimeType: "", buffer });
    await page.locator(".problems").scrollIntoViewIfNeeded();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  });
  await picture("second", "bao-ve-2", "cho");
  await picture("ledger", "kiem-tra", "nhat-ky", async (page) => {
    await page.getByRole("button", { name: "Ký mốc kiểm bây giờ" }).click();
    await page.waitForSelector("pre");
  });
} finally {
  await world.end();
}
