import { useState } from "react";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { ApiError } from "@/shared/api";
import { Button, type FieldErrors, Form, LoadingLines, reasonOf, TextField } from "@/shared/ui";
import { useSession, useSetup, useSignIn } from "./api";
import { AuthCard } from "./AuthCard";
import { safeReturnPath } from "./returnPath";

export function SignInPage() {
  const setup = useSetup();
  const session = useSession();
  const [params] = useSearchParams();
  const to = safeReturnPath(params.get("to"));
  if (setup.data?.needed) return <Navigate to="/setup" replace />;
  if (session.data && !session.isError) return <Navigate to={to} replace />;
  return (
    <AuthCard title="Sign in">
      {setup.isPending ? <LoadingLines what="sign-in" lines={3} /> : <SignInForm to={to} />}
    </AuthCard>
  );
}

function SignInForm({ to }: { to: string }) {
  const navigate = useNavigate();
  const signIn = useSignIn();
  const [userName, setUserName] = useState("");
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<FieldErrors>({});

  const submit = () => {
    const missing: Record<string, string> = {};
    if (userName.trim() === "") missing["user_name"] = "Enter your user name.";
    if (password === "") missing["password"] = "Enter your password.";
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    signIn.mutate(
      { user_name: userName.trim(), password },
      {
        onSuccess: () => void navigate(to, { replace: true }),
        onError: () => setPassword(""),
      },
    );
  };

  return (
    <Form label="Sign in" errors={errors} problem={signIn.error && signInProblem(signIn.error)} onSubmit={submit}>
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
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" variant="primary" busy={signIn.isPending}>
        {signIn.isPending ? "Signing in…" : "Sign in"}
      </Button>
    </Form>
  );
}

function signInProblem(error: Error): string {
  if (error instanceof ApiError && error.status === 401) return "User name or password is not right.";
  return reasonOf(error);
}
