import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { type RunningNode, runNode } from "../support/node";
import { picture } from "../support/pictures";
import { createTest } from "../support/rest";

const NAMES = ["berlin", "lisbon", "oslo"] as const;
const LABELS = { "mesh-spec": "yes" };

test.setTimeout(120_000);

test("a mesh: every node against every other, and one that goes is seen by all", async ({ page, request }) => {
  const nodes = new Map<string, RunningNode>();
  const id = await createTest(request, {
    name: "Between sites",
    probe: { agent: { count: 10, packet_gap_ms: 20, reply_timeout_ms: 1000 } },
    interval_ms: 3000,
    timeout_ms: 3000,
    nodes: { match_labels: LABELS },
  });
  try {
    for (const name of NAMES) nodes.set(name, runNode(name, await commandFor(request, name)));
    await page.goto(`/tests/${id}`);
    const mesh = page.getByRole("table", { name: "Newest result of each pair of nodes" });
    for (const from of NAMES) {
      for (const to of NAMES.filter((each) => each !== from)) {
        await expect(mesh.getByRole("link", { name: new RegExp(`^${from} to ${to}: 0.* lost, round trip`) })).toBeVisible({ timeout: 60_000 });
      }
    }
    await picture(page, "mesh");
    await page.getByRole("radio", { name: "Round trip" }).click();
    await expect(mesh.getByRole("link", { name: /^berlin to oslo/ })).toHaveText(/ms|µs/);

    nodes.get("oslo")?.stop();
    for (const from of ["berlin", "lisbon"]) {
      await expect(mesh.getByRole("link", { name: new RegExp(`^${from} to oslo: .*oslo`) })).toBeVisible({ timeout: 60_000 });
    }
    await picture(page, "mesh-without-oslo");
  } finally {
    for (const node of nodes.values()) node.stop();
    await request.delete(`/api/v1/tests/${id}`);
    await deleteNodes(request);
  }
});

async function commandFor(request: APIRequestContext, name: string): Promise<string> {
  const response = await request.post("/api/v1/enrolment-tokens", { data: { node_name: name, node_labels: LABELS } });
  expect(response.status(), await response.text()).toBe(200);
  const { secret, gateway } = (await response.json()) as { secret: string; gateway: string };
  return `./foureyes node --server ${gateway} --token ${secret}`;
}

async function deleteNodes(request: APIRequestContext): Promise<void> {
  const { nodes } = (await (await request.get("/api/v1/nodes")).json()) as { nodes: { id: string; name: string }[] };
  for (const { id, name } of nodes) {
    if (!(NAMES as readonly string[]).includes(name)) continue;
    await request.post(`/api/v1/nodes/${id}:revoke`, { data: {} });
    await request.delete(`/api/v1/nodes/${id}`);
  }
}
