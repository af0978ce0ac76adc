import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { HttpAddresses } from "./details/HttpAddresses";

function anAddress(ip: string, change: Partial<Schema<"HttpAddressResult">>): Schema<"HttpAddressResult"> {
  return { ip, fault: "FAULT_OK", error_phase: "ERROR_PHASE_UNSPECIFIED", error: "", protocol: "h2", redirects: 0, ...change };
}

describe("the addresses of a host", () => {
  it("have a line each, with what is wrong below it", () => {
    const addresses = [
      anAddress("192.0.2.1", { status: 200, connect_ms: 11, tls_ms: 21, wait_ms: 31, receive_ms: 1, total_ms: 71 }),
      anAddress("2001:db8::1", { fault: "FAULT_PATH", error_phase: "ERROR_PHASE_CONNECT", error: "connect got no answer" }),
    ];
    render(<HttpAddresses addresses={addresses} />);
    expect(screen.getByRole("heading", { name: "Addresses (2)" })).toBeVisible();
    expect(screen.getAllByRole("row").map((row) => row.textContent)).toEqual([
      "AddressOutcomeConnectTLSWaitReceiveTotal",
      expect.stringMatching(/^192\.0\.2\.1.*200.*71\.0 ms$/),
      expect.stringMatching(/^2001:db8::1.*no response–––––$/),
      "connect got no answer",
    ]);
  });
});
