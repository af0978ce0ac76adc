import { mkdirSync, writeFileSync } from "node:fs";
import type { FullResult, Reporter, Suite } from "@playwright/test/reporter";
import { target } from "./installation";

/** Leaves the totals for run.sh, which says them last. A spec that did not run has not passed. */
export default class Totals implements Reporter {
  private all: Suite | undefined;

  onBegin(_: unknown, all: Suite): void {
    this.all = all;
  }

  onEnd({ status }: FullResult): void {
    const tests = this.all?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === "expected").length;
    const failed = Math.max(tests.length - passed, status === "passed" ? 0 : 1);
    mkdirSync(target, { recursive: true });
    writeFileSync(`${target}totals`, `browser: ${passed} passed, ${failed} failed\n`);
  }
}
