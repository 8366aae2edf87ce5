import { useWords } from "../app";
import { LevelName, levelTitles } from "../format";

// Above and below whatever shows something secret: words and pattern, never colour alone.
export function Banner({ level, place }: { level: LevelName | null; place: "top" | "bottom" }) {
  const t = useWords();
  const text = level ? levelTitles[level] : t("nothing_secret");
  return (
    <div className={`banner ${place}`} data-level={level ?? "none"} role="region" aria-label={`${t(place === "top" ? "level_of_screen" : "level_of_screen_below")}: ${text}`}>
      <span aria-hidden="true">{text}</span>
    </div>
  );
}

export function LevelMark({ level }: { level: string }) {
  return levelTitles[level] ? (
    <span className="level" data-level={level}>
      {levelTitles[level]}
    </span>
  ) : null;
}
