// Lists that change under one's eyes: the server tells when a list would now read differently, and
// whoever shows it reads it again.
import { ReactNode, createContext, useContext, useEffect, useState } from "react";

import { useApp } from "./app";

export type LiveList = "pending" | "documents" | "deadlines" | "matters" | "copies" | "findings" | "audits";

const LiveContext = createContext<Record<string, number>>({});

export function LiveLists({ children }: { children: ReactNode }) {
  const { duty, lock } = useApp();
  const [turns, setTurns] = useState<Record<string, number>>({});
  useEffect(() => {
    const source = new EventSource("/api/v1/live?duty=" + encodeURIComponent(duty));
    // Before the stream began, or while it was broken, anything may have changed since a list was read.
    const all = () => setTurns((before) => ({ ...before, all: (before.all ?? 0) + 1 }));
    const one = (event: MessageEvent) => {
      const list = JSON.parse(event.data).list as string;
      setTurns((before) => ({ ...before, [list]: (before[list] ?? 0) + 1 }));
    };
    source.addEventListener("ready", all);
    source.addEventListener("changed", one);
    source.addEventListener("signed_out", () => lock("idle"));
    return () => source.close();
  }, [duty, lock]);
  return <LiveContext.Provider value={turns}>{children}</LiveContext.Provider>;
}

// A number that changes with the list.
export function useLive(list: LiveList) {
  const turns = useContext(LiveContext);
  return (turns[list] ?? 0) + (turns.all ?? 0) * 1000;
}
