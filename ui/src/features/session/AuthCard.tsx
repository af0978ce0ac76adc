import { type ReactNode, useEffect } from "react";
import { Logo } from "@/shared/ui";
import "./session.css";

/** The frame of the pages that need no session. */
export function AuthCard({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · FourEyes`;
  }, [title]);
  return (
    <main className="auth">
      <div className="auth-brand">
        <Logo size={28} />
        <span>FourEyes</span>
      </div>
      <div className="auth-card">
        <h1>{title}</h1>
        {children}
      </div>
      <p className="auth-foot">Watches networks and services from where people are.</p>
    </main>
  );
}
