// Nobody at the screen: what is on it goes away, a minute before the server would end the session.
// Only hands on mouse or keyboard count, not what the page reads by itself.
import { useEffect, useState } from "react";

const beat = 1000;
const warnFor = 60_000;
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

// Seconds left once the warning is due, else null.
export function useIdle(limitSeconds: number, lock: () => void) {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const limit = Math.max(limitSeconds - 60, 5) * 1000;
    let last = Date.now();
    const used = () => {
      last = Date.now();
    };
    const look = () => {
      const rest = limit - (Date.now() - last);
      if (rest <= 0) lock();
      else setLeft(rest <= warnFor && rest < limit / 2 ? Math.ceil(rest / 1000) : null);
    };
    signs.forEach((sign) => window.addEventListener(sign, used, { passive: true }));
    const timer = setInterval(look, beat);
    return () => {
      clearInterval(timer);
      signs.forEach((sign) => window.removeEventListener(sign, used));
    };
  }, [limitSeconds, lock]);
  return left;
}
