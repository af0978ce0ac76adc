import type { Schema } from "@/shared/api";
import { formatDay, instant, plural } from "@/shared/format";
import { MarkLabel } from "@/shared/ui";
import { DNSSEC } from "../words";
import "./dnssec.css";

const SOON_DAYS = 7;

/** What the signatures are worth and why: the zones from the trust anchor down to the answer. */
export function DnssecChain({ dnssec }: { dnssec: Schema<"DnssecResult"> }) {
  const status = DNSSEC[dnssec.status];
  return (
    <div className="dnssec">
      <p>
        <MarkLabel kind={status.mark}>{status.name}</MarkLabel> <span className="muted">{dnssec.reason || status.means}</span>
      </p>
      <ol className="dnssec-chain" aria-label="Chain of trust, from the trust anchor">
        {dnssec.chain.map((zone) => (
          <Zone key={zone.zone} zone={zone} />
        ))}
        {dnssec.answer_signatures.length > 0 && (
          <li className="dnssec-zone">
            <p className="dnssec-name">Answer</p>
            <Signatures signatures={dnssec.answer_signatures} />
          </li>
        )}
      </ol>
    </div>
  );
}

function Zone({ zone }: { zone: Schema<"DnssecZone"> }) {
  const status = DNSSEC[zone.status];
  return (
    <li className="dnssec-zone">
      <p className="dnssec-name">
        <span className="mono">{zone.zone}</span> <MarkLabel kind={status.mark}>{status.name}</MarkLabel>
      </p>
      {zone.reason && <p>{zone.reason}</p>}
      {zone.ds.length > 0 && (
        <p className="muted">
          {zone.is_anchor ? "Trust anchor" : "DS"}{" "}
          {zone.ds.map((ds) => `${ds.key_tag} ${ds.algorithm} ${ds.digest}${ds.matches_key ? "" : " (no such key)"}`).join(", ")}
        </p>
      )}
      {zone.keys.length > 0 && (
        <p className="muted">Keys {zone.keys.map((key) => `${key.key_tag}${key.flags === 257 ? " (entry point)" : ""}`).join(", ")}</p>
      )}
      <Signatures signatures={[...zone.ds_signatures, ...zone.key_signatures]} />
    </li>
  );
}

function Signatures({ signatures }: { signatures: readonly Schema<"DnssecSignature">[] }) {
  return (
    <ul className="dnssec-signatures">
      {signatures.map((signature, index) => (
        <li key={index}>
          <MarkLabel kind={signature.valid ? (signature.expiry_days < SOON_DAYS ? "warn" : "ok") : "bad"}>
            <span className="mono">{signature.covers}</span> signed by key {signature.key_tag} of {signature.signer}
          </MarkLabel>
          <span className="muted">{signature.valid ? expiry(signature) : signature.invalid_reason}</span>
        </li>
      ))}
    </ul>
  );
}

function expiry({ expiry_days, expiration }: Schema<"DnssecSignature">): string {
  const until = instant(expiration);
  return `${plural(Math.floor(expiry_days), "day")} left${until === undefined ? "" : `, until ${formatDay(until)}`}`;
}
