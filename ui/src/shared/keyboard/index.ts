export { listenForShortcuts, type Shortcut, useShortcut, useShortcuts } from "./shortcuts";
export { onRowKeys, rowFocus } from "./useRowKeys";
