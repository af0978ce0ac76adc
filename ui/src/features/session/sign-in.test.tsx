import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aSession } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { Refusal, refusals } from "@/test/server";
import { safeReturnPath } from "./returnPath";

function signedOutServer() {
  let signedIn = false;
  const server = aServer().get("/api/v1/session", () => {
    if (!signedIn) throw refusals.signedOut();
    return aSession();
  });
  server.post("/api/v1/session", ({ body }) => {
    if ((body as { password: string }).password !== "right") throw new Refusal(401, 16, "no");
    signedIn = true;
    return aSession();
  });
  return server;
}

async function fill(user: ReturnType<typeof renderApp>["user"], name: string, password: string) {
  await user.type(await screen.findByLabelText("User name"), name);
  await user.type(screen.getByLabelText("Password"), `${password}{Enter}`);
}

describe("signing in", () => {
  it("leads back to the page that asked for it", async () => {
    const { user, place } = renderApp("/incidents?page=7", signedOutServer());
    await fill(user, "anna", "right");
    expect(await screen.findByRole("heading", { name: "Incidents" })).toBeVisible();
    expect(place.current).toBe("/incidents?page=7");
  });

  it("says that name or password is wrong, and keeps the name", async () => {
    const { user } = renderApp("/sign-in", signedOutServer());
    await fill(user, "anna", "wrong");
    expect(await screen.findByRole("alert")).toHaveTextContent("User name or password is not right.");
    expect(screen.getByLabelText("User name")).toHaveValue("anna");
    expect(screen.getByLabelText("Password")).toHaveValue("");
  });

  it("passes on what the server says about too many attempts", async () => {
    const server = signedOutServer().post("/api/v1/session", () => {
      throw new Refusal(429, 8, "too many attempts; try again in 30 s");
    });
    const { user } = renderApp("/sign-in", server);
    await fill(user, "anna", "right");
    expect(await screen.findByRole("alert")).toHaveTextContent("try again in 30 s");
  });

  it("asks for what is missing before it asks the server", async () => {
    const { user, server } = renderApp("/sign-in", signedOutServer());
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(screen.getByLabelText("User name")).toBeInvalid();
    expect(server.callsTo("POST /api/v1/session")).toHaveLength(0);
  });

  it("is asked for again when the session ends under a page", async () => {
    const server = signedOutServer().get("/api/v1/session", aSession());
    const { user, place } = renderApp("/tests", server);
    await screen.findByText("There are no tests yet.");
    for (const path of ["/api/v1/session", "/api/v1/tests"] as const) {
      server.get(path, () => {
        throw refusals.signedOut();
      });
    }
    await user.type(screen.getByRole("searchbox"), "x{Enter}");
    await waitFor(() => expect(place.current).toBe("/sign-in?to=%2Ftests%3Fsearch%3Dx"));
  });

  it("goes to set-up while there is no user", async () => {
    renderApp("/sign-in", signedOutServer().get("/api/v1/setup", { needed: true }));
    expect(await screen.findByRole("heading", { name: "Set up FourEyes" })).toBeVisible();
  });

  it("never leads to another site", () => {
    expect(safeReturnPath("//evil.example")).toBe("/tests");
    expect(safeReturnPath("/\\evil.example")).toBe("/tests");
    expect(safeReturnPath("https://evil.example")).toBe("/tests");
    expect(safeReturnPath(null)).toBe("/tests");
    expect(safeReturnPath("/nodes?x=1")).toBe("/nodes?x=1");
  });
});

describe("signing out", () => {
  it("ends the session and goes to sign-in", async () => {
    const server = aServer();
    server.delete("/api/v1/session", () => {
      server.get("/api/v1/session", () => {
        throw refusals.signedOut();
      });
      return {};
    });
    const { user, place } = renderApp("/tests", server);
    await user.click(await screen.findByRole("button", { name: "Sign out", hidden: true }));
    await waitFor(() => expect(place.current).toContain("/sign-in"));
    expect(await screen.findByLabelText("Password")).toBeVisible();
  });
});

describe("first set-up", () => {
  const server = () => aServer().get("/api/v1/setup", { needed: true });

  it("creates the administrator with the token of the link", async () => {
    const fake = server().post("/api/v1/setup", aSession());
    const { user, place } = renderApp("/setup#token=abc", fake);
    await fill(user, "anna", "long enough");
    await waitFor(() => expect(place.current).toBe("/tests"));
    expect(fake.callsTo("POST /api/v1/setup")[0]?.body).toEqual({ setup_token: "abc", user_name: "anna", password: "long enough" });
  });

  it("explains a link that is expired or used", async () => {
    const fake = server().post("/api/v1/setup", () => {
      throw new Refusal(403, 7, "unknown token");
    });
    const { user } = renderApp("/setup#token=abc", fake);
    await fill(user, "anna", "long enough");
    expect(await screen.findByRole("alert")).toHaveTextContent("This set-up link is expired or has been used.");
  });

  it("refuses a short password at once", async () => {
    const { user, server: fake } = renderApp("/setup#token=abc", server());
    await fill(user, "anna", "short");
    expect(screen.getByLabelText("Password")).toHaveAccessibleDescription("5 characters (expected: 8 to 128).");
    expect(fake.callsTo("POST /api/v1/setup")).toHaveLength(0);
  });

  it("says where the link is when there is no token", async () => {
    renderApp("/setup", server());
    expect(await screen.findByText(/Open the set-up link/)).toBeVisible();
  });

  it("says that it is over when there is a user", async () => {
    renderApp("/setup#token=abc", aServer());
    expect(await screen.findByRole("link", { name: "Go to sign-in" })).toBeVisible();
  });
});
