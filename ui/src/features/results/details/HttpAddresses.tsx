import { Fragment } from "react";
import type { Schema } from "@/shared/api";
import { formatCount, formatMs } from "@/shared/format";
import { MarkLabel } from "@/shared/ui";
import { DetailSection } from "./DetailSection";

type Address = Schema<"HttpAddressResult">;

/** What came of each address of a host; all else of the result is of the worst. */
export function HttpAddresses({ addresses }: { addresses: readonly Address[] }) {
  return (
    <DetailSection title={`Addresses (${formatCount(addresses.length)})`}>
      <div className="table-scroll detail-answers">
        <table className="table" aria-label="Addresses">
          <thead>
            <tr>
              <th>Address</th>
              <th>Outcome</th>
              <th className="numeric">Connect</th>
              <th className="numeric">TLS</th>
              <th className="numeric">Wait</th>
              <th className="numeric">Receive</th>
              <th className="numeric">Total</th>
            </tr>
          </thead>
          <tbody>
            {addresses.map((address) => (
              <Fragment key={address.ip}>
                <tr>
                  <td className="mono">{address.ip}</td>
                  <td>
                    <MarkLabel kind={address.fault === "FAULT_OK" ? "ok" : "bad"}>{address.status ?? "no response"}</MarkLabel>
                  </td>
                  <td className="numeric">{shown(address.connect_ms)}</td>
                  <td className="numeric">{shown(address.tls_ms)}</td>
                  <td className="numeric">{shown(address.wait_ms)}</td>
                  <td className="numeric">{shown(address.receive_ms)}</td>
                  <td className="numeric">{shown(address.total_ms)}</td>
                </tr>
                {address.error && (
                  <tr>
                    <td colSpan={7} className="muted">
                      {address.error}
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">The other values of this result are of the worst: the first that failed, else the slowest.</p>
    </DetailSection>
  );
}

const shown = (ms: number | undefined) => (ms === undefined ? "–" : formatMs(ms));
