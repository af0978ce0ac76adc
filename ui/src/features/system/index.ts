export { useSystemStatus } from "./api";
export { SystemBanner } from "./SystemBanner";
