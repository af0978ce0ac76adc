import { barOf, NodesTable, PhaseLegend, type Result } from "@/features/results";
import { Card, Empty, Failure, LoadingLines } from "@/shared/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import type { TimelineView } from "./useTimeline";

interface NodesSectionProps {
  view: TimelineView;
  latest: UseQueryResult<Result[]>;
  onFocus: (nodeId: string | undefined) => void;
}

/** Where the time goes, seen from each node. */
export function NodesSection({ view, latest, onFocus }: NodesSectionProps) {
  const ids = new Set(latest.data?.flatMap((result) => barOf(result).map((span) => span.id)));
  const dns = latest.data?.some((result) => result.probe?.dns) ?? false;
  return (
    <Card title="Nodes" aside={dns ? null : <PhaseLegend ids={ids} />}>
      {latest.isPending ? (
        <LoadingLines what="nodes" />
      ) : latest.isError && !latest.data ? (
        <Failure what="The newest results could not be loaded." error={latest.error} retry={() => void latest.refetch()} />
      ) : view.rows.length === 0 ? (
        <Empty title="No node has a result." />
      ) : (
        <NodesTable rows={view.rows} measureId={view.measureId} hidden={view.hidden} onToggle={view.toggle} onFocus={onFocus} />
      )}
    </Card>
  );
}
