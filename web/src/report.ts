// A report of niem scan as the server takes it. A long one is made shorter here: the files that nobody must decide on
// are left out, and its first line tells the digest of the whole (src/registry/scan_report.h reads both).
const shortEnough = 3_000_000;
const most = 256_000_000;
const passed = new Set(["clean", "mentions", "declassified"]);

export interface ReportFile {
  report: string;
  sha256?: string;
}

export type ReportFault = "report_none" | "report_encoding" | "report_large";

// `chosen`: the report, and the .sha256 beside it where there is one.
export async function readReport(chosen: File[]): Promise<ReportFile | ReportFault> {
  const beside = chosen.find((one) => one.name.endsWith(".sha256"));
  const file = chosen.find((one) => one !== beside);
  if (!file) return "report_none";
  if (file.size > most) return "report_large";
  const bytes = await file.arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "report_encoding";
  }
  const sha256 = beside && (await beside.text()).trim().slice(0, 400);
  const report = bytes.byteLength > shortEnough ? await abridged(text, bytes) : text;
  return report === undefined ? "report_large" : { report, ...(sha256 && { sha256 }) };
}

// Undefined where it is not of lines, or where the browser makes no digests (a page without TLS).
async function abridged(text: string, bytes: ArrayBuffer): Promise<string | undefined> {
  if (!crypto.subtle) return undefined;
  const digest = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (one) => one.toString(16).padStart(2, "0")).join("");
  const kept: string[] = [];
  let documents = 0;
  let size = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const line = text.slice(from, end < 0 ? undefined : end);
    from = end < 0 ? text.length : end + 1;
    if (!line.trim()) continue;
    try {
      const json = JSON.parse(documents || kept.length ? line : line.replace(/^\uFEFF/, ""));
      if (!json.summary) documents += 1;
      if (passed.has(json.verdict)) continue;
    } catch {
      return undefined;
    }
    kept.push(line.replace(/^\uFEFF/, ""));
    size += line.length;
    if (size > shortEnough) return undefined;
  }
  return [JSON.stringify({ abridged: { sha256: digest, documents } }), ...kept].join("\n");
}
