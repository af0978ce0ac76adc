import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { formatMeasure, type Result } from "@/features/results";
import { formatMs } from "@/shared/format";
import { Card, type Option, Segmented } from "@/shared/ui";
import { type CellTone, type Mesh, MESH_MEASURES, type MeshMeasure, type MeshNode, meshOf, type PeerResult, toneOf, valueOf } from "./mesh";
import "./mesh.css";

const OPTIONS = Object.entries(MESH_MEASURES).map(([value, label]): Option<MeshMeasure> => ({ value: value as MeshMeasure, label }));
const LEGEND: readonly [CellTone, string][] = [
  ["ok", "no loss"],
  ["warn", "some loss"],
  ["bad", "failed"],
  ["none", "not measured"],
];

/** Every node against every other: rows measure, columns are measured to. */
export function MeshSection({ results }: { results: readonly Result[] }) {
  const [measure, setMeasure] = useState<MeshMeasure>("loss");
  const mesh = meshOf(results);
  if (mesh.nodes.length < 2) return null;
  return (
    <Card title="Mesh" aside={<Segmented label="What the cells show" value={measure} options={OPTIONS} onChange={setMeasure} />}>
      <div className="mesh-scroll">
        <table className="mesh" aria-label="Newest result of each pair of nodes">
          <thead>
            <tr>
              <th scope="col">
                <span className="faint">from ↓ to →</span>
              </th>
              {mesh.nodes.map((node) => (
                <th key={node.id} scope="col" title={node.name}>
                  <span>{node.name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {mesh.nodes.map((from) => (
              <tr key={from.id}>
                <th scope="row">{from.name}</th>
                {mesh.nodes.map((to) => (
                  <Cell key={to.id} mesh={mesh} from={from} to={to} measure={measure} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="mesh-legend" aria-label="Legend">
        {LEGEND.map(([tone, words]) => (
          <li key={tone}>
            <span className={`mesh-key mesh-${tone}`} aria-hidden="true" /> {words}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface CellProps {
  mesh: Mesh;
  from: MeshNode;
  to: MeshNode;
  measure: MeshMeasure;
}

function Cell({ mesh, from, to, measure }: CellProps) {
  const [params] = useSearchParams();
  const found = mesh.find(from.id, to.id);
  if (!found) return <td className="mesh-empty">{from.id === to.id ? "" : "–"}</td>;
  const { peer, result } = found;
  const target = new URLSearchParams(params);
  target.set("result", result.id);
  return (
    <td className={`mesh-${toneOf(peer)}`}>
      <Link to={`?${target}`} aria-label={wordsOf(peer, from, to)} title={wordsOf(peer, from, to)}>
        {textOf(peer, measure)}
      </Link>
    </td>
  );
}

function textOf(peer: PeerResult, measure: MeshMeasure): string {
  const value = valueOf(peer, measure);
  if (value === undefined) return "–";
  return measure === "loss" || measure === "out" ? formatMeasure("loss_ratio", value) : formatMs(value);
}

function wordsOf(peer: PeerResult, from: MeshNode, to: MeshNode): string {
  const measured = [
    peer.loss_ratio === undefined ? undefined : `${formatMeasure("loss_ratio", peer.loss_ratio)} lost`,
    peer.rtt_avg_ms === undefined ? undefined : `round trip ${formatMs(peer.rtt_avg_ms)}`,
    peer.error || undefined,
  ];
  return `${from.name} to ${to.name}: ${measured.filter(Boolean).join(", ") || "not measured"}`;
}
