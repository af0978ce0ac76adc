import { Link } from "react-router";
import type { Test } from "@/features/tests";
import { formatInterval, plural } from "@/shared/format";
import { Card, Empty } from "@/shared/ui";

/** Stands in for charts and results until the first result is there. */
export function FirstResult({ test }: { test: Test }) {
  if (test.paused) {
    return (
      <Card>
        <Empty title="This test is paused and has no results.">Resume it, and they appear here.</Empty>
      </Card>
    );
  }
  if (test.assigned_nodes === 0) {
    return (
      <Card>
        <Empty title="No node runs this test.">
          No node fits what the test says about where it runs.{" "}
          <Link className="link" to={`/tests/${test.id}/edit`}>
            Change where it runs
          </Link>{" "}
          or{" "}
          <Link className="link" to="/nodes">
            look at the nodes
          </Link>
          .
        </Empty>
      </Card>
    );
  }
  return (
    <Card className="first-result">
      <div role="status">
        <Empty title="Waiting for the first result…">
          {plural(test.assigned_nodes, "node")} got this test; the next round starts within {formatInterval(test.interval_ms)}. The
          result appears here by itself.
        </Empty>
      </div>
    </Card>
  );
}
