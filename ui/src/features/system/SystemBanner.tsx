import { useEffect, useState } from "react";
import { ApiError } from "@/shared/api";
import { formatClock, formatCount } from "@/shared/format";
import { useLostSince } from "@/shared/live";
import { Lasting, Mark } from "@/shared/ui";
import { type Component, useSystemStatus } from "./api";
import "./system.css";

/** A dropped connection is often back at once; only one that stays away is worth a banner. */
const PATIENCE_MS = 3000;

/** Over every page: which part of the installation does not work, since when, and what that means. */
export function SystemBanner() {
  const system = useSystemStatus();
  const unreachable = system.error instanceof ApiError && system.error.unreachable;
  const lost = useLostForLong();
  const troubled = system.data?.components.filter(isTroubled) ?? [];
  return (
    <div className="banners" role="status" aria-label="System status">
      {unreachable || lost !== undefined ? <ConnectionBanner since={lost} unreachable={unreachable} /> : null}
      {!unreachable && troubled.map((each) => <ComponentBanner key={each.name} component={each} />)}
    </div>
  );
}

function ConnectionBanner({ since, unreachable }: { since: number | undefined; unreachable: boolean }) {
  return (
    <div className="banner banner-warn">
      <Mark kind="warn" />
      <p>
        <strong>{unreachable ? "The server cannot be reached, trying again…" : "Live connection lost, trying again…"}</strong>{" "}
        <span>What you see {since === undefined ? "may be old." : `is from ${formatClock(since)} and may be old.`}</span>
      </p>
    </div>
  );
}

function ComponentBanner({ component }: { component: Component }) {
  const down = component.state === "COMPONENT_STATE_DOWN";
  return (
    <div className={`banner ${down ? "banner-bad" : "banner-warn"}`}>
      <Mark kind={down ? "bad" : "warn"} />
      <p>
        <strong>
          The {component.name} is {down ? "down" : "degraded"}
        </strong>
        {component.since && (
          <span className="muted">
            {" "}
            for <Lasting from={component.since} />
          </span>
        )}
        <strong>.</strong> <span>{component.message}</span>
        {component.lag_records !== undefined && Number(component.lag_records) > 0 && (
          <span className="muted"> {formatCount(component.lag_records)} records are waiting.</span>
        )}
      </p>
    </div>
  );
}

function isTroubled({ state }: Component): boolean {
  return state === "COMPONENT_STATE_DEGRADED" || state === "COMPONENT_STATE_DOWN";
}

function useLostForLong(): number | undefined {
  const since = useLostSince();
  const [shown, setShown] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setShown(since), since === undefined ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [since]);
  return since === undefined ? undefined : shown;
}
