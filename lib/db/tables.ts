// The tables as kysely sees them. Own tables keep times as ISO 8601 text (it sorts); better-auth's four keep what
// better-auth binds: timestamptz and boolean on PostgreSQL, text and 0/1 on SQLite.
import type { Generated } from "kysely";

/** What better-auth writes for a time: a Date on PostgreSQL, its ISO text on SQLite. */
export type Moment = Date | string;

type UserRow = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean | number;
  image: string | null;
  role: string;
  createdAt: Moment;
  updatedAt: Moment;
  /** Null = may sign in. */
  deactivatedAt: string | null;
  /** To some minutes; null = never. */
  lastSeenAt: string | null;
};

type SessionRow = {
  id: string;
  expiresAt: Moment;
  token: string;
  createdAt: Moment;
  updatedAt: Moment;
  ipAddress: string | null;
  userAgent: string | null;
  userId: string;
};

type AccountRow = {
  id: string;
  accountId: string;
  providerId: string;
  userId: string;
  password: string | null;
  createdAt: Moment;
  updatedAt: Moment;
};

type DestinationRow = {
  id: string;
  /** JSON of the destination with its secrets as null. */
  body: string;
  /** The secrets, sealed as one blob; null when there are none. */
  secrets: string | null;
  schemaVersion: number;
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** JSON of an Author. */
  updatedBy: string;
  deletedAt: string | null;
  /** Not part of a revision; null = it is not paused. */
  pausedAt: string | null;
  /** JSON of a Mark; null = no file keeps it. */
  provisioned: string | null;
};

type AuditTable = {
  id: Generated<number>;
  at: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  action: string;
  nounKind: string;
  nounId: string | null;
  nounName: string | null;
  outcome: string;
  /** JSON array of the JSON Pointers that changed; never a value. */
  fields: string;
  /** JSON object of numbers and short texts, such as how many items were discarded; null = none. */
  detail: string | null;
};

type TokenRow = {
  /** What it is called where it is listed; opens nothing. */
  id: string;
  /** SHA-256 of the token: a copy of the database opens no door. */
  hash: string;
  kind: string;
  email: string | null;
  role: string;
  createdAt: string;
  expiresAt: string;
  usedAt: string | null;
};

type TwoFactorRow = {
  userId: string;
  /** Of the authenticator app, sealed. */
  secret: string;
  createdAt: string;
  /** Null = being set up: not asked for at sign-in. */
  confirmedAt: string | null;
  /** The time step of the last code that was accepted: neither it nor an older one is again. */
  lastStep: number;
  /** In a row, with the right password (lib/db/wrong-code.ts); since when, and the last one. */
  wrongCodes: Generated<number>;
  wrongSince: string | null;
  wrongAt: string | null;
};

type RecoveryCodeRow = {
  /** SHA-256 of account and code. */
  hash: string;
  userId: string;
  createdAt: string;
  usedAt: string | null;
};

type AttemptRow = { key: string; failures: number; lastAt: string };

type InstanceRow = { key: string; value: string };

type SettingsRow = {
  /** Always 1: there is one row. */
  id: number;
  body: string;
  revision: number;
  updatedAt: string;
  /** JSON of SettingsMarks; null = no file keeps any part. */
  provisioned: string | null;
};

type ApiKeyRow = {
  id: string;
  name: string;
  role: string;
  /** SHA-256 of the key, in hex: a copy of the database opens no door. */
  hash: string;
  /** How it begins, so that people tell keys apart. */
  prefix: string;
  createdAt: string;
  /** JSON of an author. */
  createdBy: string;
  /** The person behind it, also where they made it with a key of theirs; null = nobody, such as the key of the environment. */
  makerId: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastAddress: string | null;
  revokedAt: string | null;
};

type KeyAddressRow = { keyId: string; address: string; firstAt: string };

type SecretRow = {
  name: string;
  /** JSON of the origins and, per key, who set it, when, and its fingerprint. No value. */
  body: string;
  /** The values as one sealed blob, bound to name and origins. */
  sealed: string;
  revision: number;
  /** As a person set it; what a value tells of itself stands in the body. */
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** JSON of an Author. */
  updatedBy: string;
  /** JSON of a Mark; null = no file keeps it. */
  provisioned: string | null;
};

type RevisionRow = {
  nounKind: string;
  nounId: string;
  revision: number;
  at: string;
  /** JSON of kind and name. */
  author: string;
  action: string;
  message: string | null;
  /** JSON of the noun as it was written, its secrets as null. */
  body: string;
  /** JSON: of each secret, the revision in which its value was entered; absent = before the first that is kept. */
  entered: string;
  /** JSON array of the JSON Pointers that changed. */
  fields: string;
  /** The revision that this one restored. */
  restored: number | null;
};

type NodeRow = {
  id: string;
  name: string;
  url: string;
  /** Which process of it beat last. */
  process: string;
  /** This and the times below by the database's clock. */
  seenAt: string;
  /** JSON of what its engine told last. */
  status: string | null;
  statusAt: string | null;
};

type LeaseRow = { name: string; holder: string; until: string };

type NodeOrderRow = {
  id: string;
  node: string;
  action: string;
  destination: string;
  /** JSON of the Actor who asked. */
  actor: string;
  at: string;
};

type MigrationRow = { version: number; name: string; appliedAt: string };

export type Tables = {
  user: UserRow;
  session: SessionRow;
  account: AccountRow;
  destination: DestinationRow;
  audit: AuditTable;
  token: TokenRow;
  twoFactor: TwoFactorRow;
  recoveryCode: RecoveryCodeRow;
  attempt: AttemptRow;
  instance: InstanceRow;
  settings: SettingsRow;
  apiKey: ApiKeyRow;
  keyAddress: KeyAddressRow;
  secret: SecretRow;
  revision: RevisionRow;
  node: NodeRow;
  lease: LeaseRow;
  nodeOrder: NodeOrderRow;
  migration: MigrationRow;
};

/** `verification` is of the account library alone. */
const named: Record<keyof Tables | "verification", true> = {
  user: true,
  session: true,
  account: true,
  destination: true,
  audit: true,
  token: true,
  twoFactor: true,
  recoveryCode: true,
  attempt: true,
  instance: true,
  settings: true,
  apiKey: true,
  keyAddress: true,
  secret: true,
  revision: true,
  node: true,
  lease: true,
  nodeOrder: true,
  migration: true,
  verification: true,
};

/** Beside them anything may stand in the same schema: it is somebody else's. */
export const tableNames: readonly string[] = Object.keys(named);
