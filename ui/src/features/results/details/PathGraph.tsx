import type { Schema } from "@/shared/api";
import { plural } from "@/shared/format";

const COLUMN = 74;
const ROW = 30;
const RADIUS = 6;
const PAD = 16;

interface Station {
  hop: number;
  row: number;
  ip: string;
}

/**
 * All flows from the node (left) to the target (right): a circle for each address that answered at a hop, a hollow one where nobody
 * did, and lines as thick as flows took them.
 */
export function PathGraph({ path, target }: { path: Schema<"PathResult">; target: string }) {
  const hops = Math.max(...path.flows.map((flow) => flow.ips.length), 1);
  const columns = columnsOf(path.flows, hops);
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const station = (hop: number, ip: string): Station => ({ hop, ip, row: hop === 0 ? 0 : (columns[hop - 1]?.indexOf(ip) ?? 0) });
  const lines = new Map<string, { from: Station; to: Station; flows: number }>();
  for (const flow of path.flows) {
    let from = station(0, "");
    flow.ips.forEach((ip, index) => {
      const to = station(index + 1, ip);
      const key = `${from.hop}/${from.ip}>${ip}`;
      const line = lines.get(key) ?? { from, to, flows: 0 };
      lines.set(key, { ...line, flows: line.flows + 1 });
      from = to;
    });
  }
  const x = (hop: number) => PAD + hop * COLUMN;
  const y = (hop: number, row: number) => {
    const count = hop === 0 ? 1 : (columns[hop - 1]?.length ?? 1);
    return PAD + ((rows - count) / 2 + row) * ROW;
  };
  const width = x(hops) + PAD;
  const height = PAD * 2 + (rows - 1) * ROW + 14;
  const words = `${plural(path.flows.length, "flow")} to ${target} over ${plural(hops, "hop")}, ${plural(path.path_count ?? 1, "different path")}`;
  return (
    <div className="path-graph">
      <svg width={width} height={height} role="img" aria-label={words}>
        {[...lines.entries()].map(([key, { from, to, flows }]) => (
          <line
            key={key}
            className={from.ip === "" && from.hop > 0 ? "path-line is-guess" : to.ip === "" ? "path-line is-guess" : "path-line"}
            x1={x(from.hop)}
            y1={y(from.hop, from.row)}
            x2={x(to.hop)}
            y2={y(to.hop, to.row)}
            strokeWidth={1 + 3 * (flows / path.flows.length)}
          />
        ))}
        <circle className="path-station is-node" cx={x(0)} cy={y(0, 0)} r={RADIUS} />
        <text className="path-number" x={x(0)} y={height - 2}>
          node
        </text>
        {columns.map((column, index) => (
          <g key={index}>
            {column.map((ip, row) => (
              <circle
                key={ip}
                className={ip === "" ? "path-station is-silent" : ip === path.remote_ip ? "path-station is-target" : "path-station"}
                cx={x(index + 1)}
                cy={y(index + 1, row)}
                r={RADIUS}
              >
                <title>{ip === "" ? `hop ${index + 1}: nobody answers` : `hop ${index + 1}: ${ip}`}</title>
              </circle>
            ))}
            <text className="path-number" x={x(index + 1)} y={height - 2}>
              {index + 1}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

/** The different addresses at each hop, in the order in which the flows met them; empty for silence. */
function columnsOf(flows: readonly Schema<"PathFlow">[], hops: number): string[][] {
  return Array.from({ length: hops }, (_, index) => [
    ...new Set(flows.filter((flow) => flow.ips.length > index).map((flow) => flow.ips[index] ?? "")),
  ]);
}
