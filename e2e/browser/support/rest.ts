import { type APIRequestContext, expect } from "@playwright/test";

/** What a spec needs to be there and does not itself look at is made through the API, as the signed-in administrator. */

interface NewTest {
  name: string;
  probe: object;
  interval_ms?: number;
  timeout_ms?: number;
  labels?: Record<string, string>;
  nodes?: { match_labels: Record<string, string> };
}

/** Returns the id. */
export async function createTest(request: APIRequestContext, test: NewTest): Promise<string> {
  const response = await request.post("/api/v1/tests", { data: { interval_ms: 2000, timeout_ms: 2000, ...test } });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { id: string }).id;
}

export async function idOfOpenIncident(request: APIRequestContext, testId: string): Promise<string> {
  return await idOfIncident(request, testId, "INCIDENT_STATE_OPEN");
}

export async function idOfResolvedIncident(request: APIRequestContext, testId: string): Promise<string> {
  return await idOfIncident(request, testId, "INCIDENT_STATE_RESOLVED");
}

async function idOfIncident(request: APIRequestContext, testId: string, state: string): Promise<string> {
  let id: string | undefined;
  await expect(async () => {
    const body = (await (await request.get("/api/v1/incidents", { params: { state } })).json()) as { incidents: { id: string; test_id: string }[] };
    id = body.incidents.find((each) => each.test_id === testId)?.id;
    expect(id, `an incident of ${testId} in ${state}`).toBeDefined();
  }).toPass({ timeout: 30_000 });
  return id ?? "";
}
