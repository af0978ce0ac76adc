import { formatBytes, formatMs } from "@/shared/format";

/** A time for a list of facts; absent when it was not reached. */
export const timeFact = (ms: number | undefined) => (ms === undefined ? undefined : formatMs(ms));

export const bytesFact = (bytes: number | undefined) => (bytes === undefined ? undefined : formatBytes(bytes));

/** An address or another thing that is read letter by letter. */
export const monoFact = (text: string) => text && <span className="mono">{text}</span>;
