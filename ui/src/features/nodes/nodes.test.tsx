import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aNode, aSession, ago } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

function aNodeServer(...nodes: Schema<"Node">[]) {
  return aServer()
    .get("/api/v1/nodes", { nodes, next_page_token: "", total_size: nodes.length, online_size: nodes.length })
    .get("/api/v1/nodes/{node_id}", ({ vars }) => {
      const found = nodes.find((node) => node.id === vars["node_id"]);
      if (!found) throw refusals.notFound(`node ${vars["node_id"]}`);
      return found;
    });
}
const rowOf = async (name: string) => (await screen.findByRole("link", { name })).closest("tr") as HTMLTableRowElement;

describe("the list of nodes", () => {
  it("tells online, offline, never seen and revoked in words", async () => {
    const offline = aNode({ id: "b", name: "b" }, { connection: "CONNECTION_OFFLINE", last_seen_at: ago(3 * 3_600_000), lag_records: "412", spool_bytes: "655360" });
    renderApp(
      "/nodes",
      aNodeServer(aNode({ id: "a", name: "a" }), offline, aNode({ id: "c", name: "c", status: undefined }), aNode({ id: "d", name: "d", revoked: true })),
    );
    expect(await rowOf("a")).toHaveTextContent("Online");
    expect(await rowOf("b")).toHaveTextContent(/Offline.*3 h ago.*412 · 655 kB/);
    expect(await rowOf("c")).toHaveTextContent(/Never seen.*never/);
    expect(await rowOf("d")).toHaveTextContent("Revoked");
  });

  it("warns of a clock that is off", async () => {
    renderApp("/nodes", aNodeServer(aNode({}, { clock_offset_ms: -2310 })));
    expect(await rowOf("fra-cloud")).toHaveTextContent("⚠ −2.31 s");
  });

  it("follows live events", async () => {
    const { live } = renderApp("/nodes", aNodeServer(aNode()));
    await rowOf("fra-cloud");
    await waitFor(() => expect(live.current.url).toContain("LIVE_EVENT_KIND_NODE"));
    await live.send({ node: aNode({}, { connection: "CONNECTION_OFFLINE" }) });
    expect(await rowOf("fra-cloud")).toHaveTextContent("Offline");
  });

  it("reads the list again when a node appears that is not on it", async () => {
    const { live, server } = renderApp("/nodes", aNodeServer(aNode()));
    await rowOf("fra-cloud");
    await waitFor(() => expect(live.current.url).toContain("LIVE_EVENT_KIND_NODE"));
    server.get("/api/v1/nodes", { nodes: [aNode(), aNode({ id: "n2", name: "new one" })], next_page_token: "", total_size: 2, online_size: 2 });
    await live.send({ node: aNode({ id: "n2", name: "new one" }) });
    expect(await rowOf("new one")).toBeInTheDocument();
  });

  it("says why it could not be loaded", async () => {
    const server = aNodeServer().get("/api/v1/nodes", () => {
      throw refusals.notFound("x");
    });
    renderApp("/nodes", server);
    expect(await screen.findByRole("alert")).toHaveTextContent("The nodes could not be loaded.");
  });
});

describe("adding a node", () => {
  const token = (change: Partial<Schema<"EnrolmentToken">> = {}): Schema<"EnrolmentToken"> => ({
    id: "et-1", node_name: "", node_labels: {}, created_at: ago(0), expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    state: "ENROLMENT_TOKEN_STATE_OPEN", node_id: "", ...change,
  });
  const server = () =>
    aNodeServer(aNode({ id: "nd-9", name: "attic" }))
      .post("/api/v1/enrolment-tokens", { token: token(), secret: "fee.secret.pin", gateway: "eyes.example.com:4443" })
      .get("/api/v1/enrolment-tokens", { tokens: [token()], next_page_token: "" });

  async function create(fake = server()) {
    const app = renderApp("/nodes", fake);
    await app.user.click(await screen.findByRole("button", { name: "Add a node" }));
    const dialog = within(screen.getByRole("dialog", { name: "Add a node" }));
    await app.user.type(dialog.getByLabelText(/^Labels/), "kind=home{Enter}");
    await app.user.click(dialog.getByRole("button", { name: "Create command" }));
    return { ...app, dialog };
  }

  it("shows the whole command and how long it is valid", async () => {
    const fake = server();
    const { dialog } = await create(fake);
    expect(await dialog.findByText("./foureyes node --server eyes.example.com:4443 --token fee.secret.pin")).toBeVisible();
    expect(dialog.getByText(/^valid for/)).toHaveTextContent(/59 min|1 h/);
    expect(dialog.getByText("Waiting for the node to dial in…")).toBeVisible();
    expect(fake.callsTo("POST /api/v1/enrolment-tokens")[0]?.body).toEqual({ node_name: "", node_labels: { kind: "home" }, valid_s: 3600 });
  });

  it("says when the node has arrived", async () => {
    const fake = server();
    const { dialog } = await create(fake);
    await dialog.findByText("Waiting for the node to dial in…");
    fake.get("/api/v1/enrolment-tokens", { tokens: [token({ state: "ENROLMENT_TOKEN_STATE_SPENT", node_id: "nd-9" })], next_page_token: "" });
    expect(await dialog.findByText("is online and gets its tests.", { exact: false })).toBeVisible();
    expect(dialog.getByRole("link", { name: "attic" })).toHaveAttribute("href", "/nodes/nd-9");
  });

  it("offers another command when this one has expired", async () => {
    const fake = server().get("/api/v1/enrolment-tokens", { tokens: [token({ state: "ENROLMENT_TOKEN_STATE_EXPIRED" })], next_page_token: "" });
    const { dialog, user } = await create(fake);
    await user.click(await dialog.findByRole("button", { name: "Create another" }));
    expect(dialog.getByRole("button", { name: "Create command" })).toBeVisible();
  });

  it("is for administrators", async () => {
    renderApp("/nodes", server().get("/api/v1/session", aSession({ role: "ROLE_EDITOR" })));
    await rowOf("attic");
    expect(screen.queryByRole("button", { name: "Add a node" })).not.toBeInTheDocument();
  });
});

describe("one node", () => {
  it("tells what was lost, refused, and when its certificate ends", async () => {
    const node = aNode({}, { lost_records: "37", last_loss_reason: "LOSS_REASON_SPOOL_FULL", refused: [{ test_id: "web", reason: "no resolver" }] });
    renderApp("/nodes/nd-1", aNodeServer(node));
    expect(await screen.findByText("37 results lost")).toBeVisible();
    expect(screen.getByText(/The node’s disk buffer was full/)).toBeVisible();
    expect(screen.getByRole("row", { name: "web no resolver" })).toBeVisible();
    expect(screen.getByText(/expires/)).toHaveTextContent("expires in 19 d");
  });

  it.each([
    [6, false],
    [1, true],
  ])("with %i days of its certificate left has a warning: %s", async (days, warns) => {
    const expires = new Date(Date.now() + (days + 0.5) * 86_400_000).toISOString();
    renderApp("/nodes/nd-1", aNodeServer(aNode({ certificate_expires_at: expires })));
    const words = await screen.findByText(/expires/);
    expect(words.closest(".mark-label-warn") !== null).toBe(warns);
  });

  it("is renamed with the version that was read", async () => {
    const server = aNodeServer(aNode()).patch("/api/v1/nodes/{node_id}", aNode({ name: "attic", version: "3" }));
    const { user } = renderApp("/nodes/nd-1", server);
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "attic{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: /attic/ })).toBeVisible();
    const [call] = server.callsTo("PATCH /api/v1/nodes/nd-1");
    expect(call?.body).toEqual({ name: "attic", labels: { region: "eu" }, version: "2" });
    expect(call?.query.get("update_mask")).toBe("name,labels");
  });

  it("keeps what is being typed while live events come in", async () => {
    const { user, live } = renderApp("/nodes/nd-1", aNodeServer(aNode()));
    await user.type(await screen.findByLabelText("Name"), "-2");
    await live.send({ node: aNode({ version: "9", name: "renamed elsewhere" }) });
    expect(screen.getByLabelText("Name")).toHaveValue("fra-cloud-2");
  });

  it("is revoked only after saying that it cannot be taken back", async () => {
    const server = aNodeServer(aNode()).post("/api/v1/nodes/{node_id}:revoke", aNode({ revoked: true }));
    const { user } = renderApp("/nodes/nd-1", server);
    await user.click(await screen.findByRole("button", { name: "Revoke" }));
    const dialog = within(screen.getByRole("dialog", { name: "Revoke fra-cloud?" }));
    expect(dialog.getByText(/It cannot be taken back/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Revoke node" }));
    expect(await screen.findByRole("heading", { level: 1, name: /Revoked/ })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Revoke" })).not.toBeInTheDocument();
  });

  it("offers a viewer nothing to change", async () => {
    renderApp("/nodes/nd-1", aNodeServer(aNode()).get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    await screen.findByRole("heading", { level: 1, name: /fra-cloud/ });
    expect(screen.queryByRole("button", { name: "Revoke" })).not.toBeInTheDocument();
    expect(screen.queryByLabelText("Name")).not.toBeInTheDocument();
  });
});
