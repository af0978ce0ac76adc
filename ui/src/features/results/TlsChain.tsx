import type { Schema } from "@/shared/api";
import { formatCount, formatDay, instant, plural, useNow } from "@/shared/format";
import { Facts, MarkLabel, type MarkKind } from "@/shared/ui";
import "./tls.css";

const DAY_MS = 86_400_000;
const SOON_DAYS = 21;
const MOST_NAMES = 6;

/** The server's certificates, leaf first, with their days to expiry. */
export function TlsChain({ tls }: { tls: Schema<"TlsResult"> }) {
  return (
    <div className="tls">
      <Facts
        facts={[
          ["Certificate", <Validity key="validity" tls={tls} />],
          ["Version", tls.version],
          ["Cipher", tls.cipher],
        ]}
      />
      <ol className="tls-chain" aria-label="Certificate chain, leaf first">
        {tls.chain.map((certificate, index) => (
          <Certificate key={index} certificate={certificate} leaf={index === 0} />
        ))}
      </ol>
    </div>
  );
}

function Validity({ tls }: { tls: Schema<"TlsResult"> }) {
  if (tls.valid) return <MarkLabel kind="ok">Trusted, name matches</MarkLabel>;
  return <span className="tls-invalid">✕ {tls.invalid_reason || "not valid"}</span>;
}

function Certificate({ certificate, leaf }: { certificate: Schema<"TlsCertificate">; leaf: boolean }) {
  const names = certificate.subject_alternative_names;
  return (
    <li className="tls-certificate">
      <p className="tls-subject">{certificate.subject}</p>
      <Expiry certificate={certificate} />
      <p className="muted tls-issuer">issued by {certificate.issuer}</p>
      {leaf && names.length > 0 && (
        <p className="muted tls-names" title={names.join("\n")}>
          for {names.slice(0, MOST_NAMES).join(", ")}
          {names.length > MOST_NAMES && ` and ${formatCount(names.length - MOST_NAMES)} more`}
        </p>
      )}
      <p className="faint tls-sha" title={`SHA-256 ${certificate.sha256}`}>
        SHA-256 {certificate.sha256.slice(0, 16)}…
      </p>
    </li>
  );
}

function Expiry({ certificate }: { certificate: Schema<"TlsCertificate"> }) {
  const now = useNow();
  const until = instant(certificate.not_after);
  if (until === undefined) return null;
  const days = Math.floor((until - now) / DAY_MS);
  const kind: MarkKind = days < 0 ? "bad" : days < SOON_DAYS ? "warn" : "ok";
  const words = days < 0 ? `expired ${plural(-days, "day")} ago` : `${plural(days, "day")} left`;
  return (
    <span className="tls-expiry" title={`valid until ${formatDay(until)}`}>
      <MarkLabel kind={kind}>
        {words}, {formatDay(until)}
      </MarkLabel>
    </span>
  );
}
