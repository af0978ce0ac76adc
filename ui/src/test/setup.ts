import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// Conditions are awaited, so a loaded machine makes tests slower, not red.
configure({ asyncUtilTimeout: 30_000 });

// What jsdom lacks and the interface uses.

HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.setAttribute("open", "");
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.removeAttribute("open");
};

/** Never reports a size, so that charts, which need a canvas, are not drawn. */
class ResizeObserverStub {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver = ResizeObserverStub;

globalThis.matchMedia = (query) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;
// Newer browsers answer with a promise, which no effect may hand on as its clean-up.
globalThis.scrollTo = (() => Promise.resolve()) as unknown as typeof globalThis.scrollTo;

afterEach(() => {
  cleanup();
  localStorage.clear();
  delete document.documentElement.dataset["theme"];
});
