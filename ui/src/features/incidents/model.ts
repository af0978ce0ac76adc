import type { Schema } from "@/shared/api";
import { instant } from "@/shared/format";
import type { Incident } from "./api";

/** How much before and after an incident its test's page shows. */
const AROUND_MS = 15 * 60_000;

export const RESOLVE_WORDS: Record<Schema<"ResolveReason">, string> = {
  RESOLVE_REASON_UNSPECIFIED: "Resolved.",
  RESOLVE_REASON_RECOVERED: "Recovered: the condition no longer holds on enough nodes.",
  RESOLVE_REASON_RULE_CHANGED: "The alert rule was changed.",
  RESOLVE_REASON_RULE_DELETED: "The alert rule was deleted.",
  RESOLVE_REASON_TEST_DELETED: "The test was deleted.",
  RESOLVE_REASON_TEST_PAUSED: "The test was paused.",
};

export function isOpen(incident: Incident): boolean {
  return incident.state === "INCIDENT_STATE_OPEN";
}

/** The test's page at the time of the incident. */
export function testPathAt(incident: Incident, now: number): string {
  const opened = instant(incident.opened_at);
  if (opened === undefined) return `/tests/${incident.test_id}`;
  const from = new Date(opened - AROUND_MS).toISOString();
  const to = new Date(Math.min(now, (instant(incident.resolved_at) ?? now) + AROUND_MS)).toISOString();
  return `/tests/${incident.test_id}?${new URLSearchParams({ from, to }).toString()}`;
}
