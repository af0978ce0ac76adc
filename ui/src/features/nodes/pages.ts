export { NodePage } from "./NodePage";
export { NodesPage } from "./NodesPage";
