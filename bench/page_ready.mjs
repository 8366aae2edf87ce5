// How soon the page of niem serve can be used, over the data of `registry_bench make` (tier M):
//
//   build/bin/niem serve im --port 8787 &
//   node bench/page_ready.mjs http://127.0.0.1:8787 20         # how many rounds
//
// Each round, for each page: a new visit with an empty cache, signed in. Two times, p50 and p95 in ms:
// what the browser waited for the server, by request (from the request's last byte to the answer's last),
// and from the visit's begin until the page shows what it read (first use). Needs the modules of tests/web
// (tests/web/run.sh installs them) and Debian's chromium.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(here, "../tests/web/package.json"));
const { chromium } = require("playwright-core");

const [address = "http://127.0.0.1:8787", rounds = "20"] = process.argv.slice(2);
const password = "mat-khau-thu-tai";
const pages = {
  "registrar-1": ["", "den", "van-ban", "van-ban/25000", "so", "viec"],
  "keeper-1": ["", "giao-nhan", "van-ban", "van-ban/25000", "so"],
};

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
}

async function signedIn(browser, login) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "vi-VN" });
  const page = await context.newPage();
  await page.goto(address + "/");
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav.nav a");
  await page.close();
  return context;
}

// Until nothing is being read and the page has said what it shows.
async function visit(context, place, waits) {
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  let reading = 0;
  let last = 0;
  const begun = performance.now();
  const counts = (request) => !request.url().includes("/live");
  page.on("request", (request) => { if (counts(request)) reading++; });
  page.on("requestfinished", (request) => {
    if (!counts(request)) return;
    reading--;
    last = performance.now();
    const { requestStart, responseEnd } = request.timing();
    waits.push(responseEnd - requestStart);
  });
  page.on("requestfailed", (request) => { if (counts(request)) reading--; });
  await page.goto(address + "/#/" + place);
  await page.waitForSelector("main h1");
  const heading = performance.now();
  for (let quiet = 0; quiet < 6; ) {
    await page.waitForTimeout(20);
    quiet = reading > 0 ? 0 : quiet + 1;
  }
  // After the last answer the page still has to draw it.
  const drawn = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1)))));
  await page.close();
  return drawn && Math.max(heading, last) - begun;
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
console.log("page                        answers p50  p95   first use p50  p95");
let worst = 0;
for (const [login, places] of Object.entries(pages)) {
  const context = await signedIn(browser, login);
  for (const place of places) {
    const waits = [];
    const ready = [];
    for (let i = 0; i < Number(rounds); i++) ready.push(await visit(context, place, waits));
    worst = Math.max(worst, quantile(ready, 0.95));
    const name = `${login} ${place || "(home)"}`;
    console.log(`${name.padEnd(28)} ${[waits, ready].map((one) => `${String(quantile(one, 0.5)).padStart(8)} ${String(quantile(one, 0.95)).padStart(5)}`).join("    ")}`);
  }
  await context.close();
}
console.log(`first use, p95 of the slowest page: ${worst} ms`);
await browser.close();
