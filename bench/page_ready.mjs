// How soon the page of niem serve can be used, over the data of `registry_bench make` (tier M):
//
//   build/bin/niem serve im --port 8787 &
//   node bench/page_ready.mjs http://127.0.0.1:8787 20         # how many rounds
//
// Each round, for each page: a new tab of a signed-in person, with an empty cache. Two times, p50 and p95 in ms, by the
// browser's own clocks: what it waited for the server, by request (from the request's last byte to the answer's last),
// and from the visit's begin until the page has drawn all that it read (first use). Nothing watches the requests
// meanwhile: a debugger that does makes the browser keep the stack of every call, which more than doubled these times.
// Needs the modules of tests/web (tests/web/run.sh installs them) and Debian's chromium.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(here, "../tests/web/package.json"));
const { chromium } = require("playwright-core");

const [address = "http://127.0.0.1:8787", rounds = "20"] = process.argv.slice(2);
const password = "mat-khau-thu-tai";
const settle = 1500; // ms from the visit's begin until its times are asked for
const pages = {
  "registrar-1": ["", "den", "van-ban", "van-ban/25000", "so", "viec"],
  "keeper-1": ["", "giao-nhan", "van-ban", "van-ban/25000", "so"],
};

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
}

// Runs in the page before its own script: when was each change of it on the screen?
function watchDrawing() {
  window.drawnAt = [];
  new MutationObserver(() =>
    requestAnimationFrame(() => setTimeout(() => window.drawnAt.push(performance.now()))),
  ).observe(document, { subtree: true, childList: true, characterData: true });
}

// Runs in the page when it has settled. An answer that changes nothing on the screen is the end all the same.
function timesOfVisit() {
  const read = performance.getEntriesByType("resource").filter((one) => !one.name.includes("/live"));
  const last = Math.max(...read.map((one) => one.responseEnd));
  return {
    waits: read.map((one) => one.responseEnd - one.requestStart),
    ready: window.drawnAt.find((at) => at > last) ?? last,
    shows: document.querySelector("main h1")?.textContent ?? null,
  };
}

// A tab spoken to directly, without what playwright switches on in the tabs that it opens.
async function openTab(browser, browserContextId) {
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: false });
  let asked = 0;
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      const hear = (event) => {
        if (event.sessionId !== sessionId) return;
        const answer = JSON.parse(event.message);
        if (answer.id !== id) return;
        browser.off("Target.receivedMessageFromTarget", hear);
        if (answer.error || answer.result.exceptionDetails) reject(new Error(event.message));
        else resolve(answer.result);
      };
      browser.on("Target.receivedMessageFromTarget", hear);
      browser.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) }).catch(reject);
    });
  const run = async (code) =>
    (await send("Runtime.evaluate", { expression: code, awaitPromise: true, returnByValue: true })).result.value;
  return { send, run, close: () => browser.send("Target.closeTarget", { targetId }) };
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function signedIn(browser, login) {
  const { browserContextId } = await browser.send("Target.createBrowserContext");
  const tab = await openTab(browser, browserContextId);
  await tab.send("Page.navigate", { url: address + "/" });
  await wait(settle);
  const status = await tab.run(`fetch("/api/v1/session", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: ${JSON.stringify(JSON.stringify({ login, password }))} }).then((answer) => answer.status)`);
  if (status !== 200) throw new Error(`${login} cannot sign in: ${status}`);
  return { tab, browserContextId };
}

async function visit(browser, person, place) {
  await person.tab.send("Network.clearBrowserCache");
  const tab = await openTab(browser, person.browserContextId);
  await tab.send("Page.enable"); // the script below is taken only then
  await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${watchDrawing})()` });
  await tab.send("Page.navigate", { url: `${address}/#/${place}` });
  await wait(settle);
  const times = await tab.run(`(${timesOfVisit})()`);
  await tab.close();
  if (!times.shows || times.ready > settle - 300) throw new Error(`/${place} had not settled after ${settle} ms`);
  return times;
}

const chrome = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const browser = await chrome.newBrowserCDPSession();
console.log("page                        answers p50  p95   first use p50  p95   slowest");
let worst = 0;
for (const [login, places] of Object.entries(pages)) {
  const person = await signedIn(browser, login);
  for (const place of places) {
    const waits = [];
    const ready = [];
    for (let i = 0; i < Number(rounds); i++) {
      const times = await visit(browser, person, place);
      waits.push(...times.waits);
      ready.push(times.ready);
    }
    worst = Math.max(worst, quantile(ready, 0.95));
    const name = `${login} ${place || "(home)"}`;
    const figures = [waits, ready].map((one) => `${String(quantile(one, 0.5)).padStart(8)} ${String(quantile(one, 0.95)).padStart(5)}`);
    console.log(`${name.padEnd(28)} ${figures.join("    ")} ${String(Math.round(Math.max(...ready))).padStart(9)}`);
  }
}
console.log(`first use, p95 of the slowest page: ${worst} ms`);
await chrome.close();
