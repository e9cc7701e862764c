// The last resort: what a page prints of an endpoint, an address and lines of headers, in a table or in a sentence. Where the address belongs to a
// known backend, a key goes where that backend wants it.
import type { Auth, Connection } from "#lib/destination/schema";
import { grpcEndpointOf } from "#lib/format/grpc-endpoint";
import { connectionHeaders, type HeaderRow } from "#lib/format/headers";
import type { Reader } from "#lib/format/imported";
import { linesOf, type Marks, marksOf } from "#lib/format/marks";
import { draftsOf, type SignalExport } from "#lib/format/signal-export";
import { type Facts, factsIn } from "#lib/format/vendor/facts";
import { signalFacts, signals } from "#lib/otlp/signal";
import { recognisePreset } from "#lib/preset/recognise";
import { presetOf } from "#lib/preset/records";

export const vendorReader: Reader = {
  format: "vendor",
  label: "Vendor’s page",
  recognises: (text) => {
    const likely = linesOf(text).filter((line) => /:\/\/|:\d{2,5}(?!\d)|\.[a-z]{2}|^(?:POST|Host)\b|[<$]/i.test(line));
    return factsIn(likely, marksOf("").marks).addresses.length > 0;
  },
  read: (text, marks) => {
    const facts = factsIn(linesOf(text), marks);
    const carried = credentials(facts, marks);
    const exports = facts.addresses.flatMap((address) => exportsOf(address, facts, carried, marks));
    return { destinations: draftsOf(exports) };
  },
};

type Carried = { headers?: Connection["headers"]; auth?: Auth };

function credentials(facts: Facts, marks: Marks): Carried {
  const { user, password } = facts;
  const rows = [...facts.rows];
  let auth: Auth | undefined;
  if (user !== null && password !== null) {
    auth = { type: "basic", username: user.value, password: password.value };
    for (const { at } of [user, password]) marks.understood(at, "Basic authentication");
  }
  const carrier = carrierOf(facts);
  for (const { value, isBearer, at } of facts.keys) {
    const isTaken = auth !== undefined || rows.some(({ name }) => /^authorization$/i.test(name));
    if (isTaken || (carrier === null && !isBearer)) {
      marks.unknown(at, "Write it as the header that carries it, Name: value");
    } else if (carrier === null || carrier === "bearer") {
      auth = { type: "bearer", token: value };
      marks.understood(at, "Bearer token");
    } else {
      rows.push({ name: carrier.name, value: carrier.value.replace(/\{\w+\}/, () => value) });
      marks.understood(at, "The header that this backend takes its key in");
    }
  }
  const read = connectionHeaders(rows);
  return { ...read, ...(auth === undefined ? {} : { auth }) };
}

/** Where the known backend wants its key; null: it is not known, or it wants more than one. */
function carrierOf({ addresses: [first], rows }: Facts): HeaderRow | "bearer" | null {
  const preset = presetOf(recognisePreset(first?.text ?? "")?.id ?? "");
  const said = new Set(rows.map(({ name }) => name.toLowerCase()));
  const secret = preset?.headers?.filter((header) => header.secret && !said.has(header.name.toLowerCase())) ?? [];
  const [header] = secret;
  if (header !== undefined && secret.length === 1 && header.value.split("{").length === 2) return header;
  return secret.length === 0 && preset?.auth?.[0]?.type === "bearer" ? "bearer" : null;
}

function exportsOf(
  address: Facts["addresses"][number],
  facts: Facts,
  { headers, auth }: Carried,
  marks: Marks,
): SignalExport[] {
  const { text, signal, at } = address;
  const isPath = /^https?:\/\/[^/]+\/[^?]*v1\/(?:traces|metrics|logs)/i.test(text);
  const transport = isPath ? "http" : (facts.transport ?? address.transport ?? "http");
  const place = transport === "grpc" ? grpcPlace(text) : httpPlace(text);
  marks.understood(at, `Endpoint of ${signal ?? "all signals"}${place.note}`);
  const { encoding, ...rest } = facts.connection;
  const connection: Connection = {
    transport,
    endpoint: place.endpoint,
    ...(encoding !== undefined && transport === "http" ? { encoding } : {}),
    ...rest,
    ...(headers === undefined ? {} : { headers }),
    ...(auth === undefined ? {} : { auth }),
  };
  if (signal !== null) return [{ signal, isOn: true, connection }];
  const base = place.endpoint.replace(/\/$/, "");
  return signals.map((one) => {
    const endpoint = transport === "grpc" ? base : base + signalFacts[one].path;
    return { signal: one, isOn: true, connection: { ...connection, endpoint } };
  });
}

function grpcPlace(text: string): { endpoint: string; note: string } {
  const bare = text.replace(/^grpcs?:\/\//i, (scheme) => (/s:/i.test(scheme) ? "https://" : "http://"));
  const hasPort = /:\d+(?:\/|$)|\$\{/.test(bare.replace(/^https?:\/\//i, ""));
  return grpcEndpointOf(hasPort || /^https?:/i.test(bare) ? bare : `https://${bare}`);
}

/** Inside a network plain text is usual, outside TLS. */
function httpPlace(text: string): { endpoint: string; note: string } {
  if (/^https?:/i.test(text) || text.startsWith("${")) return { endpoint: text, note: "" };
  const isInside =
    /^(?:localhost|127\.|10\.|192\.168\.|\[::1\]|[^.]+(?::|\/|$)|[^:/]+\.(?:local|internal|svc)(?=[:/]|$))/i;
  const scheme = isInside.test(text) ? "http" : "https";
  return { endpoint: `${scheme}://${text}`, note: `; without a scheme, ${scheme} is assumed` };
}
