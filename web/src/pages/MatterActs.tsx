import { useState } from "react";

import { useApp, usePick } from "../app";
import { ActDialog } from "../parts/ActForm";
import { go } from "../router";
import type { MatterRow } from "./matterRows";

// The next steps of one row; counting has a page of its own.
export function MatterActs({ row, done }: { row: MatterRow; done: () => void }) {
  const pick = usePick();
  const { forms } = useApp();
  const [chosen, setChosen] = useState<string>();
  const begin = (act: string) => (act === "stocktake.scan" ? go("kiem-ke", row.preset(act).stocktake as number) : setChosen(act));
  return (
    <>
      <span className="buttons">
        {row.acts.map((act) => (
          <button key={act} type="button" onClick={() => begin(act)}>
            {pick(forms.find((form) => form.code === act)?.title)}
          </button>
        ))}
      </span>
      {chosen && <ActDialog code={chosen} preset={row.preset(chosen)} about={row.title} done={done} close={() => setChosen(undefined)} />}
    </>
  );
}
