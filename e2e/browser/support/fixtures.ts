import { type APIRequestContext, expect, test as base } from "@playwright/test";
import { Target } from "./target";
import { watch } from "./troubles";

interface Fixtures {
  /** Troubles that a spec provokes, such as `response: POST /api/v1/session 401`. */
  expectedTroubles: RegExp | undefined;
  /** A web server to be watched; gone after the spec. */
  target: Target;
}

/** Every page fails its spec when something goes wrong behind it. */
export const test = base.extend<Fixtures>({
  expectedTroubles: [undefined, { option: true }],
  page: async ({ page, expectedTroubles }, use) => {
    const troubles = watch(page, expectedTroubles);
    await use(page);
    expect(troubles, "errors on the console and failed requests").toEqual([]);
  },
  target: async ({ request }, use) => {
    const target = await Target.start();
    await use(target);
    await deleteTestsOf(request, target);
    await target.stop();
  },
});

/** A test whose target has gone would fail for ever, and be in the pictures of other specs. */
async function deleteTestsOf(request: APIRequestContext, target: Target): Promise<void> {
  const list = (await (await request.get("/api/v1/tests", { params: { search: target.authority } })).json()) as { tests?: { id: string }[] };
  for (const { id } of list.tests ?? []) await request.delete(`/api/v1/tests/${id}`);
}

export { expect };
