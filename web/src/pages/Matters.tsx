import { Matters } from "../api";
import { useApp, useGet, useLevel, usePick, useWords } from "../app";
import { highest, shownDay } from "../format";
import { useLive } from "../live";
import { Problem } from "../parts/Problem";
import { link } from "../router";
import { MatterActs } from "./MatterActs";
import { MatterRow, useMatterRows } from "./matterRows";

const lists = ["requests", "dossiers", "notices", "meetings", "stocktakes", "incidents", "glasses"] as const;
const begins: Record<string, string[]> = {
  requests: ["copy.request", "take_out.request", "provide.request"],
  dossiers: ["destroy.propose"],
  notices: [],
  meetings: ["meeting.plan"],
  stocktakes: ["stocktake.open"],
  incidents: ["incident.open"],
  glasses: ["break_glass.open"],
};

export function MattersPage() {
  const t = useWords();
  const turn = useLive("matters");
  const { value, error, again } = useGet<Matters>("matters", {}, [turn]);
  const rows = useMatterRows(value);
  useLevel(highest(rows.map((row) => row.level)));
  return (
    <>
      <h1>{t("matters")}</h1>
      <Problem error={error} again={again} />
      {value &&
        lists.map((list) => <Section key={list} list={list} rows={rows.filter((row) => row.list === list)} again={again} />)}
    </>
  );
}

function Section({ list, rows, again }: { list: (typeof lists)[number]; rows: MatterRow[]; again: () => void }) {
  const t = useWords();
  const pick = usePick();
  const { forms, duty, openAct } = useApp();
  const mayBegin = forms.filter((form) => begins[list]?.includes(form.code) && form.duties.includes(duty));
  if (rows.length === 0 && mayBegin.length === 0) return null;
  return (
    <section aria-labelledby={"m-" + list}>
      <div className="section-head">
        <h2 id={"m-" + list}>{t(("m_" + list) as "m_requests")}</h2>
        {mayBegin.map((form) => (
          <button key={form.code} type="button" onClick={() => openAct({ code: form.code, done: again })}>
            {pick(form.title)}
          </button>
        ))}
      </div>
      {rows.length === 0 ? (
        <p className="empty">{t("none")}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-labelledby={"m-" + list}>
          <table className="rows">
            <thead>
              <tr>
                <th>{t("what")}</th>
                <th>{t("details")}</th>
                <th>{t("state")}</th>
                <th>{t("day")}</th>
                <th>{t("next_step")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  <th scope="row">{row.document ? <a href={link("van-ban", row.document)}>{row.title}</a> : row.title}</th>
                  <td>{row.detail}</td>
                  <td>{row.state}</td>
                  <td className="nowrap">{shownDay(row.day)}</td>
                  <td>
                    <MatterActs row={row} done={again} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
