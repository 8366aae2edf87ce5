// The page's own verifier (web/src/proof.ts) against the vectors that the ledger wrote, and against everything near
// them that must not prove.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const web = createRequire(path.join(source, "web/package.json"));
const vectors = JSON.parse(fs.readFileSync(path.join(source, "tests/golden/ledger/proofs.json"), "utf8"));
const proof = await compiled("web/src/proof.ts");

// TypeScript as the page's build makes it into JavaScript.
async function compiled(name) {
  const { code } = await web("esbuild").transform(fs.readFileSync(path.join(source, name), "utf8"), { loader: "ts", format: "esm" });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "niem-proof-"));
  const file = path.join(folder, "module.mjs");
  fs.writeFileSync(file, code);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const bent = (hash, at = 5) => hash.map((byte, index) => (index === at ? byte ^ 1 : byte));
const leaves = await Promise.all(vectors.leaves.map((leaf) => proof.leafHash(new TextEncoder().encode(leaf))));
const roots = vectors.roots.map(bytes);

// Every way to spoil a list of hashes by one thing.
function spoiled(list) {
  const all = [[...list, leaves[0]], [leaves[0], ...list]];
  list.forEach((_, at) => {
    all.push(list.map((one, index) => (index === at ? bent(one) : one)));
    all.push(list.filter((__, index) => index !== at));
    if (at > 0) all.push([...list.slice(0, at - 1), list[at], list[at - 1], ...list.slice(at + 1)]);
  });
  return all;
}

test("hashes the empty tree and the empty leaf as published", async () => {
  assert.equal(proof.hex(await proof.emptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(proof.hex(await proof.leafHash(new Uint8Array())), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
});

test("follows every inclusion proof of the ledger, and no other", async () => {
  for (const { event, last, proof: given } of vectors.inclusion) {
    const path = proof.hashesOf(given);
    const root = roots[last];
    const steps = [];
    assert.ok(await proof.verifyInclusion(leaves[event], event, last, path, root, (step) => void steps.push(step)));
    assert.equal(steps.length, path.length);
    assert.ok(path.every((hash, at) => proof.same(hash, steps[at][steps[at].given])));
    for (const other of spoiled(path)) assert.equal(await proof.verifyInclusion(leaves[event], event, last, other, root), false);
    const no = (leaf, index, size, to) => proof.verifyInclusion(leaf, index, size, path, to);
    assert.equal(await no(bent(leaves[event]), event, last, root), false);
    assert.equal(await no(leaves[event], event, last, bent(root)), false);
    assert.equal(await no(leaves[event], event + 1, last, root), false);
    assert.equal(await no(leaves[event], last, last, root), false);
    assert.equal(await no(leaves[event], event + 0.5, last, root), false);
    assert.equal(await no(leaves[event], -1, last, root), false);
    // A size with a path of another form; one of the same form leads to this root too, which is why it is signed with it.
    assert.equal(await no(leaves[event], event, last * 4 + 4, root), false);
  }
});

test("follows every consistency proof of the ledger, and no other", async () => {
  for (const { first, last, proof: given } of vectors.consistency) {
    const path = proof.hashesOf(given);
    const [from, to] = [roots[first], roots[last]];
    assert.ok(await proof.verifyConsistency(first, last, from, to, path), `${first} ${last}`);
    for (const other of spoiled(path)) assert.equal(await proof.verifyConsistency(first, last, from, to, other), false, `${first} ${last}`);
    assert.equal(await proof.verifyConsistency(first, last, bent(from), to, path), false);
    assert.equal(await proof.verifyConsistency(last + 1, last, from, to, path), false);
    assert.equal(await proof.verifyConsistency(-1, last, from, to, path), false);
    if (first > 0) assert.equal(await proof.verifyConsistency(first, last, from, bent(to), path), false);
    if (first > 0 && first < last) {
      assert.equal(await proof.verifyConsistency(first - 1, last, from, to, path), false);
      assert.equal(await proof.verifyConsistency(first, last, to, from, path), false);
    }
  }
});

test("takes sizes beyond 2^31 by halves, not by bits", async () => {
  const size = 2 ** 40 + 1;
  const left = roots[3];
  const root = await proof.nodeHash(left, leaves[0]);
  assert.ok(await proof.verifyInclusion(leaves[0], size - 1, size, [left], root));
  assert.ok(await proof.verifyConsistency(size - 1, size, left, root, [leaves[0]]));
  assert.equal(await proof.verifyInclusion(leaves[0], size - 2, size, [left], root), false);
  assert.equal(await proof.verifyInclusion(leaves[0], 2 ** 53, 2 ** 53 + 2, [left], root), false);
});

test("reads an event's bytes, and refuses them cut anywhere before the law pack's end", async () => {
  const event = bytes(vectors.event);
  assert.deepEqual(await proof.leafHash(event), bytes(vectors.event_leaf_hash));
  assert.deepEqual(proof.parseLeaf(event), {
    seq: 7, wall_us: 1780000000123456, person: "12", duty: "registrar", act: "document.receive",
    object_kind: "document", object_id: "34", request: "r-1", pack: "vn-2025/1",
  });
  const end = Buffer.from(event).indexOf("vn-2025/1") + 9;
  for (let size = 0; size < end; size++) assert.equal(proof.parseLeaf(event.slice(0, size)), undefined, `${size}`);
  const other = event.slice();
  other[4] = 2;
  assert.equal(proof.parseLeaf(other), undefined, "another version");
});

test("reads a checkpoint as it was kept, typed, scanned or pasted", async () => {
  const key = await proof.parseKey(vectors.key);
  const { note } = vectors;
  for (const kept of [note, note + "\n", note + "\r\n \r\n", note.replaceAll("\n", "\r\n"), "\n\n" + note, note.trimEnd()]) {
    const read = proof.parseNote(kept);
    assert.equal(read?.size, 21);
    assert.equal(read.origin, "vectors.example");
    assert.deepEqual(read.root, roots[21]);
    assert.equal(await proof.signedBy(read, [key]), "holds");
  }
  const [origin, size, root, , line] = note.split("\n");
  for (const bad of ["", "\n", "x", origin, [origin, size, root].join("\n"), [origin, size, root, "", ""].join("\n"),
    [origin, "0" + size, root, "", line].join("\n"), [origin, "-1", root, "", line].join("\n"), [origin, "9".repeat(20), root, "", line].join("\n"),
    [origin, size, root.slice(0, -4), "", line].join("\n"), [origin, size, root, "", line + "?"].join("\n"),
    [origin, size, root, "", line.replace("\u2014", "-")].join("\n"), [origin, size, "", root, "", line].join("\n")]) {
    assert.equal(proof.parseNote(bad), undefined, JSON.stringify(bad));
  }
});

test("lets no character of the signed text be another", async () => {
  const key = await proof.parseKey(vectors.key);
  const text = vectors.note.slice(0, vectors.note.indexOf("\n\n"));
  for (let at = 0; at < text.length; at++) {
    for (const letter of ["A", "1", "\n"]) {
      if (text[at] === letter) continue;
      const read = proof.parseNote(text.slice(0, at) + letter + text.slice(at + 1) + vectors.note.slice(text.length));
      // Another origin is another ledger's: its key is not here.
      if (read) assert.equal(await proof.signedBy(read, [key]), at < "vectors.example".length ? "no_key" : "broken", `${at}`);
    }
  }
  const note = proof.parseNote(vectors.note);
  assert.equal(await proof.signedBy(note, []), "no_key");
  const signature = { ...note.signatures[0], bytes: bent(note.signatures[0].bytes, 60) };
  assert.equal(await proof.signedBy({ ...note, signatures: [signature] }, [key]), "broken");
  // A witness signs under a name of his own, which vouches for nothing here.
  assert.equal(await proof.signedBy({ ...note, origin: "other.example" }, [key]), "no_key");
});

test("takes a key only where its number fits it", async () => {
  assert.ok(await proof.parseKey(` ${vectors.key}\n`));
  for (let at = 0; at < vectors.key.length; at++) {
    const other = vectors.key.slice(0, at) + (vectors.key[at] === "b" ? "c" : "b") + vectors.key.slice(at + 1);
    assert.equal(await proof.parseKey(other), undefined, other);
  }
});

test("says that it cannot check signatures where the browser has no Ed25519", async (context) => {
  const key = await proof.parseKey(vectors.key);
  context.mock.method(crypto.subtle, "importKey", async () => { throw new DOMException("no such algorithm", "NotSupportedError"); });
  assert.equal(await proof.signedBy(proof.parseNote(vectors.note), [key]), "cannot");
});
