import { FormEvent, useState } from "react";

import { ApiError, Session, newKey, post } from "../api";
import { usePick, useWords } from "../app";
import { shownDay } from "../format";

// Whose password another person set can do nothing before he has set one that only he knows.
export function FirstPassword({ me, leave }: { me: Session; leave: (why: "changed" | "signed_out") => void }) {
  const t = useWords();
  const pick = usePick();
  const [old, setOld] = useState("");
  const [own, setOwn] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const differ = again !== "" && own !== again;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await post("acts/password.change", { old, new: own }, newKey());
      leave("changed");
    } catch (problem) {
      if (problem instanceof ApiError) setError(problem);
      setBusy(false);
    }
  };
  const field = (id: string, label: string, value: string, set: (text: string) => void, complete: string) => (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="password" autoComplete={complete} autoFocus={id === "old"} value={value}
             onChange={(event) => set(event.target.value)} />
    </div>
  );
  return (
    <main className="sign-in">
      <h1>{t("first_password")}</h1>
      <p className="notice">{t("first_password_why", me.name, shownDay(me.first_password_until))}</p>
      <form onSubmit={submit} noValidate>
        {field("old", t("password_given"), old, setOld, "current-password")}
        {field("own", t("password_own"), own, setOwn, "new-password")}
        {field("again", t("password_again"), again, setAgain, "new-password")}
        {differ && <p className="problem" role="alert">{t("passwords_differ")}</p>}
        {error && <p className="problem" role="alert">{pick(error.text)}</p>}
        <button type="submit" className="primary" disabled={busy || !old || !own || own !== again}>
          {t("change_password")}
        </button>
      </form>
      <div className="buttons">
        <button type="button" className="quiet" onClick={() => leave("signed_out")}>
          {t("sign_out")}
        </button>
      </div>
    </main>
  );
}
