// Who may do what: two roles, a closed list of permissions. Pure, so that pages and routes ask the same question.

export const roles = ["admin", "viewer"] as const;
export type Role = (typeof roles)[number];

export type Permission =
  | "destination:read"
  | "destination:write"
  | "probe:run"
  | "settings:read"
  | "people:write"
  | "account:self";

const granted: Record<Role, readonly Permission[]> = {
  admin: ["destination:read", "destination:write", "probe:run", "settings:read", "people:write", "account:self"],
  viewer: ["destination:read", "settings:read", "account:self"],
};

export function can(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}

/** What a person reads whose role does not suffice. */
export function refusal(role: Role): string {
  return `Needs the role Admin. You are signed in as ${role === "viewer" ? "Viewer" : "Admin"}, which reads everything but secrets and changes nothing.`;
}
