export * from "./number";
export * from "./time";
export { useNow } from "./useNow";
