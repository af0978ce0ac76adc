import { type ReactNode, useEffect } from "react";
import "./page.css";

interface PageProps {
  /** Also the title of the browser's tab. */
  title: string;
  /** Shown in place of the title, where it is more than words. */
  heading?: ReactNode;
  /** Above the heading: where this page hangs. */
  crumb?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}

/** The frame of a page: heading, actions, content. */
export function Page({ title, heading, crumb, actions, children, narrow = false }: PageProps) {
  useEffect(() => {
    document.title = `${title} · FourEyes`;
  }, [title]);
  return (
    <div className={narrow ? "page page-narrow" : "page"}>
      <header className="page-header">
        <div className="page-heading">
          {crumb && <div className="page-crumb">{crumb}</div>}
          <h1>{heading ?? title}</h1>
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface CardProps {
  title?: string;
  /** Beside the title. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A titled area of a page. */
export function Card({ title, aside, children, className = "" }: CardProps) {
  return (
    <section className={`card ${className}`} aria-label={title}>
      {(title || aside) && (
        <div className="card-head">
          {title && <h2>{title}</h2>}
          {aside && <div className="card-aside">{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** Facts as term and value. A fact without a value is left out. */
export function Facts({ facts }: { facts: readonly [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
        .map(([term, value]) => (
          <div key={term} className="fact">
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
