import { SEVERITY_NAMES, type Severity } from "./words";
import "./severity.css";

const LEVELS: Record<Severity, number> = {
  SEVERITY_UNSPECIFIED: 0,
  SEVERITY_INFO: 1,
  SEVERITY_MINOR: 2,
  SEVERITY_MAJOR: 3,
  SEVERITY_CRITICAL: 4,
};

/** One to four bars and the name: severity reads without colour. `calm` is for what is over. */
export function SeverityLabel({ severity, calm = false }: { severity: Severity; calm?: boolean }) {
  const level = LEVELS[severity];
  return (
    <span className={`severity severity-${calm ? "calm" : level}`}>
      <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <rect key={bar} x={(bar - 1) * 4} y={12 - bar * 3} width="3" height={bar * 3} className={bar <= level ? "is-on" : ""} />
        ))}
      </svg>
      {SEVERITY_NAMES[severity]}
    </span>
  );
}
