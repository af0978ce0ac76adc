import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, useLocation } from "react-router";
import { vi } from "vitest";
import { App } from "@/app/App";
import { aSession, aSystem } from "./factories";
import { FakeLive } from "./live";
import { FakeServer } from "./server";

/** A server with an administrator signed in and nothing else in it. */
export function aServer(): FakeServer {
  return new FakeServer()
    .get("/api/v1/session", aSession())
    .get("/api/v1/setup", { needed: false })
    .get("/api/v1/system", aSystem())
    .get("/api/v1/incidents", { incidents: [], next_page_token: "", total_size: 0 })
    .get("/api/v1/nodes", { nodes: [], next_page_token: "", total_size: 0, online_size: 0 })
    .get("/api/v1/tests", { tests: [], next_page_token: "", total_size: 0 });
}

/** The whole interface at an address, against a fake server and a fake live stream. */
export function renderApp(path: string, server: FakeServer = aServer()) {
  vi.stubGlobal("fetch", server.fetch);
  const live = new FakeLive();
  const place = { current: "" };
  const user = userEvent.setup({ delay: null });
  render(
    <MemoryRouter initialEntries={[path]}>
      <App stream={live.stream} />
      <Place onMove={(to) => (place.current = to)} />
    </MemoryRouter>,
  );
  return { server, live, user, place };
}

function Place({ onMove }: { onMove: (to: string) => void }) {
  const { pathname, search } = useLocation();
  onMove(pathname + search);
  return null;
}
