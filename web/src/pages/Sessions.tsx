import { FormEvent, useState } from "react";

import { ApiError, Ended, Sessions, post } from "../api";
import { useGet, useWords } from "../app";
import { Problem } from "../parts/Problem";

// Where I am signed in; whoever finds a session he does not know ends it with his password.
export function SessionsPage() {
  const t = useWords();
  const { value, error, again } = useGet<Sessions>("sessions");
  const [password, setPassword] = useState("");
  const [ended, setEnded] = useState<number>();
  const [problem, setProblem] = useState<ApiError>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      const answer = await post<Ended>("sessions/end", { password });
      setEnded(answer.ended);
      again();
    } catch (found) {
      if (found instanceof ApiError) setProblem(found);
    }
    setPassword("");
  };
  const minutes = (seconds: number) => t("minutes_ago", Math.floor(seconds / 60));
  return (
    <>
      <h1>{t("my_sessions")}</h1>
      <Problem error={error} again={again} />
      <table className="rows">
        <thead>
          <tr>
            <th>{t("machine")}</th>
            <th>{t("begun")}</th>
            <th>{t("last_used")}</th>
          </tr>
        </thead>
        <tbody>
          {(value?.sessions ?? []).map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.from} {one.this && <small>{t("this_one")}</small>}
              </th>
              <td>{minutes(one.begun_seconds_ago)}</td>
              <td>{minutes(one.used_seconds_ago)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <section className="card" aria-labelledby="ket">
        <h2 id="ket">{t("end_others")}</h2>
        <form onSubmit={submit} noValidate>
          <div className="field">
            <label htmlFor="ket-mk">{t("password")}</label>
            <input id="ket-mk" type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
          </div>
          <Problem error={problem} />
          {ended !== undefined && <p role="status">{t("ended", ended)}</p>}
          <div className="buttons">
            <button type="submit" disabled={!password}>{t("end_others")}</button>
          </div>
        </form>
      </section>
    </>
  );
}
