import { describe, expect, it } from "vitest";
import { compareTimes, formatBytes, formatInterval, formatMs, formatOffset, formatRelative, formatShare, formatSpan, instant, withoutZeros } from ".";

describe("numbers carry their unit and three significant digits", () => {
  it.each([
    [0, "0 ms"],
    [0.4, "0.40 ms"],
    [8.314, "8.31 ms"],
    [124.4, "124 ms"],
    [999.4, "999 ms"],
    [1240, "1.24 s"],
    [59_990, "60.0 s"],
    [90_000, "1 min 30 s"],
  ])("%d ms reads %s", (ms, text) => expect(formatMs(ms)).toBe(text));

  it.each([
    [1000, "1 s"],
    [90_000, "90 s"],
    [60_000, "1 min"],
    [3_600_000, "1 h"],
    [1500, "1,500 ms"],
  ])("an interval of %d ms reads %s", (ms, text) => expect(formatInterval(ms)).toBe(text));

  it.each([
    [0, "0 s"],
    [42_000, "42 s"],
    [8_040_000, "2 h 14 min"],
    [3_600_000, "1 h"],
    [273_600_000, "3 d 4 h"],
    [86_460_000, "1 d"],
  ])("a span of %d ms reads %s", (ms, text) => expect(formatSpan(ms)).toBe(text));

  it.each([
    [512, "512 B"],
    [1460, "1.46 kB"],
    ["3145728", "3.15 MB"],
  ])("%s bytes read %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("a share never rounds up to 100%", () => {
    expect(formatShare(99_999, 100_000)).toBe("99.99%");
    expect(formatShare(10, 10)).toBe("100%");
    expect(formatShare(0, 0)).toBe("–");
  });

  it.each([
    ["1.00 s", "1 s"],
    ["1.50 s", "1.5 s"],
    ["40.0 ms", "40 ms"],
    ["100 ms", "100 ms"],
    ["0.05 ms", "0.05 ms"],
  ])("on an axis %s reads %s", (text, short) => expect(withoutZeros(text)).toBe(short));

  it("an offset has a sign", () => {
    expect(formatOffset(12.3)).toBe("+12.3 ms");
    expect(formatOffset(-1200)).toBe("−1.20 s");
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-23T14:00:00Z");

  it.each([
    [now - 3000, "just now"],
    [now - 23_000, "20 s ago"],
    [now - 3 * 60_000, "3 min ago"],
    [now + 4 * 86_400_000, "in 4 d"],
  ])("%d is %s", (ms, text) => expect(formatRelative(ms, now)).toBe(text));

  it("an absent or unreadable timestamp is no instant", () => {
    expect(instant(undefined)).toBeUndefined();
    expect(instant("soon")).toBeUndefined();
  });

  it("timestamps sort by time even where fractions of a second are left out", () => {
    expect(compareTimes("2026-11-23T14:00:00Z", "2026-11-23T14:00:00.250Z")).toBeLessThan(0);
    expect(compareTimes(undefined, "2026-11-23T14:00:00Z")).toBeLessThan(0);
    expect(compareTimes(undefined, undefined)).toBe(0);
  });
});
