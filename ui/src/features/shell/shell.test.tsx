import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { aSession, aSystem, ago } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";

const ok = { name: "ingest", state: "COMPONENT_STATE_OK", message: "" } as const;
const down = { name: "event log", state: "COMPONENT_STATE_DOWN", since: ago(4 * 60_000), message: "No broker answers; nodes keep their results." } as const;
const banner = () => screen.getByRole("status", { name: "System status" });

describe("the banner", () => {
  it("says which part is down, since when and what it means", async () => {
    renderApp("/tests", aServer().get("/api/v1/system", aSystem([ok, down])));
    await waitFor(() => expect(banner()).toHaveTextContent("The event log is down for 4 min. No broker answers; nodes keep their results."));
    expect(banner()).not.toHaveTextContent("ingest");
  });

  it("comes and goes with live events", async () => {
    const { live } = renderApp("/tests", aServer());
    await screen.findByText("There are no tests yet.");
    expect(banner()).toBeEmptyDOMElement();
    await live.send({ system: aSystem([{ ...down, state: "COMPONENT_STATE_DEGRADED", lag_records: "1204" }]) });
    expect(banner()).toHaveTextContent("The event log is degraded");
    expect(banner()).toHaveTextContent("1,204 records are waiting.");
    await live.send({ system: aSystem([ok]) });
    expect(banner()).toBeEmptyDOMElement();
  });

  it("says that the live connection is lost, but not for a hiccup", async () => {
    const { live } = renderApp("/tests", aServer());
    await screen.findByText("Live");
    act(() => live.current.breaks("retries"));
    expect(screen.getByText("Not live")).toBeVisible();
    expect(banner()).toBeEmptyDOMElement();
    await waitFor(() => expect(banner()).toHaveTextContent(/Live connection lost, trying again….*may be old/));
    act(() => live.current.opens());
    await waitFor(() => expect(banner()).toBeEmptyDOMElement());
    expect(screen.getByText("Live")).toBeVisible();
  });
});

describe("the keyboard", () => {
  it("goes to pages with two keys", async () => {
    const { user, place } = renderApp("/tests", aServer().get("/api/v1/alert-rules", { rules: [], next_page_token: "", total_size: 0 }));
    await screen.findByText("There are no tests yet.");
    await user.keyboard("gn");
    expect(place.current).toBe("/nodes");
    await user.keyboard("gi");
    expect(place.current).toBe("/incidents");
    await user.keyboard("gr");
    expect(place.current).toBe("/alert-rules");
    await user.keyboard("gt");
    expect(place.current).toBe("/tests");
  });

  it("is left alone while somebody types", async () => {
    const { user, place } = renderApp("/tests", aServer());
    await user.type(await screen.findByRole("searchbox"), "gn");
    expect(place.current).toBe("/tests");
  });

  it("shows its shortcuts on ?, and Esc closes them", async () => {
    const { user } = renderApp("/tests", aServer());
    await screen.findByText("There are no tests yet.");
    await user.keyboard("?");
    const dialog = screen.getByRole("dialog", { name: "Keyboard shortcuts" });
    expect(within(dialog).getByText("Go to nodes")).toBeVisible();
    expect(within(dialog).getByText("Add a test")).toBeVisible();
    act(() => void dialog.dispatchEvent(new Event("cancel")));
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Keyboard shortcuts" })).not.toBeInTheDocument());
  });
});

describe("the account menu", () => {
  it("says who is signed in, and keeps the chosen theme", async () => {
    const { user } = renderApp("/tests", aServer().get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    // A popover stays in the document while it is closed.
    expect(await screen.findByText("Viewer · default")).toBeInTheDocument();
    expect(await screen.findByText("FourEyes 0.1.0")).toBeInTheDocument();
    await user.click(screen.getByLabelText("Dark"));
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(localStorage.getItem("foureyes.theme")).toBe("dark");
    await user.click(screen.getByLabelText("System"));
    expect(localStorage.getItem("foureyes.theme")).toBeNull();
  });
});

describe("when the server cannot be reached", () => {
  it("says so instead of asking for a password", async () => {
    const server = aServer();
    server.goDown();
    renderApp("/tests", server);
    expect(await screen.findByRole("alert", {})).toHaveTextContent("The server cannot be reached.");
    server.comeBack();
  });
});

describe("an address that does not exist", () => {
  it("says so", async () => {
    renderApp("/nowhere", aServer());
    expect(await screen.findByText("There is no page at this address.")).toBeVisible();
  });
});

describe("the place on the page", () => {
  it("starts at the top of another page, and stays when only the query changes", async () => {
    const scrolls: unknown[] = [];
    vi.stubGlobal("scrollTo", (...to: unknown[]) => {
      scrolls.push(to);
    });
    const { user } = renderApp("/tests", aServer());
    await user.type(await screen.findByRole("searchbox"), "x{Enter}");
    await screen.findByText(/No test has “x”/);
    expect(scrolls).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Nodes" }));
    expect(scrolls).toEqual([[0, 0]]);
  });
});
