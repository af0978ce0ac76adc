import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

export interface Shortcut {
  /** One key, or two pressed one after the other: "/", "g t". */
  keys: string;
  does: string;
}

interface Binding extends Shortcut {
  run: () => void;
}

const SEQUENCE_MS = 1200;
const bindings: Binding[] = [];
const listeners = new Set<() => void>();
let list: readonly Shortcut[] = [];
let pending: { key: string; at: number } | undefined;

/** Binds a key, or a sequence of two, while the component is there. The newest binding of a key wins. */
export function useShortcut(keys: string, does: string, run: () => void): void {
  const onRun = useEffectEvent(run);
  useEffect(() => {
    const binding: Binding = { keys, does, run: () => onRun() };
    bindings.push(binding);
    publish();
    return () => {
      bindings.splice(bindings.indexOf(binding), 1);
      publish();
    };
  }, [keys, does]);
}

/** What can be pressed at present. */
export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => list,
  );
}

/** Starts listening for keys; returns how to stop. */
export function listenForShortcuts(target: Document): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || target.querySelector("dialog[open]")) return;
    const sequence = pending && event.timeStamp - pending.at < SEQUENCE_MS ? `${pending.key} ${event.key}` : "";
    pending = undefined;
    const binding = find(sequence) ?? find(event.key);
    if (binding) {
      event.preventDefault();
      binding.run();
    } else if (bindings.some((each) => each.keys.startsWith(`${event.key} `))) {
      pending = { key: event.key, at: event.timeStamp };
    }
  };
  target.addEventListener("keydown", onKeyDown);
  return () => target.removeEventListener("keydown", onKeyDown);
}

function find(keys: string): Binding | undefined {
  return keys === "" ? undefined : bindings.findLast((each) => each.keys === keys);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function publish(): void {
  const seen = new Map(bindings.map(({ keys, does }) => [keys, { keys, does }]));
  list = [...seen.values()];
  for (const listener of listeners) listener();
}
