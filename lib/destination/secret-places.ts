// Where a destination can hold a secret: header values, tokens, passwords, client keys, shared and per signal.
import type { SecretPart } from "#lib/destination/origin";
import { connectionPath, type Slot } from "#lib/destination/resolve";
import type { Auth, Connection, Header, ProbedDestination, Tls } from "#lib/destination/schema";

export type SecretPlace = {
  slot: Slot;
  part: SecretPart;
  /** What a stored secret is found by again: slot, part and, for a header, its name in any case. */
  key: string;
  /** JSON Pointer of the value. */
  pointer: string;
  /** Of a header, in lower case. */
  header?: string;
  /** false: a header value that is readable. */
  isSecret: boolean;
};

type Visit = (value: string | null, place: SecretPlace) => string | null;

/** A copy in which every place holds what `visit` returns for it. Absent places stay absent. */
export function mapSecrets<D extends ProbedDestination>(destination: D, visit: Visit): D {
  const inSlot = <S extends { connection?: Connection }>(slot: Slot, holder: S): S =>
    holder.connection ? { ...holder, connection: mapConnection(holder.connection, slot, visit) } : holder;
  const mapped = inSlot("shared", destination);
  const { traces, metrics, logs } = destination.signals;
  return {
    ...mapped,
    signals: {
      ...destination.signals,
      ...(traces ? { traces: inSlot("traces", traces) } : {}),
      ...(metrics ? { metrics: inSlot("metrics", metrics) } : {}),
      ...(logs ? { logs: inSlot("logs", logs) } : {}),
    },
  };
}

function mapConnection(connection: Connection, slot: Slot, visit: Visit): Connection {
  const { headers, auth, tls } = connection;
  return {
    ...connection,
    ...(headers ? { headers: mapHeaders(headers, slot, visit) } : {}),
    ...(auth ? { auth: mapAuth(auth, slot, visit) } : {}),
    ...(tls ? { tls: mapTls(tls, slot, visit) } : {}),
  };
}

function mapHeaders(headers: readonly Header[], slot: Slot, visit: Visit): Header[] {
  const seen = new Map<string, number>();
  return headers.map((header, index) => {
    const name = header.name.toLowerCase();
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const value = visit(header.value, {
      slot,
      part: "headers",
      key: JSON.stringify([slot, "header", name, nth]),
      pointer: `${connectionPath(slot)}/headers/${index}/value`,
      header: name,
      isSecret: header.secret !== false,
    });
    return { ...header, value };
  });
}

function mapAuth(auth: Auth, slot: Slot, visit: Visit): Auth {
  const place = (field: string): SecretPlace => ({
    slot,
    part: "auth",
    key: JSON.stringify([slot, field]),
    pointer: `${connectionPath(slot)}/auth/${field}`,
    isSecret: true,
  });
  if (auth.type === "bearer") return { ...auth, token: visit(auth.token, place("token")) };
  if (auth.type === "basic") return { ...auth, password: visit(auth.password, place("password")) };
  if (auth.type === "google") return { ...auth, serviceAccount: visit(auth.serviceAccount, place("serviceAccount")) };
  if (auth.type === "oauth2") {
    return { ...auth, clientSecret: visit(auth.clientSecret, { ...place("clientSecret"), part: "client" }) };
  }
  if (auth.type === "none") return auth;
  const { secretAccessKey, sessionToken } = auth;
  return {
    ...auth,
    ...(secretAccessKey !== undefined && { secretAccessKey: visit(secretAccessKey, place("secretAccessKey")) }),
    ...(sessionToken !== undefined && { sessionToken: visit(sessionToken, place("sessionToken")) }),
  };
}

function mapTls(tls: Tls, slot: Slot, visit: Visit): Tls {
  if (tls.clientKey === undefined) return tls;
  const clientKey = visit(tls.clientKey, {
    slot,
    part: "tls",
    key: JSON.stringify([slot, "clientKey"]),
    pointer: `${connectionPath(slot)}/tls/clientKey`,
    isSecret: true,
  });
  return { ...tls, clientKey };
}
