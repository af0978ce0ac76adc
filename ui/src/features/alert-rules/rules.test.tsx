import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { aRule, aSession, aTest } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";
import { refusals } from "@/test/server";

function aRuleServer(...rules: Schema<"AlertRule">[]) {
  return aServer()
    .get("/api/v1/alert-rules", { rules, next_page_token: "", total_size: rules.length })
    .get("/api/v1/alert-rules/{rule_id}", ({ vars }) => {
      const found = rules.find((rule) => rule.id === vars["rule_id"]);
      if (!found) throw refusals.notFound(`rule ${vars["rule_id"]}`);
      return found;
    })
    .post("/api/v1/alert-rules", ({ body }) => ({ ...aRule(), ...(body as Schema<"AlertRule">) }))
    .patch("/api/v1/alert-rules/{rule_id}", ({ body }) => ({ ...aRule(), ...(body as Schema<"AlertRule">) }));
}
const inWords = () => screen.getByRole("region", { name: "The rule in words" });

describe("the list of rules", () => {
  it("tells each rule in a sentence", async () => {
    renderApp("/alert-rules", aRuleServer(aRule(), aRule({ id: "off", name: "Off", disabled: true })));
    const row = (await screen.findByRole("link", { name: "Down somewhere" })).closest("tr");
    expect(row).toHaveTextContent("Opens when up < 1 (the result failed) for 2 rounds in a row on at least 1 node.");
    expect(row).toHaveTextContent("all tests");
    expect(screen.getByRole("link", { name: "Off" }).closest("tr")).toHaveTextContent("Disabled");
  });

  it("deletes a rule after saying what goes and what stays", async () => {
    const server = aRuleServer(aRule()).delete("/api/v1/alert-rules/{rule_id}", {});
    const { user } = renderApp("/alert-rules", server);
    await user.click(await screen.findByRole("button", { name: "Delete rule Down somewhere" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/incidents of the past/)).toBeVisible();
    server.get("/api/v1/alert-rules", { rules: [], next_page_token: "", total_size: 0 });
    await user.click(dialog.getByRole("button", { name: "Delete rule" }));
    expect(await screen.findByText("There are no alert rules.")).toBeVisible();
  });

  it("offers a viewer nothing to change", async () => {
    renderApp("/alert-rules", aRuleServer(aRule()).get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    await screen.findByRole("link", { name: "Down somewhere" });
    expect(screen.queryByRole("button", { name: /Delete/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Add rule" })).not.toBeInTheDocument();
  });
});

describe("adding a rule", () => {
  it("shows it in words while it is being typed", async () => {
    const { user } = renderApp("/alert-rules/new", aRuleServer());
    await user.selectOptions(await screen.findByLabelText("Measure"), "Total time – HTTP, TCP, UDP, BGP, Transaction");
    expect(inWords()).toHaveTextContent("The rule appears here in words once its numbers are right.");
    await user.type(screen.getByLabelText("Threshold"), "800");
    await user.clear(screen.getByLabelText("Rounds in a row"));
    await user.type(screen.getByLabelText("Rounds in a row"), "3");
    expect(inWords()).toHaveTextContent("Opens when Total time > 800 ms for 3 rounds in a row on at least 1 node.");
  });

  it("offers the measures of all kinds of probes, each once", async () => {
    renderApp("/alert-rules/new", aRuleServer());
    const options = within(await screen.findByLabelText("Measure")).getAllByRole("option");
    const values = options.map((option) => (option as HTMLOptionElement).value);
    expect(new Set(values).size).toBe(values.length);
    expect(values).toEqual(expect.arrayContaining(["up", "total_ms", "loss_ratio", "hop_count", "prefixes", "signature_expiry_days"]));
  });

  it("sends what was chosen", async () => {
    const server = aRuleServer().get("/api/v1/tests", { tests: [aTest(), aTest({ id: "api", name: "API" })], next_page_token: "", total_size: 2 });
    const { user, place } = renderApp("/alert-rules/new", server);
    await user.type(await screen.findByLabelText("Name"), "API down");
    await user.click(screen.getByRole("radio", { name: "Critical" }));
    await user.click(screen.getByRole("radio", { name: "Picked tests" }));
    await user.click(await screen.findByRole("checkbox", { name: /^API/ }));
    await user.click(screen.getByRole("button", { name: "Add rule" }));
    await waitFor(() => expect(place.current).toBe("/alert-rules"));
    expect(server.callsTo("POST /api/v1/alert-rules")[0]?.body).toEqual({
      name: "API down",
      disabled: false,
      severity: "SEVERITY_CRITICAL",
      tests: { test_ids: ["api"], match_labels: {} },
      condition: { measure: "up", comparison: "COMPARISON_LESS", threshold: 1 },
      rounds: 2,
      nodes: 1,
      resolve_rounds: 2,
      version: "0",
    });
  });

  it("refuses what the contract refuses", async () => {
    const { user, server } = renderApp("/alert-rules/new", aRuleServer());
    await user.clear(await screen.findByLabelText("Rounds in a row"));
    await user.type(screen.getByLabelText("Rounds in a row"), "101");
    await user.clear(screen.getByLabelText("Threshold"));
    await user.click(screen.getByRole("radio", { name: "By labels" }));
    await user.click(screen.getByRole("button", { name: "Add rule" }));
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("Give the rule a name.");
    expect(screen.getByLabelText("Rounds in a row")).toHaveAccessibleDescription("101 (expected: a whole number from 1 to 100).");
    expect(screen.getByLabelText("Threshold")).toHaveAccessibleDescription("nothing (expected: a number).");
    expect(screen.getByLabelText("Labels that a test must carry")).toBeInvalid();
    expect(server.callsTo("POST /api/v1/alert-rules")).toHaveLength(0);
  });

  it("puts the server's messages at their fields", async () => {
    const server = aRuleServer().post("/api/v1/alert-rules", () => {
      throw refusals.invalid({ field: "rule.name", description: "Down is the name of another rule" });
    });
    const { user } = renderApp("/alert-rules/new", server);
    await user.type(await screen.findByLabelText("Name"), "Down{Enter}");
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("Down is the name of another rule"));
  });
});

describe("editing a rule", () => {
  it("asks what to do when somebody else was faster", async () => {
    const server = aRuleServer(aRule()).patch("/api/v1/alert-rules/{rule_id}", () => {
      throw refusals.conflict();
    });
    const { user } = renderApp("/alert-rules/down", server);
    await user.type(await screen.findByLabelText("Name"), "!{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Somebody else has changed this rule");
    expect(screen.getByLabelText("Name")).toHaveValue("Down somewhere!");
  });

  it("can be read but not changed by a viewer", async () => {
    renderApp("/alert-rules/down", aRuleServer(aRule()).get("/api/v1/session", aSession({ role: "ROLE_VIEWER" })));
    expect(await screen.findByLabelText("Name")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Save rule" })).not.toBeInTheDocument();
  });
});
