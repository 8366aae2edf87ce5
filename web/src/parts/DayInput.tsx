import { KeyboardEvent, useState } from "react";

import { useApp, useWords } from "../app";
import { readDay, shownDay } from "../format";

interface Props {
  id: string;
  value: string; // "2026-11-22" or ""
  onDay: (day: string) => void;
  required?: boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

// A day typed as it is spoken: 2111 is 21/11 of this year.
export function DayInput({ id, value, onDay, required, onKeyDown }: Props) {
  const t = useWords();
  const { me } = useApp();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const settle = () => {
    if (typed === null) return;
    const day = typed.trim() === "" ? "" : readDay(typed, me.today);
    setWrong(day === null);
    if (day === null) return;
    setTyped(null);
    onDay(day);
  };
  return (
    <>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        placeholder={t("day_form")}
        aria-required={required || undefined}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? id + "-wrong" : undefined}
        value={typed ?? shownDay(value)}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
          const day = readDay(event.target.value, me.today);
          // What is whole already counts, so that Ctrl+Enter need not wait for the field to be left.
          if (day && event.target.value.replace(/\D/g, "").length >= 4) onDay(day);
          if (!event.target.value.trim()) onDay("");
        }}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) settle();
          onKeyDown?.(event);
        }}
      />
      {wrong && (
        <span className="field-problem" id={id + "-wrong"} role="alert">
          {t("no_such_day")}
        </span>
      )}
    </>
  );
}
