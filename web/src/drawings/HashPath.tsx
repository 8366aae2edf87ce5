import { useWords } from "../app";
import { Hash, Step, hex } from "../proof";

// The way up the ledger's tree: in each step two boxes, the one that was computed before and the one that the proof
// gave (dashed), and below them the hash of both, which goes into the next step.
export function HashPath(props: { start: Hash; startTitle: string; startGiven: boolean; steps: Step[]; title: string }) {
  const { start, startTitle, startGiven, steps, title } = props;
  const t = useWords();
  return (
    <figure className="drawing">
      <div className="scroll" tabIndex={0} role="group" aria-label={title}>
        <ol className="hash-path">
          <li>
            <HashBox hash={start} given={startGiven} said={startTitle} />
          </li>
          {steps.map((step, at) => (
            <li key={at}>
              <span className="hash-step">{t("hash_step", at + 1)}</span>
              <span className="hash-pair">
                <HashBox hash={step.left} given={step.given === "left"} said={t(step.given === "left" ? "hash_given" : "hash_before")} />
                <HashBox hash={step.right} given={step.given === "right"} said={t(step.given === "right" ? "hash_given" : "hash_before")} />
              </span>
              <HashBox hash={step.result} said={"✓ " + t("hash_computed")} />
              {step.old && <HashBox hash={step.old} said={"✓ " + t("hash_old")} />}
            </li>
          ))}
        </ol>
      </div>
    </figure>
  );
}

function HashBox({ hash, said, given }: { hash: Hash; said: string; given?: boolean }) {
  return (
    <span className={given ? "hash-box given" : "hash-box"}>
      <code>{hex(hash).slice(0, 12)}…</code> <small>{said}</small>
    </span>
  );
}
