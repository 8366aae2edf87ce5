import { useEffect, useId, useMemo, useRef, useState } from "react";

import { ApiError, Intake, IntakeColumns, Intakes, Outcome, download } from "../api";
import { useApp, useCount, useForm, useGet, useLevel, useWords } from "../app";
import { Column, Headings, dataRows, findHeadings, headingsAt, highestLevel, levelOf, missing, rowsToSend, twice } from "../intake";
import { useLive } from "../live";
import { OutcomeBox } from "../parts/ActForm";
import { Problem } from "../parts/Problem";
import { link } from "../router";
import { SheetFault, SheetFaultCode, SheetRow, Workbook, openWorkbook } from "../sheet";
import { CheckPart } from "./IntakeCheck";
import { IntakeList } from "./IntakeList";
import { MappingPart } from "./IntakeMapping";

// Old registers brought in from Excel: file, columns, dry run, import, and what was brought in before.
export function IntakePage() {
  const t = useWords();
  const turn = useLive("documents");
  const columns = useGet<IntakeColumns>("intakes/columns");
  const intakes = useGet<Intakes>("intakes", {}, [turn]);
  return (
    <>
      <p className="crumbs">
        <a href={link("so")}>{t("books")}</a>
      </p>
      <h1>{t("intake")}</h1>
      <p className="lead">{t("intake_lead")}</p>
      <Problem error={columns.error} again={columns.again} />
      {columns.value && <NewIntake columns={columns.value.columns} intakes={intakes.value?.intakes ?? []} done={intakes.again} />}
      <Problem error={intakes.error} again={intakes.again} />
      {intakes.value && <IntakeList intakes={intakes.value.intakes} done={intakes.again} />}
    </>
  );
}

export interface Opened {
  workbook: Workbook;
  sheet: number;
  rows: SheetRow[];
  headings?: Headings;
}

// One at a time: what was chosen last counts, whatever is read first.
function useWorkbook(columns: Column[]) {
  const [opened, setOpened] = useState<Opened>();
  const [fault, setFault] = useState<SheetFaultCode>();
  const [reading, setReading] = useState(false);
  const latest = useRef(0);
  useEffect(() => () => void latest.current++, []);
  const run = async (read: () => Promise<Opened>) => {
    const mine = ++latest.current;
    setReading(true);
    setFault(undefined);
    try {
      const made = await read();
      if (mine === latest.current) setOpened(made);
    } catch (error) {
      if (mine === latest.current) {
        setOpened(undefined);
        setFault(error instanceof SheetFault ? error.code : "sheet_damaged");
      }
    } finally {
      if (mine === latest.current) setReading(false);
    }
  };
  const readSheet = async (workbook: Workbook, sheet: number): Promise<Opened> => {
    const rows = await workbook.read(sheet);
    return { workbook, sheet, rows, headings: findHeadings(rows, columns) };
  };
  const open = (file: File) =>
    run(async () => {
      const workbook = await openWorkbook(file);
      const first = await readSheet(workbook, 0);
      if (first.headings || workbook.sheets.length === 1) return first;
      // A cover sheet stands before the register.
      const second = await readSheet(workbook, 1);
      return second.headings ? second : first;
    });
  const chooseSheet = (sheet: number) => opened && run(() => readSheet(opened.workbook, sheet));
  const chooseHeadings = (at: number) => opened && setOpened({ ...opened, headings: headingsAt(opened.rows, at, columns) });
  const map = (mapping: string[]) => opened?.headings && setOpened({ ...opened, headings: { ...opened.headings, mapping } });
  const clear = () => (latest.current++, setOpened(undefined), setFault(undefined), setReading(false));
  return { opened, fault, reading, open, chooseSheet, chooseHeadings, map, clear };
}

function NewIntake({ columns, intakes, done }: { columns: Column[]; intakes: Intake[]; done: () => void }) {
  const [direction, setDirection] = useState("incoming");
  const [source, setSource] = useState("");
  const [outcome, setOutcome] = useState<Outcome>();
  const input = useRef<HTMLInputElement>(null);
  const book = useWorkbook(columns);
  const { opened, clear } = book;
  const headings = opened?.headings;
  const body = useMemo(() => (opened?.headings ? dataRows(opened.rows, opened.headings) : []), [opened]);
  const rows = useMemo(() => rowsToSend(body, headings?.mapping ?? []), [body, headings]);
  const mapped = headings !== undefined && missing(columns, headings.mapping).length === 0 && twice(columns, headings.mapping).length === 0;
  // Whatever the columns mean, the sheet is on the screen from now on.
  const guessed = useMemo(() => highestLevel(mapped ? rows : []) ?? (opened ? levelsAnywhere(opened.rows) : null), [mapped, rows, opened]);
  useLevel(guessed);
  const choose = (file: File | undefined) => {
    setOutcome(undefined);
    if (file) void book.open(file);
    else clear();
  };
  const imported = (made: Outcome) => {
    setOutcome(made);
    clear();
    setSource("");
    if (input.current) input.current.value = "";
    done();
  };
  const undone = intakes.some((one) => one.id === outcome?.ids.intake && one.state === "ended");
  const form = useForm("intake.import");
  const { duty } = useApp();
  if (!form?.duties.includes(duty)) return null;
  return (
    <>
      <ChoosePart direction={direction} setDirection={setDirection} source={source} setSource={setSource} input={input} choose={choose} book={book} />
      {outcome && !undone && <Imported outcome={outcome} />}
      {opened && <MappingPart columns={columns} opened={opened} body={body} chooseHeadings={book.chooseHeadings} map={book.map} />}
      {opened && mapped && rows.length > 0 && (
        <CheckPart columns={columns} headings={headings} direction={direction} source={source.trim()} rows={rows} done={imported} />
      )}
    </>
  );
}

function levelsAnywhere(rows: SheetRow[]) {
  const texts = new Set(rows.flatMap((row) => row.cells.flatMap((cell) => (cell && cell.text.length < 20 ? [cell.text] : []))));
  return highestLevel([...texts].filter((text) => levelOf(text)).map((level) => ({ row: 0, level })));
}

interface ChooseProps {
  direction: string;
  setDirection: (direction: string) => void;
  source: string;
  setSource: (source: string) => void;
  input: React.RefObject<HTMLInputElement | null>;
  choose: (file: File | undefined) => void;
  book: ReturnType<typeof useWorkbook>;
}

function ChoosePart({ direction, setDirection, source, setSource, input, choose, book }: ChooseProps) {
  const t = useWords();
  const id = useId();
  const { opened, fault, reading } = book;
  return (
    <section className="card wide" aria-labelledby={id}>
      <h2 id={id}>{t("intake_choose")}</h2>
      <div className="fields intake-choose">
        <fieldset className="field segments">
          <legend>{t("intake_direction")}</legend>
          {(["incoming", "outgoing"] as const).map((one) => (
            <label key={one}>
              <input type="radio" name={id + "huong"} checked={direction === one} onChange={() => setDirection(one)} />
              {t(`intake_${one}`)}
            </label>
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor="nx-so">
            {t("intake_source")} <span className="must">{t("must")}</span>
          </label>
          <input id="nx-so" type="text" autoComplete="off" maxLength={200} aria-required="true" placeholder={t("intake_source_like")} value={source}
                 onChange={(event) => setSource(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="nx-tep">{t("intake_file")}</label>
          <input ref={input} id="nx-tep" type="file" aria-describedby="nx-cach"
                 accept=".xlsx,.xlsm,.xls,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                 onChange={(event) => choose(event.target.files?.[0])} />
          <p id="nx-cach" className="hint">
            {t("intake_file_hint")}
          </p>
        </div>
        {opened && opened.workbook.sheets.length > 1 && (
          <div className="field">
            <label htmlFor="nx-trang">{t("intake_sheet")}</label>
            <select id="nx-trang" value={opened.sheet} onChange={(event) => void book.chooseSheet(Number(event.target.value))}>
              {opened.workbook.sheets.map((name, at) => (
                <option key={at} value={at}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      <p role="status" className={reading ? "hint" : "unseen"}>
        {reading && t("intake_reading")}
      </p>
      {fault && (
        <p className="problem" role="alert">
          {t(fault)}
        </p>
      )}
      <Template />
    </section>
  );
}

function Template() {
  const t = useWords();
  const [error, setError] = useState<ApiError>();
  const take = () =>
    download("intakes/template.xlsx").then(
      () => setError(undefined),
      (problem) => problem instanceof ApiError && setError(problem),
    );
  return (
    <>
      <p className="buttons">
        <button type="button" onClick={() => void take()}>
          {t("intake_template")}
        </button>
        <span className="hint">{t("intake_template_hint")}</span>
      </p>
      <Problem error={error} />
    </>
  );
}

function Imported({ outcome }: { outcome: Outcome }) {
  const t = useWords();
  const count = useCount();
  const box = useRef<HTMLDivElement>(null);
  // What was pressed is gone: the keyboard goes on from what it did.
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="spaced">
      {outcome.ids.documents !== undefined && (
        <p>
          <strong>{t("intake_done", count(outcome.ids.documents), count(outcome.ids.copies ?? 0))}</strong>{" "}
          {outcome.ids.intake !== undefined && <a href={link("nhap-excel", outcome.ids.intake)}>{t("intake_see")}</a>}
        </p>
      )}
      <OutcomeBox outcome={outcome} />
    </div>
  );
}
