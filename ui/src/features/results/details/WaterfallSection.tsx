import type { Result } from "../api";
import { passed, PHASE_WORDS } from "../faults";
import { hopsOf } from "../phases";
import { Waterfall } from "../Waterfall";
import { DetailSection } from "./DetailSection";

/** Where the time went, and where the run ended when it failed. */
export function WaterfallSection({ result, target }: { result: Result; target: string }) {
  const hops = hopsOf(result, target);
  const phase = PHASE_WORDS[result.probe?.error_phase ?? "ERROR_PHASE_UNSPECIFIED"];
  // An unexpected status or content is found when all phases are over: there is no bar for it.
  const late = result.probe?.error_phase === "ERROR_PHASE_STATUS" || result.probe?.error_phase === "ERROR_PHASE_CONTENT";
  return (
    <DetailSection title="Waterfall">
      <Waterfall
        hops={hops}
        durationMs={result.probe?.duration_ms ?? 0}
        failedAt={passed(result) || late || phase === "" ? undefined : phase}
      />
    </DetailSection>
  );
}
