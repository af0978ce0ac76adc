import { type ReactNode, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { ApiError, Code } from "@/shared/api";
import { Button, ButtonLink, Failure, type FieldErrors, Form, LoadingLines, reasonOf, TextField } from "@/shared/ui";
import { useCompleteSetup, useSetup } from "./api";
import { AuthCard } from "./AuthCard";

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;
const MAX_NAME = 100;

export function SetupPage() {
  const setup = useSetup();
  const token = new URLSearchParams(useLocation().hash.slice(1)).get("token") ?? "";
  return <AuthCard title="Set up FourEyes">{content(setup, token)}</AuthCard>;
}

function content(setup: ReturnType<typeof useSetup>, token: string): ReactNode {
  if (setup.isPending) return <LoadingLines what="set-up" lines={4} />;
  if (setup.isError) {
    return <Failure what="Set-up could not be opened." error={setup.error} retry={() => void setup.refetch()} />;
  }
  if (!setup.data.needed) {
    return (
      <>
        <p className="muted">This installation has its administrator already; the set-up link works once.</p>
        <ButtonLink variant="primary" to="/sign-in">
          Go to sign-in
        </ButtonLink>
      </>
    );
  }
  if (token === "") {
    return (
      <>
        <p>
          Open the set-up link that <code>./foureyes status</code> shows. It looks like this:
        </p>
        <pre className="auth-link">{`${window.location.origin}/setup#token=…`}</pre>
        <p className="muted">Only somebody on the server’s machine sees it, so nobody else can become the first administrator.</p>
      </>
    );
  }
  return <SetupForm token={token} />;
}

function SetupForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const complete = useCompleteSetup();
  const [userName, setUserName] = useState("");
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<FieldErrors>({});

  const submit = () => {
    const found = validate(userName, password);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    complete.mutate(
      { setup_token: token, user_name: userName.trim(), password },
      {
        onSuccess: () => void navigate("/tests", { replace: true }),
        onError: (error) => setErrors(fieldErrors(error)),
      },
    );
  };

  return (
    <>
      <p className="muted">Choose the name and password of the first administrator.</p>
      <Form label="Set up" errors={errors} problem={complete.error && setupProblem(complete.error)} onSubmit={submit}>
        <TextField
          label="User name"
          path="user_name"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          value={userName}
          onChange={setUserName}
        />
        <TextField
          label="Password"
          path="password"
          type="password"
          autoComplete="new-password"
          hint={`${MIN_PASSWORD} to ${MAX_PASSWORD} characters.`}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" variant="primary" busy={complete.isPending}>
          {complete.isPending ? "Setting up…" : "Create administrator"}
        </Button>
      </Form>
    </>
  );
}

function validate(userName: string, password: string): FieldErrors {
  const errors: Record<string, string> = {};
  const name = userName.trim();
  if (name === "") errors["user_name"] = "Choose a user name.";
  else if (name.length > MAX_NAME) errors["user_name"] = `${name.length} characters (expected: at most ${MAX_NAME}).`;
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) {
    errors["password"] = `${password.length} characters (expected: ${MIN_PASSWORD} to ${MAX_PASSWORD}).`;
  }
  return errors;
}

function fieldErrors(error: Error): FieldErrors {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.violations.map((each) => [each.field, each.description]));
}

/** In words what happened; undefined when the fields say it all. */
function setupProblem(error: Error): string | undefined {
  if (!(error instanceof ApiError)) return reasonOf(error);
  if (error.code === Code.FAILED_PRECONDITION || error.code === Code.ALREADY_EXISTS) {
    return "Somebody has completed the set-up already. Go to sign-in.";
  }
  const refused = [Code.UNAUTHENTICATED, Code.PERMISSION_DENIED, Code.NOT_FOUND].some((code) => code === error.code);
  if (refused || error.violations.some((each) => each.field === "setup_token")) {
    return "This set-up link is expired or has been used. The newest one is shown by ./foureyes status, and written by the server when it starts.";
  }
  return error.violations.length > 0 ? undefined : error.message;
}
