import type { KeyboardEvent } from "react";

/** Marks the element of a row that takes the focus. */
export const rowFocus = { "data-row-focus": "" } as const;

/** Arrow keys, j and k, Home and End move the focus from row to row. Goes on the element around the rows. */
export function onRowKeys(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-focus]")];
  const at = rows.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const next = target(event.key, at, rows.length);
  if (next === undefined) return;
  event.preventDefault();
  rows[next]?.focus();
}

function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
    case "k":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
