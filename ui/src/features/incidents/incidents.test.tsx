import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { ago, anIncident } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

function anIncidentServer(...incidents: Schema<"Incident">[]) {
  return aServer()
    .get("/api/v1/incidents", ({ query }) => {
      const found = incidents.filter((each) => each.state === query.get("state"));
      return { incidents: found, next_page_token: "", total_size: found.length };
    })
    .get("/api/v1/incidents/{incident_id}", ({ vars }) => {
      const found = incidents.find((each) => each.id === vars["incident_id"]);
      if (!found) throw refusals.notFound(`incident ${vars["incident_id"]}`);
      return found;
    });
}
const resolved = anIncident({
  id: "in-0", state: "INCIDENT_STATE_RESOLVED", version: 2, resolved_at: ago(3 * 60_000), resolve_reason: "RESOLVE_REASON_TEST_PAUSED", test_name: "Old one",
});
const table = (name: string) => screen.findByRole("table", { name });

describe("the list of incidents", () => {
  it("has open ones first, the most severe on top, then resolved ones", async () => {
    const minor = anIncident({ id: "in-2", severity: "SEVERITY_MINOR", test_name: "Minor one", opened_at: ago(1000) });
    renderApp("/incidents", anIncidentServer(minor, anIncident(), resolved));
    const open = within(await table("Open incidents")).getAllByRole("link");
    expect(open.map((link) => link.textContent)).toEqual(["Website", "Minor one"]);
    expect(await table("Resolved incidents")).toHaveTextContent("Old one");
    expect(screen.getByText("2 open incidents")).toBeInTheDocument();
  });

  it("says why an incident opened and how long it lasts", async () => {
    renderApp("/incidents", anIncidentServer(anIncident()));
    const open = await table("Open incidents");
    expect(open).toHaveTextContent("Website fails on 1 of 2 nodes: HTTP status 503.");
    expect(open).toHaveTextContent("up < 1");
    expect(open).toHaveTextContent("10 min");
  });

  it("takes up an incident that opens, and lets go of one that resolves", async () => {
    const { live } = renderApp("/incidents", anIncidentServer());
    await screen.findByText("No incident is open.");
    await live.send({ incident: anIncident() });
    expect(await table("Open incidents")).toHaveTextContent("Website");
    await live.send({ incident: { ...anIncident(), state: "INCIDENT_STATE_RESOLVED", version: 2 } });
    expect(await screen.findByText("No incident is open.")).toBeVisible();
  });

  it("does not go back to an older state", async () => {
    const { live } = renderApp("/incidents", anIncidentServer(anIncident({ version: 5 })));
    await table("Open incidents");
    await live.send({ incident: anIncident({ version: 3, summary: "Stale words." }) });
    expect(screen.queryByText("Stale words.")).not.toBeInTheDocument();
  });

  it("shows the open ones when the resolved ones cannot be had", async () => {
    const server = anIncidentServer(anIncident()).get("/api/v1/incidents", ({ query }) => {
      if (query.get("state") !== "INCIDENT_STATE_OPEN") throw refusals.notFound("x");
      return { incidents: [anIncident()], next_page_token: "", total_size: 1 };
    });
    renderApp("/incidents", server);
    expect(await table("Open incidents")).toHaveTextContent("Website");
    expect(await screen.findByRole("alert")).toHaveTextContent("The resolved incidents could not be loaded.");
  });
});

describe("one incident", () => {
  it("leads to the test at that time", async () => {
    renderApp("/incidents/in-0", anIncidentServer(resolved));
    const link = await screen.findByRole("link", { name: "Show the test at that time" });
    const query = new URLSearchParams(link.getAttribute("href")?.split("?")[1]);
    expect(Date.parse(query.get("from") ?? "")).toBeLessThan(Date.parse(resolved.opened_at ?? ""));
    expect(Date.parse(query.get("to") ?? "")).toBeGreaterThan(Date.parse(resolved.resolved_at ?? ""));
  });

  it("tells its whole life and where it held", async () => {
    renderApp("/incidents/in-0", anIncidentServer(resolved));
    expect(await screen.findByText("The test was paused.")).toBeVisible();
    expect(screen.getByRole("row", { name: /fra-cloud 0 10 min ago HTTP status 503/ })).toBeVisible();
    expect(screen.getByRole("link", { name: "Down somewhere" })).toHaveAttribute("href", "/alert-rules/down");
  });

  it("resolves before one's eyes", async () => {
    const { live } = renderApp("/incidents/in-1", anIncidentServer(anIncident()));
    expect(await screen.findByText(/Still open/)).toBeVisible();
    await waitFor(() => expect(live.current.url).toContain("INCIDENT"));
    await live.send({ incident: { ...anIncident(), version: 2, state: "INCIDENT_STATE_RESOLVED", resolved_at: ago(0), resolve_reason: "RESOLVE_REASON_RECOVERED" } });
    expect(await screen.findByText(/Recovered/)).toBeVisible();
  });

  it("says when it does not exist", async () => {
    renderApp("/incidents/nothing", anIncidentServer());
    expect(await screen.findByRole("alert")).toHaveTextContent("incident nothing not found");
  });
});
