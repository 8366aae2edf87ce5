import { useId } from "react";

import { useCount, usePick, useWords } from "../app";
import { Column, letters, missing, shownValue, twice, valueOf } from "../intake";
import type { SheetRow } from "../sheet";
import type { Opened } from "./Intake";

interface Props {
  columns: Column[];
  opened: Opened;
  body: SheetRow[]; // below the headings
  chooseHeadings: (at: number) => void;
  map: (mapping: string[]) => void;
}

const offered = 20; // rows that may be the headings

// Which column of the sheet is which field of the register: found by the headings, changed by hand.
export function MappingPart({ columns, opened, body, chooseHeadings, map }: Props) {
  const t = useWords();
  const pick = usePick();
  const count = useCount();
  const id = useId();
  const { rows, headings } = opened;
  const names = (list: Column[]) => list.map((one) => pick(one.title)).join(", ");
  const lacking = headings ? missing(columns, headings.mapping) : [];
  const double = headings ? twice(columns, headings.mapping) : [];
  if (rows.length === 0) {
    return (
      <p className="problem" role="alert">
        {t("intake_empty")}
      </p>
    );
  }
  return (
    <section className="card wide" aria-labelledby={id}>
      <h2 id={id}>{t("intake_map")}</h2>
      {headings ? (
        <p role="status">
          {t("intake_headings", headings.row)} {headings.numbered && t("intake_numbered", headings.numbered)} {t("intake_data_rows", count(body.length))}
        </p>
      ) : (
        <p className="problem" role="alert">
          {t("intake_no_headings")}
        </p>
      )}
      <div className="field heading-row">
        <label htmlFor={id + "dong"}>{t("intake_heading_row")}</label>
        <select id={id + "dong"} value={headings?.at ?? ""} onChange={(event) => chooseHeadings(Number(event.target.value))}>
          {!headings && <option value="">{t("choose")}</option>}
          {rows.slice(0, offered).map((row, at) => (
            <option key={row.row} value={at}>
              {t("intake_row", row.row, beginning(row))}
            </option>
          ))}
        </select>
      </div>
      {headings && <MappingTable columns={columns} opened={opened} body={body} map={map} labelled={id} />}
      {lacking.length > 0 && (
        <p className="problem" role="alert">
          {t("intake_missing", names(lacking))}
        </p>
      )}
      {double.length > 0 && (
        <p className="problem" role="alert">
          {t("intake_twice", names(double))}
        </p>
      )}
    </section>
  );
}

function beginning(row: SheetRow) {
  const text = row.cells.flatMap((cell) => (cell ? [cell.text] : [])).join(" · ").replace(/\s+/g, " ");
  return text.length > 90 ? text.slice(0, 90) + " …" : text;
}

function MappingTable({ columns, opened, body, map, labelled }: Pick<Props, "columns" | "opened" | "body" | "map"> & { labelled: string }) {
  const t = useWords();
  const pick = usePick();
  const mapping = opened.headings!.mapping;
  const titles = opened.rows[opened.headings!.at]!.cells;
  const width = body.reduce((most, row) => Math.max(most, row.cells.length), titles.length);
  const first = (at: number) => body.find((row) => row.cells[at])?.cells[at];
  const all = Array.from({ length: width }, (_, at) => at).filter((at) => titles[at] || first(at));
  const choose = (at: number, field: string) => {
    const changed = Array.from({ length: width }, (_, one) => mapping[one] ?? "");
    changed[at] = field;
    map(changed);
  };
  return (
    <div className="scroll" tabIndex={0} role="group" aria-labelledby={labelled}>
      <table className="rows mapping">
        <thead>
          <tr>
            <th>{t("intake_column")}</th>
            <th>{t("intake_heading")}</th>
            <th>{t("intake_first")}</th>
            <th>{t("intake_field")}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((at) => (
            <tr key={at}>
              <th scope="row">{letters(at)}</th>
              <td>{titles[at]?.text}</td>
              <td className="sample">{shownValue(valueOf(first(at), mapping[at] ?? ""))}</td>
              <td>
                <select aria-label={t("intake_field_of", letters(at))} value={mapping[at] ?? ""} onChange={(event) => choose(at, event.target.value)}>
                  <option value="">{t("intake_leave_out")}</option>
                  {columns.map((one) => (
                    <option key={one.name} value={one.name}>
                      {pick(one.title)}
                      {one.required && " *"}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
