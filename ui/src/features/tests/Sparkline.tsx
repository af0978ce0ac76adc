import { formatMeasure, measure } from "@/features/results";
import { formatCount } from "@/shared/format";
import type { Schema } from "@/shared/api";
import "./sparkline.css";

type Point = Schema<"SummaryPoint">;

const WIDTH = 132;
const HEIGHT = 26;
const TOP = 3;

interface SparklineProps {
  points: readonly Point[];
  measureId: string;
}

/**
 * The last hour at a glance: a line of the headline measure; a bar stands where results failed, half as high where only some of
 * them did.
 */
export function Sparkline({ points, measureId }: SparklineProps) {
  if (points.every((point) => point.count === 0)) {
    return (
      <span className="faint" title="No results in the last hour">
        –
      </span>
    );
  }
  const step = WIDTH / points.length;
  const highest = Math.max(...points.map((point) => point.value ?? 0), Number.MIN_VALUE);
  const y = (value: number) => HEIGHT - 1 - (value / highest) * (HEIGHT - 1 - TOP);
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} role="img" aria-label={inWords(points, measureId)}>
      {points.map((point, index) => {
        if (point.count === point.passed) return null;
        const height = point.passed === 0 ? HEIGHT : HEIGHT / 2;
        return <rect key={index} x={index * step + 0.5} y={HEIGHT - height} width={Math.max(step - 1, 1.5)} height={height} />;
      })}
      {runs(points).map((run) => (
        <polyline
          key={run[0]?.index}
          points={run.map(({ index, value }) => `${((index + 0.5) * step).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
        />
      ))}
    </svg>
  );
}

interface Dot {
  index: number;
  value: number;
}

/** Unbroken stretches of values; a lone value becomes a short dash. */
function runs(points: readonly Point[]): Dot[][] {
  const all: Dot[][] = [];
  let run: Dot[] = [];
  points.forEach((point, index) => {
    if (point.value !== undefined) run.push({ index, value: point.value });
    else if (run.length > 0) {
      all.push(run);
      run = [];
    }
  });
  if (run.length > 0) all.push(run);
  return all.map((each) => (each[0] && each.length === 1 ? [{ ...each[0], index: each[0].index - 0.4 }, { ...each[0], index: each[0].index + 0.4 }] : each));
}

function inWords(points: readonly Point[], measureId: string): string {
  const count = points.reduce((sum, point) => sum + point.count, 0);
  const passed = points.reduce((sum, point) => sum + point.passed, 0);
  const values = points.flatMap((point) => (point.value === undefined ? [] : [point.value]));
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const level = values.length > 0 ? `; ${measure(measureId).name.toLowerCase()} about ${formatMeasure(measureId, average)}` : "";
  return `Last hour: ${formatCount(passed)} of ${formatCount(count)} results passed${level}`;
}
