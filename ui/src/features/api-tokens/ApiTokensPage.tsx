import { useState } from "react";
import { ROLE_NAMES, useCan } from "@/features/session";
import { instant, useNow } from "@/shared/format";
import { Button, Card, Confirm, Empty, Failure, LoadingLines, Page, RelativeTime, useNotify } from "@/shared/ui";
import { type ApiToken, useApiTokens, useRevokeApiToken } from "./api";
import { CreateTokenDialog } from "./CreateTokenDialog";
import "./api-tokens.css";

/** Tokens with which programs use the API. */
export function ApiTokensPage() {
  const mayAdmin = useCan("admin");
  if (!mayAdmin) {
    return (
      <Page title="API tokens">
        <Card>
          <Empty title="Only administrators manage API tokens.">Ask one for a token, or for the role.</Empty>
        </Card>
      </Page>
    );
  }
  return <Tokens />;
}

function Tokens() {
  const [pages, setPages] = useState<readonly string[]>([""]);
  const tokens = useApiTokens(pages.at(-1) ?? "");
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken>();
  const create = (label: string) => (
    <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
      {label}
    </Button>
  );
  const next = tokens.data?.next_page_token;
  return (
    <Page title="API tokens" actions={create("Create token")}>
      <p className="muted">
        Programs send a token as <code>Authorization: Bearer …</code>. The API is described at{" "}
        <a className="link" href="/openapi.json" target="_blank" rel="noreferrer noopener">
          /openapi.json
        </a>
        .
      </p>
      <Card>
        {tokens.isPending ? (
          <LoadingLines what="API tokens" />
        ) : tokens.isError && !tokens.data ? (
          <Failure what="The API tokens could not be loaded." error={tokens.error} retry={() => void tokens.refetch()} />
        ) : tokens.data.tokens.length === 0 ? (
          <Empty title="There are no API tokens." action={create("Create the first token")}>
            A program needs one to use the API; people sign in instead.
          </Empty>
        ) : (
          <TokenTable tokens={tokens.data.tokens} onRevoke={setRevoking} />
        )}
      </Card>
      {(pages.length > 1 || next) && (
        <div className="form-actions">
          <Button disabled={pages.length === 1} onClick={() => setPages(pages.slice(0, -1))}>
            Newer
          </Button>
          <Button disabled={!next} onClick={() => setPages([...pages, next ?? ""])}>
            Older
          </Button>
        </div>
      )}
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  );
}

function TokenTable({ tokens, onRevoke }: { tokens: readonly ApiToken[]; onRevoke: (token: ApiToken) => void }) {
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th>Role</th>
            <th className="hide-small">Created</th>
            <th>Expires</th>
            <th className="hide-small">Last used</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td className="token-name">{token.name}</td>
              <td className="muted">{ROLE_NAMES[token.role]}</td>
              <td className="muted hide-small">
                <RelativeTime at={token.created_at} />
              </td>
              <td>
                <Expiry token={token} />
              </td>
              <td className="muted hide-small">
                <RelativeTime at={token.last_used_at} fallback="never" />
              </td>
              <td className="numeric">
                <Button variant="quiet" aria-label={`Revoke ${token.name}`} onClick={() => onRevoke(token)}>
                  Revoke
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Expiry({ token }: { token: ApiToken }) {
  const now = useNow();
  const at = instant(token.expires_at);
  if (at !== undefined && at < now) return <span className="token-expired">✕ expired</span>;
  return (
    <span className="muted">
      <RelativeTime at={token.expires_at} fallback="never" />
    </span>
  );
}

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const revoke = useRevokeApiToken();
  const notify = useNotify();
  return (
    <Confirm
      title={`Revoke ${token.name}?`}
      action="Revoke token"
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(token.id, {
          onSuccess: () => {
            notify("ok", `The token ${token.name} is revoked.`);
            onClose();
          },
        })
      }
    >
      <p>Programs that use it are refused from now on. It cannot be taken back; create another token for them.</p>
    </Confirm>
  );
}
