export { onColoursChange, type Theme, useTheme } from "./theme";
