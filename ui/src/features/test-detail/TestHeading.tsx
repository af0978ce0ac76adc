import { Link } from "react-router";
import { KIND_NAMES, kindOf, shownState, targetOf, type Test, TestState, type TestSummary } from "@/features/tests";
import { formatInterval, plural } from "@/shared/format";
import { Icon, LabelList } from "@/shared/ui";

/** Name and state. */
export function TestHeading({ test, summary }: { test: Test; summary: TestSummary | undefined }) {
  return (
    <span className="page-title">
      {test.name} <TestState state={shownState(test, summary)} summary={summary} />
    </span>
  );
}

TestHeading.Crumb = function Crumb() {
  return (
    <Link to="/tests" className="link">
      Tests
    </Link>
  );
};

/** What is probed, how often, from where. */
TestHeading.Facts = function Facts({ test }: { test: Test }) {
  return (
    <p className="test-facts">
      <span className="tag">{KIND_NAMES[kindOf(test)]}</span>
      <Target test={test} />
      <span className="muted">every {formatInterval(test.interval_ms)}</span>
      <span className="muted">gives up after {formatInterval(test.timeout_ms)}</span>
      <span className="muted">on {plural(test.assigned_nodes, "node")}</span>
      <LabelList labels={test.labels} />
    </p>
  );
};

function Target({ test }: { test: Test }) {
  const target = targetOf(test);
  if (!test.probe?.http) return <code className="test-target">{target}</code>;
  return (
    <a className="link test-target mono" href={target} target="_blank" rel="noreferrer noopener">
      {target}
      <Icon name="external" size={12} />
      <span className="visually-hidden"> opens in a new tab</span>
    </a>
  );
}
