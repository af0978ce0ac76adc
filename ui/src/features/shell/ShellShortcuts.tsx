import { useNavigate } from "react-router";
import { type Shortcut, useShortcut, useShortcuts } from "@/shared/keyboard";
import { Dialog } from "@/shared/ui";
import { useShortcutsDialog } from "./shortcutsDialog";

/** Keys that do not belong to one page. */
const ALWAYS: readonly Shortcut[] = [
  { keys: "↑ ↓", does: "Move in a list" },
  { keys: "Enter", does: "Open, or submit a form" },
  { keys: "Esc", does: "Close a dialog or panel" },
];

/** Shortcuts that work on every page, and the dialog that lists them. */
export function ShellShortcuts() {
  const navigate = useNavigate();
  const [shown, show] = useShortcutsDialog();
  useShortcut("g t", "Go to tests", () => void navigate("/tests"));
  useShortcut("g i", "Go to incidents", () => void navigate("/incidents"));
  useShortcut("g r", "Go to alert rules", () => void navigate("/alert-rules"));
  useShortcut("g n", "Go to nodes", () => void navigate("/nodes"));
  useShortcut("?", "Show shortcuts", () => show(true));
  return shown ? <ShortcutsDialog onClose={() => show(false)} /> : null;
}

function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const shortcuts = useShortcuts();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="shortcuts">
        {[...shortcuts, ...ALWAYS].map(({ keys, does }) => (
          <div key={keys}>
            <dt>{does}</dt>
            <dd>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
