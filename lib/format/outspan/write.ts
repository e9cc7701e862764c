// Writes a destination for Outspan's provisioning file: YAML, keys in the order of the form, secrets from the environment.
import { stringify } from "yaml";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import type { Writer } from "#lib/format/exported";
import { askedIn, type Fill } from "#lib/format/fill";

export const outspanWriter: Writer = {
  format: "outspan",
  label: "Outspan",
  fileName: "outspan.yaml",
  write: (destination, fill) => {
    const names = new Set(fill.map(({ name }) => name));
    const content = { destinations: [orderedDestination(destination)] };
    const written = JSON.stringify(content, (_, one) => (typeof one === "string" ? asFileValue(one, names) : one));
    const text = stringify(JSON.parse(written), { lineWidth: 0 });
    return { text: `${headOf(askedIn(text, fill)).join("\n")}\n${text}`, left: [] };
  },
};

/** A text as the file gives it back: `names` are the placeholders that become ${env:NAME}, any other ${ is plain. */
function asFileValue(text: string, names: ReadonlySet<string>): string {
  return text.replace(/\$\{(?:([A-Za-z_]\w*)\})?/g, (whole, name?: string) =>
    name !== undefined && names.has(name) ? `\${env:${name}}` : `$${whole}`,
  );
}

function headOf(fill: Fill): string[] {
  return [
    "# A destination for the file that OUTSPAN_CONFIG names.",
    ...fill.map(({ name, words }) => `# Set ${name} in the environment: ${words}`),
  ];
}

/** In the order of the form, without what Outspan sets itself. */
function orderedDestination(destination: ProbedDestination): Partial<ProbedDestination> {
  const { name, enabled, connection, signals, sources, queue, preset, labels } = destination;
  const { traces, metrics, logs } = signals;
  return defined({
    name,
    enabled,
    connection: connection && orderedConnection(connection),
    signals: defined({
      traces:
        traces &&
        defined({ enabled: traces.enabled, connection: traces.connection && orderedConnection(traces.connection) }),
      metrics:
        metrics &&
        defined({
          enabled: metrics.enabled,
          temporality: metrics.temporality,
          intervalMs: metrics.intervalMs,
          histograms: metrics.histograms,
          connection: metrics.connection && orderedConnection(metrics.connection),
        }),
      logs:
        logs && defined({ enabled: logs.enabled, connection: logs.connection && orderedConnection(logs.connection) }),
    }),
    sources,
    queue,
    preset,
    labels,
  });
}

function orderedConnection(connection: Connection): Connection {
  const { transport, endpoint, encoding, compression, headers, secret, auth, tls, proxy, timeoutMs } = connection;
  return defined({
    transport,
    endpoint,
    encoding,
    compression,
    headers: headers?.map(({ name, value, secret: isSecret }) => {
      return isSecret === false ? { name, value, secret: false } : { name, value };
    }),
    secret,
    auth,
    tls,
    proxy,
    timeoutMs,
  });
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
