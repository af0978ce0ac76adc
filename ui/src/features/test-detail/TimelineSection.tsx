import { AvailabilityStrip, measure, MEASURES, rangeWords, resolveRange, type Statistic, type TimeRange, TimelineChart } from "@/features/results";
import type { ProbeKind } from "@/features/tests";
import { Card, Empty, Failure, Loading, Mark, reasonOf, Segmented, Skeleton } from "@/shared/ui";
import type { Schema } from "@/shared/api";
import { useGutter } from "./useGutter";
import type { TimelineView } from "./useTimeline";

type Resolution = Schema<"QuerySeriesResponse">["resolution"];

const STATISTICS: readonly { value: Statistic; label: string }[] = [
  { value: "avg", label: "Average" },
  { value: "p95", label: "p95" },
  { value: "max", label: "Max" },
];

const KEY = [
  ["passed", "passed"],
  ["partial", "some failed"],
  ["failed", "failed"],
  ["excluded", "left out"],
] as const;

/** What a line is made from, when not from single results. */
const FROM_ROLLUPS: Partial<Record<Resolution, string>> = {
  RESOLUTION_MINUTE: "From rollups of a minute",
  RESOLUTION_HOUR: "From rollups of an hour",
};

interface TimelineSectionProps {
  kind: ProbeKind;
  range: TimeRange;
  view: TimelineView;
  focused: string | undefined;
  onZoom: (fromMs: number, toMs: number) => void;
}

/** The chosen measure over time, and under it when each node's results failed. */
export function TimelineSection({ kind, range, view, focused, onZoom }: TimelineSectionProps) {
  const { series } = view;
  return (
    <Card
      title="Timeline"
      aside={
        <>
          {series.isError && series.data && (
            <span className="timeline-stale" title={reasonOf(series.error)}>
              <Mark kind="warn" /> not refreshed
            </span>
          )}
          <label className="timeline-measure">
            <span className="visually-hidden">Measure</span>
            <select className="input select" value={view.measureId} onChange={(event) => view.setMeasureId(event.target.value)}>
              {MEASURES[kind].map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <Segmented label="Statistic" value={view.statistic} options={STATISTICS} onChange={view.setStatistic} />
        </>
      }
    >
      <div className="timeline-body">
        <TimelineContent range={range} view={view} focused={focused} onZoom={onZoom} />
      </div>
    </Card>
  );
}

function TimelineContent({ range, view, focused, onZoom }: Omit<TimelineSectionProps, "kind">) {
  const { series, timeline, measureId, hidden } = view;
  const gutter = useGutter();
  if (series.isPending) {
    return (
      <Loading what="timeline">
        <Skeleton height={280} />
      </Loading>
    );
  }
  if (series.isError && !series.data) {
    return <Failure what="The timeline could not be loaded." error={series.error} retry={() => void series.refetch()} />;
  }
  if (!timeline || timeline.times.length === 0) {
    return (
      <div className="timeline-empty">
        <Empty title="No results in this time.">Choose a longer range, or another time.</Empty>
      </div>
    );
  }
  const shown = range.kind === "fixed" ? resolveRange(range, 0) : { from: series.data.from, to: series.data.to };
  return (
    <div className={series.isPlaceholderData ? "is-stale" : ""}>
      <TimelineChart
        timeline={timeline}
        measureId={measureId}
        label={`${measure(measureId).name} by node, ${rangeWords(range)}`}
        range={shown}
        gutter={gutter}
        hidden={hidden}
        focused={focused}
        onZoom={onZoom}
      />
      <AvailabilityStrip timeline={timeline} range={shown} gutter={gutter} hidden={hidden} />
      <p className="timeline-key">
        {KEY.map(([kind, words]) => (
          <span key={kind}>
            <span className={`key key-${kind}`} />
            {words}
          </span>
        ))}
        <span className="faint hide-small">
          {FROM_ROLLUPS[series.data.resolution] && (
            <span title="Counts, averages and extremes are exact, percentiles within 1 %.">{FROM_ROLLUPS[series.data.resolution]} · </span>
          )}
          Drag across the chart to zoom in
        </span>
      </p>
    </div>
  );
}
