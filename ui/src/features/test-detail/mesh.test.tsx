import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aSummary, aTest, aResult } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { meshOf, toneOf } from "./mesh";

type Peer = Schema<"AgentPeerResult">;

function aPeer(id: string, name: string, change: Partial<Peer> = {}): Peer {
  return {
    node_id: id, node_name: name, remote: "192.0.2.2:20001", reach: "AGENT_REACH_BOTH_WAYS", fault: "FAULT_OK", error: "",
    sent: 10, received: 10, late: 0, lost: 0, loss_ratio: 0, rtt_avg_ms: 12.5, kernel_timestamps: true, behind_nat: false, rejected: 0, ...change,
  };
}

const by = (id: string, name: string, peers: Peer[]) =>
  aResult({ id: `${id}.0.1`, node_id: id, node_name: name, probe: { agent: { peers } } });

const results = [
  by("nd-1", "berlin", [aPeer("nd-2", "paris"), aPeer("nd-3", "rome", { loss_ratio: 0.2 })]),
  by("nd-2", "paris", [
    aPeer("nd-1", "berlin"),
    aPeer("nd-3", "rome", { fault: "FAULT_PATH", error: "node rome did not answer", loss_ratio: 1, rtt_avg_ms: undefined, reach: "AGENT_REACH_NONE" }),
  ]),
];

describe("the mesh", () => {
  it("has a row and a column for each node, also for one that has no result", () => {
    const mesh = meshOf(results);
    expect(mesh.nodes.map((node) => node.name)).toEqual(["berlin", "paris", "rome"]);
    expect(mesh.find("nd-1", "nd-2")?.peer.node_name).toBe("paris");
    expect(mesh.find("nd-3", "nd-1")).toBeUndefined();
  });

  it("tells loss from failure, and both from what was not measured", () => {
    expect(toneOf(aPeer("a", "a"))).toBe("ok");
    expect(toneOf(aPeer("a", "a", { loss_ratio: 0.01 }))).toBe("warn");
    expect(toneOf(aPeer("a", "a", { fault: "FAULT_PATH" }))).toBe("bad");
    expect(toneOf(aPeer("a", "a", { fault: "FAULT_NODE_LOCAL", reach: "AGENT_REACH_NOT_TRIED" }))).toBe("none");
  });

  it("is a table of links, whose words say all", async () => {
    const server = aServer()
      .get("/api/v1/tests/{test_id}", aTest({ probe: { agent: { count: 0, packet_gap_ms: 0, reply_timeout_ms: 0, payload_bytes: 0, dscp: 0 } } }))
      .get("/api/v1/test-summaries", { tests: [aSummary()] })
      .get("/api/v1/tests/{test_id}/latest-results", { results, next_page_token: "" })
      .get("/api/v1/tests/{test_id}/results", { results, next_page_token: "" })
      .get("/api/v1/tests/{test_id}/series", { bucket_ms: 60_000, nodes: [], resolution: "RESOLUTION_RESULT" });
    const { user } = renderApp("/tests/web", server);
    const mesh = within(await screen.findByRole("table", { name: "Newest result of each pair of nodes" }));
    expect(mesh.getByRole("link", { name: "berlin to rome: 20% lost, round trip 12.5 ms" })).toHaveTextContent("20%");
    const failed = mesh.getByRole("link", { name: "paris to rome: 100% lost, node rome did not answer" });
    expect(failed).toHaveAttribute("href", expect.stringContaining("result=nd-2.0.1"));
    await user.click(screen.getByRole("radio", { name: "Round trip" }));
    expect(mesh.getByRole("link", { name: /^berlin to paris/ })).toHaveTextContent("12.5 ms");
    expect(failed).toHaveTextContent("–");
  });
});
