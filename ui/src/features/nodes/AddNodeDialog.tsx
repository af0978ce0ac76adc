import { useState } from "react";
import { Link } from "react-router";
import { type Schema, violationsByField } from "@/shared/api";
import { formatSpan, instant, useNow } from "@/shared/format";
import { Button, CopyButton, Dialog, type FieldErrors, Form, LabelsField, type Labels, Mark, reasonOf, SelectField, TextField } from "@/shared/ui";
import { useCreateEnrolmentToken, useEnrolmentToken, useNode } from "./api";
import "./nodes.css";

type Created = Schema<"CreateEnrolmentTokenResponse">;
type Validity = "900" | "3600" | "86400";

const VALIDITIES: readonly { value: Validity; label: string }[] = [
  { value: "900", label: "15 minutes" },
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "24 hours" },
];

/** Creates a token for one node, shows the command that uses it, and waits for the node. */
export function AddNodeDialog({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<Created>();
  return (
    <Dialog title="Add a node" onClose={onClose}>
      {created?.token ? (
        <Enrolment created={created} token={created.token} onAgain={() => setCreated(undefined)} onClose={onClose} />
      ) : (
        <TokenForm onCreated={setCreated} />
      )}
    </Dialog>
  );
}

function TokenForm({ onCreated }: { onCreated: (created: Created) => void }) {
  const create = useCreateEnrolmentToken();
  const [name, setName] = useState("");
  const [labels, setLabels] = useState<Labels>({});
  const [validity, setValidity] = useState<Validity>("3600");
  const [errors, setErrors] = useState<FieldErrors>({});
  const submit = () =>
    create.mutate(
      { node_name: name.trim(), node_labels: labels, valid_s: Number(validity) },
      { onSuccess: onCreated, onError: (error) => setErrors(violationsByField(error, "token")) },
    );
  const problem = create.error && Object.keys(errors).length === 0 ? `No token was created: ${reasonOf(create.error)}` : undefined;
  return (
    <Form label="Add a node" errors={errors} problem={problem} onSubmit={submit}>
      <p className="muted">A node dials in to this server; nothing has to be opened towards it.</p>
      <TextField
        label="Name"
        path="node_name"
        optional
        autoFocus
        value={name}
        onChange={setName}
        hint="Empty: the machine’s host name."
        maxLength={100}
      />
      <LabelsField
        label="Labels"
        path="node_labels"
        value={labels}
        onChange={setLabels}
        hint="Tests can choose their nodes by labels. Type key=value and press Enter."
      />
      <SelectField label="The command works for" path="valid_s" value={validity} options={VALIDITIES} onChange={setValidity} />
      <div className="form-actions">
        <Button type="submit" variant="primary" busy={create.isPending}>
          {create.isPending ? "Creating…" : "Create command"}
        </Button>
      </div>
    </Form>
  );
}

interface EnrolmentProps {
  created: Created;
  token: Schema<"EnrolmentToken">;
  onAgain: () => void;
  onClose: () => void;
}

function Enrolment({ created, token, onAgain, onClose }: EnrolmentProps) {
  const now = useNow("second");
  const state = useEnrolmentToken(token.id).data;
  const left = (instant(token.expires_at) ?? now) - now;
  const command = `./foureyes node --server ${created.gateway} --token ${created.secret}`;
  const spent = state?.state === "ENROLMENT_TOKEN_STATE_SPENT";
  const over = !spent && (left <= 0 || state?.state === "ENROLMENT_TOKEN_STATE_EXPIRED" || state?.state === "ENROLMENT_TOKEN_STATE_REVOKED");
  return (
    <>
      <p>Run this on the machine that should become a node. It works once, and is shown only here.</p>
      <pre className="enrol-command">{command}</pre>
      <div className="enrol-line">
        <CopyButton text={command} label="Copy command" />
        <span className="muted">{over ? "expired" : spent ? "used" : `valid for ${formatSpan(left)}`}</span>
      </div>
      <div role="status" className="enrol-state">
        {spent && state ? (
          <Arrived nodeId={state.node_id} onClose={onClose} />
        ) : over ? (
          <>
            <Mark kind="warn" />
            <span>The command can no longer be used.</span>
            <Button onClick={onAgain}>Create another</Button>
          </>
        ) : (
          <>
            <Mark kind="none" />
            <span className="muted">Waiting for the node to dial in…</span>
          </>
        )}
      </div>
    </>
  );
}

function Arrived({ nodeId, onClose }: { nodeId: string; onClose: () => void }) {
  const node = useNode(nodeId).data;
  const online = node?.status?.connection === "CONNECTION_ONLINE";
  return (
    <>
      <Mark kind={online ? "ok" : "none"} />
      <span>
        <Link className="link" to={`/nodes/${nodeId}`} onClick={onClose}>
          {node?.name ?? nodeId}
        </Link>{" "}
        {online ? "is online and gets its tests." : "has enrolled and is connecting…"}
      </span>
    </>
  );
}
