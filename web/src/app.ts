// What every part of the page may ask for: who is signed in, in the name of which duty, the acts'
// forms, the directory. All of it is gone when the screen locks.
import { createContext, useCallback, useContext, useEffect, useId, useRef, useState } from "react";

import { ApiError, Forms, People, Session, Text, get } from "./api";
import { Lang, LevelName, shownCount } from "./format";
import { Word, words } from "./words";

export type Form = Forms["forms"][number];
export type Field = Form["fields"][number];
export type Person = People["people"][number];
export type Theme = "light" | "dark";

export interface Preferences {
  lang: Lang;
  setLang: (lang: Lang) => void;
  theme: Theme;
  setTheme: (theme: Theme) => void;
}

export const PreferencesContext = createContext<Preferences>(null!);

export interface ActAsked {
  code: string;
  preset?: Record<string, unknown>;
  initial?: Record<string, unknown>;
  about?: string;
  done?: () => void;
}

export interface App {
  me: Session;
  duty: string;
  setDuty: (duty: string) => void;
  forms: Form[];
  people: Person[];
  readPeople: () => Promise<void>;
  lock: (why: "signed_out" | "idle") => void;
  // The act's dialog stands above all pages: what it was opened from may go away by it.
  openAct: (act: ActAsked) => void;
  setLevel: (part: string, level: LevelName | null) => void;
}

export const AppContext = createContext<App>(null!);

export const useApp = () => useContext(AppContext);
export const usePreferences = () => useContext(PreferencesContext);

export function useWords() {
  const { lang } = usePreferences();
  return useCallback(
    (word: Word, ...values: (string | number)[]) => {
      const text = words[word][lang === "vi" ? 0 : 1];
      return text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)] ?? ""));
    },
    [lang],
  );
}

export type Words = ReturnType<typeof useWords>;

export function usePick() {
  const { lang } = usePreferences();
  return useCallback((text: Text | undefined) => (text ? text[lang] : ""), [lang]);
}

// A code of the API in words: "state.draft", "duty.keeper"; the code itself where none is known.
export function useCode() {
  const t = useWords();
  return useCallback(
    (group: string, code: string) => {
      const word = `${group}.${code}` as Word;
      return words[word] ? t(word) : code;
    },
    [t],
  );
}

export function useCount() {
  const { lang } = usePreferences();
  return useCallback((count: number) => shownCount(count, lang), [lang]);
}

export function useNames() {
  const { people } = useApp();
  const t = useWords();
  return useCallback(
    (id: number | null | undefined) => {
      if (!id) return "";
      return people.find((one) => one.id === id)?.name ?? t("person_number", id);
    },
    [people, t],
  );
}

export function useForm(code: string) {
  return useApp().forms.find((one) => one.code === code);
}

export interface Loaded<T> {
  value?: T;
  error?: ApiError;
  again: () => void;
}

// Reads when it first shows, and again when one of `when` changes; what was read before stays on
// the screen until then.
export function useRead<T>(read: () => Promise<T>, when: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: ApiError }>({});
  const [turn, setTurn] = useState(0);
  const latest = useRef(0);
  useEffect(() => {
    const mine = ++latest.current;
    read().then(
      (value) => mine === latest.current && setState({ value }),
      (error) => mine === latest.current && error instanceof ApiError && setState({ error }),
    );
    return () => void latest.current++;
    // eslint-disable-next-line
  }, [...when, turn]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}

export function useGet<T>(path: string, query: Record<string, string | number | undefined> = {}, when: unknown[] = []) {
  return useRead(() => get<T>(path, query), [path, JSON.stringify(query), ...when]);
}

// The level of what this part of the screen shows; the banners above and below show the highest.
export function useLevel(level: LevelName | null) {
  const { setLevel } = useApp();
  const part = useId();
  useEffect(() => {
    setLevel(part, level);
    return () => setLevel(part, null);
  }, [part, level, setLevel]);
}
