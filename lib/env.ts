// The one place that reads environment variables: names, defaults, and one clear line for a setting that is wrong.
// Knows nothing of what the settings are for. A secret's value is never part of a message.
import { isIP } from "node:net";
import { resolve } from "node:path";
import * as z from "zod";
import { emailLengthMax, passwordLengthMax, passwordLengthMin } from "#lib/account";
import { type Targets, targets } from "#lib/destination/targets";
import { fail, ok, type Result } from "#lib/result";
import { type SignInSettings, signInSettings, signInVariables } from "#lib/sign-in-settings";

export type Env = {
  /** 0 takes a free one. */
  port: number;
  /** An address or a name to bind, without brackets. */
  host: string;
  /** The public origin as configured; null = what host and port say. */
  url: string | null;
  /** Absolute. */
  dataDirectory: string;
  databaseUrl: string | null;
  /** 32 bytes; null = the key in the data directory. */
  secretKey: Buffer | null;
  /** The one that a rotation brings. */
  secretKeyNext: Buffer | null;
  admin: { email: string; password: string } | null;
  apiKey: string | null;
  signIn: SignInSettings;
  targets: Targets;
  /** SigV4 may use the credentials of this host. */
  awsHostCredentials: boolean;
  /** Addresses and CIDR ranges whose X-Forwarded-* is believed. */
  trustedProxies: string[];
  otlp: OtlpReceiver;
  /** Cap of the telemetry log as a whole; null = what the engine takes of the free disk. */
  queueBytes: number | null;
  /** Absolute path of the configuration file; null = none. */
  configFile: string | null;
  /** Names in exported container metrics; null = whoever uses them has a default. */
  namespace: string | null;
  environment: string | null;
  workspace: string | null;
  /** host:port of the proxy that HTTPS_PROXY and its like name. Never used unasked; a diagnosis may speak of it. */
  environmentProxy: string | null;
  /** Names that look like ours and are none, probably mistyped. */
  unknown: string[];
};

/** `explicit`: somebody asked for this very port, so that a taken one is an error. */
type Door = { host: string; port: number; explicit: boolean };

type OtlpReceiver = {
  /** null = off. */
  http: Door | null;
  grpc: Door | null;
  /** Absolute paths of PEM files. */
  tls: { cert: string; key: string; clientCa: string | null } | null;
  token: string | null;
  /** Whose pages may send: origins, or `*` alone. Empty = no page. */
  corsOrigins: string[];
};

const portMessage = "must be a whole number from 0 to 65535";
const bytesMessage = "must be a whole number of bytes, 1 or more";

const Settings = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, portMessage)
    .transform(Number)
    .refine((port) => port <= 65535, portMessage)
    .default(3000),
  OUTSPAN_HOST: z
    .string()
    .transform((text) => text.replace(/^\[(.*)\]$/, "$1"))
    .refine(isHost, "must be an address or a host name, without scheme or port")
    .default("127.0.0.1"),
  OUTSPAN_URL: z.string().transform(toOrigin).optional(),
  OUTSPAN_DATA_DIR: z
    .string()
    .default("./data")
    .transform((path) => resolve(path)),
  DATABASE_URL: z.string().refine(isPostgresUrl, "must be a postgres:// URL with a host").optional(),
  OUTSPAN_SECRET_KEY: z.string().transform(toKey).optional(),
  OUTSPAN_SECRET_KEY_NEXT: z.string().transform(toKey).optional(),
  OUTSPAN_ADMIN_EMAIL: z
    .string()
    .trim()
    .max(emailLengthMax, `must have at most ${emailLengthMax} characters`)
    .pipe(z.email("must be an email address"))
    .optional(),
  OUTSPAN_ADMIN_PASSWORD: z
    .string()
    .min(passwordLengthMin, `must have ${passwordLengthMin} characters or more`)
    .max(passwordLengthMax, `must have at most ${passwordLengthMax} characters`)
    .optional(),
  OUTSPAN_API_KEY: z
    .string()
    .min(32, "must have 32 characters or more")
    .regex(/^[\x21-\x7e]+$/, "must be visible ASCII characters without spaces")
    .optional(),
  ...signInVariables,
  OUTSPAN_TARGETS: z.enum(targets, "must be public, private or any").default("private"),
  OUTSPAN_AWS_HOST_CREDENTIALS: z.enum(["on", "off"], "must be on or off").default("off"),
  OUTSPAN_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ""))
    .refine((ranges) => ranges.every(isRange), "must be addresses or CIDR ranges, separated by commas")
    .default([]),
  OUTSPAN_OTLP_HTTP: z.string().transform(toDoor).optional(),
  OUTSPAN_OTLP_GRPC: z.string().transform(toDoor).optional(),
  OUTSPAN_OTLP_TLS_CERT: z.string().transform(toPath).optional(),
  OUTSPAN_OTLP_TLS_KEY: z.string().transform(toPath).optional(),
  OUTSPAN_OTLP_TLS_CLIENT_CA: z.string().transform(toPath).optional(),
  OUTSPAN_INGEST_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "must be visible ASCII characters without spaces")
    .optional(),
  OUTSPAN_OTLP_CORS_ORIGINS: z.string().transform(toOrigins).default([]),
  OUTSPAN_QUEUE_BYTES: z
    .string()
    .regex(/^\d{1,15}$/, bytesMessage)
    .transform(Number)
    .refine((bytes) => bytes > 0, bytesMessage)
    .optional(),
  OUTSPAN_CONFIG: z.string().transform(toPath).optional(),
  OUTSPAN_NAMESPACE: z.string().optional(),
  OUTSPAN_ENVIRONMENT: z.string().optional(),
  OUTSPAN_WORKSPACE: z.string().optional(),
});

type Values = z.output<typeof Settings>;

/** Parses the environment. An empty variable is an absent one, as compose files write it. */
export function readEnv(environment: Record<string, string | undefined>): Result<Env> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(present);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail("invalid", `${String(issue?.path[0])} ${issue?.message}`);
  }
  const settings = parsed.data;
  if (settings.DATABASE_URL !== undefined && settings.OUTSPAN_SECRET_KEY === undefined) {
    return fail(
      "invalid",
      "DATABASE_URL needs OUTSPAN_SECRET_KEY too: 32 bytes in base64 (openssl rand -base64 32), the same at every start",
    );
  }
  const { OUTSPAN_ADMIN_EMAIL: email, OUTSPAN_ADMIN_PASSWORD: password } = settings;
  if ((email === undefined) !== (password === undefined)) {
    return fail("invalid", "OUTSPAN_ADMIN_EMAIL and OUTSPAN_ADMIN_PASSWORD go together: set both or none");
  }
  const otlp = otlpReceiver(settings);
  if (!otlp.ok) return otlp;
  const signIn = signInSettings(settings);
  if (!signIn.ok) return signIn;
  return ok({
    port: settings.PORT,
    host: settings.OUTSPAN_HOST,
    url: settings.OUTSPAN_URL ?? null,
    dataDirectory: settings.OUTSPAN_DATA_DIR,
    databaseUrl: settings.DATABASE_URL ?? null,
    secretKey: settings.OUTSPAN_SECRET_KEY ?? null,
    secretKeyNext: settings.OUTSPAN_SECRET_KEY_NEXT ?? null,
    admin: email !== undefined && password !== undefined ? { email, password } : null,
    apiKey: settings.OUTSPAN_API_KEY ?? null,
    signIn: signIn.data,
    targets: settings.OUTSPAN_TARGETS,
    awsHostCredentials: settings.OUTSPAN_AWS_HOST_CREDENTIALS === "on",
    trustedProxies: settings.OUTSPAN_TRUSTED_PROXIES,
    otlp: otlp.data,
    queueBytes: settings.OUTSPAN_QUEUE_BYTES ?? null,
    configFile: settings.OUTSPAN_CONFIG ?? null,
    namespace: settings.OUTSPAN_NAMESPACE ?? null,
    environment: settings.OUTSPAN_ENVIRONMENT ?? null,
    workspace: settings.OUTSPAN_WORKSPACE ?? null,
    environmentProxy: proxyOf(present),
    unknown: Object.keys(present).filter((name) => name.startsWith("OUTSPAN_") && !(name in Settings.shape)),
  });
}

const proxyNames = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/** Without the user and password that such a URL may hold. Only one that a destination could use: over plain HTTP, no SOCKS. */
function proxyOf(environment: Record<string, string | undefined>): string | null {
  const named = proxyNames.flatMap((name) => environment[name] ?? [])[0];
  if (named === undefined) return null;
  const url = URL.parse(named.includes("://") ? named : `http://${named}`);
  return url?.protocol === "http:" ? `${url.hostname}:${url.port || "80"}` : null;
}

function otlpReceiver(settings: Values): Result<OtlpReceiver> {
  const { OUTSPAN_OTLP_TLS_CERT: cert, OUTSPAN_OTLP_TLS_KEY: key, OUTSPAN_OTLP_TLS_CLIENT_CA: clientCa } = settings;
  if ((cert === undefined) !== (key === undefined)) {
    return fail("invalid", "OUTSPAN_OTLP_TLS_CERT and OUTSPAN_OTLP_TLS_KEY go together: set both or none");
  }
  if (clientCa !== undefined && cert === undefined) {
    return fail("invalid", "OUTSPAN_OTLP_TLS_CLIENT_CA needs OUTSPAN_OTLP_TLS_CERT and OUTSPAN_OTLP_TLS_KEY too");
  }
  return ok({
    http: door(settings.OUTSPAN_OTLP_HTTP, 4318),
    grpc: door(settings.OUTSPAN_OTLP_GRPC, 4317),
    tls: cert !== undefined && key !== undefined ? { cert, key, clientCa: clientCa ?? null } : null,
    token: settings.OUTSPAN_INGEST_TOKEN ?? null,
    corsOrigins: settings.OUTSPAN_OTLP_CORS_ORIGINS,
  });
}

const loopback = "127.0.0.1";

function door(said: Omit<Door, "explicit"> | "off" | undefined, port: number): Door | null {
  if (said === undefined) return { host: loopback, port, explicit: false };
  return said === "off" ? null : { ...said, explicit: true };
}

/** `off`, a port of its own, or `host:port` with an IPv6 address in brackets. */
function toDoor(text: string, context: z.core.$RefinementCtx<string>): Omit<Door, "explicit"> | "off" {
  if (text === "off") return "off";
  const [, bracketed, plain, digits] = /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? loopback;
  const isFit = bracketed === undefined ? isHost(host) : isIP(host) === 6;
  if (digits === undefined || !isFit || Number(digits) > 65535) {
    context.addIssue("must be host:port, [IPv6]:port, a port, or off");
    return z.NEVER;
  }
  return { host, port: Number(digits) };
}

function toPath(path: string): string {
  return resolve(path);
}

function toOrigins(text: string, context: z.core.$RefinementCtx<string>): string[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  if (parts.includes("*")) return ["*"];
  return parts.map((part) => toOrigin(part, context));
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text);
}

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ["postgres:", "postgresql:"].includes(url.protocol) && url.hostname !== "";
}

function toOrigin(text: string, context: z.core.$RefinementCtx<string>): string {
  const url = URL.parse(text);
  const isOrigin =
    url !== null &&
    ["http:", "https:"].includes(url.protocol) &&
    url.username === "" &&
    `${url.pathname}${url.search}${url.hash}` === "/";
  if (!isOrigin) {
    context.addIssue("must be an origin such as https://outspan.example.com, without a path");
    return z.NEVER;
  }
  return url.origin;
}

function toKey(text: string, context: z.core.$RefinementCtx<string>): Buffer {
  const key = Buffer.from(text, "base64");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text) || key.length !== 32) {
    context.addIssue("must be 32 bytes in base64 (openssl rand -base64 32)");
    return z.NEVER;
  }
  return key;
}

function isRange(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) {
    return false;
  }
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
