import { useMemo, useState } from "react";
import {
  buildTimeline,
  MEASURES,
  type NodeRow,
  type Result,
  type Statistic,
  statistics,
  type Timeline,
  type TimeRange,
  useSeries,
} from "@/features/results";
import { kindOf, type Test } from "@/features/tests";

export interface TimelineView {
  measureId: string;
  setMeasureId: (id: string) => void;
  statistic: Statistic;
  setStatistic: (statistic: Statistic) => void;
  hidden: ReadonlySet<string>;
  toggle: (nodeId: string) => void;
  series: ReturnType<typeof useSeries>;
  timeline: Timeline | undefined;
  rows: readonly NodeRow[];
}

/** What chart, strip and table of nodes share: the series of the chosen measure, and which lines are shown. */
export function useTimeline(test: Test, range: TimeRange, latest: readonly Result[] | undefined): TimelineView {
  const [measureId, setMeasureId] = useState<string>(MEASURES[kindOf(test)][0]?.id ?? "total_ms");
  const [statistic, setStatistic] = useState<Statistic>("avg");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const series = useSeries(test.id, measureId, range, test.interval_ms);
  const names = useMemo(() => new Map(latest?.map((each) => [each.node_id, each.node_name])), [latest]);
  const nameKey = JSON.stringify([...names]);

  const timeline = useMemo(() => {
    const nameOf = new Map(JSON.parse(nameKey) as [string, string][]);
    return (
      series.data && buildTimeline(series.data.nodes, series.data.bucket_ms, measureId, statistic, (id) => nameOf.get(id) || id)
    );
  }, [series.data, measureId, statistic, nameKey]);

  const rows = useMemo(
    () => rowsOf(series.data?.nodes ?? [], timeline, latest ?? [], measureId),
    [series.data, timeline, latest, measureId],
  );

  const toggle = (nodeId: string) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(nodeId)) after.add(nodeId);
      return after;
    });
  return { measureId, setMeasureId, statistic, setStatistic, hidden, toggle, series, timeline, rows };
}

type Series = NonNullable<ReturnType<typeof useSeries>["data"]>["nodes"];

function rowsOf(series: Series, timeline: Timeline | undefined, latest: readonly Result[], measureId: string): NodeRow[] {
  const ids = new Set([...latest.map((each) => each.node_id), ...series.map((each) => each.node_id)]);
  const rows = [...ids].map((id): NodeRow => {
    const own = series.find((each) => each.node_id === id);
    const newest = latest.find((each) => each.node_id === id);
    return {
      id,
      name: newest?.node_name || id,
      index: timeline?.nodes.find((each) => each.id === id)?.index,
      latest: newest,
      statistics: own && statistics(own, measureId),
    };
  });
  return rows.sort((a, b) => a.name.localeCompare(b.name));
}
