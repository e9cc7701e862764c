// What pages print in place of a value, without any brackets: YOUR_API_KEY, your-token, API_TOKEN, {{KEY}}, xxxxxxxx, ********. As holes.
import { holeName, holeText, withHoles } from "#lib/destination/hole";
import type { Auth, Connection, UnfinishedDestination } from "#lib/destination/schema";

const named = /\b(?:YOUR|MY|REPLACE|INSERT|ENTER)[_-][A-Z0-9][A-Z0-9_-]{1,60}\b|\byour[_-][a-z0-9][a-z0-9_-]{1,60}\b/g;
const bracketed = /(?:\{\{|\{|\[)[ ]?((?:YOUR|your|Your)[ _-][\w -]{1,60}?)[ ]?(?:\}\}|\}|\])/g;
const templated = /\{\{[ ]?([A-Za-z_]\w{0,60})[ ]?\}\}/g;
/** A whole value: no secret that was ever given out looks like that. */
const called =
  /^(?!(?:YOUR|MY|REPLACE|INSERT|ENTER)_)(?:[A-Z]+_){1,6}(?:KEY|TOKEN|SECRET|PASSWORD|NAME|ID)$|^(?:TOKEN|PASSWORD)$/;
const blank = /^[xX*•.…_-]{4,}$/;

/** `name`: of what is only crossed out. */
export function withStandIns(value: string, name = "VALUE"): string {
  return withHoles(value)
    .split(/(\$\{\w+\})/)
    .map((part, index) => (index % 2 === 1 ? part : replaced(part, name)))
    .join("");
}

function replaced(text: string, name: string): string {
  const words = text.split(/(\s+)/).map((word) => {
    if (called.test(word)) return holeText(word);
    return blank.test(word) ? holeText(holeName(name)) : word;
  });
  return words
    .join("")
    .replace(bracketed, (_, inside: string) => holeText(holeName(inside)))
    .replace(templated, (_, inside: string) => holeText(holeName(inside)))
    .replace(named, (word, at: number, all: string) =>
      // A name inside a hole that was just made.
      all.slice(Math.max(0, at - 2), at) === "${" ? word : holeText(holeName(word)),
    );
}

/** A draft whose headers and credentials are read so, wherever it came from. */
export function withOpenPlaces(draft: UnfinishedDestination): UnfinishedDestination {
  const { connection, signals } = draft;
  const { traces, metrics, logs } = signals;
  return {
    ...draft,
    ...(connection && { connection: openConnection(connection) }),
    signals: {
      ...signals,
      ...(traces?.connection && { traces: { ...traces, connection: openConnection(traces.connection) } }),
      ...(metrics?.connection && { metrics: { ...metrics, connection: openConnection(metrics.connection) } }),
      ...(logs?.connection && { logs: { ...logs, connection: openConnection(logs.connection) } }),
    },
  };
}

function openConnection<Part extends Connection>(connection: Part): Part {
  const { headers, auth } = connection;
  return {
    ...connection,
    ...(headers && {
      headers: headers.map((one) => (one.value ? { ...one, value: withStandIns(one.value, one.name) } : one)),
    }),
    ...(auth && { auth: openAuth(auth) }),
  };
}

function openAuth(auth: Auth): Auth {
  if (auth.type === "bearer" && auth.token) return { ...auth, token: withStandIns(auth.token, "TOKEN") };
  if (auth.type === "basic" && auth.password) {
    const username = withStandIns(auth.username, "USERNAME");
    return { ...auth, username, password: withStandIns(auth.password, "PASSWORD") };
  }
  if (auth.type !== "oauth2" || !auth.clientSecret) return auth;
  return { ...auth, clientSecret: withStandIns(auth.clientSecret, "CLIENT_SECRET") };
}
