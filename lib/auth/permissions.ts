// Who may do what: two roles, a closed list of permissions. Pure, so that pages and routes ask the same question.

export const roles = ["admin", "viewer"] as const;
export type Role = (typeof roles)[number];

export type Permission = "destination:read" | "destination:write" | "probe:run" | "settings:read" | "settings:write";

const granted: Record<Role, readonly Permission[]> = {
  admin: ["destination:read", "destination:write", "probe:run", "settings:read", "settings:write"],
  viewer: ["destination:read", "settings:read"],
};

export function can(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}

/** The role as people read it. */
export function roleLabel(role: Role): string {
  return role === "admin" ? "Admin" : "Viewer";
}

/** Beside a control that this person may not use. */
export const needsAdmin = "Needs the role Admin";

/** What a person reads whose role does not suffice. */
export function refusal(role: Role): string {
  return `${needsAdmin}. You are signed in as ${roleLabel(role)}, which reads everything but secrets and changes nothing.`;
}
