import type { Schema } from "@/shared/api";
import { formatClock, formatCount, formatSpan, instant, plural } from "@/shared/format";
import { Facts, MarkLabel } from "@/shared/ui";
import { BGP_FAMILIES, BGP_STATES } from "../words";
import { DetailSection } from "./DetailSection";
import { monoFact, timeFact } from "./facts";

export function BgpDetails({ bgp }: { bgp: Schema<"BgpResult"> }) {
  const { peer, last_notification: notification } = bgp;
  return (
    <>
      <DetailSection title="Session">
        <Facts
          facts={[
            ["State", <State key="state" state={bgp.state} />],
            ["Uptime", bgp.uptime_s === undefined ? undefined : formatSpan(bgp.uptime_s * 1000)],
            ["Peer", monoFact(bgp.remote_ip)],
            ["Peer’s AS", peer && String(peer.as)],
            ["Router id", peer && monoFact(peer.router_id)],
            ["Hold time", peer && (peer.hold_time_s > 0 ? `${formatCount(peer.hold_time_s)} s` : "none")],
            ["Connect", timeFact(bgp.connect_ms)],
            ["Open", timeFact(bgp.open_ms)],
            ["Table", timeFact(bgp.table_ms)],
          ]}
        />
        {peer && peer.capabilities.length > 0 && <p className="muted">The peer can: {peer.capabilities.join(", ")}.</p>}
      </DetailSection>
      {notification && (
        <DetailSection title="Last notification">
          <p>
            {notification.name} <span className="muted">({`${notification.code}/${notification.subcode}`})</span>,{" "}
            {notification.sent ? "sent by the node" : "sent by the peer"}
            {notification.text && <>: “{notification.text}”</>}
          </p>
        </DetailSection>
      )}
      <DetailSection title="Table">
        <Facts
          facts={[
            ["Prefixes", bgp.prefixes === undefined ? undefined : formatCount(bgp.prefixes)],
            ...bgp.families.map((family): [string, string] => [
              BGP_FAMILIES[family.family],
              `${formatCount(family.prefixes)}${family.end_of_rib ? ", complete" : ""}`,
            ]),
            ["Updates in the round", bgp.updates],
            ["Announced", bgp.announcements],
            ["Withdrawn", bgp.withdrawals],
            ["Path changes", bgp.path_changes],
            ["Damaged updates", bgp.malformed_updates ? formatCount(bgp.malformed_updates) : undefined],
          ]}
        />
      </DetailSection>
      {bgp.watched.length > 0 && (
        <DetailSection title="Watched prefixes">
          <Watched watched={bgp.watched} />
        </DetailSection>
      )}
      {bgp.events.length > 0 && (
        <DetailSection title="Since the round before">
          <ol className="detail-list">
            {bgp.events.map((event, index) => (
              <li key={index}>
                <span className="muted">{clock(event.at)}</span> {event.prefix && <span className="mono">{event.prefix} </span>}
                {event.text}
              </li>
            ))}
          </ol>
          {bgp.events_left_out > 0 && <p className="muted">and {plural(bgp.events_left_out, "more event")}</p>}
        </DetailSection>
      )}
    </>
  );
}

function State({ state }: { state: Schema<"BgpState"> }) {
  return <MarkLabel kind={state === "BGP_STATE_ESTABLISHED" ? "ok" : "bad"}>{BGP_STATES[state]}</MarkLabel>;
}

function Watched({ watched }: { watched: readonly Schema<"BgpWatchResult">[] }) {
  return (
    <div className="table-scroll detail-answers">
      <table className="table">
        <thead>
          <tr>
            <th>Prefix</th>
            <th>State</th>
            <th>AS path</th>
            <th className="numeric">More specific</th>
          </tr>
        </thead>
        <tbody>
          {watched.map((each) => (
            <tr key={each.prefix}>
              <td className="mono">{each.prefix}</td>
              <td>
                <MarkLabel kind={each.violations.length > 0 ? "bad" : each.present ? "ok" : "none"}>
                  {each.violations[0] ?? (each.present ? "as expected" : "not there yet")}
                </MarkLabel>
              </td>
              <td className="mono">{each.route?.as_path ?? "–"}</td>
              <td className="numeric">{formatCount(each.more_specifics)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function clock(at: string | undefined): string {
  const ms = instant(at);
  return ms === undefined ? "" : formatClock(ms);
}
