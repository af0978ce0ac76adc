import type { APIRequestContext } from "@playwright/test";
import { createTest, idOfOpenIncident, idOfResolvedIncident } from "./rest";
import { Target } from "./target";

/** Something of everything that pages can show, measured by the real node. */
export interface Scenery {
  passing: string;
  failing: string;
  openIncident: string;
  resolvedIncident: string;
  tearDown(request: APIRequestContext): Promise<void>;
}

export async function buildScenery(request: APIRequestContext): Promise<Scenery> {
  const shop = await Target.start();
  const checkout = await Target.start();
  const orders = await Target.start();
  shop.delayMs = () => 8 + 20 * Math.random();
  checkout.status = 503;
  checkout.delayMs = () => 30 + 40 * Math.random();

  const passing = await createTest(request, { name: "Web shop", probe: { http: { url: `${shop.url}moved`, max_redirects: 3 } }, labels: { team: "shop" } });
  const failing = await createTest(request, { name: "Checkout", probe: { http: { url: checkout.url } }, labels: { team: "shop", tier: "1" } });
  const flaky = await createTest(request, { name: "Orders", probe: { tcp: { host: "127.0.0.1", port: Number(orders.portText) } } });
  const openIncident = await idOfOpenIncident(request, failing);
  await orders.stop();
  await idOfOpenIncident(request, flaky);
  await orders.start();
  const resolvedIncident = await idOfResolvedIncident(request, flaky);

  const tearDown = async (request: APIRequestContext) => {
    for (const id of [passing, failing, flaky]) await request.delete(`/api/v1/tests/${id}`);
    for (const each of [shop, checkout, orders]) await each.stop();
  };
  return { passing, failing, openIncident, resolvedIncident, tearDown };
}
