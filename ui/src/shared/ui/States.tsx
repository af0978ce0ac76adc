import type { ReactNode } from "react";
import { ApiError } from "@/shared/api";
import { Button } from "./Button";
import { Mark } from "./Mark";
import "./states.css";

/** A grey bar where text will stand. */
export function Skeleton({ width = "100%", height = 10 }: { width?: string | number; height?: number }) {
  return <span className="skeleton" style={{ width, height }} aria-hidden="true" />;
}

/** Announces loading once, around skeletons that screen readers do not see. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div role="status" aria-label={`Loading ${what}`} className="loading">
      {children}
    </div>
  );
}

/** Lines of skeleton in a card. */
export function LoadingLines({ what, lines = 5 }: { what: string; lines?: number }) {
  return (
    <Loading what={what}>
      <div className="loading-lines">
        {Array.from({ length: lines }, (_, line) => (
          <Skeleton key={line} width={`${88 - ((line * 17) % 40)}%`} />
        ))}
      </div>
    </Loading>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing to show, and that is not an error. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <p className="muted">{children}</p>}
      {action && <div className="empty-action">{action}</div>}
    </div>
  );
}

interface FailureProps {
  /** What could not be done, for example "The tests could not be loaded." */
  what: string;
  error: unknown;
  retry?: () => void;
}

/** What failed, why, and what to do about it. */
export function Failure({ what, error, retry }: FailureProps) {
  return (
    <div className="failure" role="alert">
      <Mark kind="bad" size={16} />
      <div className="failure-text">
        <p className="failure-title">{what}</p>
        <p className="muted">{reasonOf(error)}</p>
        <p className="muted">{adviceFor(error)}</p>
      </div>
      {retry && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function adviceFor(error: unknown): string {
  if (!(error instanceof ApiError)) return "This is a defect of FourEyes. Load the page again; please report it if it comes back.";
  if (error.unreachable) return "Check that the server runs and that this machine reaches it. The page tries again by itself.";
  if (error.status === 403) return "Your role does not allow this. Ask an administrator.";
  if (error.status === 404) return "It may have been deleted. Go back to the list.";
  if (error.status >= 500) return "The server's log says more.";
  return "";
}
