// Who may do what: one table, permission × role. Pure, so that pages, actions and routes ask the same question.

/** Each may do what the ones before it may, and more. */
export const roles = ["viewer", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** `ingest` opens the receiver alone: a key of an application, never a person. */
export const keyRoles = [...roles, "ingest"] as const;
export type KeyRole = (typeof keyRoles)[number];

/** The least role that has it. */
const leastRole = {
  "destination:read": "viewer",
  "secret:read": "viewer",
  "settings:read": "viewer",
  "person:read": "viewer",
  "key:read": "viewer",
  "audit:read": "viewer",
  "account:write": "viewer",
  "destination:write": "editor",
  "secret:write": "editor",
  "probe:run": "editor",
  "person:write": "admin",
  "key:write": "admin",
  "settings:write": "admin",
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof leastRole;
export const permissions = Object.keys(leastRole) as Permission[];

/** Whether a key of it is shown to the receiver, and to nobody else. */
export function opensReceiver(role: KeyRole): role is Exclude<KeyRole, Role> {
  return role === "ingest";
}

export function can(role: KeyRole, permission: Permission): boolean {
  return !opensReceiver(role) && roles.indexOf(role) >= roles.indexOf(leastRole[permission]);
}

/** Nobody gives away what they do not have. */
export function mayGrant(own: KeyRole, granted: KeyRole): boolean {
  return permissions.every((permission) => can(own, permission) || !can(granted, permission));
}

const labels: Record<KeyRole, string> = { viewer: "Viewer", editor: "Editor", admin: "Admin", ingest: "Ingest" };

/** The role as people read it. */
export function roleLabel(role: KeyRole): string {
  return labels[role];
}

/** What the role is for, in one sentence. */
export const roleWords: Record<KeyRole, string> = {
  viewer: "Sees everything but secret values, changes nothing, never tests.",
  editor: "Sees, changes and tests destinations and keeps secrets. Leaves people, keys and settings alone.",
  admin: "Sees and changes everything.",
  ingest: "Sends telemetry to the receiver and opens nothing else.",
};

/** Beside a control that this role may not use; undefined = it may. */
export function whyNot(role: KeyRole, permission: Permission): string | undefined {
  return can(role, permission) ? undefined : `Needs the role ${roleLabel(leastRole[permission])}`;
}

/** What somebody reads whose role does not suffice. */
export function refusal(role: KeyRole, permission: Permission): string {
  return `${whyNot(role, permission)}. You have the role ${roleLabel(role)}. ${roleWords[role]}`;
}
