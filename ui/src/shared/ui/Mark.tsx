import "./mark.css";

export type MarkKind = "ok" | "warn" | "bad" | "none" | "paused" | "info";

/**
 * The sign of a state. Each has a shape of its own, so that it reads without colour: a disc with a tick, a triangle, a square with
 * a cross, a dashed ring, two bars, a ring with a dot.
 */
export function Mark({ kind, size = 14 }: { kind: MarkKind; size?: number }) {
  return (
    <svg className={`mark mark-${kind}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      {SHAPES[kind]}
    </svg>
  );
}

/** The same shapes as text for a state in words: sign and label together. */
export function MarkLabel({ kind, children }: { kind: MarkKind; children: React.ReactNode }) {
  return (
    <span className={`mark-label mark-label-${kind}`}>
      <Mark kind={kind} />
      <span className="truncate">{children}</span>
    </span>
  );
}

const SHAPES: Record<MarkKind, React.ReactNode> = {
  ok: (
    <>
      <circle cx="7" cy="7" r="6" className="mark-fill" />
      <path d="M4.2 7.2 6.2 9.2 9.9 5" className="mark-cut" />
    </>
  ),
  warn: (
    <>
      <path d="M7 1.2 13.4 12.4H.6Z" className="mark-fill" strokeLinejoin="round" />
      <path d="M7 5.2v3.2M7 10.3v.2" className="mark-cut" />
    </>
  ),
  bad: (
    <>
      <rect x="1" y="1" width="12" height="12" rx="2.5" className="mark-fill" />
      <path d="m4.5 4.5 5 5m0-5-5 5" className="mark-cut" />
    </>
  ),
  none: <circle cx="7" cy="7" r="5.2" className="mark-line" strokeDasharray="2.6 2.2" />,
  paused: <path d="M4.7 2.5v9M9.3 2.5v9" className="mark-line" strokeWidth="2" />,
  info: (
    <>
      <circle cx="7" cy="7" r="5.2" className="mark-line" />
      <circle cx="7" cy="7" r="2" className="mark-fill" />
    </>
  ),
};
