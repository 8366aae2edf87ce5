import { FormEvent, ReactNode, useEffect, useRef, useState } from "react";

import { ApiError, Checkpoint, LedgerEvents, LedgerProof, get, post } from "../api";
import { useWords } from "../app";
import { HashPath } from "../drawings/HashPath";
import { Dialog } from "../parts/Dialog";
import { Problem } from "../parts/Problem";
import * as proof from "../proof";
import type { Word } from "../words";

type Event = LedgerEvents["events"][number];

interface Said {
  good?: boolean; // neither: it could not be looked at
  word: Word;
  values?: (string | number)[];
}

interface Shown {
  start?: { hash: proof.Hash; word: Word };
  steps: proof.Step[];
  checks: Said[];
  verdict?: Said;
  unsigned?: boolean; // no checkpoint reaches the event yet
  error?: ApiError;
  running?: boolean;
}

const nothing: Shown = { steps: [], checks: [] };

// What a proof in the making says of itself; each hash is shown when it has been computed.
class Report {
  constructor(readonly change: (how: (shown: Shown) => Shown) => void) {}

  start(hash: proof.Hash, word: Word) {
    this.change((shown) => ({ ...shown, start: { hash, word } }));
  }

  step = async (step: proof.Step) => {
    this.change((shown) => ({ ...shown, steps: [...shown.steps, step] }));
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still) await new Promise((done) => setTimeout(done, 60));
  };

  check(good: boolean | undefined, word: Word, ...values: (string | number)[]) {
    this.change((shown) => ({ ...shown, checks: [...shown.checks, { good, word, values }] }));
    return good !== false;
  }

  end(good: boolean | undefined, word: Word, ...values: (string | number)[]) {
    this.change((shown) => ({ ...shown, verdict: { good, word, values } }));
  }
}

// `begin` runs one proof; an older one that still runs says nothing more.
function useProof(): [Shown, (run: (report: Report) => Promise<void>) => void] {
  const [shown, setShown] = useState(nothing);
  const latest = useRef(0);
  useEffect(() => () => void latest.current++, []);
  const begin = (run: (report: Report) => Promise<void>) => {
    const mine = ++latest.current;
    const change: Report["change"] = (how) => mine === latest.current && setShown(how);
    setShown({ ...nothing, running: true });
    const report = new Report(change);
    const done = proof.canHash() ? run(report) : Promise.resolve(report.end(false, "proof_no_hashing"));
    done
      .catch((error) => {
        if (error instanceof ApiError) change((before) => ({ ...before, error }));
        else report.end(false, "unproved_form");
      })
      .finally(() => change((before) => ({ ...before, running: false })));
  };
  return [shown, begin];
}

async function keysOf(texts: string[]) {
  const keys = await Promise.all(texts.map(proof.parseKey));
  return keys.filter((key) => key !== undefined);
}

async function checkSigned(note: proof.Note, keys: proof.Key[], report: Report) {
  const signed = await proof.signedBy(note, keys);
  const good = signed === "cannot" ? undefined : signed === "holds";
  report.check(good, `check_signed_${signed}`, note.size);
  return signed;
}

async function proveEvent(event: Event, report: Report) {
  const now = await get<LedgerProof>("ledger/proof");
  const note = now.newest === null ? undefined : proof.parseNote(now.newest);
  if (!note || note.size <= event.seq) return report.change((shown) => ({ ...shown, unsigned: true }));
  const given = await get<LedgerProof>("ledger/proof", { event: event.seq, last: note.size });
  const bytes = proof.fromBase64(given.leaf ?? "");
  const path = proof.hashesOf(given.inclusion);
  if (!bytes || !path) return report.end(false, "unproved_form");
  const leaf = proof.parseLeaf(bytes);
  const told = leaf && Object.entries(leaf).every(([name, value]) => event[name as keyof Event] === value);
  report.check(!!told, told ? "check_leaf" : "check_leaf_no", bytes.length);
  const start = await proof.leafHash(bytes);
  report.start(start, "hash_leaf");
  const reached = await proof.verifyInclusion(start, event.seq, note.size, path, note.root, report.step);
  report.check(reached, reached ? "check_root" : "check_root_no", path.length, note.size);
  const signed = await checkSigned(note, await keysOf(now.keys), report);
  const fits = !!told && reached;
  // Without the signature, leaf, path and root all come from the server: that they agree proves little.
  if (fits && signed === "cannot") return report.end(undefined, "fits_event", event.seq, note.size);
  const good = fits && signed === "holds";
  report.end(good, good ? "proved_event" : "unproved_event", event.seq, note.size);
}

async function proveOld(pasted: string, kept: string, report: Report) {
  const old = proof.parseNote(pasted);
  if (!old) return report.end(false, "unproved_no_note");
  const own = kept.trim() ? await proof.parseKey(kept) : undefined;
  if (kept.trim() && !own) return report.end(false, "unproved_no_key");
  const now = await get<LedgerProof>("ledger/proof");
  const newest = now.newest === null ? undefined : proof.parseNote(now.newest);
  if (newest && newest.origin !== old.origin) return report.end(false, "unproved_other", old.origin);
  const keys = await keysOf(now.keys);
  const signed = await checkSigned(old, own ? [own] : keys, report);
  if (signed === "broken" || signed === "no_key") return report.end(false, "unproved_signature");
  if (old.size > now.size) return report.end(false, "unproved_cut", old.size, now.size);
  // Where no checkpoint reaches as far, up to now, unsigned.
  const whole = newest && newest.size >= old.size ? newest : undefined;
  const last = whole?.size ?? now.size;
  const given = await get<LedgerProof>("ledger/proof", { first: old.size, last });
  const path = proof.hashesOf(given.consistency);
  const root = whole?.root ?? proof.hashesOf([given.last_root])?.[0];
  if (!path || !root) return report.end(false, "unproved_form");
  const fromRoot = proof.isPowerOfTwo(old.size) || path.length === 0;
  report.start(fromRoot ? old.root : path[0]!, fromRoot ? "hash_old_root" : "hash_given");
  const good = await proof.verifyConsistency(old.size, last, old.root, root, path, report.step);
  report.check(good, good ? "check_consistent" : "check_consistent_no", old.size, last);
  if (whole) {
    const present = await checkSigned(whole, keys, report);
    if (present === "broken" || present === "no_key") return report.end(false, "unproved_present");
  }
  const rewritten = signed === "holds" ? "unproved_rewritten" : "unproved_either";
  report.end(good, good ? "proved_old" : rewritten, old.size, last);
}

const kinds = { proved: "yes", unproved: "no", half_proved: "so-far" };

function heading(verdict: Said) {
  return verdict.good === undefined ? "half_proved" : verdict.good ? "proved" : "unproved";
}

function ProofShown({ shown, title, children }: { shown: Shown; title: string; children?: ReactNode }) {
  const t = useWords();
  const mark = (said: Said) => (said.good === undefined ? "–" : said.good ? "✓" : "✗");
  return (
    <>
      {shown.start && (
        <HashPath start={shown.start.hash} startTitle={t(shown.start.word)} startGiven={shown.start.word === "hash_given"}
                  steps={shown.steps} title={title} />
      )}
      {shown.checks.length > 0 && (
        <ul className="plain proof-checks">
          {shown.checks.map((one, at) => (
            <li key={at} className={one.good === false ? "bad" : undefined}>
              <span aria-hidden="true">{mark(one)}</span> {t(one.word, ...(one.values ?? []))}
            </li>
          ))}
        </ul>
      )}
      <Problem error={shown.error} />
      <div role="status">
        {shown.running && <p className="hint">{t("proof_runs")}</p>}
        {shown.verdict && (
          <div className={`verdict ${kinds[heading(shown.verdict)]}`}>
            <p>
              <strong>
                <span aria-hidden="true">{mark(shown.verdict)}</span> {t(heading(shown.verdict))}
              </strong>{" "}
              {t(shown.verdict.word, ...(shown.verdict.values ?? []))}
            </p>
          </div>
        )}
      </div>
      {children}
    </>
  );
}

// That an event is in the tree which the newest checkpoint signs.
export function EventProof({ event, close }: { event: Event; close: () => void }) {
  const t = useWords();
  const [shown, begin] = useProof();
  useEffect(() => begin((report) => proveEvent(event, report)), [event.seq]);
  const sign = () =>
    begin(async (report) => {
      await post<Checkpoint>("ledger/checkpoint", {});
      await proveEvent(event, report);
    });
  return (
    <Dialog title={t("prove_event", event.seq)} close={close}>
      <div className="proof-dialog">
        <p className="hint">{t("proof_lead")}</p>
        <ProofShown shown={shown} title={t("proof_path")}>
          {shown.unsigned && (
            <>
              <p className="notice">{t("proof_unsigned", event.seq)}</p>
              <div className="buttons">
                <button type="button" className="primary" onClick={sign}>{t("sign_and_prove")}</button>
              </div>
            </>
          )}
        </ProofShown>
        <p className="hint">{t("proof_limit")}</p>
      </div>
    </Dialog>
  );
}

// That the ledger still begins with what a checkpoint signed that was kept elsewhere. What is pasted stays in this
// field: only the number of events is asked for.
export function OldCheckpoint() {
  const t = useWords();
  const [note, setNote] = useState("");
  const [key, setKey] = useState("");
  const [shown, begin] = useProof();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin((report) => proveOld(note, key, report));
  };
  return (
    <section className="card wide" aria-labelledby="moc-cu">
      <h2 id="moc-cu">{t("old_checkpoint")}</h2>
      <p>{t("old_checkpoint_lead")}</p>
      <form onSubmit={submit} className="proof-form">
        <div className="field">
          <label htmlFor="moc-cu-chu">{t("old_checkpoint_text")}</label>
          <textarea id="moc-cu-chu" rows={6} value={note} onChange={(event) => setNote(event.target.value)} required
                    autoComplete="off" spellCheck={false} />
        </div>
        <div className="field">
          <label htmlFor="moc-cu-khoa">{t("old_checkpoint_key")}</label>
          <input id="moc-cu-khoa" value={key} onChange={(event) => setKey(event.target.value)} autoComplete="off" spellCheck={false}
                 aria-describedby="moc-cu-khoa-y" />
          <small id="moc-cu-khoa-y">{t("old_checkpoint_key_hint")}</small>
        </div>
        <div className="buttons">
          <button type="submit" className="primary" disabled={shown.running || !note.trim()}>{t("prove_old")}</button>
        </div>
      </form>
      <ProofShown shown={shown} title={t("proof_both")} />
    </section>
  );
}
