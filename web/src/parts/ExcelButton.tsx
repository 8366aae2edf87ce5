import { useState } from "react";

import { ApiError, download } from "../api";
import { useApp, useWords } from "../app";
import { Problem } from "./Problem";

// A list as a file; the server says no where it bears a level and the agency has not allowed that.
export function ExcelButton({ path, query }: { path: string; query?: Record<string, string> }) {
  const t = useWords();
  const { duty } = useApp();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  if (!["registrar", "keeper", "authority"].includes(duty)) return null;
  const take = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await download(path, query);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void take()}>
        {t("excel")}
      </button>
      <Problem error={error} />
    </>
  );
}
