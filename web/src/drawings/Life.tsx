import { DocumentDetail, Matters } from "../api";
import { useApp, useCode, useNames, useWords } from "../app";
import { shownDay } from "../format";
import { columnsOf, momentsOf, placer } from "./layout";

const column = 138;
const laneHeight = 58;
const left = 110;
const head = 40;
const mostLanes = 40;

// The document's life and the way of each copy through hands, drawn. The same is told as a table
// below it, for those who do not see the picture.
export function Life({ document, matters }: { document: DocumentDetail; matters?: Matters }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const { me } = useApp();
  const copies = document.copies.slice(0, mostLanes);
  const moments = momentsOf(document, matters, me.today);
  const { days, start, total } = columnsOf(moments, copies.map((copy) => copy.custody));
  const width = left + Math.max(total, 1) * column + 10;
  const height = head + (copies.length + 1) * laneHeight + 6;
  const x = (at: number) => left + at * column + column / 2;
  const y = (lane: number) => head + lane * laneHeight + laneHeight / 2 - 6;
  const place = placer(start);
  const whereTo = (step: { to_person: number | null; outside: string; state: string; note: string }) =>
    names(step.to_person) || step.outside || (step.state === "held" ? t("in_store") : "");
  return (
    <figure className="drawing">
      <div className="scroll" tabIndex={0} role="group" aria-label={t("life")}>
        <svg width={width} height={height} role="img" aria-label={t("life_said", moments.length, document.copies.length)}>
          {days.map((day, index) => (
            <g key={day} className={day > me.today ? "day future" : "day"}>
              <rect x={left + (start.get(day) ?? 0) * column} y={0} height={height}
                    width={((index + 1 < days.length ? start.get(days[index + 1]!) : total) ?? 0) * column - (start.get(day) ?? 0) * column}
                    className={index % 2 ? "stripe odd" : "stripe"} />
              <text x={left + (start.get(day) ?? 0) * column + 8} y={18} className="day-name">
                {shownDay(day)}
                {day === me.today && ` · ${t("today")}`}
              </text>
            </g>
          ))}
          <text x={4} y={y(0) + 4} className="lane-name">
            {t("document")}
          </text>
          <line x1={left} x2={width} y1={y(0)} y2={y(0)} className="lane document" />
          {moments.map((one, index) => {
            const at = x(place(one.day));
            return (
              <g key={index} className={one.future ? "moment future" : "moment"}>
                <rect x={at - 6} y={y(0) - 6} width={12} height={12} transform={`rotate(45 ${at} ${y(0)})`} />
                <text x={at} y={y(0) + 24} textAnchor="middle">
                  {code("life", one.kind)}
                </text>
              </g>
            );
          })}
          {copies.map((copy, lane) => {
            const put = placer(start);
            const points = copy.custody.map((step) => ({ step, at: x(put(step.day)) }));
            const now = points[points.length - 1];
            return (
              <g key={copy.id} data-state={copy.state}>
                <text x={4} y={y(lane + 1) + 4} className="lane-name">
                  {t("copy_no", copy.number)}
                </text>
                {points.slice(1).map((one, index) => (
                  <line key={one.step.id} x1={points[index]!.at} x2={one.at} y1={y(lane + 1)} y2={y(lane + 1)}
                        className={"way " + points[index]!.step.state} />
                ))}
                {now && copy.state !== "destroyed" && copy.state !== "returned" && copy.state !== "void" && (
                  <line x1={now.at} x2={width} y1={y(lane + 1)} y2={y(lane + 1)} className={"way still " + now.step.state} />
                )}
                {points.map(({ step, at }) => (
                  <g key={step.id} className={"step " + step.state}>
                    <circle cx={at} cy={y(lane + 1)} r={7} />
                    <Glyph state={step.state} x={at} y={y(lane + 1)} />
                    <text x={at} y={y(lane + 1) + 20} textAnchor="middle">
                      {short(code("step", step.act))}
                    </text>
                    <text x={at} y={y(lane + 1) + 33} textAnchor="middle" className="to">
                      {short(whereTo(step))}
                    </text>
                  </g>
                ))}
              </g>
            );
          })}
        </svg>
      </div>
      <figcaption className="legend">
        <span className="key held">{t("legend_held")}</span>
        <span className="key out">{t("legend_out")}</span>
        <span className="key gone">{t("legend_gone")}</span>
        {document.copies.length > mostLanes && <span>{t("first_lanes", mostLanes, document.copies.length)}</span>}
      </figcaption>
      <details>
        <summary>{t("as_table")}</summary>
        <LifeTable document={document} whereTo={whereTo} />
      </details>
    </figure>
  );
}

const longest = 20;

function short(text: string) {
  return text.length > longest ? text.slice(0, longest - 1) + "…" : text;
}

// A form of its own for each state, so that colour is not needed: a dot is kept, a ring is out.
function Glyph({ state, x, y }: { state: string; x: number; y: number }) {
  if (state === "held") return null;
  if (state === "out") return <circle cx={x} cy={y} r={3.4} className="hole" />;
  return <path d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} className="cross" />;
}

function LifeTable({ document, whereTo }: { document: DocumentDetail; whereTo: (step: DocumentDetail["copies"][number]["custody"][number]) => string }) {
  const t = useWords();
  const code = useCode();
  const names = useNames();
  const steps = document.copies.flatMap((copy) => copy.custody.map((step) => ({ copy, step })));
  return (
    <table>
      <thead>
        <tr>
          <th>{t("day")}</th>
          <th>{t("copy")}</th>
          <th>{t("what")}</th>
          <th>{t("to_where")}</th>
          <th>{t("due")}</th>
          <th>{t("entered_by")}</th>
          <th>{t("notes")}</th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ copy, step }) => (
          <tr key={step.id}>
            <td className="nowrap">{shownDay(step.day)}</td>
            <td>{copy.number}</td>
            <td>{code("step", step.act)}</td>
            <td>{whereTo(step)}</td>
            <td className="nowrap">{shownDay(step.due)}</td>
            <td>{names(step.entered_by)}</td>
            <td>{step.note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
