import type { Schema } from "@/shared/api";
import { formatCount, formatMs } from "@/shared/format";
import { Facts, MarkLabel } from "@/shared/ui";
import { ConsoleErrors, Notes, Screenshot } from "./browser";
import { DetailSection } from "./DetailSection";
import { bytesFact, monoFact, timeFact } from "./facts";
import { PageRequests } from "./PageRequests";

export function TransactionDetails({ transaction }: { transaction: Schema<"TransactionResult"> }) {
  const { steps, screenshots } = transaction;
  return (
    <>
      <DetailSection title="Transaction">
        <Facts
          facts={[
            ["Total", timeFact(transaction.total_ms)],
            ["Steps passed", `${transaction.steps_passed ?? 0} of ${transaction.steps_total ?? 0}`],
            ["Ended at", monoFact(transaction.final_url)],
            ["Title", transaction.title],
            ["On the wire", bytesFact(transaction.wire_bytes)],
            ["Requests", transaction.request_count === undefined ? undefined : formatCount(transaction.request_count)],
            ["Browser", transaction.browser],
          ]}
        />
      </DetailSection>
      {steps.length > 0 && (
        <DetailSection title="Steps">
          <div className="table-scroll detail-answers">
            <table className="table">
              <thead>
                <tr>
                  <th className="numeric">#</th>
                  <th>Step</th>
                  <th>Result</th>
                  <th className="numeric">Time</th>
                </tr>
              </thead>
              <tbody>
                {steps.map((step) => (
                  <tr key={step.index}>
                    <td className="numeric">{step.index + 1}</td>
                    <td title={step.url}>{step.name}</td>
                    <td>
                      <MarkLabel kind={step.passed ? "ok" : "bad"}>{step.passed ? "Passed" : "Failed"}</MarkLabel>
                    </td>
                    <td className="numeric">{formatMs(step.duration_ms)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </DetailSection>
      )}
      {screenshots.length > 0 && (
        <DetailSection title="Screenshots">
          {screenshots.map((picture, index) => (
            <Screenshot key={index} picture={picture} of={`step ${(picture.step ?? 0) + 1}`} />
          ))}
        </DetailSection>
      )}
      <ConsoleErrors errors={transaction.console_errors} count={transaction.console_error_count} />
      <PageRequests resources={transaction.resources} leftOut={transaction.resources_left_out} />
      <Notes notes={transaction.notes} />
    </>
  );
}
