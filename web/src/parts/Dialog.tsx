import { ReactNode, useEffect, useId, useRef } from "react";

import { useWords } from "../app";

// The browser's own dialog: it keeps the focus inside and gives it back.
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const t = useWords();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // The browser begins at the first thing that can be reached, which is how to close it.
    shown?.querySelector<HTMLElement>("input, select, textarea")?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={(event) => (event.preventDefault(), close())}>
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet" onClick={close}>
          {t("close")}
        </button>
      </header>
      {children}
    </dialog>
  );
}
