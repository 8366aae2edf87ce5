import { useCallback, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";

import { Session, get, remove, setCredentials, whenSignedOut } from "./api";
import { PreferencesContext, Theme } from "./app";
import type { Lang } from "./format";
import { FirstPassword } from "./pages/FirstPassword";
import { SignIn } from "./pages/SignIn";
import { Shell } from "./Shell";

import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";

type Why = "" | "signed_out" | "idle" | "ended" | "changed";

// Whoever reloads the page is still signed in; whoever is not sees the sign-in.
function Root() {
  const [me, setMe] = useState<Session | null>();
  const [why, setWhy] = useState<Why>("");
  const [lang, setLang] = useState<Lang>("vi");
  const [theme, setTheme] = useState<Theme>(() =>
    window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  );

  const leave = useCallback((because: Why) => {
    setCredentials("", "");
    setWhy(because);
    setMe(null);
    window.location.hash = "";
    // What was copied from a secret screen does not stay behind it.
    void navigator.clipboard?.writeText("").catch(() => {});
  }, []);

  const enter = useCallback((session: Session) => {
    setCredentials(session.csrf, session.duties[0] ?? "");
    setWhy("");
    setMe(session);
  }, []);

  const lock = useCallback(
    (because: "signed_out" | "idle" | "changed") => {
      void remove("session").catch(() => {});
      leave(because);
    },
    [leave],
  );

  useEffect(() => {
    whenSignedOut(() => leave("ended"));
    get<Session>("session").then(enter, () => leave(""));
  }, [enter, leave]);

  useEffect(() => {
    document.documentElement.lang = lang;
    document.documentElement.dataset.theme = theme;
  }, [lang, theme]);

  const preferences = useMemo(() => ({ lang, setLang, theme, setTheme }), [lang, theme]);
  return (
    <PreferencesContext.Provider value={preferences}>
      {me === null && <SignIn why={why} enter={enter} />}
      {me?.first_password_until && <FirstPassword me={me} leave={lock} />}
      {me && !me.first_password_until && <Shell me={me} lock={lock} />}
    </PreferencesContext.Provider>
  );
}

createRoot(document.getElementById("root")!).render(<Root />);
