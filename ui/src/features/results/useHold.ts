import { type RefObject, useEffect, useEffectEvent } from "react";

/**
 * Sets `held` while somebody is at work with this element: the pointer or the focus is in it, or its top has been scrolled out of
 * the window. Calls `release` when that ends.
 */
export function useHold(frame: RefObject<HTMLElement | null>, held: RefObject<boolean>, release: () => void): void {
  const onRelease = useEffectEvent(release);
  useEffect(() => {
    let pointer = false;
    let focus = false;
    const update = () => {
      const scrolled = (frame.current?.getBoundingClientRect().top ?? 0) < 0;
      const before = held.current;
      held.current = pointer || focus || scrolled;
      if (before && !held.current) onRelease();
    };
    const onPointer = (event: PointerEvent) => {
      const inside = event.type !== "pointerleave" && frame.current?.contains(event.target as Node) === true;
      if (inside === pointer) return;
      pointer = inside;
      update();
    };
    const onFocus = (event: FocusEvent) => {
      const to = event.type === "focusout" ? event.relatedTarget : event.target;
      focus = to instanceof Node && frame.current?.contains(to) === true;
      update();
    };
    document.addEventListener("pointerover", onPointer);
    document.documentElement.addEventListener("pointerleave", onPointer);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onFocus);
    window.addEventListener("scroll", update, { passive: true });
    return () => {
      document.removeEventListener("pointerover", onPointer);
      document.documentElement.removeEventListener("pointerleave", onPointer);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onFocus);
      window.removeEventListener("scroll", update);
    };
  }, [frame, held]);
}
