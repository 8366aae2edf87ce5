// Bundles the page into FOLDER: index.html, app.js, app.css and their gzip, the same bytes from the same files.
//   node build.mjs FOLDER
import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import * as esbuild from "esbuild";

const folder = process.argv[2];
await esbuild.build({
  entryPoints: { app: "src/main.tsx" },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome90", "firefox90"],
  jsx: "automatic",
  charset: "utf8",
  legalComments: "eof",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
fs.copyFileSync("index.html", path.join(folder, "index.html"));
for (const name of ["app.js", "app.css"]) {
  const file = path.join(folder, name);
  fs.writeFileSync(file + ".gz", gzipSync(fs.readFileSync(file), { level: 9 }));
}
