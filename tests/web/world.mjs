// The invented agency of `niem init --demo` behind a server of its own, and browsers in it.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { Postgres } from "./postgres.mjs";

const require = createRequire(import.meta.url);
export const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const bin = process.env.NIEM_BIN_DIR || path.join(source, "build/bin");
export const password = "chi-de-dung-thu";
const wide = { width: 1366, height: 768 };

// Which store the page is tried on: "embedded" or "postgres".
export const engine = process.env.NIEM_TEST_STORE || "embedded";

export class World {
  static async begin() {
    const world = new World();
    world.folder = fs.mkdtempSync(path.join(os.tmpdir(), "niem-page-"));
    const store = path.join(world.folder, "thu");
    const init = ["init", store, "--demo"];
    if (engine === "postgres") {
      fs.chmodSync(world.folder, 0o711);
      world.postgres = await Postgres.begin(path.join(world.folder, "pg"));
      init.push("--postgres", world.postgres.conninfo);
    }
    execFileSync(path.join(bin, "niem"), init, { stdio: "pipe" });
    world.server = spawn(path.join(bin, "niem"), ["serve", store, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    world.address = await new Promise((done, failed) => {
      world.server.stdout.once("data", (data) => done(String(data).trim()));
      world.server.once("exit", (status) => failed(new Error("niem serve ended: " + status)));
    });
    world.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    return world;
  }

  async end() {
    await this.browser?.close();
    this.server?.kill("SIGTERM");
    if (this.server && this.server.exitCode === null) await new Promise((done) => this.server.once("exit", done));
    await this.postgres?.end();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  // A page that remembers every script error, refused policy and request to another place. `init`: run in it first.
  async page({ init, ...options } = {}) {
    const context = await this.browser.newContext({ viewport: wide, locale: "vi-VN", ...options });
    if (init) await context.addInitScript(init);
    const page = await context.newPage();
    page.problems = [];
    page.on("pageerror", (error) => page.problems.push(String(error)));
    page.on("console", (message) => {
      // A refusal is an answer: the browser notes its status, and nothing is wrong.
      if (message.type() === "error" && !/the server responded with a status of (4\d\d|503)/.test(message.text())) page.problems.push(message.text());
    });
    page.reading = 0;
    const counts = (request) => request.url().includes("/api/v1/") && !request.url().includes("/live");
    page.on("requestfinished", (request) => { if (counts(request)) page.reading--; });
    page.on("requestfailed", (request) => { if (counts(request)) page.reading--; });
    page.on("request", (request) => {
      if (counts(request)) page.reading++;
      if (!request.url().startsWith(this.address) && !request.url().startsWith("data:")) page.problems.push(request.url());
    });
    await page.goto(this.address + "/");
    return page;
  }

  // `prepare`: what is to be set up before anything is asked of the server in his name.
  async signedIn(login, { prepare, ...options } = {}) {
    const page = await this.page(options);
    await prepare?.(page);
    await page.fill("#login", login);
    await page.fill("#password", password);
    await page.keyboard.press("Enter");
    await page.waitForSelector("nav.nav a");
    await page.waitForSelector("main h1");
    return page;
  }

  // As another program would: for what a test needs to be there already.
  async client(login) {
    const answer = await fetch(this.address + "/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ login, password, bearer: true }),
    });
    const { token } = await answer.json();
    return async (method, where, body) => {
      const told = await fetch(this.address + "/api/v1/" + where, {
        method,
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
        body: body && JSON.stringify(body),
      });
      return { status: told.status, ...(await told.json()) };
    };
  }
}

// To a page by its place behind the "#", as a link does.
export async function at(page, place) {
  await page.evaluate((where) => { window.location.hash = where; }, "/" + place);
  await page.waitForSelector("main h1");
  await settled(page);
}

// Until the page has read what it shows, and asked what it asks beforehand.
export async function settled(page) {
  for (let quiet = 0, i = 0; quiet < 9 && i < 200; i++) {
    await page.waitForTimeout(50);
    quiet = page.reading > 0 ? 0 : quiet + 1;
  }
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The page's policy lets no foreign script in, which is right; the browser's own tools may.
export async function axe(page, only) {
  const client = await page.context().newCDPSession(page);
  await client.send("Runtime.evaluate", { expression: fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
  const asked = `axe.run(document, ${JSON.stringify({ runOnly: only ? { type: "rule", values: only } : rules })}).then((r) => JSON.stringify(r.violations))`;
  const { result } = await client.send("Runtime.evaluate", { expression: asked, awaitPromise: true });
  await client.detach();
  return JSON.parse(result.value).map(
    (one) => `${one.impact} ${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 140)} ${one.nodes[0].failureSummary}`,
  );
}
