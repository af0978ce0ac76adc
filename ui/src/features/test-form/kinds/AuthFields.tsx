import { type Option, SelectField, TextField } from "@/shared/ui";
import type { AuthDraft, AuthScheme } from "./auth";

const SCHEMES: readonly Option<AuthScheme>[] = [
  { value: "none", label: "None" },
  { value: "basic", label: "Basic" },
  { value: "digest", label: "Digest" },
  { value: "bearer", label: "Bearer token" },
];

interface AuthFieldsProps {
  auth: AuthDraft;
  onChange: (auth: AuthDraft) => void;
}

export function AuthFields({ auth, onChange }: AuthFieldsProps) {
  const change = (part: Partial<AuthDraft>) => onChange({ ...auth, ...part });
  return (
    <div className="field-row">
      <SelectField
        label="Authentication"
        path="probe.http.auth"
        value={auth.scheme}
        options={SCHEMES}
        onChange={(scheme) => change({ scheme })}
      />
      {(auth.scheme === "basic" || auth.scheme === "digest") && (
        <TextField
          label="User"
          path={`probe.http.auth.${auth.scheme}.user`}
          autoComplete="off"
          spellCheck={false}
          value={auth.user}
          onChange={(user) => change({ user })}
        />
      )}
      {auth.scheme !== "none" && (
        <TextField
          label={auth.scheme === "bearer" ? "Token" : "Password"}
          path={auth.scheme === "bearer" ? "probe.http.auth.bearer" : `probe.http.auth.${auth.scheme}.password`}
          autoComplete="off"
          spellCheck={false}
          value={auth.secret}
          onChange={(secret) => change({ secret })}
          hint="The name of a secret that the node has."
        />
      )}
    </div>
  );
}
