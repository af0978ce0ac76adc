import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { aResult, aSummary, aTest } from "@/test/factories";
import { aServer, renderApp } from "@/test/render";

it("a result says when its details are no longer kept", async () => {
  const result = aResult({ details_dropped: true });
  const server = aServer()
    .get("/api/v1/tests/{test_id}", aTest())
    .get("/api/v1/test-summaries", { tests: [aSummary()] })
    .get("/api/v1/tests/{test_id}/latest-results", { results: [result], next_page_token: "" })
    .get("/api/v1/tests/{test_id}/results", { results: [result], next_page_token: "" })
    .get("/api/v1/tests/{test_id}/results/{result_id}", result)
    .get("/api/v1/tests/{test_id}/series", { bucket_ms: 60_000, nodes: [], resolution: "RESOLUTION_RESULT" });
  renderApp(`/tests/web?result=${result.id}`, server);
  expect(await screen.findByText("Details of this result are no longer kept; its measures are.")).toBeVisible();
});
