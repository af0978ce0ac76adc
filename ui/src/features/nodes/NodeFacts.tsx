import { formatBytes, formatCount, formatMs, formatSpan, instant, useNow } from "@/shared/format";
import { AbsoluteTime, Card, Facts, LabelList, MarkLabel, RelativeTime } from "@/shared/ui";
import type { Node } from "./api";
import { CAPABILITIES } from "./model";
import { ClockOffset, Lag } from "./NodeTable";

const DAY_MS = 86_400_000;
/** Nodes renew after half of a certificate's seven days; one with less than this left has missed that for long. */
const RENEWAL_OVERDUE_DAYS = 2;

export function NodeFacts({ node }: { node: Node }) {
  const { status } = node;
  const health = status?.health;
  const labelled = Object.keys(node.labels).length > 0;
  return (
    <>
      <Card title="Session">
        <div className="card-body">
          <Facts
            facts={[
              ["Last seen", <RelativeTime key="seen" at={status?.last_seen_at} fallback="never" />],
              ["Connected", status?.connection === "CONNECTION_ONLINE" ? <RelativeTime key="connected" at={status.connected_at} /> : undefined],
              ["Address", status?.remote_ip && <span className="mono">{status.remote_ip}</span>],
              ["Address for other nodes", status?.public_address && <span className="mono">{status.public_address}</span>],
              ["Clock offset", <ClockOffset key="clock" status={status} />],
              ["Waiting on its disk", <Lag key="lag" status={status} />],
              ["Tests assigned", health && formatCount(health.tests_assigned)],
              ["Running now", health && formatCount(health.tests_running)],
              ["Lateness p99", health?.lateness_p99_ms === undefined ? undefined : formatMs(health.lateness_p99_ms)],
              ["Results since start", health && formatCount(health.results_total)],
              ["Memory", health && formatBytes(health.rss_bytes)],
              ["CPU since start", health && formatSpan(health.cpu_s * 1000)],
            ]}
          />
        </div>
      </Card>
      <Card title="Machine and identity">
        <div className="card-body">
          <Facts
            facts={[
              ["Host name", status?.hostname],
              ["Platform", status?.platform],
              ["Version", status?.agent_version],
              ["Can probe", status?.capabilities.map((each) => CAPABILITIES[each]).filter(Boolean).join(", ")],
              ["Enrolled", <AbsoluteTime key="enrolled" at={node.enrolled_at} />],
              ["Certificate", <Certificate key="certificate" node={node} />],
              ["Labels", labelled && <LabelList labels={node.labels} />],
              ["Id", <code key="id">{node.id}</code>],
            ]}
          />
        </div>
      </Card>
    </>
  );
}

/** A node renews its certificate by itself; one that does not is about to fall out. */
function Certificate({ node }: { node: Node }) {
  const now = useNow();
  const until = instant(node.certificate_expires_at);
  if (node.revoked) return <>revoked</>;
  if (until === undefined) return <>–</>;
  const days = Math.floor((until - now) / DAY_MS);
  if (until < now) return <MarkLabel kind="bad">expired, enrol again</MarkLabel>;
  const words = (
    <>
      expires <RelativeTime at={node.certificate_expires_at} />
    </>
  );
  return days < RENEWAL_OVERDUE_DAYS ? <MarkLabel kind="warn">{words}</MarkLabel> : words;
}
