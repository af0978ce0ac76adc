import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { onColoursChange } from "@/shared/theme";
import { ChartTooltip } from "./ChartTooltip";
import { type CursorPlace, dataOf, optionsOf } from "./chart";
import type { Timeline } from "./timeline";
import "./timeline.css";

const HEIGHT = 250;

interface TimelineChartProps {
  timeline: Timeline;
  measureId: string;
  /** In words, for screen readers. */
  label: string;
  range: { from: number; to: number };
  gutter: number;
  hidden: ReadonlySet<string>;
  /** The node whose line stands out. */
  focused: string | undefined;
  onZoom: (fromMs: number, toMs: number) => void;
}

/** A line for each node. The pointer or the arrow keys read values; marking a stretch zooms into it. */
export function TimelineChart(props: TimelineChartProps) {
  const { timeline, measureId, label, gutter, hidden, focused, range } = props;
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const [width, setWidth] = useState(0);
  const [cursor, setCursor] = useState<CursorPlace>();
  const [colours, setColours] = useState(0);
  const onZoom = useEffectEvent((from: number, to: number) => props.onZoom(Math.round(from * 1000), Math.round(to * 1000)));
  const content = useRef({ timeline, range });
  // The chart is made anew only when its lines change; new values go into the one that is there.
  const lines = timeline.nodes.map((node) => `${node.id} ${node.name}`).join("\n");

  useEffect(() => onColoursChange(() => setColours((count) => count + 1)), []);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    content.current = { timeline, range };
    chart.current?.setData(dataOf(timeline));
  }, [timeline, range]);

  useEffect(() => {
    const element = frame.current;
    if (!element || width === 0) return undefined;
    const settings = { measureId, width, height: HEIGHT, gutter, hidden, onCursor: setCursor };
    const options = optionsOf(() => content.current, { ...settings, onZoom: (from, to) => onZoom(from, to) });
    const made = new uPlot(options, dataOf(content.current.timeline), element);
    chart.current = made;
    return () => {
      chart.current = undefined;
      made.destroy();
    };
  }, [measureId, width, gutter, hidden, lines, colours]);

  useEffect(() => {
    const index = timeline.nodes.findIndex((node) => node.id === focused);
    chart.current?.setSeries(index < 0 ? null : index + 1, { focus: true });
  }, [focused, timeline]);

  const moveCursor = (event: KeyboardEvent) => {
    const made = chart.current;
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!made || step === 0) return;
    event.preventDefault();
    const last = timeline.times.length - 1;
    const index = Math.max(0, Math.min(last, (cursor?.index ?? (step > 0 ? -1 : last + 1)) + step));
    made.setCursor({ left: made.valToPos(timeline.times[index] ?? 0, "x"), top: 20 });
  };
  const leave = () => {
    chart.current?.setCursor({ left: -10, top: -10 });
    setCursor(undefined);
  };

  return (
    <div className="timeline-chart">
      <div
        ref={frame}
        className="timeline-canvas"
        style={{ height: HEIGHT }}
        role="group"
        tabIndex={0}
        aria-label={`${label}. Arrow keys read the values.`}
        onKeyDown={moveCursor}
        onBlur={leave}
      />
      {cursor && timeline.times[cursor.index] !== undefined && (
        <ChartTooltip timeline={timeline} measureId={measureId} hidden={hidden} place={cursor} gutter={gutter} width={width} />
      )}
    </div>
  );
}
