export { type Role, useSession, useSignOut } from "./api";
export { ROLE_NAMES, useCan } from "./permissions";
export { RequireSession } from "./RequireSession";
