import { formatInterval } from "@/shared/format";
import { CheckField, DurationField, type Option, Segmented } from "@/shared/ui";
import { INTERVALS_MS } from "./draft";
import type { FieldsProps } from "./TestFields";

const CUSTOM = "custom";
const OPTIONS: readonly Option<string>[] = [
  ...INTERVALS_MS.map((ms) => ({ value: String(ms), label: formatInterval(ms) })),
  { value: CUSTOM, label: "Custom" },
];

/** How often it runs and when a run is given up. */
export function ScheduleFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <div className="field">
        <span className="field-label">Interval</span>
        <span>
          <Segmented
            label="Interval"
            value={draft.customInterval ? CUSTOM : String(draft.intervalMs)}
            options={OPTIONS}
            onChange={(value) =>
              onChange(value === CUSTOM ? { customInterval: true } : { customInterval: false, intervalMs: Number(value) })
            }
          />
        </span>
      </div>
      {draft.customInterval && (
        <DurationField
          label="Custom interval"
          path="interval_ms"
          value={draft.interval}
          onChange={(interval) => onChange({ interval })}
          hint="1 second to 24 hours."
        />
      )}
      <DurationField
        label="Timeout"
        path="timeout_ms"
        value={draft.timeout}
        onChange={(timeout) => onChange({ timeout })}
        hint="A run that takes longer is given up as failed. 100 ms to 60 s, and no longer than the interval."
      />
      <CheckField
        label="Confirm failures"
        path="confirm_failures"
        checked={draft.confirmFailures}
        onChange={(confirmFailures) => onChange({ confirmFailures })}
        hint="A first failure is measured again within a second, and only when that fails too it counts for alert rules. The interval has to have the time: twice the timeout and a second."
      />
      {draft.kind !== "path" && (
        <CheckField
          label="Trace the path when it fails"
          path="trace_on_failure"
          checked={draft.traceOnFailure}
          onChange={(traceOnFailure) => onChange({ traceOnFailure })}
          hint="The result of the first failure, and then of one every five minutes, carries the way to the target as it is at that moment."
        />
      )}
    </>
  );
}
