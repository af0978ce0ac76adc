import { useEffect, useEffectEvent, useRef } from "react";
import { useSearchParams } from "react-router";
import type { Schema } from "@/shared/api";
import { formatAbsolute, formatCount, formatMs, instant } from "@/shared/format";
import { CopyButton, Facts, Failure, IconButton, LoadingLines, Mark } from "@/shared/ui";
import { type Result, useResult } from "./api";
import { DetailSection } from "./details/DetailSection";
import { PathDetails } from "./details/PathDetails";
import { ResultDetails } from "./details/ResultDetails";
import { FAULTS, faultOf, outcomeWords } from "./faults";
import "./result-panel.css";

interface ResultPanelProps {
  testId: string;
  resultId: string;
  target: string;
  /** The result from the list, shown until all its details are there. */
  known: Result | undefined;
}

/** One result with all its details, beside the page that it belongs to. Its address can be shared. */
export function ResultPanel({ testId, resultId, target, known }: ResultPanelProps) {
  const [, setParams] = useSearchParams();
  const result = useResult(testId, resultId, known);
  const panel = useRef<HTMLElement>(null);
  const close = () =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      after.delete("result");
      return after;
    });
  const onEscape = useEffectEvent(close);

  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) onEscape();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  return (
    <aside ref={panel} className="result-panel" role="dialog" aria-label="Result details" tabIndex={-1}>
      {result.data ? (
        <PanelContent result={result.data} target={target} onClose={close} />
      ) : (
        <>
          <header className="result-panel-head">
            <h2>Result</h2>
            <IconButton label="Close details" icon="close" onClick={close} />
          </header>
          {result.isError ? (
            <Failure what="This result could not be loaded." error={result.error} retry={() => void result.refetch()} />
          ) : (
            <LoadingLines what="result" lines={10} />
          )}
        </>
      )}
    </aside>
  );
}

function PanelContent({ result, target, onClose }: { result: Result; target: string; onClose: () => void }) {
  const fault = FAULTS[faultOf(result)];
  const { probe } = result;
  const at = instant(probe?.scheduled_at);
  return (
    <>
      <header className="result-panel-head">
        <Mark kind={fault.mark} size={16} />
        <div className="result-panel-title">
          <h2>
            {outcomeWords(result)} on {result.node_name || result.node_id}
          </h2>
          <p className="muted">{at === undefined ? "" : formatAbsolute(at)}</p>
        </div>
        <IconButton label="Close details" icon="close" onClick={onClose} />
      </header>
      {result.details_dropped && <p className="result-panel-dropped">Details of this result are no longer kept; its measures are.</p>}
      <div className="result-panel-body">
        {probe?.error && (
          <div className="result-error">
            <p className="result-error-text">{probe.error}</p>
            {fault.means && <p className="muted">{fault.means}</p>}
            {probe.evidence && <p className="muted">{evidenceWords(probe.evidence)}</p>}
          </div>
        )}
        <ResultDetails result={result} target={target} />
        {probe?.failure_path && <PathDetails path={probe.failure_path} target={target} title="Path right after the failure" />}
        <DetailSection title="Run">
          <Facts
            facts={[
              ["Duration", formatMs(probe?.duration_ms ?? 0)],
              ["Started late by", formatMs(probe?.lateness_ms ?? 0)],
              ["Made because", probe && TRIGGERS[probe.trigger]],
              ["Round", probe && formatCount(probe.round)],
              ["Configuration", probe && `version ${probe.config_version}`],
              ["Taken in", arrival(result)],
            ]}
          />
          <div className="result-id">
            <code className="truncate" title={result.id}>
              {result.id}
            </code>
            <CopyButton text={window.location.href} label="Copy link" />
          </div>
        </DetailSection>
      </div>
    </>
  );
}

const TRIGGERS: Record<Schema<"RunTrigger">, string> = {
  RUN_TRIGGER_UNSPECIFIED: "its round was due",
  RUN_TRIGGER_CONFIRMATION: "the run before failed",
  RUN_TRIGGER_REQUEST: "somebody asked for it",
};

/** What speaks for a failure being the node's own, or against it. */
function evidenceWords({ references_asked, references_reached, stalled_ms, clock_offset_ms }: Schema<"FaultEvidence">): string {
  const words: string[] = [];
  if (references_asked > 0) {
    words.push(`Right after it the node reached ${references_reached} of ${references_asked} reference ${references_asked === 1 ? "target" : "targets"}.`);
  }
  if (stalled_ms > 0) words.push(`Its machine stood still for ${formatMs(stalled_ms)} of the run.`);
  if (clock_offset_ms !== 0) words.push(`Its clock is ${formatMs(Math.abs(clock_offset_ms))} ${clock_offset_ms > 0 ? "ahead of" : "behind"} the server's.`);
  return words.join(" ");
}

/** How long after it was due the server had the result. */
function arrival({ probe, received_at }: Result): string | undefined {
  const due = instant(probe?.scheduled_at);
  const received = instant(received_at);
  return due === undefined || received === undefined ? undefined : `${formatMs(Math.max(0, received - due))} after it was due`;
}
