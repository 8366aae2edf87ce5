// The one way to the server: cookies carry the session, every change repeats its csrf word, and
// every act a key of its own, so that asking again after a lost answer does nothing twice.
import type { Documents, Text } from "./api.gen";

export * from "./api.gen";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: Text,
    readonly article?: Text,
    readonly whoCould: Text[] = [],
  ) {
    super(code);
  }
}

let csrf = "";
let duty = "";
let onSignedOut: () => void = () => {};

export function setCredentials(word: string, acting: string) {
  csrf = word;
  duty = acting;
}

export function actingDuty() {
  return duty;
}

export function whenSignedOut(call: () => void) {
  onSignedOut = call;
}

const unreachable: Text = {
  vi: "không tới được máy chủ; kiểm tra mạng rồi thử lại",
  en: "the server cannot be reached; check the network and try again",
};

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "web-" + Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

async function send(method: string, path: string, body: unknown, key?: string) {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrf) headers["X-Niem-CSRF"] = csrf;
  if (duty) headers["X-Niem-Duty"] = duty;
  if (key) headers["Idempotency-Key"] = key;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  try {
    return await fetch("/api/v1/" + path, { method, headers, body: sent, cache: "no-store" });
  } catch {
    throw new ApiError(0, "unreachable", unreachable);
  }
}

function pause(ms: number) {
  return new Promise((done) => setTimeout(done, ms));
}

// `harmless`: may be asked again where the server was too busy.
async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  key?: string,
  harmless = method === "GET" || key !== undefined,
): Promise<T> {
  let answer = await send(method, path, body, key);
  if (answer.status === 503 && harmless) {
    await pause(2000);
    answer = await send(method, path, body, key);
  }
  if (answer.ok) return (await answer.json().catch(() => undefined)) as T;
  throw await problemOf(answer);
}

async function problemOf(answer: Response) {
  const error = (await answer.json().catch(() => undefined))?.error;
  // Without a csrf word nobody was signed in here.
  if (error?.code === "no_session" && csrf) onSignedOut();
  return new ApiError(
    answer.status,
    error?.code ?? "internal",
    error?.message ?? unreachable,
    error?.article,
    error?.who_could,
  );
}

function withQuery(path: string, query: Record<string, string | number | undefined>) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") words.set(name, String(value));
  }
  const tail = words.toString();
  return tail ? path + "?" + tail : path;
}

export function get<T>(path: string, query: Record<string, string | number | undefined> = {}) {
  return call<T>("GET", withQuery(path, query));
}

// A file, kept by the browser under the name that the server gives it.
// `query`: what was searched for, which stands in no address.
export async function download(path: string, query?: Record<string, string | undefined>) {
  const answer = query ? await send("POST", path, given(query)) : await send("GET", path, undefined);
  if (!answer.ok) throw await problemOf(answer);
  const name = /filename="([a-z0-9.-]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name ?? "niem";
  link.click();
  URL.revokeObjectURL(link.href);
}

export function post<T>(path: string, body: unknown, key?: string) {
  return call<T>("POST", path, body, key);
}

// Asks and changes nothing.
export function ask<T>(path: string, body: unknown) {
  return call<T>("POST", path, body, undefined, true);
}

// What is searched for stands in no address.
export function search(query: Record<string, string | number | undefined>) {
  return ask<Documents>("documents", given(query));
}

function given(query: Record<string, string | number | undefined>) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ""));
}

export function remove<T>(path: string) {
  return call<T>("DELETE", path);
}
