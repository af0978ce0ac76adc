import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aSession, aSummary, aTest, ago, aResult } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { type Call, refusals } from "@/test/server";

type Summary = Schema<"TestSummary">;

function serverWith(tests: Schema<"Test">[], summaries: Partial<Record<string, Partial<Summary>>> = {}) {
  return aServer()
    .get("/api/v1/tests", { tests, next_page_token: "", total_size: tests.length })
    .get("/api/v1/test-summaries", ({ query }) => ({
      tests: query.getAll("test_ids").map((id) => aSummary({ test_id: id, ...summaries[id] })),
    }));
}

const names = () => screen.getAllByRole("row").slice(1).map((row) => within(row).getByRole("link").textContent);
const rowOf = async (name: string) => (await screen.findByRole("link", { name })).closest("tr") as HTMLTableRowElement;

describe("the list of tests", () => {
  it("shows the worst first, then by name", async () => {
    const tests = ["b", "a", "paused", "down", "half", "new"].map((id) => aTest({ id, name: id, paused: id === "paused" }));
    renderApp(
      "/tests",
      serverWith(tests, {
        down: { state: "TEST_STATE_FAILING", nodes_passed: 0 },
        half: { state: "TEST_STATE_DEGRADED", nodes: 5, nodes_passed: 3 },
        new: { state: "TEST_STATE_NO_DATA", nodes: 0, newest: undefined, headline: undefined },
      }),
    );
    await screen.findByRole("link", { name: "down" });
    expect(names()).toEqual(["down", "half", "new", "a", "b", "paused"]);
    expect(await rowOf("half")).toHaveTextContent("2 of 5 nodes failing");
    expect(await rowOf("new")).toHaveTextContent("waiting");
    expect(await rowOf("a")).toHaveTextContent("123 ms");
  });

  it("shows what is probed, by kind", async () => {
    const tcp: Schema<"ProbeConfig"> = { tcp: { host: "2001:db8::1", port: 443, tls: "TCP_TLS_UNSPECIFIED", skip_certificate_check: false, steps: [], address_family: "ADDRESS_FAMILY_UNSPECIFIED" } };
    const dns: Schema<"ProbeConfig"> = { dns: { name: "example.com", record_type: "DNS_RECORD_TYPE_MX", server: "9.9.9.9", transport: "DNS_TRANSPORT_UDP", expected_response_codes: [] } };
    renderApp("/tests", serverWith([aTest({ id: "t", name: "tcp", probe: tcp }), aTest({ id: "d", name: "dns", probe: dns })]));
    expect(await rowOf("tcp")).toHaveTextContent("[2001:db8::1]:443");
    expect(await rowOf("dns")).toHaveTextContent("example.com MX @9.9.9.9");
  });

  it("filters by state, and keeps the filter in the address", async () => {
    const tests = [aTest({ id: "up", name: "up" }), aTest({ id: "down", name: "down" })];
    const { user, place } = renderApp("/tests", serverWith(tests, { down: { state: "TEST_STATE_FAILING" } }));
    await screen.findByRole("link", { name: "up" });
    const filter = within(screen.getByRole("group", { name: "Filter by state" }));
    await user.click(filter.getByRole("button", { name: "Failing 1" }));
    expect(names()).toEqual(["down"]);
    expect(place.current).toBe("/tests?state=failing");
    await user.click(filter.getByRole("button", { name: "Failing 1", pressed: true }));
    expect(names()).toEqual(["down", "up"]);
  });

  it("tells failures in words for those who see no colours", async () => {
    const points = [{ count: 2, passed: 2, value: 100 }, { count: 2, passed: 0 }];
    renderApp("/tests", serverWith([aTest()], { web: { points } }));
    expect(await screen.findByRole("img", { name: "Last hour: 2 of 4 results passed; total time about 100 ms" })).toBeInTheDocument();
  });

  it("moves from row to row with the arrow keys", async () => {
    const { user } = renderApp("/tests", serverWith([aTest({ id: "a", name: "a" }), aTest({ id: "b", name: "b" })]));
    (await screen.findByRole("link", { name: "a" })).focus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("link", { name: "b" })).toHaveFocus();
    await user.keyboard("{ArrowDown}k");
    expect(screen.getByRole("link", { name: "a" })).toHaveFocus();
  });
});

describe("searching", () => {
  it("asks the server and starts from the first page", async () => {
    const { user, server, place } = renderApp("/tests?page=100", serverWith([aTest()]));
    await screen.findByRole("link", { name: "Website" });
    await user.keyboard("/");
    await user.keyboard("exam{Enter}");
    await waitFor(() => expect(server.callsTo("GET /api/v1/tests").at(-1)?.query.get("search")).toBe("exam"));
    expect(place.current).toBe("/tests?search=exam");
  });

  it("offers to add what was not found", async () => {
    renderApp("/tests?search=https://new.example.org/", serverWith([]));
    expect(await screen.findByRole("link", { name: "Add a test for it" })).toHaveAttribute(
      "href",
      "/tests/new?target=https%3A%2F%2Fnew.example.org%2F",
    );
  });
});

describe("5,000 tests", () => {
  const all = Array.from({ length: 5000 }, (_, index) => aTest({ id: `t${index}`, name: `test ${String(index).padStart(4, "0")}` }));
  const page = ({ query }: Call) => {
    const from = Number(query.get("page_token") || 0);
    const next = from + 100;
    return { tests: all.slice(from, next), next_page_token: next < all.length ? String(next) : "", total_size: all.length };
  };
  const server = () => serverWith([]).get("/api/v1/tests", page);

  it("are shown page by page, there and back", async () => {
    const { user, server: fake } = renderApp("/tests", server());
    const pages = within(await screen.findByRole("navigation", { name: "Pages of tests" }));
    expect(pages.getByText("1–100 of 5,000 tests")).toBeVisible();
    await user.click(pages.getByRole("button", { name: "Next" }));
    expect(await screen.findByText("101–200 of 5,000 tests")).toBeVisible();
    await screen.findByRole("link", { name: "test 0150" });
    await user.click(pages.getByRole("button", { name: "Next" }));
    await screen.findByRole("link", { name: "test 0250" });
    await user.click(pages.getByRole("button", { name: "Previous" }));
    expect(await screen.findByText("101–200 of 5,000 tests")).toBeVisible();
    const asked = fake.callsTo("GET /api/v1/test-summaries").map((call) => call.query.getAll("test_ids").length);
    expect(Math.max(...asked)).toBe(100);
  });

  it("say that states are those of the page, and a page opened by its address leads back to the first", async () => {
    const { user, place } = renderApp("/tests?page=4900", server());
    await screen.findByRole("link", { name: "test 4950" });
    expect(screen.getByText("States of this page’s 100 tests")).toBeVisible();
    expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Previous" }));
    await waitFor(() => expect(place.current).toBe("/tests"));
  });
});

describe("live results", () => {
  it("move the age at once and the state a moment later", async () => {
    let state: Summary["state"] = "TEST_STATE_PASSING";
    const server = serverWith([aTest()]).get("/api/v1/test-summaries", () => ({ tests: [aSummary({ state, newest: ago(3 * 60_000) })] }));
    const { live } = renderApp("/tests", server);
    expect(await rowOf("Website")).toHaveTextContent("3 min ago");
    await waitFor(() => expect(live.current.url).toContain("test_ids=web"));
    state = "TEST_STATE_FAILING";
    await live.send({ result: aResult({ probe: { scheduled_at: ago(1000) } }) });
    expect(await rowOf("Website")).toHaveTextContent("just now");
    await waitFor(async () => expect(await rowOf("Website")).toHaveTextContent("Failing"));
  });

  it("a reset has everything read again", async () => {
    const { live, server } = renderApp("/tests", serverWith([aTest()]));
    await screen.findByRole("link", { name: "Website" });
    const before = server.callsTo("GET /api/v1/tests").length;
    await live.send({ reset: {} });
    await waitFor(() => expect(server.callsTo("GET /api/v1/tests").length).toBeGreaterThan(before));
  });
});

describe("when things are not well", () => {
  it("an empty installation says what a test is and how to add one", async () => {
    renderApp("/tests", serverWith([]));
    expect(await screen.findByText("There are no tests yet.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Add the first test" })).toHaveAttribute("href", "/tests/new");
  });

  it("a failed list says what failed and can be tried again", async () => {
    const server = serverWith([aTest()]).get("/api/v1/tests", () => {
      throw refusals.notFound("store");
    });
    const { user } = renderApp("/tests", server);
    expect(await screen.findByRole("alert")).toHaveTextContent("The tests could not be loaded.");
    server.get("/api/v1/tests", { tests: [aTest()], next_page_token: "", total_size: 1 });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Website" })).toBeVisible();
  });

  it("tests are listed even when their states cannot be had", async () => {
    const server = serverWith([aTest()]).get("/api/v1/test-summaries", () => {
      throw refusals.notFound("store");
    });
    renderApp("/tests", server);
    expect(await screen.findByRole("alert")).toHaveTextContent("The states of the tests could not be loaded.");
    expect(screen.getByRole("link", { name: "Website" })).toBeVisible();
  });

  it("a viewer is offered nothing to change", async () => {
    renderApp("/tests", serverWith([]).get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    await screen.findByText("There are no tests yet.");
    expect(screen.queryByRole("link", { name: /Add/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "API tokens" })).not.toBeInTheDocument();
  });
});
