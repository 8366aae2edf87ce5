import type { ApiError } from "../api";
import { usePick, useWords } from "../app";
import { WhoCould } from "./Verdict";

// Why something was not done: what is in the way, by which article, and who could.
export function Problem({ error, again }: { error?: ApiError; again?: () => void }) {
  const t = useWords();
  const pick = usePick();
  if (!error) return null;
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{t("not_done")}</strong> {pick(error.text)}
      </p>
      {error.article && (
        <p>
          {t("by")} {pick(error.article)}
        </p>
      )}
      <WhoCould who={error.whoCould} />
      {again && (
        <button type="button" onClick={again}>
          {t("try_again")}
        </button>
      )}
    </div>
  );
}
