// Writes a destination as the SDK's declarative configuration, schema 1.0: a whole file that an SDK starts with.
import { Document, isScalar, type Scalar, visit } from "yaml";
import { holeText } from "#lib/destination/hole";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { asDeclarativeValue } from "#lib/format/declarative/value";
import type { Writer } from "#lib/format/exported";
import { askedIn, fillOf } from "#lib/format/fill";
import { leftBySdk } from "#lib/format/left-by-sdk";
import { certificatePaths, headerRows } from "#lib/format/written-connection";
import type { Signal } from "#lib/otlp/signal";

type Settings = Record<string, unknown>;

const fileName = "otel-config.yaml";

export const declarativeWriter: Writer = {
  format: "declarative",
  label: "SDK configuration",
  fileName,
  write: (destination, fill) => {
    const more = new Map<string, string>();
    const names = new Set(fill.map(({ name }) => name));
    const providers = enabledSignals(destination).map((signal) => providerOf(destination, signal, names, more));
    const content = { ...head(destination), ...Object.fromEntries(providers.flatMap((one) => (one ? [one] : []))) };
    const own = fillOf(more);
    const asked = askedIn(JSON.stringify(content), [...fill, ...own]);
    const unclear = providers.includes(null) ? ["A signal whose endpoint or proxy is not right yet."] : [];
    return { text: yamlText(content, asked), left: [...leftBySdk(destination), ...unclear], fill: own };
  },
};

/** What an application would lose without it: in such a file, nothing comes from the environment by itself. */
function head({ enabled }: ProbedDestination): Settings {
  return {
    file_format: "1.0",
    ...(enabled === false ? { disabled: true } : {}),
    resource: {
      attributes: [{ name: "service.name", value: variable("OTEL_SERVICE_NAME", "unknown_service") }],
      attributes_list: holeText("OTEL_RESOURCE_ATTRIBUTES"),
    },
    propagator: { composite_list: variable("OTEL_PROPAGATORS", "tracecontext,baggage") },
  };
}

function variable(name: string, fallback: string): string {
  return `\${${name}:-${fallback}}`;
}

type Provider = [string, Settings];

/** null: its connection cannot be made out. */
function providerOf(
  destination: ProbedDestination,
  signal: Signal,
  names: ReadonlySet<string>,
  more: Map<string, string>,
): Provider | null {
  const connection = effectiveConnection(destination, signal);
  if (connection === null) return null;
  const settings = exporterSettings(connection, names, more);
  const kind = connection.transport === "grpc" ? "otlp_grpc" : "otlp_http";
  if (signal !== "metrics") {
    const provider = signal === "traces" ? "tracer_provider" : "logger_provider";
    return [provider, { processors: [{ batch: { exporter: { [kind]: settings } } }] }];
  }
  const { intervalMs = 60_000, temporality, histograms } = destination.signals.metrics ?? {};
  const preferences = {
    ...(temporality === "delta" ? { temporality_preference: "delta" } : {}),
    ...(temporality === "lowmemory" ? { temporality_preference: "low_memory" } : {}),
    ...(histograms === "exponential" ? { default_histogram_aggregation: "base2_exponential_bucket_histogram" } : {}),
  };
  const periodic = {
    ...(intervalMs === 60_000 ? {} : { interval: intervalMs }),
    exporter: { [kind]: { ...settings, ...preferences } },
  };
  return ["meter_provider", { readers: [{ periodic }] }];
}

function exporterSettings(
  connection: EffectiveConnection,
  secrets: ReadonlySet<string>,
  more: Map<string, string>,
): Settings {
  const { transport, target, encoding, compression, timeoutMs } = connection;
  const rows = headerRows(connection, more);
  const { ca, clientKey, clientCert } = certificatePaths(connection, more);
  const tls = {
    ...(ca && { ca_file: ca }),
    ...(clientKey && { key_file: clientKey }),
    ...(clientCert && { cert_file: clientCert }),
  };
  const names = new Set([...secrets, ...more.keys()]);
  const headers = rows.map(({ name, value }) => {
    // SDKs hand a name on as it is, and gRPC takes no capitals.
    return { name: transport === "grpc" ? name.toLowerCase() : name, value: asDeclarativeValue(value, names) };
  });
  return {
    endpoint: asDeclarativeValue(target.url, names),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
    ...(headers.length > 0 ? { headers } : {}),
    ...(compression === "gzip" ? { compression } : {}),
    ...(timeoutMs === 10_000 ? {} : { timeout: timeoutMs }),
    ...(transport === "http" && encoding === "json" ? { encoding } : {}),
  };
}

/** Texts in quotes, so that a key of digits stays a text when it is filled in. */
function yamlText(content: Settings, fill: readonly { name: string; words: string }[]): string {
  const document = new Document(content, { aliasDuplicateObjects: false });
  const lines = [
    `Start the SDK with OTEL_CONFIG_FILE=${fileName}`,
    ...(fill.length > 0 ? ["Set these environment variables first:"] : []),
    ...fill.map(({ name, words }) => `  ${name}: ${words}`),
  ];
  document.commentBefore = lines.map((line) => ` ${line}`).join("\n");
  visit(document, {
    Pair: (key, pair, path) => {
      if (key !== 0 && path.length === 2 && isScalar(pair.key)) pair.key.spaceBefore = true;
    },
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string") node.type = typeOfText(node.value);
    },
  });
  return document.toString({ lineWidth: 0 });
}

function typeOfText(text: string): Scalar.Type {
  const isName = /^(?:[a-z][a-z0-9_]{5,}|gzip|json|delta)$/.test(text);
  // Unset, it is nothing, not an empty text.
  return isName || /^\$\{OTEL_/.test(text) ? "PLAIN" : "QUOTE_DOUBLE";
}
