import { useState } from "react";
import { ROLE_NAMES, type Role } from "@/features/session";
import { type Schema, violationsByField } from "@/shared/api";
import { Button, CopyButton, Dialog, type FieldErrors, Form, reasonOf, SelectField, TextField } from "@/shared/ui";
import { useCreateApiToken } from "./api";

const ROLES = (["ROLE_VIEWER", "ROLE_EDITOR", "ROLE_ADMIN"] as const).map((value) => ({ value, label: ROLE_NAMES[value] }));
const MAX_NAME = 100;
const MAX_DAYS = 365;

/** Creates a token and shows its secret this once. */
export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<Schema<"CreateApiTokenResponse">>();
  return (
    <Dialog title={created ? "Token created" : "Create an API token"} onClose={onClose}>
      {created ? (
        <>
          <p>
            Copy it now: <strong>it is shown only this once.</strong>
          </p>
          <pre className="token-secret">{created.secret}</pre>
          <div className="form-actions">
            <CopyButton text={created.secret} label="Copy token" />
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </>
      ) : (
        <CreateForm onCreated={setCreated} />
      )}
    </Dialog>
  );
}

function CreateForm({ onCreated }: { onCreated: (created: Schema<"CreateApiTokenResponse">) => void }) {
  const create = useCreateApiToken();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("ROLE_VIEWER");
  const [days, setDays] = useState("90");
  const [errors, setErrors] = useState<FieldErrors>({});
  const submit = () => {
    const found = validate(name.trim(), days);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    create.mutate(
      { name: name.trim(), role, valid_days: Number(days) },
      { onSuccess: onCreated, onError: (error) => setErrors(violationsByField(error, "token")) },
    );
  };
  const problem = create.error && Object.keys(errors).length === 0 ? `No token was created: ${reasonOf(create.error)}` : undefined;
  return (
    <Form label="Create an API token" errors={errors} problem={problem} onSubmit={submit}>
      <TextField label="Name" path="name" autoFocus value={name} onChange={setName} hint="What uses it, for example “deploy pipeline”." />
      <div className="field-row">
        <SelectField label="Role" path="role" value={role} options={ROLES} onChange={setRole} />
        <TextField
          label="Valid for"
          path="valid_days"
          inputMode="numeric"
          unit="days"
          value={days}
          onChange={setDays}
          hint={`1 to ${MAX_DAYS}.`}
        />
      </div>
      <div className="form-actions">
        <Button type="submit" variant="primary" busy={create.isPending}>
          {create.isPending ? "Creating…" : "Create token"}
        </Button>
      </div>
    </Form>
  );
}

function validate(name: string, days: string): FieldErrors {
  const errors: Record<string, string> = {};
  if (name === "") errors["name"] = "Give the token a name.";
  else if (name.length > MAX_NAME) errors["name"] = `${name.length} characters (expected: at most ${MAX_NAME}).`;
  const count = Number(days);
  if (days.trim() === "" || !Number.isInteger(count) || count < 1 || count > MAX_DAYS) {
    errors["valid_days"] = `${days.trim() || "nothing"} (expected: a whole number from 1 to ${MAX_DAYS}).`;
  }
  return errors;
}
