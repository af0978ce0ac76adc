import { describe, expect, it, vi } from "vitest";
import { FakeServer, Refusal, refusals } from "@/test/server";
import { api, ApiError, unwrap, violationsByField } from ".";

async function failure(server: FakeServer): Promise<ApiError> {
  vi.stubGlobal("fetch", server.fetch);
  const error: unknown = await unwrap(api.GET("/api/v1/session")).catch((caught: unknown) => caught);
  if (error instanceof ApiError) return error;
  throw new Error("the call did not fail with an ApiError");
}

describe("a failed call", () => {
  it("has the server's words and code", async () => {
    const server = new FakeServer().get("/api/v1/session", () => {
      throw new Refusal(403, 7, "viewers cannot do this");
    });
    expect(await failure(server)).toMatchObject({ status: 403, code: 7, message: "viewers cannot do this", unreachable: false });
  });

  it("says so when the server cannot be reached", async () => {
    const server = new FakeServer();
    server.goDown();
    expect(await failure(server)).toMatchObject({ status: 0, unreachable: true, message: "The server cannot be reached." });
  });

  it("copes with an answer that is no google.rpc.Status", async () => {
    vi.stubGlobal("fetch", async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    const error: unknown = await unwrap(api.GET("/api/v1/session")).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 502, message: "The server answered with HTTP status 502." });
  });

  it("names its fields as the form does", async () => {
    const server = new FakeServer().get("/api/v1/session", () => {
      throw refusals.invalid(
        { field: "test.probe.http.url", description: "not absolute" },
        { field: "probe.tcp.port", description: "70000 (expected: 1 to 65535)" },
      );
    });
    expect(violationsByField(await failure(server), "test")).toEqual({
      "probe.http.url": "Not absolute",
      "probe.tcp.port": "70000 (expected: 1 to 65535)",
    });
  });
});
