import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aSession, aSummary, aTest, ago, anIncident, aResult } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

const onNode = (node: string, change: Parameters<typeof aResult>[0] = {}) => aResult({ node_id: node, ...change });

function aDetailServer(results: Schema<"Result">[], test = aTest()) {
  return aServer()
    .get("/api/v1/tests/{test_id}", test)
    .get("/api/v1/test-summaries", { tests: [aSummary()] })
    .get("/api/v1/tests/{test_id}/latest-results", { results, next_page_token: "" })
    .get("/api/v1/tests/{test_id}/results", { results, next_page_token: "" })
    .get("/api/v1/tests/{test_id}/results/{result_id}", ({ vars }) => {
      const found = results.find((each) => each.id === vars["result_id"]);
      if (!found) throw refusals.notFound(`result ${vars["result_id"]}`);
      return found;
    })
    .get("/api/v1/tests/{test_id}/series", {
      bucket_ms: 60_000,
      resolution: "RESOLUTION_HOUR",
      nodes: [
        {
          node_id: "nd-1",
          buckets: [
            { start: ago(120_000), count: 4, passed: 3, excluded: 0, measures: { total_ms: { count: 4, min: 90, avg: 100, p95: 140, max: 150 } } },
          ],
        },
      ],
    });
}

const newest = async () => screen.findByRole("region", { name: "Newest results" });
const rows = (section: HTMLElement) => within(section).getAllByRole("row").slice(1);

describe("the page of a test", () => {
  it("shows what is probed and how it does, node by node", async () => {
    renderApp("/tests/web", aDetailServer([onNode("nd-1")]));
    expect(await screen.findByText("every 1 min")).toBeVisible();
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Website Passing"));
    const row = (await screen.findByRole("checkbox", { name: "fra-cloud" })).closest("tr");
    expect(row).toHaveTextContent("Passed");
    expect(row).toHaveTextContent("100 ms140 ms150 ms75.0%");
    expect(screen.getByRole("img", { name: /DNS 5.00 ms, Connect 20.0 ms, TLS 30.0 ms/ })).toBeInTheDocument();
    expect(screen.getByRole("listitem", { name: "fra-cloud: 3 of 4 results passed, 1 stretch with failures" })).toBeInTheDocument();
  });

  it("keeps the time range in the address and asks for it", async () => {
    const { user, server, place } = renderApp("/tests/web", aDetailServer([onNode("nd-1")]));
    await user.click(await screen.findByRole("radio", { name: "24 h" }));
    expect(place.current).toBe("/tests/web?range=24h");
    await waitFor(() => expect(server.callsTo("GET /api/v1/tests/web/series").at(-1)?.query.get("bucket_ms")).toBe("600000"));
  });

  it("says what a long range is made from", async () => {
    renderApp("/tests/web?range=30d", aDetailServer([onNode("nd-1")]));
    expect(await screen.findByText(/From rollups of an hour/)).toBeVisible();
  });

  it("asks for the measure that was chosen", async () => {
    const { user, server } = renderApp("/tests/web", aDetailServer([onNode("nd-1")]));
    await user.selectOptions(await screen.findByLabelText("Measure"), "TLS");
    await waitFor(() => expect(server.callsTo("GET /api/v1/tests/web/series").at(-1)?.query.getAll("measures")).toEqual(["tls_ms"]));
  });

  it("shows a fixed time with its results, and leads back to live", async () => {
    const path = "/tests/web?from=2026-11-22T10:00:00.000Z&to=2026-11-22T12:00:00.000Z";
    const { user, server, place } = renderApp(path, aDetailServer([onNode("nd-1")]));
    await screen.findByRole("region", { name: /^Results, 22 Nov/ });
    expect(server.callsTo("GET /api/v1/tests/web/results")[0]?.query.get("from")).toBe("2026-11-22T10:00:00.000Z");
    await user.click(screen.getByRole("button", { name: "Back to live" }));
    expect(place.current).toBe("/tests/web");
  });

  it("refuses a custom range that ends before it starts", async () => {
    const { user } = renderApp("/tests/web?from=2026-11-22T10:00:00.000Z&to=2026-11-22T12:00:00.000Z", aDetailServer([onNode("nd-1")]));
    await user.click(await screen.findByRole("button", { name: /22 Nov/ }));
    const dialog = within(screen.getByRole("dialog", { name: "Custom time range" }));
    await user.clear(dialog.getByLabelText("To"));
    await user.type(dialog.getByLabelText("To"), "2026-11-20T10:00");
    await user.click(dialog.getByRole("button", { name: "Show this time" }));
    expect(dialog.getByLabelText("To")).toHaveAccessibleDescription("The end has to be after the start.");
  });

  it("has its open incidents at the top", async () => {
    const server = aDetailServer([onNode("nd-1")]).get("/api/v1/incidents", {
      incidents: [anIncident(), anIncident({ id: "in-2", test_id: "other", summary: "Another test." })],
      next_page_token: "",
      total_size: 2,
    });
    renderApp("/tests/web", server);
    const notes = within(await screen.findByRole("list", { name: "Open incidents of this test" }));
    expect(notes.getByRole("link")).toHaveTextContent("Website fails on 1 of 2 nodes: HTTP status 503.");
  });
});

describe("running a test now", () => {
  it("says on how many nodes", async () => {
    const server = aDetailServer([onNode("nd-1")]).post("/api/v1/tests/{test_id}:run", { requested_at: ago(0), nodes: 2 });
    const { user } = renderApp("/tests/web", server);
    await user.click(await screen.findByRole("button", { name: "Run now" }));
    expect(await screen.findByText("Website runs now on 2 nodes.")).toBeVisible();
    expect(server.callsTo("POST /api/v1/tests/web:run")).toHaveLength(1);
  });

  it("is not offered where nothing would run", async () => {
    renderApp("/tests/web", aDetailServer([], aTest({ paused: true })));
    await screen.findByText("This test is paused and has no results.");
    expect(screen.queryByRole("button", { name: "Run now" })).not.toBeInTheDocument();
  });
});

describe("a test without results", () => {
  it("waits, and shows the first result as it arrives", async () => {
    const { live } = renderApp("/tests/web", aDetailServer([]));
    expect(await screen.findByText("Waiting for the first result…")).toBeVisible();
    expect(screen.getByText(/2 nodes got this test; the next round starts within 1 min/)).toBeVisible();
    await waitFor(() => expect(live.current.url).toContain("test_ids=web"));
    await live.send({ result: onNode("nd-1") });
    expect(await screen.findByRole("checkbox", { name: "fra-cloud" })).toBeInTheDocument();
    // The list as the server has it is still empty: the store is a little behind the feed.
    const section = await newest();
    await waitFor(() => expect(rows(section)).toHaveLength(1));
  });

  it("says that no node runs it", async () => {
    renderApp("/tests/web", aDetailServer([], aTest({ assigned_nodes: 0 })));
    expect(await screen.findByText("No node runs this test.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Change where it runs" })).toHaveAttribute("href", "/tests/web/edit");
  });

  it("says that it is paused", async () => {
    renderApp("/tests/web", aDetailServer([], aTest({ paused: true })));
    expect(await screen.findByText("This test is paused and has no results.")).toBeVisible();
  });
});

describe("live results", () => {
  it("come in at the top", async () => {
    const { live } = renderApp("/tests/web", aDetailServer([onNode("nd-1")]));
    const section = await newest();
    await waitFor(() => expect(rows(section)).toHaveLength(1));
    await live.send({ result: onNode("nd-2", { probe: { scheduled_at: ago(1000), fault: "FAULT_TARGET", error_phase: "ERROR_PHASE_TLS", error: "expired" } }) });
    await waitFor(() => expect(rows(section)).toHaveLength(2));
    expect(rows(section)[0]).toHaveTextContent("nd-2Failed at TLS");
  });

  it("wait while the pointer is on the list", async () => {
    const { live, user } = renderApp("/tests/web", aDetailServer([onNode("nd-1")]));
    const section = await newest();
    await waitFor(() => expect(rows(section)).toHaveLength(1));
    await user.hover(within(section).getByRole("table"));
    await live.send({ result: onNode("nd-2", { probe: { scheduled_at: ago(1000) } }) });
    const button = await within(section).findByRole("button", { name: "Show 1 new result" });
    expect(rows(section)).toHaveLength(1);
    await user.click(button);
    await waitFor(() => expect(rows(section)).toHaveLength(2));
    await live.send({ result: onNode("nd-3", { probe: { scheduled_at: ago(500) } }) });
    await within(section).findByRole("button", { name: "Show 1 new result" });
    await user.hover(screen.getByRole("heading", { level: 1 }));
    await waitFor(() => expect(rows(section)).toHaveLength(3));
  });

  it("keep to the filter", async () => {
    const { live, user } = renderApp("/tests/web", aDetailServer([onNode("nd-1")]));
    const section = await newest();
    await user.click(within(section).getByLabelText("Failures only"));
    await waitFor(() => expect(rows(section)).toHaveLength(1));
    await user.hover(screen.getByRole("heading", { level: 1 }));
    (document.activeElement as HTMLElement).blur();
    await live.send({ result: onNode("nd-2", { probe: { scheduled_at: ago(900) } }) });
    await live.send({ result: onNode("nd-3", { probe: { scheduled_at: ago(800), fault: "FAULT_PATH" } }) });
    await waitFor(() => expect(rows(section)).toHaveLength(2));
    expect(rows(section)[0]).toHaveTextContent("nd-3");
  });

  it("of the same run count once", async () => {
    const result = onNode("nd-1");
    const { live } = renderApp("/tests/web", aDetailServer([result]));
    const section = await newest();
    await live.send({ result });
    await live.send({ result: onNode("nd-2", { probe: { scheduled_at: ago(900) } }) });
    await waitFor(() => expect(rows(section)).toHaveLength(2));
  });
});

describe("changing a test", () => {
  it("pauses it without touching anything else", async () => {
    const server = aDetailServer([onNode("nd-1")]).patch("/api/v1/tests/{test_id}", aTest({ paused: true, version: "5" }));
    const { user } = renderApp("/tests/web", server);
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(await screen.findByRole("button", { name: "Resume" })).toBeVisible();
    const [call] = server.callsTo("PATCH /api/v1/tests/web");
    expect(call?.query.get("update_mask")).toBe("paused");
    expect(call?.body).toEqual({ paused: true, version: "0" });
  });

  it("says why pausing failed", async () => {
    const server = aDetailServer([onNode("nd-1")]).patch("/api/v1/tests/{test_id}", () => {
      throw refusals.broken();
    });
    const { user } = renderApp("/tests/web", server);
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(await screen.findByText("Website could not be paused: the result store does not answer")).toBeVisible();
  });

  it("deletes it only after saying what goes and what stays", async () => {
    const server = aDetailServer([onNode("nd-1")]).delete("/api/v1/tests/{test_id}", {});
    const { user, place } = renderApp("/tests/web", server);
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    const dialog = within(screen.getByRole("dialog", { name: "Delete Website?" }));
    expect(dialog.getByText(/2 nodes stop running it at once/)).toBeVisible();
    expect(dialog.getByText(/the results and incidents so far/)).toBeVisible();
    expect(server.callsTo("DELETE /api/v1/tests/web")).toHaveLength(0);
    await user.click(dialog.getByRole("button", { name: "Delete test" }));
    await waitFor(() => expect(place.current).toBe("/tests"));
  });

  it("keeps the dialog open with the reason when deleting fails", async () => {
    const server = aDetailServer([onNode("nd-1")]).delete("/api/v1/tests/{test_id}", () => {
      throw refusals.broken();
    });
    const { user } = renderApp("/tests/web", server);
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await user.click(screen.getByRole("button", { name: "Delete test" }));
    expect(await within(screen.getByRole("dialog", { name: "Delete Website?" })).findByRole("alert")).toHaveTextContent("does not answer");
  });

  it("is not offered to a viewer", async () => {
    renderApp("/tests/web", aDetailServer([onNode("nd-1")]).get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    await screen.findByRole("heading", { level: 1 });
    expect(screen.queryByRole("button", { name: "Pause" })).not.toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Edit" })).not.toBeInTheDocument();
  });
});

describe("when parts cannot be had", () => {
  it("says that the test is gone", async () => {
    const server = aDetailServer([]).get("/api/v1/tests/{test_id}", () => {
      throw refusals.notFound("test web");
    });
    renderApp("/tests/web", server);
    expect(await screen.findByRole("alert")).toHaveTextContent("This test could not be loaded.");
  });

  it("shows the rest when one part fails", async () => {
    const server = aDetailServer([onNode("nd-1")]);
    for (const path of ["/api/v1/tests/{test_id}/series", "/api/v1/tests/{test_id}/results"] as const) {
      server.get(path, () => {
        throw refusals.notFound("store");
      });
    }
    renderApp("/tests/web", server);
    expect(await screen.findByText("The timeline could not be loaded.")).toBeVisible();
    expect(await screen.findByText("The results could not be loaded.")).toBeVisible();
    expect(screen.getByText("fra-cloud", { selector: "td *" })).toBeVisible();
  });
});
