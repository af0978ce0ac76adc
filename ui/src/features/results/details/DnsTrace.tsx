import type { Schema } from "@/shared/api";
import { formatMs, plural } from "@/shared/format";

/** Each server that was asked on the way from the root, in order. */
export function DnsTrace({ steps }: { steps: readonly Schema<"DnsTraceStep">[] }) {
  return (
    <div className="table-scroll detail-answers">
      <table className="table">
        <thead>
          <tr>
            <th>Zone</th>
            <th>Server</th>
            <th className="numeric">Time</th>
            <th>Says</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <tr key={index}>
              <td className="mono">{step.zone}</td>
              <td title={step.server}>
                {step.server_name} <span className="muted mono">{step.server}</span>
              </td>
              <td className="numeric">{step.rtt_ms === undefined ? "–" : formatMs(step.rtt_ms)}</td>
              <td className="detail-data">{says(step)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function says(step: Schema<"DnsTraceStep">): string {
  if (step.error) return step.error;
  if (step.referral) return `ask ${step.referral} (${plural(step.referral_servers.length, "server")}${step.has_ds ? ", signed" : ""})`;
  return `${step.rcode}, ${plural(step.answer_count, "record")}`;
}
