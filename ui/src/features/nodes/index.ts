export { type Node, useAllNodes } from "./api";
export { connectionOf } from "./model";
