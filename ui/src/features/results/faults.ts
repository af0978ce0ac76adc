import type { Schema } from "@/shared/api";
import type { MarkKind } from "@/shared/ui";
import type { Result } from "./api";

type Fault = Schema<"Fault">;
type Phase = Schema<"ErrorPhase">;

interface FaultWords {
  /** For a table. */
  name: string;
  /** What it means, in a sentence. */
  means: string;
  mark: MarkKind;
}

const COUNTS = "It counts: towards the state of the test and for alert rules.";
const LEFT_OUT = "It is left out of the state of the test and of alert rules.";

/** Whose fault a failure is, in words. */
export const FAULTS: Record<Fault, FaultWords> = {
  FAULT_UNSPECIFIED: { name: "Unknown", means: "The node did not say whose fault this is.", mark: "none" },
  FAULT_OK: { name: "Passed", means: "", mark: "ok" },
  FAULT_TARGET: { name: "Target", means: `The target answered wrongly or not at all. ${COUNTS}`, mark: "bad" },
  FAULT_PATH: { name: "Path", means: `Something between the node and the target failed. ${COUNTS}`, mark: "bad" },
  FAULT_NODE_LOCAL: {
    name: "Node",
    means: `The node’s own machine or its uplink failed, so this says nothing about the target. ${LEFT_OUT}`,
    mark: "none",
  },
  FAULT_INTERNAL: { name: "FourEyes", means: `A defect of FourEyes. Please report it. ${LEFT_OUT}`, mark: "none" },
  FAULT_CONFIG: { name: "Configuration", means: `The test cannot be run as it is configured. ${LEFT_OUT}`, mark: "none" },
};

/** The step that failed, as it reads after "failed at". */
export const PHASE_WORDS: Record<Phase, string> = {
  ERROR_PHASE_UNSPECIFIED: "",
  ERROR_PHASE_DNS: "DNS",
  ERROR_PHASE_CONNECT: "connect",
  ERROR_PHASE_TLS: "TLS",
  ERROR_PHASE_SEND: "send",
  ERROR_PHASE_WAIT: "wait",
  ERROR_PHASE_RECEIVE: "receive",
  ERROR_PHASE_STATUS: "status",
  ERROR_PHASE_CONTENT: "content",
};

export function faultOf(result: Result): Fault {
  return result.probe?.fault ?? "FAULT_UNSPECIFIED";
}

export function passed(result: Result): boolean {
  return faultOf(result) === "FAULT_OK";
}

/** "Passed", "Failed at TLS", "Left out: node". */
export function outcomeWords(result: Result): string {
  const fault = faultOf(result);
  if (fault === "FAULT_OK") return "Passed";
  const words = FAULTS[fault];
  if (words.mark === "none") return `Left out: ${words.name === "FourEyes" ? words.name : words.name.toLowerCase()}`;
  const phase = PHASE_WORDS[result.probe?.error_phase ?? "ERROR_PHASE_UNSPECIFIED"];
  return phase ? `Failed at ${phase}` : "Failed";
}
