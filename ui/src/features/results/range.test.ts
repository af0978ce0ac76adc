import { describe, expect, it } from "vitest";
import { bucketFor, DEFAULT_RANGE, parseRange, rangeWords, resolveRange, type TimeRange, writeRange } from "./range";

const HOUR = 3_600_000;
const fixed: TimeRange = { kind: "fixed", from: Date.parse("2026-11-22T10:00:00Z"), to: Date.parse("2026-11-22T12:00:00Z") };

describe("the range in the address", () => {
  it.each<[string, TimeRange]>([
    ["preset", { kind: "last", ms: 6 * HOUR }],
    ["default", DEFAULT_RANGE],
    ["fixed time", fixed],
  ])("a %s survives writing and reading", (_name, range) => {
    const params = new URLSearchParams("result=x");
    writeRange(params, range);
    expect(parseRange(params)).toEqual(range);
    expect(params.get("result")).toBe("x");
  });

  it.each(["range=forever", "from=2026-11-22T10:00:00Z", "from=b&to=a", "from=2026-11-22T10:00:00Z&to=2026-11-22T09:00:00Z", "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"])(
    "%s gives the default",
    (query) => expect(parseRange(new URLSearchParams(query))).toEqual(DEFAULT_RANGE),
  );

  it("reads as a day and two clock times", () => {
    expect(rangeWords(fixed)).toMatch(/^22 Nov, \d\d:00 – \d\d:00$/);
    expect(rangeWords({ ...fixed, to: fixed.from + 30 * HOUR })).toMatch(/^22 Nov, .* – 23 Nov, /);
    expect(rangeWords({ kind: "last", ms: 6 * HOUR })).toBe("last 6 h");
  });

  it("a moving range ends now", () => {
    expect(resolveRange({ kind: "last", ms: HOUR }, 10 * HOUR)).toEqual({ from: 9 * HOUR, to: 10 * HOUR });
  });
});

describe("the length of a bucket", () => {
  it.each([
    [HOUR, 60_000, 60_000],
    [HOUR, 10_000, 30_000],
    [24 * HOUR, 60_000, 600_000],
    [15 * 60_000, 1000, 5000],
    [15 * 60_000, 300_000, 300_000],
    [7 * 24 * HOUR, 60_000, 3_600_000],
    [HOUR, 7000, 21_000],
    [30 * 24 * HOUR, 60_000, 6 * HOUR],
    [30 * 24 * HOUR, 7000, 6 * HOUR],
    [400 * 24 * HOUR, 60_000, 72 * HOUR],
  ])("a range of %d ms with a round of %d ms has buckets of %d ms", (range, interval, bucket) => {
    expect(bucketFor(range, interval)).toBe(bucket);
  });

  it("holds whole rounds or many, and stays within the contract's 2,000 buckets", () => {
    for (const interval of [1000, 7000, 60_000, 86_400_000]) {
      for (const range of [15 * 60_000, HOUR, 31 * 24 * HOUR, 400 * 24 * HOUR]) {
        const bucket = bucketFor(range, interval);
        expect(bucket % interval === 0 || bucket > 20 * interval).toBe(true);
        expect(range / bucket).toBeLessThanOrEqual(2000);
      }
    }
  });
});
