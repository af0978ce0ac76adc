import uPlot from "uplot";
import { formatClock, formatDayAndClock, withoutZeros } from "@/shared/format";
import { resolveColours, seriesColour, seriesDash } from "./palette";
import { formatMeasure } from "./measures";
import { bucketState, type Timeline } from "./timeline";

const PARTS = ["--text-3", "--border", "--bad-mark"];
/** Room for half of the last time's label; the strip under the chart ends there too. */
const RIGHT = 20;
const MINUTE_S = 60;
const DAY_S = 86_400;

export interface ChartSettings {
  measureId: string;
  width: number;
  height: number;
  /** Width of the scale at the left; the strip under the chart starts there too. */
  gutter: number;
  hidden: ReadonlySet<string>;
  /** The pointer is over this index of the timeline, at this place; undefined when it left. */
  onCursor: (at: CursorPlace | undefined) => void;
  /** A stretch was marked with the pointer; seconds. */
  onZoom: (from: number, to: number) => void;
}

export interface CursorPlace {
  index: number;
  left: number;
  top: number;
}

/** What moves while the chart stays: read at each drawing. */
export interface ChartContent {
  timeline: Timeline;
  /** Milliseconds. */
  range: { from: number; to: number };
}

export function dataOf(timeline: Timeline): uPlot.AlignedData {
  return [timeline.times, ...timeline.nodes.map((node) => node.values)];
}

/** Options of the chart, with the colours as they are at present. */
export function optionsOf(content: () => ChartContent, settings: ChartSettings): uPlot.Options {
  const { measureId, width, height, gutter } = settings;
  const { nodes } = content().timeline;
  const colours = resolveColours([...PARTS, ...nodes.map((node) => seriesColour(node.index))]);
  const faint = colours["--text-3"] ?? "";
  const grid = { stroke: colours["--border"] ?? "", width: 1 };
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return {
    width,
    height,
    padding: [10, RIGHT, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      focus: { prox: 24 },
      bind: { dblclick: () => null },
    },
    focus: { alpha: 0.25 },
    scales: { x: { time: true, range: () => secondsOf(content().range) }, y: { range: yRange(measureId) } },
    axes: [
      { stroke: faint, grid: { show: false }, ticks: { ...grid, size: 4 }, font, size: 26, gap: 4, values: timeLabels },
      {
        stroke: faint,
        grid,
        ticks: { show: false },
        font,
        size: gutter,
        gap: 8,
        values: (_chart, values) => values.map((value) => withoutZeros(formatMeasure(measureId, value))),
      },
    ],
    series: [
      {},
      ...nodes.map((node): uPlot.Series => {
        const stroke = colours[seriesColour(node.index)] ?? "";
        return {
          label: node.name,
          show: !settings.hidden.has(node.id),
          stroke,
          width: 1.5,
          dash: [...seriesDash(node.index)],
          // A dot only where a value stands alone and would make no line.
          points: { show: false, size: 5, fill: stroke, filter: (_chart, index) => lonely(content().timeline.nodes[index - 1]?.values) },
        };
      }),
    ],
    hooks: {
      draw: [(chart) => drawFailures(chart, content().timeline, settings.hidden, colours["--bad-mark"] ?? "")],
      setCursor: [
        ({ cursor }) => {
          const { idx, left = -1, top = 0 } = cursor;
          settings.onCursor(idx === null || idx === undefined || left < 0 ? undefined : { index: idx, left, top });
        },
      ],
      setSelect: [
        (chart) => {
          const { left, width: marked } = chart.select;
          if (marked < 8) return;
          settings.onZoom(chart.posToVal(left, "x"), chart.posToVal(left + marked, "x"));
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function lonely(values: readonly (number | null)[] = []): number[] {
  return values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : [],
  );
}

function secondsOf({ from, to }: { from: number; to: number }): [number, number] {
  return [from / 1000, to / 1000];
}

/** Times start from zero; other measures keep the range that they have. */
function yRange(measureId: string): uPlot.Range.Function {
  return (_chart, min, max) => {
    if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
    if (measureId === "status") return [Math.floor(min / 100) * 100, (Math.floor(max / 100) + 1) * 100];
    return [0, max > 0 ? max * 1.08 : 1];
  };
}

function timeLabels(_chart: uPlot, values: number[], _axis: number, _space: number, step: number): string[] {
  return values.map((value) => {
    if (step >= DAY_S) return formatDayAndClock(value * 1000).split(",")[0] ?? "";
    const clock = formatClock(value * 1000);
    if (clock === "00:00:00") return formatDayAndClock(value * 1000).split(",")[0] ?? clock;
    return step < MINUTE_S ? clock : clock.slice(0, 5);
  });
}

/**
 * A cross where results of a bucket failed: on the line, or at the bottom where there is no value. A long failure gets a cross now
 * and then; the strip under the chart shows every bucket.
 */
function drawFailures(chart: uPlot, timeline: Timeline, hidden: ReadonlySet<string>, colour: string): void {
  const { ctx, bbox } = chart;
  const arm = 3.2 * uPlot.pxRatio;
  const apart = 36 * uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  for (const node of timeline.nodes) {
    if (hidden.has(node.id)) continue;
    let last = -Infinity;
    node.buckets.forEach((bucket, index) => {
      const state = bucketState(bucket);
      const time = timeline.times[index];
      if (time === undefined) return;
      if (state !== "failed" && state !== "partial") {
        last = -Infinity;
        return;
      }
      const x = chart.valToPos(time, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width || x - last < apart) return;
      last = x;
      const value = node.values[index];
      const y = value === null || value === undefined ? bbox.top + bbox.height - arm * 1.6 : chart.valToPos(value, "y", true);
      ctx.moveTo(x - arm, y - arm);
      ctx.lineTo(x + arm, y + arm);
      ctx.moveTo(x + arm, y - arm);
      ctx.lineTo(x - arm, y + arm);
    });
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.6 * uPlot.pxRatio;
  ctx.stroke();
  ctx.restore();
}
