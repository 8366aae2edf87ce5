// Where the person is stands behind the "#", which no server, proxy or log ever sees; there are
// only names of pages and numbers of rows in it.
import { useSyncExternalStore } from "react";

function subscribe(changed: () => void) {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

// ["van-ban", "12"]
export function usePlace() {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}

export function go(...parts: (string | number)[]) {
  window.location.hash = "/" + parts.join("/");
}

export function link(...parts: (string | number)[]) {
  return "#/" + parts.join("/");
}
