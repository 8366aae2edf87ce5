import { BookDetail, Books, get } from "../api";
import { useApp, useCode, useGet, useLevel, usePick, useWords } from "../app";
import { highest, levelTitles, levels, shownDay } from "../format";
import { useParts } from "../lists";
import { useLive } from "../live";
import { ActList } from "../parts/ActList";
import { ExcelButton } from "../parts/ExcelButton";
import { PrintLink } from "../parts/PrintLink";
import { Problem } from "../parts/Problem";
import { link } from "../router";

export function BooksPage() {
  const t = useWords();
  const code = useCode();
  const { duty } = useApp();
  const turn = useLive("documents");
  const { value, error, again } = useGet<Books>("books", {}, [turn]);
  return (
    <>
      <h1>{t("books")}</h1>
      <Problem error={error} again={again} />
      {value && value.books.length === 0 && <p className="empty">{t("no_books")}</p>}
      {value && value.books.length > 0 && (
        <table className="rows">
          <thead>
            <tr>
              <th>{t("book")}</th>
              <th>{t("year")}</th>
              <th>{t("volume_word")}</th>
              <th>{t("entries")}</th>
              <th>{t("state")}</th>
              <th>{t("opened")}</th>
              <th>{t("closed")}</th>
              <th>{t("unit")}</th>
            </tr>
          </thead>
          <tbody>
            {value.books.map((book) => (
              <tr key={book.id}>
                <th scope="row">
                  <a href={link("so", book.id)}>{code("book", book.kind)}</a>
                </th>
                <td>{book.year}</td>
                <td>{book.volume}</td>
                <td>{book.next_number - book.first_number}</td>
                <td>{code("book_state", book.state)}</td>
                <td>{shownDay(book.opened)}</td>
                <td>{shownDay(book.closed)}</td>
                <td>{book.unit}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {duty === "registrar" && (
        <p className="buttons">
          <a href={link("viec", "book.open")}>{t("open_book")}</a>
          <a href={link("nhap-excel")}>{t("intake")}</a>
          <PrintLink path="stamps" about="">
            {t("print_stamps")}
          </PrintLink>
        </p>
      )}
    </>
  );
}

// A book in the columns of the law, as it would lie open on the desk.
export function BookPage({ id }: { id: number }) {
  const t = useWords();
  const code = useCode();
  const pick = usePick();
  const { duty } = useApp();
  const turn = useLive("documents");
  const path = "books/" + id;
  const { parts, next, readOn, error, again } = useParts((after) => get<BookDetail>(path, { after }), path, turn);
  const value = parts[0];
  const levelAt = value?.columns.findIndex((one) => one.id === "level") ?? -1;
  const rows = parts.flatMap((part) => part.rows);
  useLevel(highest(rows.map((row) => levels.find((one) => levelTitles[one] === row.cells[levelAt]))));
  if (!value) return error ? <Problem error={error} again={again} /> : <p className="empty">{t("reading")}</p>;
  const { book, columns } = value;
  const title = `${code("book", book.kind)} ${book.year}, ${t("volume", book.volume)}`;
  return (
    <>
      <p className="crumbs">
        <a href={link("so")}>{t("books")}</a>
      </p>
      <h1>{title}</h1>
      <p className="lead">
        {code("book_state", book.state)} · {t("opened")} {shownDay(book.opened)}
        {book.closed && ` · ${t("closed")} ${shownDay(book.closed)}`} · {t("next_number", book.next_number)}
      </p>
      <div className="buttons">
        <PrintLink path={"books/" + id} about={title}>
          {t("print_book")}
        </PrintLink>
        <ExcelButton path={`books/${id}/xlsx`} />
      </div>
      <div className="scroll book" tabIndex={0} role="group" aria-label={title}>
        <table className="rows statutory">
          <thead>
            <tr>
              {columns.map((one) => (
                <th key={one.id} scope="col">
                  {pick(one.name)}
                </th>
              ))}
            </tr>
            <tr className="column-numbers">
              {columns.map((one, index) => (
                <td key={one.id}>({index + 1})</td>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.number} className={row.voided ? "voided" : undefined}>
                {row.cells.map((cell, index) => (
                  <td key={index}>
                    {columns[index]?.id === "level" && cell ? <strong>{cell}</strong> : cell}
                    {index === 0 && row.voided && <small> {t("voided")}</small>}
                    {row.out_of_scope && index === 1 && <small>{t("out_of_scope")}</small>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="empty">{t("no_entries")}</p>}
      <Problem error={error} again={again} />
      {next !== null && (
        <button type="button" onClick={() => void readOn()}>
          {t("read_on")}
        </button>
      )}
      {duty === "registrar" && (
        <section className="card" aria-labelledby="so-viec">
          <h2 id="so-viec">{t("what_can_be_done")}</h2>
          <ActList key={book.state} about={title} kind="book" state={book.state} preset={{ book: id }} done={again} />
        </section>
      )}
    </>
  );
}
