import type { Result } from "@/features/results";
import type { Schema } from "@/shared/api";

export type PeerResult = Schema<"AgentPeerResult">;

export interface MeshNode {
  id: string;
  name: string;
}

/** The newest finding of each pair, by the node that measured and its peer. */
export interface Mesh {
  nodes: readonly MeshNode[];
  find: (from: string, to: string) => { result: Result; peer: PeerResult } | undefined;
}

export type MeshMeasure = "loss" | "rtt" | "out" | "jitter";

export const MESH_MEASURES: Record<MeshMeasure, string> = { loss: "Loss", rtt: "Round trip", out: "Loss one way", jitter: "Jitter one way" };

export function meshOf(results: readonly Result[]): Mesh {
  const names = new Map<string, string>();
  const cells = new Map<string, { result: Result; peer: PeerResult }>();
  for (const result of results) {
    const peers = result.probe?.agent?.peers;
    if (!peers) continue;
    names.set(result.node_id, result.node_name || result.node_id);
    for (const peer of peers) {
      if (!names.has(peer.node_id)) names.set(peer.node_id, peer.node_name || peer.node_id);
      cells.set(`${result.node_id}\n${peer.node_id}`, { result, peer });
    }
  }
  const nodes = [...names].map(([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name));
  return { nodes, find: (from, to) => cells.get(`${from}\n${to}`) };
}

export function valueOf(peer: PeerResult, measure: MeshMeasure): number | undefined {
  switch (measure) {
    case "loss":
      return peer.loss_ratio;
    case "rtt":
      return peer.rtt_avg_ms;
    case "out":
      return peer.out?.loss_ratio;
    case "jitter":
      return peer.out?.jitter_rfc3550_ms;
  }
}

/** How a cell looks: what failed is bad; some loss is a warning. */
export type CellTone = "ok" | "warn" | "bad" | "none";

export function toneOf(peer: PeerResult): CellTone {
  if (peer.fault !== "FAULT_OK") return peer.reach === "AGENT_REACH_NOT_TRIED" ? "none" : "bad";
  return (peer.loss_ratio ?? 0) > 0 ? "warn" : "ok";
}
