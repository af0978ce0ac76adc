import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { ApiError } from "@/shared/api";
import { Failure, Logo } from "@/shared/ui";
import { useSession } from "./api";
import { signInPath } from "./returnPath";
import "./session.css";

/** Shows the page to those who are signed in, and the sign-in to all others. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession();
  const location = useLocation();
  const signedOut = session.error instanceof ApiError && session.error.status === 401;
  if (signedOut) return <Navigate to={signInPath(location)} replace />;
  if (session.data) return children;
  if (session.isError) {
    return (
      <main className="auth">
        <div className="auth-card">
          <Failure what="FourEyes could not be opened." error={session.error} retry={() => void session.refetch()} />
        </div>
      </main>
    );
  }
  return (
    <main className="auth" role="status" aria-label="Opening FourEyes">
      <Logo size={32} />
    </main>
  );
}
