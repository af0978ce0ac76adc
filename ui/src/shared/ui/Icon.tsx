const PATHS = {
  tests: "M2.5 8.5h2.6l1.9-5 2.6 9 1.7-4h2.2",
  incidents: "M8 2.2 14.2 13H1.8L8 2.2ZM8 6.4v3.2M8 11.3v.2",
  rules: "M3 4h6.5M13 4h-.5M3 8h1.5M8 8h5M3 12h5.5M12 12h1M11 2.6v2.8M6.2 6.6v2.8M10.2 10.6v2.8",
  nodes: "M3 3.2h10v3.6H3zM3 9.2h10v3.6H3zM5.4 5h.1M5.4 11h.1",
  settings: "M10 6.2a3.2 3.2 0 1 0-3.1 4.1l.8.8H9v1.3h1.3v1.3h2.9v-2.3L9.8 8M5.9 6.4h.1",
  plus: "M8 3v10M3 8h10",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3.2 8.4 6.4 11.6 12.8 4.6",
  copy: "M5.5 5.5h7.3v7.3H5.5zM3.2 10.3V3.2h7.1",
  edit: "M3 13h2.4l7-7L10 3.6l-7 7V13ZM8.6 5l2.4 2.4",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M4.8 3.2v9.6L12.6 8 4.8 3.2Z",
  trash: "M3 4.5h10M6.2 4.5V3h3.6v1.5M4.4 4.5l.6 8.6h6l.6-8.6",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  chevronDown: "M4.5 6.3 8 9.8l3.5-3.5",
  chevronUp: "M4.5 9.7 8 6.2l3.5 3.5",
  chevronLeft: "M9.8 4.5 6.3 8l3.5 3.5",
  chevronRight: "M6.3 4.5 9.8 8l-3.5 3.5",
  external: "M9.5 3H13v3.5M13 3 7.5 8.5M11 9.2V13H3V5h3.8",
  user: "M8 8.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 13.6c.6-2.3 2.7-3.6 5.2-3.6s4.6 1.3 5.2 3.6",
  lock: "M4 7.2h8v6H4zM5.6 7.2V5.4a2.4 2.4 0 0 1 4.8 0v1.8",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6",
  keyboard: "M1.8 4.2h12.4v7.6H1.8zM4.4 6.8h.1M7 6.8h.1M9.6 6.8h.1M11.9 6.8h.1M5 9.4h6",
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 16 by 16 that takes the text's colour; decoration only, so always beside words or inside a named button. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" fill="none">
      <path d={PATHS[name]} stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

/** The product's sign: four eyes, one of them on you. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent-solid)" />
      <g fill="none" stroke="#fff" strokeWidth="2.5">
        <circle cx="10.5" cy="10.5" r="4.25" />
        <circle cx="21.5" cy="10.5" r="4.25" />
        <circle cx="10.5" cy="21.5" r="4.25" />
      </g>
      <circle cx="21.5" cy="21.5" r="5.5" fill="#fff" />
    </svg>
  );
}
