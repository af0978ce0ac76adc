import { useState } from "react";
import { LONGEST_MS, PRESETS, rangeWords, resolveRange, type TimeRange } from "@/features/results";
import { Button, Dialog, type FieldErrors, Form, Segmented, TextField } from "@/shared/ui";

const OPTIONS = PRESETS.map(({ id, label }) => ({ value: id, label }));

interface RangePickerProps {
  range: TimeRange;
  onChange: (range: TimeRange) => void;
}

/** Which time the page looks at. */
export function RangePicker({ range, onChange }: RangePickerProps) {
  const [custom, setCustom] = useState(false);
  const preset = range.kind === "last" ? PRESETS.find((each) => each.ms === range.ms)?.id : undefined;
  return (
    <div className="toolbar">
      <Segmented
        label="Time range"
        value={preset}
        options={OPTIONS}
        onChange={(id) => onChange({ kind: "last", ms: PRESETS.find((each) => each.id === id)?.ms ?? PRESETS[1].ms })}
      />
      <Button icon="clock" aria-pressed={range.kind === "fixed"} onClick={() => setCustom(true)}>
        {range.kind === "fixed" ? rangeWords(range) : "Custom…"}
      </Button>
      {range.kind === "fixed" && (
        <Button variant="quiet" onClick={() => onChange({ kind: "last", ms: PRESETS[1].ms })}>
          Back to live
        </Button>
      )}
      {custom && (
        <CustomRange
          range={range}
          onClose={() => setCustom(false)}
          onChange={(chosen) => {
            setCustom(false);
            onChange(chosen);
          }}
        />
      )}
    </div>
  );
}

function CustomRange({ range, onChange, onClose }: RangePickerProps & { onClose: () => void }) {
  const [start] = useState(() => resolveRange(range, Date.now()));
  const [from, setFrom] = useState(localInput(start.from));
  const [to, setTo] = useState(localInput(start.to));
  const [errors, setErrors] = useState<FieldErrors>({});
  const submit = () => {
    const chosen = { kind: "fixed" as const, from: new Date(from).getTime(), to: new Date(to).getTime() };
    const found = problems(chosen.from, chosen.to);
    setErrors(found);
    if (Object.keys(found).length === 0) onChange(chosen);
  };
  return (
    <Dialog title="Custom time range" onClose={onClose}>
      <Form label="Custom time range" errors={errors} onSubmit={submit}>
        <div className="field-row">
          <TextField label="From" path="from" type="datetime-local" value={from} onChange={setFrom} />
          <TextField label="To" path="to" type="datetime-local" value={to} onChange={setTo} />
        </div>
        <p className="field-hint">In this browser’s time zone. At most 400 days. Marking a stretch of the chart zooms in, too.</p>
        <div className="form-actions">
          <Button type="submit" variant="primary">
            Show this time
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function problems(from: number, to: number): FieldErrors {
  if (Number.isNaN(from)) return { from: "Enter a date and a time." };
  if (Number.isNaN(to)) return { to: "Enter a date and a time." };
  if (from >= to) return { to: "The end has to be after the start." };
  if (to - from > LONGEST_MS) return { from: "At most 400 days before the end." };
  return {};
}

/** "2026-11-23T14:03" in local time, as the input wants it. */
function localInput(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
