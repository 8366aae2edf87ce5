import { FormEvent, useState } from "react";

import { ApiError, Session, post } from "../api";
import { usePick, usePreferences, useWords } from "../app";

export function SignIn({ why, enter }: { why: string; enter: (me: Session) => void }) {
  const t = useWords();
  const pick = usePick();
  const { lang, setLang, theme, setTheme } = usePreferences();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      enter(await post<Session>("session", { login: login.trim(), password }));
    } catch (problem) {
      if (problem instanceof ApiError) setError(problem);
      setPassword("");
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <h1>
        <span className="mark" aria-hidden="true" />
        Niêm
      </h1>
      <p className="lead">{t("what_it_is")}</p>
      {why === "idle" && <p className="notice" role="status">{t("locked_idle")}</p>}
      {why === "changed" && <p className="notice" role="status">{t("password_changed")}</p>}
      {why === "ended" && <p className="notice" role="status">{t("session_ended")}</p>}
      {why === "signed_out" && <p className="notice" role="status">{t("signed_out")}</p>}
      <form onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor="login">{t("login")}</label>
          <input id="login" autoComplete="username" autoFocus spellCheck={false} autoCapitalize="none" value={login}
                 onChange={(event) => setLogin(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="password">{t("password")}</label>
          <input id="password" type="password" autoComplete="current-password" value={password}
                 onChange={(event) => setPassword(event.target.value)} />
        </div>
        {error && <p className="problem" role="alert">{pick(error.text)}</p>}
        <button type="submit" className="primary" disabled={busy || !login.trim() || !password}>
          {t("sign_in")}
        </button>
      </form>
      <div className="buttons">
        <button type="button" className="quiet" lang={lang === "vi" ? "en" : "vi"}
                onClick={() => setLang(lang === "vi" ? "en" : "vi")}>
          {lang === "vi" ? "English" : "Tiếng Việt"}
        </button>
        <button type="button" className="quiet" aria-pressed={theme === "dark"}
                onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
          {t("dark")}
        </button>
      </div>
    </main>
  );
}
