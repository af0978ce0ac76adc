import { type ReactNode, Suspense, useEffect } from "react";
import { useLocation } from "react-router";
import { SystemBanner } from "@/features/system";
import { listenForShortcuts } from "@/shared/keyboard";
import { LoadingLines } from "@/shared/ui";
import { Sidebar } from "./Sidebar";
import { ShellShortcuts } from "./ShellShortcuts";
import "./shell.css";

/** Navigation, banners and the page. */
export function Shell({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  useEffect(() => listenForShortcuts(document), []);
  useEffect(() => window.scrollTo(0, 0), [pathname]);
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <Sidebar />
      <div className="shell-main">
        <SystemBanner />
        <main id="main" tabIndex={-1}>
          <Suspense fallback={<LoadingLines what="page" />}>{children}</Suspense>
        </main>
      </div>
      <ShellShortcuts />
    </div>
  );
}
