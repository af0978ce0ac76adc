export { SeverityLabel } from "./SeverityLabel";
export { type Condition, conditionWords, measureValue, SEVERITIES } from "./words";
