import { useApp, useCode, usePick } from "../app";
import { PrintLink } from "../parts/PrintLink";
import { go } from "../router";
import type { MatterRow } from "./matterRows";

// The next steps of one row; counting has a page of its own.
export function MatterActs({ row, done }: { row: MatterRow; done: () => void }) {
  const pick = usePick();
  const words = useCode();
  const { forms, openAct } = useApp();
  const begin = (code: string) => {
    const preset = row.preset(code);
    if (code === "stocktake.scan") go("kiem-ke", preset.stocktake as number);
    else openAct({ code, preset, about: row.title, done });
  };
  return (
    <span className="buttons">
      {row.acts.map((code) => (
        <button key={code} type="button" onClick={() => begin(code)}>
          {pick(forms.find((form) => form.code === code)?.title)}
        </button>
      ))}
      {row.paper && (
        <PrintLink path={row.paper} about={row.title}>
          {words("paper", row.list)}
        </PrintLink>
      )}
    </span>
  );
}
