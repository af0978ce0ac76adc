import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aSession, ago } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

const token = (change: Partial<Schema<"ApiToken">> = {}): Schema<"ApiToken"> => ({
  id: "tk-1", name: "pipeline", role: "ROLE_EDITOR", created_at: ago(86_400_000), expires_at: new Date(Date.now() + 86_400_000 * 9).toISOString(), ...change,
});
const aTokenServer = (...tokens: Schema<"ApiToken">[]) => aServer().get("/api/v1/api-tokens", { tokens, next_page_token: "" });

describe("API tokens", () => {
  it("are listed with role, end and last use", async () => {
    renderApp("/settings/api-tokens", aTokenServer(token(), token({ id: "tk-2", name: "old", expires_at: ago(1000) })));
    expect(await screen.findByRole("row", { name: /pipeline Editor 1 d ago in 8 d never/ })).toBeVisible();
    expect(screen.getByRole("row", { name: /old/ })).toHaveTextContent("✕ expired");
  });

  it("show their secret once", async () => {
    const server = aTokenServer().post("/api/v1/api-tokens", { token: token({ name: "backup" }), secret: "fet_secret" });
    const { user } = renderApp("/settings/api-tokens", server);
    await user.click(await screen.findByRole("button", { name: "Create the first token" }));
    await user.type(screen.getByLabelText("Name"), "backup{Enter}");
    const dialog = within(await screen.findByRole("dialog", { name: "Token created" }));
    expect(dialog.getByText("fet_secret")).toBeVisible();
    expect(server.callsTo("POST /api/v1/api-tokens")[0]?.body).toEqual({ name: "backup", role: "ROLE_VIEWER", valid_days: 90 });
    await user.click(dialog.getByRole("button", { name: "Done" }));
    expect(screen.queryByText("fet_secret")).not.toBeInTheDocument();
  });

  it("refuse bad input at once", async () => {
    const { user, server } = renderApp("/settings/api-tokens", aTokenServer(token()));
    await user.click(await screen.findByRole("button", { name: "Create token" }));
    await user.clear(screen.getByLabelText("Valid for"));
    await user.type(screen.getByLabelText("Valid for"), "366{Enter}");
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("Give the token a name.");
    expect(screen.getByLabelText("Valid for")).toHaveAccessibleDescription("366 (expected: a whole number from 1 to 365).");
    expect(server.callsTo("POST /api/v1/api-tokens")).toHaveLength(0);
  });

  it("are revoked after a question", async () => {
    const server = aTokenServer(token()).delete("/api/v1/api-tokens/{token_id}", {});
    const { user } = renderApp("/settings/api-tokens", server);
    await user.click(await screen.findByRole("button", { name: "Revoke pipeline" }));
    server.get("/api/v1/api-tokens", { tokens: [], next_page_token: "" });
    await user.click(screen.getByRole("button", { name: "Revoke token" }));
    expect(await screen.findByText("There are no API tokens.")).toBeVisible();
    await waitFor(() => expect(server.callsTo("DELETE /api/v1/api-tokens/tk-1")).toHaveLength(1));
  });

  it("say why the list could not be loaded", async () => {
    const server = aTokenServer().get("/api/v1/api-tokens", () => {
      throw refusals.notFound("x");
    });
    renderApp("/settings/api-tokens", server);
    expect(await screen.findByRole("alert")).toHaveTextContent("The API tokens could not be loaded.");
  });

  it("are for administrators", async () => {
    renderApp("/settings/api-tokens", aTokenServer().get("/api/v1/session", aSession({ role: "ROLE_EDITOR" })));
    expect(await screen.findByText("Only administrators manage API tokens.")).toBeVisible();
  });
});
