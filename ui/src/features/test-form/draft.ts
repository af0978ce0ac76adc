import { kindOf, type ProbeKind, type Test } from "@/features/tests";
import type { Schema } from "@/shared/api";
import { type DurationDraft, durationDraft, durationMs, type Labels } from "@/shared/ui";
import { EMPTY_PROBES, formOf, type ProbeDrafts, probeOf, probesOf } from "./kinds";

export type NodeChoice = "all" | "labels" | "picked" | "both";

/** A test as the form holds it: what was typed, for all kinds at once, so that changing the kind loses nothing. */
export interface TestDraft {
  kind: ProbeKind;
  name: string;
  /** False while the name follows the target. */
  nameTouched: boolean;
  probes: ProbeDrafts;
  /** The probe as it was before, for what the form does not show. */
  before: Schema<"ProbeConfig"> | undefined;
  intervalMs: number;
  /** What was typed for an interval that is no preset. */
  interval: DurationDraft;
  customInterval: boolean;
  timeout: DurationDraft;
  confirmFailures: boolean;
  traceOnFailure: boolean;
  choice: NodeChoice;
  nodeIds: readonly string[];
  matchLabels: Labels;
  /** Nodes that an agent-to-agent test measures to, picked elsewhere; the form shows only the labels. */
  peerIds: readonly string[];
  /** None with no picked peers: full mesh. */
  peerLabels: Labels;
  labels: Labels;
  paused: boolean;
}

export const INTERVALS_MS = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const;
const DEFAULT_INTERVAL_MS = 60_000;
const TIMEOUT_MS = 5_000;
/** Hops that stay silent cost a trace their time, and pages have many requests. */
const LONG_TIMEOUT_MS = 30_000;
const LONG_KINDS: readonly ProbeKind[] = ["path", "page", "transaction"];

export function newDraft(target: string): TestDraft {
  const empty: TestDraft = {
    kind: "http",
    name: "",
    nameTouched: false,
    probes: EMPTY_PROBES,
    before: undefined,
    intervalMs: DEFAULT_INTERVAL_MS,
    interval: durationDraft(DEFAULT_INTERVAL_MS),
    customInterval: false,
    timeout: durationDraft(TIMEOUT_MS),
    confirmFailures: false,
    traceOnFailure: false,
    choice: "all",
    nodeIds: [],
    matchLabels: {},
    peerIds: [],
    peerLabels: {},
    labels: {},
    paused: false,
  };
  return target ? { ...empty, ...fromTarget(target.trim()) } : empty;
}

/** Guesses from a pasted target: "db.internal:5432" is TCP, all else a website. */
function fromTarget(target: string): Partial<TestDraft> {
  const tcp = /^([a-z0-9.-]+):(\d{1,5})$/i.exec(target);
  if (tcp) {
    const probes = { ...EMPTY_PROBES, tcp: { ...EMPTY_PROBES.tcp, host: tcp[1] ?? "", port: tcp[2] ?? "" } };
    return { kind: "tcp", probes };
  }
  const url = /^https?:\/\//i.test(target) ? target : `https://${target}`;
  return { probes: { ...EMPTY_PROBES, http: { ...EMPTY_PROBES.http, url } } };
}

export function draftOf(test: Test): TestDraft {
  const kind = kindOf(test);
  return {
    ...newDraft(""),
    kind,
    name: test.name,
    nameTouched: true,
    probes: probesOf(kind, test.probe ?? {}),
    before: test.probe,
    labels: test.labels,
    peerIds: test.peers?.node_ids ?? [],
    peerLabels: test.peers?.match_labels ?? {},
    paused: test.paused,
    ...fromSchedule(test),
    ...fromSelector(test),
  };
}

function fromSchedule(test: Test): Partial<TestDraft> {
  return {
    intervalMs: test.interval_ms,
    interval: durationDraft(test.interval_ms),
    customInterval: !INTERVALS_MS.some((each) => each === test.interval_ms),
    timeout: durationDraft(test.timeout_ms),
    confirmFailures: test.confirm_failures,
    traceOnFailure: test.trace_on_failure,
  };
}

function fromSelector(test: Test): Partial<TestDraft> {
  const nodeIds = test.nodes?.node_ids ?? [];
  const matchLabels = test.nodes?.match_labels ?? {};
  const labelled = Object.keys(matchLabels).length > 0;
  const picked = nodeIds.length > 0;
  return { nodeIds, matchLabels, choice: labelled && picked ? "both" : labelled ? "labels" : picked ? "picked" : "all" };
}

export function intervalOf(draft: TestDraft): number {
  return draft.customInterval ? durationMs(draft.interval) : draft.intervalMs;
}

/** The test that the draft stands for. Call it for a draft without problems only. */
export function testOf(draft: TestDraft, version: string): Schema<"TestInput"> {
  return {
    name: draft.name.trim(),
    probe: probeOf(draft.kind, draft.probes, draft.before),
    interval_ms: intervalOf(draft),
    timeout_ms: durationMs(draft.timeout),
    confirm_failures: draft.confirmFailures,
    trace_on_failure: draft.traceOnFailure,
    nodes: selectorOf(draft),
    ...(draft.kind === "agent" && peersOf(draft)),
    labels: draft.labels,
    paused: draft.paused,
    version,
  };
}

export function selectorOf({ choice, nodeIds, matchLabels }: TestDraft): Schema<"NodeSelector"> {
  return {
    node_ids: choice === "picked" || choice === "both" ? [...nodeIds] : [],
    match_labels: choice === "labels" || choice === "both" ? matchLabels : {},
  };
}

/** Whom the nodes measure to; not said for a full mesh. */
function peersOf({ peerIds, peerLabels }: TestDraft): Pick<Schema<"TestInput">, "peers"> {
  const chosen = peerIds.length > 0 || Object.keys(peerLabels).length > 0;
  return chosen ? { peers: { node_ids: [...peerIds], match_labels: peerLabels } } : {};
}

/** A name made of the target, for a test that has none yet. */
export function suggestedName({ kind, probes }: TestDraft): string {
  return formOf(kind).name(probes[kind]);
}

/** The change of a draft that a change of its present kind of probe is. */
export function withProbe(draft: TestDraft, part: object): Pick<TestDraft, "probes"> {
  return { probes: { ...draft.probes, [draft.kind]: { ...draft.probes[draft.kind], ...part } } };
}

/** The change to another kind of probe, with its usual timeout where nobody has chosen one. */
export function withKind(draft: TestDraft, kind: ProbeKind): Partial<TestDraft> {
  const usual = (each: ProbeKind) => (LONG_KINDS.includes(each) ? LONG_TIMEOUT_MS : TIMEOUT_MS);
  const chosen = durationMs(draft.timeout) !== usual(draft.kind);
  return { kind, ...(!chosen && { timeout: durationDraft(usual(kind)) }) };
}
