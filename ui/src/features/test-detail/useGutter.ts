import { useSyncExternalStore } from "react";

const WIDE = 118;
const NARROW = 58;
const small = () => matchMedia("(width < 820px)");

/** Room at the left of chart and strip, for the scale and the nodes' names. */
export function useGutter(): number {
  const narrow = useSyncExternalStore(
    (listener) => {
      const query = small();
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => small().matches,
  );
  return narrow ? NARROW : WIDE;
}
