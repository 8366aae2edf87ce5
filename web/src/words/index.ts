// Every word of the page, Vietnamese first, a file a part of it. What the server says (forms, refusals, articles)
// comes from there in both languages.
import { acts } from "./acts";
import { codes } from "./codes";
import { findings } from "./findings";
import { frame } from "./frame";
import { intake } from "./intake";
import { ledger } from "./ledger";
import { registers } from "./registers";
import type { Table } from "./table";

type Keys = [
  keyof typeof frame,
  keyof typeof registers,
  keyof typeof acts,
  keyof typeof intake,
  keyof typeof findings,
  keyof typeof ledger,
  keyof typeof codes,
];

type Twice<Names> = Names extends [infer First, ...infer Rest] ? (First & Rest[number]) | Twice<Rest> : never;

// A name in two parts would take the later one's words in silence; here it is a type error that tells the name.
const twice: { [Name in Twice<Keys>]: never } = {};

const table = { ...frame, ...registers, ...acts, ...intake, ...findings, ...ledger, ...codes, ...twice } satisfies Table;

export type Word = keyof typeof table;

export const words: Record<Word, readonly [string, string]> = table;
