// What an enabled signal must find: a transport and an endpoint, shared or its own; setting an own transport needs an own
// endpoint. The schema and the judgement of values ask the same question here. Pure.
import type { Signal } from "#lib/otlp/signal";

type Parts = { transport?: string | undefined; endpoint?: string | undefined };
type Settings = { connection?: Parts | undefined };
type Connections = { connection?: Parts | undefined; signals: Partial<Record<Signal, Settings | undefined>> };

export type Missing = { path: string[]; message: string };

export function missingParts({ connection, signals }: Connections, signal: Signal): Missing[] {
  const own = signals[signal]?.connection;
  if (own?.transport !== undefined && own.endpoint === undefined) {
    const path = ["signals", signal, "connection", "endpoint"];
    return [{ path, message: "An own transport needs an own endpoint" }];
  }
  const missing: Missing[] = [];
  if ((own?.transport ?? connection?.transport) === undefined) {
    missing.push({ path: ["connection", "transport"], message: "Choose a transport: http or grpc" });
  }
  if ((own?.endpoint ?? connection?.endpoint) === undefined) {
    missing.push({ path: ["connection", "endpoint"], message: "Enter the endpoint" });
  }
  return missing;
}
