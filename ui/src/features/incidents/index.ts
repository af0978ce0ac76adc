export { useOpenIncidents } from "./api";
export { IncidentNotes } from "./IncidentNotes";
