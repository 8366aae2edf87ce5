// Which pages there are, what leads to them and whose duty shows them. An address that the duty does
// not lead to shows nothing; the server would refuse it all the same.
import type { ReactNode } from "react";

import type { Word } from "../words";
import { ActPage, ActsPage } from "./Acts";
import { AuditsPage } from "./Audits";
import { BookPage, BooksPage } from "./Books";
import { DocumentPage } from "./DocumentPage";
import { DocumentsPage } from "./Documents";
import { FindingsPage } from "./Findings";
import { HomePage } from "./Home";
import { IntakePage } from "./Intake";
import { IntakeRowsPage } from "./IntakeList";
import { LedgerPage } from "./Ledger";
import { LendPage } from "./Lend";
import { MattersPage } from "./Matters";
import { PendingPage } from "./Pending";
import { PeoplePage } from "./People";
import { ReceivePage } from "./Receive";
import { SessionsPage } from "./Sessions";
import { StocktakePage } from "./Stocktake";

interface Page {
  path: string;
  title: Word;
  duties: string[];
  under?: string; // the page that leads to it, where the navigation does not
  show: (rest: string[]) => ReactNode;
}

const office = ["officer", "registrar", "keeper", "authority", "security"];
const everybody = [...office, "auditor", "admin"];

const pages: Page[] = [
  { path: "", title: "home", duties: everybody, show: () => <HomePage /> },
  { path: "den", title: "receive", duties: ["registrar"], show: () => <ReceivePage /> },
  { path: "giao-nhan", title: "lend", duties: ["registrar", "keeper"], show: () => <LendPage /> },
  {
    path: "van-ban",
    title: "documents",
    duties: office,
    show: ([id]) => (id ? <DocumentPage key={id} id={Number(id)} /> : <DocumentsPage />),
  },
  {
    path: "so",
    title: "books",
    duties: ["registrar", "keeper", "authority"],
    show: ([id]) => (id ? <BookPage key={id} id={Number(id)} /> : <BooksPage />),
  },
  {
    path: "nhap-excel",
    title: "intake",
    duties: ["registrar"],
    under: "so",
    show: ([id]) => (id ? <IntakeRowsPage key={id} id={Number(id)} /> : <IntakePage />),
  },
  { path: "dang-mo", title: "matters", duties: office, show: () => <MattersPage /> },
  { path: "kiem-ke", title: "stocktake", duties: ["keeper"], show: ([id]) => <StocktakePage key={id} chosen={id ? Number(id) : undefined} /> },
  { path: "ra-quet", title: "findings", duties: ["registrar", "authority", "security"], show: () => <FindingsPage /> },
  { path: "kiem-tra", title: "audits", duties: ["registrar", "authority", "security"], show: () => <AuditsPage /> },
  { path: "cho", title: "pending", duties: everybody, show: () => <PendingPage /> },
  { path: "nguoi", title: "people", duties: everybody, show: ([id]) => <PeoplePage chosen={id ? Number(id) : undefined} /> },
  { path: "nhat-ky", title: "ledger", duties: ["auditor"], show: () => <LedgerPage /> },
  { path: "viec", title: "acts", duties: everybody, show: ([code]) => (code ? <ActPage key={code} code={code} /> : <ActsPage />) },
];

function pagesFor(duty: string) {
  return pages.filter((page) => page.duties.includes(duty));
}

export function navigationFor(duty: string) {
  return pagesFor(duty).filter((page) => page.under === undefined);
}

// The page whose entry in the navigation stands for this one.
export function entryOf(path: string) {
  return pages.find((page) => page.path === path)?.under ?? path;
}

export function pageAt([path, ...rest]: string[], duty: string): ReactNode {
  if (path === "phien") return <SessionsPage />;
  return pagesFor(duty).find((page) => page.path === (path ?? ""))?.show(rest.filter(Boolean));
}
