import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";
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
  const navigation = useNavigationType();
  const shownPath = useRef(pathname);
  useEffect(() => {
    if (shownPath.current === pathname) return;
    shownPath.current = pathname;
    // On the way back the browser restores the place itself.
    if (navigation !== "POP") window.scrollTo(0, 0);
  }, [pathname, navigation]);
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
