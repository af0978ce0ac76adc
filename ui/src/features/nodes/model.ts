import type { Schema } from "@/shared/api";
import type { MarkKind } from "@/shared/ui";
import type { Node } from "./api";

export type ShownConnection = "online" | "offline" | "never" | "revoked";

export const CONNECTIONS: Record<ShownConnection, { name: string; mark: MarkKind }> = {
  online: { name: "Online", mark: "ok" },
  offline: { name: "Offline", mark: "bad" },
  never: { name: "Never seen", mark: "none" },
  revoked: { name: "Revoked", mark: "paused" },
};

export const CAPABILITIES: Record<Schema<"Capability">, string> = {
  CAPABILITY_UNSPECIFIED: "",
  CAPABILITY_HTTP: "HTTP",
  CAPABILITY_TCP: "TCP",
  CAPABILITY_DNS: "DNS",
  CAPABILITY_UDP: "UDP",
  CAPABILITY_PING: "Ping",
  CAPABILITY_PATH: "Path",
  CAPABILITY_AGENT: "Agent-to-agent",
  CAPABILITY_BGP: "BGP",
  CAPABILITY_BROWSER: "Browser",
};

export const LOSS_REASONS: Record<Schema<"LossReason">, string> = {
  LOSS_REASON_UNSPECIFIED: "",
  LOSS_REASON_SPOOL_FULL: "The node’s disk buffer was full.",
  LOSS_REASON_TOO_OLD: "The results were older than what the node keeps.",
  LOSS_REASON_DAMAGED: "The node’s buffer file was damaged.",
};

/** A clock further off than this makes times in charts and incidents doubtful. */
export const CLOCK_TOLERANCE_MS = 1000;

export function connectionOf(node: Node): ShownConnection {
  if (node.revoked) return "revoked";
  switch (node.status?.connection) {
    case "CONNECTION_ONLINE":
      return "online";
    case "CONNECTION_OFFLINE":
      return "offline";
    default:
      return "never";
  }
}
