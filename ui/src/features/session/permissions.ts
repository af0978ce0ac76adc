import type { Role } from "./api";
import { useSession } from "./api";

/** The contract's permissions that decide what a page offers. */
export type Permission = "edit" | "admin";

const GRANTS: Record<Role, readonly Permission[]> = {
  ROLE_UNSPECIFIED: [],
  ROLE_VIEWER: [],
  ROLE_EDITOR: ["edit"],
  ROLE_ADMIN: ["edit", "admin"],
};

export const ROLE_NAMES: Record<Role, string> = {
  ROLE_UNSPECIFIED: "No role",
  ROLE_VIEWER: "Viewer",
  ROLE_EDITOR: "Editor",
  ROLE_ADMIN: "Administrator",
};

/** Whether the caller may do this. The server checks again; this only decides what is offered. */
export function useCan(permission: Permission): boolean {
  const session = useSession();
  return session.data ? GRANTS[session.data.role].includes(permission) : false;
}
