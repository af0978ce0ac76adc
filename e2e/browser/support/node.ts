import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Page } from "@playwright/test";
import { repository, scratch } from "./installation";

/** Has the interface make the command for a new node; the dialog stays open, where it waits for the node. */
export async function commandForNode(page: Page, name: string): Promise<string> {
  await page.goto("/nodes");
  await page.getByRole("button", { name: "Add a node" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a node" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Create command" }).click();
  return (await dialog.getByText("./foureyes node --server").innerText()).trim();
}

export interface RunningNode {
  /** The exit code, when it has ended. */
  ended: Promise<number | null>;
  said(): string;
  stop(): void;
}

/** Runs the command that the interface shows for a new node, as it is, but with data of its own. */
export function runNode(name: string, command: string): RunningNode {
  const [program = "", ...words] = command.split(/\s+/);
  const child = spawn(program, [...words, "--data-dir", `${scratch}/${name}`], { cwd: repository, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
  return {
    ended: once(child, "exit").then(([code]) => code as number | null),
    said: () => said,
    // The launcher becomes the node, so this is the node's process.
    stop: () => void child.kill("SIGTERM"),
  };
}
