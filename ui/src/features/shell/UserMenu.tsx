import { useQueryClient } from "@tanstack/react-query";
import { useId, useRef } from "react";
import { useNavigate } from "react-router";
import { ROLE_NAMES, useSession, useSignOut } from "@/features/session";
import { useSystemStatus } from "@/features/system";
import { type Theme, useTheme } from "@/shared/theme";
import { Button, Icon, type Option, Segmented, useNotify } from "@/shared/ui";
import { useShortcutsDialog } from "./shortcutsDialog";

const THEMES: readonly Option<Theme>[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Who is signed in, and what concerns this person alone. */
export function UserMenu() {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const session = useSession().data;
  const version = useSystemStatus().data?.version;
  const [theme, setTheme] = useTheme();
  const [, showShortcuts] = useShortcutsDialog();
  const signOut = useLeave();
  if (!session) return null;
  return (
    <>
      <button type="button" className="user-button" popoverTarget={id} aria-label={`Account of ${session.user_name}`}>
        <Icon name="user" />
        <span className="truncate user-button-name">{session.user_name}</span>
      </button>
      <div ref={panel} id={id} popover="auto" className="user-menu" role="dialog" aria-label="Account">
        <div className="user-menu-who">
          <strong>{session.user_name}</strong>
          <span className="muted">
            {ROLE_NAMES[session.role]}
            {session.org && ` · ${session.org}`}
          </span>
        </div>
        <div className="user-menu-theme">
          <span className="muted">Theme</span>
          <Segmented label="Theme" value={theme} options={THEMES} onChange={setTheme} />
        </div>
        <div className="user-menu-actions">
          <Button
            variant="quiet"
            icon="keyboard"
            onClick={() => {
              panel.current?.hidePopover?.();
              showShortcuts(true);
            }}
          >
            Keyboard shortcuts
          </Button>
          <Button variant="quiet" icon="lock" busy={signOut.busy} onClick={signOut.leave}>
            Sign out
          </Button>
        </div>
        <p className="user-menu-version">FourEyes {version ?? "–"}</p>
      </div>
    </>
  );
}

function useLeave() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const notify = useNotify();
  const signOut = useSignOut();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        void navigate("/sign-in", { replace: true });
        queryClient.clear();
      },
      onError: (error) => notify("bad", `Signing out failed: ${error.message}`),
    });
  return { leave, busy: signOut.isPending };
}
