// Lists that the server gives a part at a time. As many parts as were asked for stay on the screen:
// when the list changes, all of them are read again. Where that fails they stay, beside the error.
import { useRef, useState } from "react";

import { ApiError } from "./api";
import { useRead } from "./app";

interface Part {
  next: number | null;
}

// `read` reads the part behind a cursor, the first one without. Another `of` is another list and
// begins with its first part; another `turn` is the same list, changed.
export function useParts<L extends Part>(read: (cursor?: number) => Promise<L>, of: string, turn: number) {
  const wanted = useRef({ of, parts: 1 });
  const { value, error, again } = useRead(async () => {
    if (wanted.current.of !== of) wanted.current = { of, parts: 1 };
    const parts = [await read()];
    // Asked anew each time: he may have asked for more meanwhile.
    for (let next = parts[0]!.next; next !== null && parts.length < wanted.current.parts; next = parts[parts.length - 1]!.next) {
      parts.push(await read(next));
    }
    return { of, parts };
  }, [of, turn]);
  const kept = useRef<{ of: string; parts: L[] } | undefined>(undefined);
  if (value) kept.current = value;
  const standing = (value ?? (kept.current?.of === of ? kept.current : undefined))?.parts;
  const [more, setMore] = useState<{ behind: L[]; parts: L[]; error?: ApiError }>();
  const further = more && more.behind === standing ? more : undefined;
  const parts = [...(standing ?? []), ...(further?.parts ?? [])];
  const next = parts[parts.length - 1]?.next ?? null;
  const readOn = async () => {
    if (standing === undefined || next === null) return;
    wanted.current = { of, parts: parts.length + 1 };
    const known = further?.parts ?? [];
    try {
      const part = await read(next);
      setMore({ behind: standing, parts: [...known, part] });
    } catch (error) {
      wanted.current = { of, parts: parts.length };
      if (error instanceof ApiError) setMore({ behind: standing, parts: known, error });
    }
  };
  return { parts, next, readOn, error: error ?? further?.error, again };
}
