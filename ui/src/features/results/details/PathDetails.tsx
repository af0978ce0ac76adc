import type { Schema } from "@/shared/api";
import { formatCount, formatMs } from "@/shared/format";
import { Facts, MarkLabel } from "@/shared/ui";
import { formatMeasure } from "../measures";
import { PACKET_ANSWERS, PATH_ENDS } from "../words";
import { DetailSection } from "./DetailSection";
import { bytesFact, monoFact, timeFact } from "./facts";
import { PathGraph } from "./PathGraph";
import "./path.css";

interface PathDetailsProps {
  path: Schema<"PathResult">;
  target: string;
  title?: string;
}

export function PathDetails({ path, target, title = "Path" }: PathDetailsProps) {
  const reached = path.end === "PATH_END_REACHED";
  return (
    <>
      <DetailSection title={title}>
        <Facts
          facts={[
            ["End", <MarkLabel key="end" kind={reached ? "ok" : "bad"}>{PATH_ENDS[path.end]}</MarkLabel>],
            ["Hops", path.hop_count],
            ["Round trip", timeFact(path.rtt_avg_ms)],
            ["Loss at the target", path.loss_ratio === undefined ? undefined : formatMeasure("loss_ratio", path.loss_ratio)],
            ["Different paths", path.path_count],
            ["Path MTU", bytesFact(path.path_mtu_bytes)],
            ["Target", monoFact(path.remote_ip)],
            ["Target said", PACKET_ANSWERS[path.target_answer]],
            ["Path hash", path.path_hash && <span className="mono" title="Changes when the way changes.">{path.path_hash}</span>],
          ]}
        />
        {path.loop && (
          <p className="muted">
            Packets go round from hop {path.loop.first_hop} on: <span className="mono">{path.loop.ips.join(" → ")}</span>
          </p>
        )}
      </DetailSection>
      {path.flows.length > 0 && (
        <DetailSection title="Ways of the flows">
          <PathGraph path={path} target={target} />
        </DetailSection>
      )}
      <DetailSection title={`Hops (${formatCount(path.hops.length)})`}>
        <Hops hops={path.hops} />
      </DetailSection>
    </>
  );
}

function Hops({ hops }: { hops: readonly Schema<"PathHop">[] }) {
  return (
    <div className="table-scroll detail-answers">
      <table className="table path-hops">
        <thead>
          <tr>
            <th className="numeric">Hop</th>
            <th>Answered by</th>
            <th className="numeric">Loss</th>
            <th className="numeric">Shortest</th>
            <th className="numeric">Mean</th>
            <th className="numeric">Longest</th>
          </tr>
        </thead>
        <tbody>
          {hops.map((hop) =>
            hop.responders.length === 0 ? (
              <tr key={hop.hop}>
                <td className="numeric">{hop.hop}</td>
                <td className="faint">nobody</td>
                <td className="numeric faint">{formatMeasure("loss_ratio", hop.loss_ratio)}</td>
                <td className="numeric faint">–</td>
                <td className="numeric faint">–</td>
                <td className="numeric faint">–</td>
              </tr>
            ) : (
              hop.responders.map((responder, index) => (
                <tr key={`${hop.hop} ${responder.ip}`}>
                  <td className="numeric">{index === 0 ? hop.hop : ""}</td>
                  <td>
                    <Responder responder={responder} />
                  </td>
                  <td className="numeric">{index === 0 ? formatMeasure("loss_ratio", hop.loss_ratio) : ""}</td>
                  <td className="numeric">{formatMs(responder.rtt_min_ms)}</td>
                  <td className="numeric">{formatMs(responder.rtt_avg_ms)}</td>
                  <td className="numeric">{formatMs(responder.rtt_max_ms)}</td>
                </tr>
              ))
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Responder({ responder }: { responder: Schema<"PathResponder"> }) {
  const { answer, asn, mpls } = responder;
  return (
    <span className="path-responder">
      <span className="mono">{responder.ip}</span>
      {responder.name && <span className="muted">{responder.name}</span>}
      {asn !== undefined && <span className="tag">AS{asn}</span>}
      {mpls.map((label, index) => (
        <span key={index} className="tag" title={`MPLS label, TTL ${label.ttl}`}>
          L={label.label}
        </span>
      ))}
      {answer !== "PACKET_ANSWER_TIME_EXCEEDED" && <span className="muted">{PACKET_ANSWERS[answer]}</span>}
    </span>
  );
}
