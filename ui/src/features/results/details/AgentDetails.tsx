import type { Schema } from "@/shared/api";
import { formatMs, plural } from "@/shared/format";
import { Facts, MarkLabel } from "@/shared/ui";
import { formatMeasure } from "../measures";
import { DetailSection } from "./DetailSection";
import { monoFact, timeFact } from "./facts";
import "./agent.css";

type Peer = Schema<"AgentPeerResult">;
type Direction = Schema<"AgentDirection">;

/** What one node found of each of its peers. */
export function AgentDetails({ agent }: { agent: Schema<"AgentResult"> }) {
  return (
    <>
      <DetailSection title="All peers">
        <Facts
          facts={[
            ["Peers", `${agent.peers_reached ?? 0} of ${agent.peers.length} measured both ways`],
            ["Loss", lossOf(agent.loss_ratio)],
            ["Round trip", timeFact(agent.rtt_avg_ms)],
            ["Farthest peer", timeFact(agent.worst_rtt_avg_ms)],
            ["Worst loss", lossOf(agent.worst_loss_ratio)],
          ]}
        />
      </DetailSection>
      {agent.peers.map((peer) => (
        <PeerSection key={peer.node_id} peer={peer} />
      ))}
    </>
  );
}

const lossOf = (ratio: number | undefined) => (ratio === undefined ? undefined : formatMeasure("loss_ratio", ratio));

function PeerSection({ peer }: { peer: Peer }) {
  const passed = peer.fault === "FAULT_OK";
  return (
    <DetailSection title={peer.node_name || peer.node_id}>
      <p>
        <MarkLabel kind={passed ? "ok" : "bad"}>{passed ? "Passed" : "Failed"}</MarkLabel>
        {!passed && <> {peer.error}</>}
      </p>
      {peer.out && peer.in && <Directions peer={peer} out={peer.out} back={peer.in} />}
      <Facts
        facts={[
          ["Address", monoFact(peer.remote)],
          ["Round trip", timeFact(peer.rtt_avg_ms)],
          ["95th percentile", timeFact(peer.rtt_p95_ms)],
          ["Late answers", peer.late > 0 ? String(peer.late) : undefined],
          ["Clock error", peer.clock_error_ms === undefined ? undefined : `± ${formatMs(peer.clock_error_ms)}`],
          ["Ping in its place", peer.echo && echoOf(peer.echo)],
          ["This node’s address", peer.behind_nat ? "translated (NAT)" : undefined],
          ["Packets refused", peer.rejected > 0 ? `${plural(peer.rejected, "packet")} without the pair’s key, or repeated` : undefined],
        ]}
      />
    </DetailSection>
  );
}

function echoOf(echo: Schema<"AgentEcho">): string {
  const answered = `${echo.received} of ${echo.sent} answered`;
  return echo.rtt_avg_ms === undefined ? answered : `${answered}, ${formatMs(echo.rtt_avg_ms)}`;
}

function Directions({ peer, out, back }: { peer: Peer; out: Direction; back: Direction }) {
  const name = peer.node_name || peer.node_id;
  const oneWay = out.delay_avg_ms !== undefined || back.delay_avg_ms !== undefined;
  return (
    <>
      <table className="table agent-directions" aria-label={`Both directions of ${name}`}>
        <thead>
          <tr>
            <th>Direction</th>
            <th className="numeric">Lost</th>
            <th className="numeric">Delay</th>
            <th className="numeric">Jitter</th>
            <th className="numeric">Reordered</th>
            <th className="numeric">Twice</th>
          </tr>
        </thead>
        <tbody>
          <DirectionRow words={`to ${name}`} direction={out} />
          <DirectionRow words={`from ${name}`} direction={back} />
        </tbody>
      </table>
      {!oneWay && <p className="muted">One-way delays need clocks that differ by less than half the round trip.</p>}
    </>
  );
}

function DirectionRow({ words, direction }: { words: string; direction: Direction }) {
  return (
    <tr>
      <td>{words}</td>
      <td className="numeric">{direction.lost === undefined ? "not known" : `${direction.lost} of ${direction.sent}`}</td>
      <td className="numeric">{shown(direction.delay_avg_ms)}</td>
      <td className="numeric">{shown(direction.jitter_rfc3550_ms)}</td>
      <td className="numeric">{direction.reordered}</td>
      <td className="numeric">{direction.duplicates}</td>
    </tr>
  );
}

const shown = (ms: number | undefined) => (ms === undefined ? "–" : formatMs(ms));
