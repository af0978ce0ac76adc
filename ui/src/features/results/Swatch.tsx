import { seriesColour, seriesDash } from "./palette";

/** A piece of a node's line: its colour and its dash. */
export function Swatch({ index }: { index: number }) {
  return (
    <svg className="swatch" width="18" height="8" viewBox="0 0 18 8" aria-hidden="true">
      <line x1="1" y1="4" x2="17" y2="4" stroke={`var(${seriesColour(index)})`} strokeWidth="2.5" strokeDasharray={seriesDash(index).join(" ")} />
    </svg>
  );
}
