// `npm run sink`: a local OTLP receiver that prints what it gets, for whoever has no Collector at hand. Loopback only.
import type { Server } from "node:net";
import { parseArgs } from "node:util";
import { signalFacts } from "#lib/otlp/signal";
import { grpcReceiver } from "#lib/sink/grpc-receiver";
import { httpReceiver } from "#lib/sink/http-receiver";
import type { Received } from "#lib/sink/receive";

const help = `npm run sink [-- --http PORT --grpc PORT]

Takes OTLP on 127.0.0.1 and prints it: HTTP on port 5318 (base URL http://127.0.0.1:5318), gRPC on port 5317
(endpoint http://127.0.0.1:5317), neither with TLS. Nothing is kept. Ctrl+C ends it.`;

function readArguments(): { http: number; grpc: number } | string {
  try {
    const { values } = parseArgs({
      options: {
        http: { type: "string", default: "5318" },
        grpc: { type: "string", default: "5317" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return help;
    const [http, grpc] = [Number(values.http), Number(values.grpc)];
    const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65535;
    return isPort(http) && isPort(grpc) ? { http, grpc } : `A port is a number up to 65535.\n\n${help}`;
  } catch (error) {
    return `${error instanceof Error ? error.message : "Unknown argument."}\n\n${help}`;
  }
}

function print({ signal, how, description }: Received): void {
  const { item, items } = signalFacts[signal];
  const count = `${description.items} ${description.items === 1 ? item : items}`;
  console.log(`\n${new Date().toISOString().slice(11, 19)}  ${signal}  ${count}  (${how})`);
  for (const line of description.lines) console.log(`  ${line}`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function portAdvice(error: unknown): string {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  return isTaken ? ". Other ports: npm run sink -- --http PORT --grpc PORT" : "";
}

async function main(): Promise<void> {
  const ports = readArguments();
  if (typeof ports === "string") {
    console.log(ports);
    process.exitCode = ports === help ? 0 : 1;
    return;
  }
  try {
    const http = await listen(httpReceiver(print), ports.http);
    const grpc = await listen(grpcReceiver(print), ports.grpc);
    console.log(`Sink ready  HTTP http://127.0.0.1:${http}  gRPC http://127.0.0.1:${grpc}`);
  } catch (error) {
    console.error(`The sink cannot listen: ${error instanceof Error ? error.message : error}${portAdvice(error)}`);
    process.exit(1);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
}

await main();
