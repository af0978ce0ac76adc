import { useSyncExternalStore } from "react";

let shown = false;
const listeners = new Set<() => void>();

/** Whether the list of shortcuts is open; it is opened from the menu and by "?". */
export function useShortcutsDialog(): [boolean, (show: boolean) => void] {
  const open = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return [open, show];
}

function show(open: boolean): void {
  shown = open;
  for (const listener of listeners) listener();
}
