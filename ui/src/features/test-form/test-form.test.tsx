import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aNode, aSession, aTest } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

const nodes = [
  aNode({ id: "nd-1", name: "fra", labels: { region: "eu" } }),
  aNode({ id: "nd-2", name: "nyc", labels: { region: "us" } }),
  aNode({ id: "nd-3", name: "lon", labels: { region: "eu" } }, { connection: "CONNECTION_OFFLINE" }),
  aNode({ id: "nd-4", name: "old", revoked: true }),
];

function aFormServer(test = aTest()) {
  return aServer()
    .get("/api/v1/nodes", { nodes, next_page_token: "", total_size: nodes.length, online_size: 2 })
    .get("/api/v1/tests/{test_id}", test)
    .get("/api/v1/test-summaries", { tests: [] })
    .get("/api/v1/tests/{test_id}/latest-results", { results: [], next_page_token: "" })
    .get("/api/v1/tests/{test_id}/series", { bucket_ms: 60_000, nodes: [], resolution: "RESOLUTION_RESULT" })
    .post("/api/v1/tests", ({ body }) => ({ ...test, ...(body as Schema<"Test">), id: "added" }))
    .patch("/api/v1/tests/{test_id}", ({ body }) => ({ ...test, ...(body as Schema<"Test">) }));
}

describe("adding a test", () => {
  it("needs a target only; Enter adds it and leads to its page", async () => {
    const { user, server, place } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText("URL"), "https://example.com/health{Enter}");
    await waitFor(() => expect(place.current).toBe("/tests/added"));
    expect(server.callsTo("POST /api/v1/tests")[0]?.body).toMatchObject({
      name: "example.com/health",
      probe: { http: { url: "https://example.com/health", method: "HTTP_METHOD_GET", max_redirects: 10 } },
      interval_ms: 60_000,
      timeout_ms: 5000,
      nodes: { node_ids: [], match_labels: {} },
      version: "0",
    });
  });

  it("keeps a name that was typed", async () => {
    const { user } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText("Name"), "Shop");
    await user.type(screen.getByLabelText("URL"), "https://example.com/");
    expect(screen.getByLabelText("Name")).toHaveValue("Shop");
  });

  it("starts from a target in the address", async () => {
    renderApp("/tests/new?target=db.internal:5432", aFormServer());
    expect(await screen.findByLabelText("Host")).toHaveValue("db.internal");
    expect(screen.getByLabelText("Port")).toHaveValue("5432");
    expect(screen.getByRole("radio", { name: "TCP" })).toBeChecked();
  });

  it("shows what is wrong before it asks the server, and goes to the first such field", async () => {
    const { user, server } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText("URL"), "example{Enter}");
    expect(screen.getByLabelText("URL")).toHaveAccessibleDescription("example (expected: an absolute URL with http or https).");
    expect(screen.getByLabelText("URL")).toHaveFocus();
    expect(server.callsTo("POST /api/v1/tests")).toHaveLength(0);
  });

  it("unfolds the advanced part when something in it is wrong", async () => {
    const { user } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText("URL"), "https://example.com/");
    await user.click(screen.getByText("Advanced", { selector: "summary" }));
    await user.clear(screen.getByLabelText("Redirects to follow"));
    await user.type(screen.getByLabelText("Redirects to follow"), "21{Enter}");
    expect(screen.getByLabelText("Redirects to follow")).toBeInvalid();
    expect(screen.getByText("Advanced", { selector: "summary" }).closest("details")).toHaveAttribute("open");
  });

  it("puts the server's messages at their fields, others above", async () => {
    const server = aFormServer().post("/api/v1/tests", () => {
      throw refusals.invalid(
        { field: "test.probe.http.url", description: "private addresses are not allowed" },
        { field: "test.probe.http.headers[0].name", description: "not a token" },
        { field: "test.quota", description: "100 tests (expected: at most 100)" },
      );
    });
    const { user } = renderApp("/tests/new", server);
    await user.type(await screen.findByLabelText("URL"), "https://10.0.0.1/{Enter}");
    expect(await screen.findByText("Private addresses are not allowed")).toBeVisible();
    expect(screen.getByLabelText("URL")).toBeInvalid();
    expect(screen.getByText("Not a token")).toBeInTheDocument();
    expect(screen.getByRole("alert")).toHaveTextContent("quota: 100 tests (expected: at most 100)");
  });

  it("keeps what was typed when the server cannot be reached", async () => {
    const { user, server } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText("URL"), "https://example.com/");
    server.goDown();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Not saved: The server cannot be reached.");
    expect(screen.getByLabelText("URL")).toHaveValue("https://example.com/");
    server.comeBack();
  });

  it("is not offered to a viewer", async () => {
    renderApp("/tests/new", aFormServer().get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    expect(await screen.findByText("Your role does not allow changing tests.")).toBeVisible();
  });
});

describe("where it runs", () => {
  const matches = async (text: string) => expect(await screen.findByText(text, { exact: false })).toBeVisible();

  it("counts all nodes but the revoked ones", async () => {
    renderApp("/tests/new", aFormServer());
    await matches("Runs on 3 nodes");
    await matches(", 2 online: fra, nyc, lon");
  });

  it("counts nodes that carry the labels", async () => {
    const { user } = renderApp("/tests/new", aFormServer());
    await user.click(await screen.findByRole("radio", { name: "By labels" }));
    await matches("No node fits at present");
    await user.type(screen.getByLabelText("Labels that a node must carry"), "region=eu{Enter}");
    await matches("Runs on 2 nodes");
    await user.click(screen.getByRole("button", { name: "Remove label region=eu" }));
    await matches("No node fits at present");
  });

  it("counts the peers of a test between nodes, for they run it too", async () => {
    const { user } = renderApp("/tests/new", aFormServer());
    await user.click(await screen.findByRole("radio", { name: "Agent-to-agent" }));
    await user.click(screen.getByRole("radio", { name: "Picked nodes" }));
    await user.click(within(screen.getByRole("group", { name: "Picked nodes" })).getByRole("checkbox", { name: /nyc/ }));
    await matches("Runs on 1 node");
    await user.type(screen.getByLabelText("Measures to nodes with these labels"), "region=eu{Enter}");
    await matches("Runs on 3 nodes");
  });

  it("sends picked nodes only", async () => {
    const { user, server } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText("URL"), "https://example.com/");
    await user.click(screen.getByRole("radio", { name: "Picked nodes" }));
    const picker = within(screen.getByRole("group", { name: "Picked nodes" }));
    expect(picker.queryByLabelText(/old/)).not.toBeInTheDocument();
    await user.click(picker.getByRole("checkbox", { name: "nyc" }));
    await matches("Runs on 1 node");
    await user.click(screen.getByRole("button", { name: "Add test" }));
    await waitFor(() =>
      expect(server.callsTo("POST /api/v1/tests")[0]?.body).toMatchObject({ nodes: { node_ids: ["nd-2"], match_labels: {} } }),
    );
  });

  it("refuses a bad label with a reason", async () => {
    const { user } = renderApp("/tests/new", aFormServer());
    await user.type(await screen.findByLabelText(/Labels of this test/), "Env=prod{Enter}");
    expect(screen.getByText(/^Env: 1 to 63 of/)).toBeVisible();
  });
});

describe("editing a test", () => {
  it("sends the version that it started from, and everything else unchanged", async () => {
    const { user, server, place } = renderApp("/tests/web/edit", aFormServer());
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Shop{Enter}");
    await waitFor(() => expect(place.current).toBe("/tests/web"));
    expect(server.callsTo("PATCH /api/v1/tests/web")[0]?.body).toMatchObject({ name: "Shop", version: "4", probe: aTest().probe });
  });

  it("cannot change the kind", async () => {
    renderApp("/tests/web/edit", aFormServer());
    expect(await screen.findByRole("radio", { name: "TCP" })).toBeDisabled();
  });

  it("asks what to do when somebody else was faster, and can overwrite", async () => {
    const test = aTest();
    const server = aFormServer(test).patch("/api/v1/tests/{test_id}", ({ body }) => {
      if ((body as { version: string }).version !== "0") throw refusals.conflict();
      return { ...test, ...(body as Schema<"Test">) };
    });
    const { user, place } = renderApp("/tests/web/edit", server);
    await user.type(await screen.findByLabelText("Name"), " mine{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Somebody else has changed this test");
    expect(screen.getByLabelText("Name")).toHaveValue("Website mine");
    await user.click(screen.getByRole("button", { name: "Overwrite with mine" }));
    await waitFor(() => expect(place.current).toBe("/tests/web"));
    expect(server.callsTo("PATCH /api/v1/tests/web").at(-1)?.body).toMatchObject({ name: "Website mine", version: "0" });
  });

  it("can take what somebody else saved", async () => {
    const server = aFormServer().patch("/api/v1/tests/{test_id}", () => {
      throw refusals.conflict();
    });
    const { user } = renderApp("/tests/web/edit", server);
    await user.type(await screen.findByLabelText("Name"), " mine{Enter}");
    server.get("/api/v1/tests/{test_id}", aTest({ name: "Theirs", version: "5" }));
    await user.click(await screen.findByRole("button", { name: "Take theirs" }));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("Theirs"));
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("says when the test is gone", async () => {
    const server = aFormServer().get("/api/v1/tests/{test_id}", () => {
      throw refusals.notFound("test web");
    });
    renderApp("/tests/web/edit", server);
    expect(await screen.findByRole("alert")).toHaveTextContent("test web not found");
  });
});

describe("response codes of a DNS test", () => {
  it("are NOERROR unless others are chosen", async () => {
    const { user, server } = renderApp("/tests/new", aFormServer());
    await user.click(await screen.findByRole("radio", { name: "DNS" }));
    await user.type(screen.getByLabelText("Name to ask for"), "gone.example.com");
    await user.click(screen.getByText("Advanced", { selector: "summary" }));
    expect(screen.getByRole("checkbox", { name: "NOERROR" })).toBeChecked();
    await user.click(screen.getByRole("checkbox", { name: "NXDOMAIN" }));
    await user.click(screen.getByRole("checkbox", { name: "NOERROR" }));
    await user.click(screen.getByRole("button", { name: "Add test" }));
    await waitFor(() =>
      expect(server.callsTo("POST /api/v1/tests")[0]?.body).toMatchObject({
        name: "gone.example.com A",
        probe: { dns: { expected_response_codes: ["DNS_RESPONSE_CODE_NXDOMAIN"] } },
      }),
    );
  });
});
