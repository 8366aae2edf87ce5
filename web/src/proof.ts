// Checks the ledger's proofs in the browser, by the browser's own SHA-256 and Ed25519: nothing here trusts what the
// server says of them. Written from RFC 9162 §2.1 (tree, §2.1.3.2 inclusion, §2.1.4.2 consistency), the C2SP
// specifications of signed notes and checkpoints, and docs/formats/ledger.md (the leaf). Sizes are whole numbers up to
// 2^53, so halves are taken by arithmetic: the bit operators of the language end at 2^31.

export type Hash = Uint8Array<ArrayBuffer>;

// One hash of two, as it is computed. `given`: the side that the proof gave, the other was computed before.
export interface Step {
  left: Hash;
  right: Hash;
  given: "left" | "right";
  result: Hash;
  old?: Hash; // of a consistency proof: the older tree's hash so far, where this step moves it
}

type OnStep = (step: Step) => void | Promise<void>;

// False where the page did not come over https or from this very machine.
export function canHash() {
  return globalThis.crypto?.subtle !== undefined;
}

async function sha256(...parts: Uint8Array<ArrayBuffer>[]): Promise<Hash> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

export const emptyRoot = () => sha256();
export const leafHash = (leaf: Uint8Array<ArrayBuffer>) => sha256(Uint8Array.of(0), leaf);
export const nodeHash = (left: Hash, right: Hash) => sha256(Uint8Array.of(1), left, right);

export function same(a: Uint8Array, b: Uint8Array) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function hex(bytes: Uint8Array) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Base 64 as encoding writes it, and nothing else.
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const raw = atob(text);
    return btoa(raw) === text ? Uint8Array.from(raw, (letter) => letter.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

function hashOf(text: string | undefined): Hash | undefined {
  const bytes = fromBase64(text ?? "");
  return bytes?.length === 32 ? bytes : undefined;
}

// A proof as the server sends it.
export function hashesOf(list: string[]): Hash[] | undefined {
  const hashes = list.map(hashOf);
  return hashes.every((one) => one !== undefined) ? (hashes as Hash[]) : undefined;
}

const odd = (number: number) => number % 2 === 1;
const half = (number: number) => Math.floor(number / 2);
const isSize = (number: number) => Number.isSafeInteger(number) && number >= 0;

export function isPowerOfTwo(number: number) {
  let rest = number;
  while (rest > 1 && !odd(rest)) rest = half(rest);
  return rest === 1;
}

// ---- the tree ------------------------------------------------------------------------------------------------------

// The root that leaf `index` of `size` leads to; undefined where the proof has not the form of one.
export async function climb(leaf: Hash, index: number, size: number, proof: Hash[], onStep?: OnStep) {
  if (!isSize(index) || !isSize(size) || index >= size) return undefined;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const one of proof) {
    if (sn === 0) return undefined;
    const given = odd(fn) || fn === sn ? "left" : "right";
    const [left, right] = given === "left" ? [one, hash] : [hash, one];
    hash = await nodeHash(left, right);
    await onStep?.({ left, right, given, result: hash });
    while (given === "left" && !odd(fn) && fn !== 0) {
      fn = half(fn);
      sn = half(sn);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 ? hash : undefined;
}

export async function verifyInclusion(leaf: Hash, index: number, size: number, proof: Hash[], root: Hash, onStep?: OnStep) {
  const reached = await climb(leaf, index, size, proof, onStep);
  return reached !== undefined && same(reached, root);
}

// The two roots that a consistency proof leads to; undefined where it has not the form of one.
// `firstRoot`: where the older tree is whole inside the newer, the proof starts from it.
export async function climbBoth(first: number, second: number, firstRoot: Hash, proof: Hash[], onStep?: OnStep) {
  if (!isSize(first) || !isSize(second) || first === 0 || first >= second || proof.length === 0) return undefined;
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  let fn = first - 1;
  let sn = second - 1;
  while (odd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = path[0]!;
  let sr = path[0]!;
  for (const one of path.slice(1)) {
    if (sn === 0) return undefined;
    if (odd(fn) || fn === sn) {
      fr = await nodeHash(one, fr);
      const right = sr;
      sr = await nodeHash(one, right);
      await onStep?.({ left: one, right, given: "left", result: sr, old: fr });
      while (!odd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      const left = sr;
      sr = await nodeHash(left, one);
      await onStep?.({ left, right: one, given: "right", result: sr });
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 ? { first: fr, second: sr } : undefined;
}

// RFC 9162 defines it for 0 < first < second; everything begins with nothing, and with itself.
export async function verifyConsistency(
  first: number,
  second: number,
  firstRoot: Hash,
  secondRoot: Hash,
  proof: Hash[],
  onStep?: OnStep,
) {
  if (!isSize(first) || !isSize(second)) return false;
  if (first === 0 || first === second) {
    const due = first === second ? secondRoot : await emptyRoot();
    return proof.length === 0 && same(firstRoot, due);
  }
  const roots = await climbBoth(first, second, firstRoot, proof, onStep);
  return roots !== undefined && same(roots.first, firstRoot) && same(roots.second, secondRoot);
}

// ---- signed notes --------------------------------------------------------------------------------------------------

export interface Note {
  origin: string;
  size: number;
  root: Hash;
  text: string; // that is signed
  signatures: { name: string; id: string; bytes: Uint8Array<ArrayBuffer> }[];
}

export interface Key {
  name: string;
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
}

// Scanners and editors end lines in their own way and add empty ones around.
function tidied(pasted: string) {
  return pasted.replace(/\r\n?/g, "\n").replace(/^\s+/, "").replace(/\s+$/, "") + "\n";
}

export function parseNote(pasted: string): Note | undefined {
  const whole = tidied(pasted);
  const gap = whole.lastIndexOf("\n\n");
  if (whole.length > 1 << 20 || gap < 0) return undefined;
  const text = whole.slice(0, gap + 1);
  const lines = text.slice(0, -1).split("\n");
  const [origin, size, root] = lines;
  const hash = hashOf(root);
  if (!origin || !/^(0|[1-9]\d*)$/.test(size ?? "") || !isSize(Number(size)) || !hash || lines.includes("")) return undefined;
  const signatures: Note["signatures"] = [];
  for (const line of whole.slice(gap + 2, -1).split("\n")) {
    const parts = /^\u2014 ([^\s+]+) (\S+)$/.exec(line);
    const bytes = fromBase64(parts?.[2] ?? "");
    if (!parts || !bytes || bytes.length <= 4) return undefined;
    signatures.push({ name: parts[1]!, id: hex(bytes.slice(0, 4)), bytes: bytes.slice(4) });
  }
  return { origin, size: Number(size), root: hash, text, signatures };
}

// "name+id+key", Ed25519 only.
export async function parseKey(text: string): Promise<Key | undefined> {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const typed = fromBase64(parts?.[3] ?? "");
  if (!parts || typed?.length !== 33 || typed[0] !== 1) return undefined;
  const digest = await sha256(new TextEncoder().encode(parts[1] + "\n"), typed);
  if (hex(digest.slice(0, 4)) !== parts[2]) return undefined;
  return { name: parts[1]!, id: parts[2]!, bytes: typed.slice(1) };
}

// `cannot`: this browser has no Ed25519.
export type Signed = "holds" | "broken" | "no_key" | "cannot";

async function holds(key: Key, text: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean | "cannot"> {
  try {
    const imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, new TextEncoder().encode(text));
  } catch (error) {
    return error instanceof DOMException && error.name === "NotSupportedError" ? "cannot" : false;
  }
}

// Whether a key that bears the origin's name signed it; lines of others (witnesses) count for nothing here.
export async function signedBy(note: Note, keys: Key[]): Promise<Signed> {
  let found: Signed = "no_key";
  for (const one of note.signatures) {
    const key = keys.find((known) => known.name === one.name && known.id === one.id && known.name === note.origin);
    if (!key) continue;
    const answer = await holds(key, note.text, one.bytes);
    if (answer === "cannot") return "cannot";
    if (!answer) return "broken";
    found = "holds";
  }
  return found;
}

// ---- the leaf ------------------------------------------------------------------------------------------------------

export interface Leaf {
  seq: number;
  wall_us: number;
  person: string;
  duty: string;
  act: string;
  object_kind: string;
  object_id: string;
  request: string;
  pack: string;
}

// What the bytes of an event say; undefined where they are no event of version 1.
export function parseLeaf(bytes: Uint8Array<ArrayBuffer>): Leaf | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  const skip = (count: number) => {
    if (at + count > bytes.length) throw new RangeError();
    at += count;
    return at - count;
  };
  const number = () => Number(view.getBigInt64(skip(8), true));
  const text = () => {
    const size = view.getUint16(skip(2), true);
    return utf8.decode(bytes.subarray(skip(size), at));
  };
  const texts = () => {
    for (let left = view.getUint32(skip(4), true); left > 0; left--) text();
  };
  try {
    if (utf8.decode(bytes.subarray(skip(4), at)) !== "niev" || view.getUint16(skip(2), true) !== 1) return undefined;
    text(); // instance
    const [seq, wall_us] = [number(), number()];
    number(); // ticks
    const [person, duty, act, object_kind, object_id] = [text(), text(), text(), text(), text()];
    if (view.getUint8(skip(1)) !== 0) skip(32); // object_version
    text(), texts(), text(); // label
    return { seq, wall_us, person, duty, act, object_kind, object_id, request: text(), pack: text() };
  } catch {
    return undefined;
  }
}
