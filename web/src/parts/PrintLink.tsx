import type { ReactNode } from "react";

import { useApp } from "../app";

// A PDF in a tab of its own, where the browser shows and prints it. The server records each print.
export function PrintLink({ path, query, about, children }: {
  path: string;
  query?: Record<string, string | number>;
  about: string; // what the link is of, where several look alike
  children: ReactNode;
}) {
  const { duty } = useApp();
  const words = new URLSearchParams({ duty });
  for (const [name, value] of Object.entries(query ?? {})) words.set(name, String(value));
  return (
    <a className="button" href={`/api/v1/${path}/print?${words}`} target="_blank" rel="noreferrer">
      {children}
      <span className="unseen"> {about} (PDF)</span>
    </a>
  );
}
