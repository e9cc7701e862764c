// Runs nginx in front of the Collector, one server for each thing that operators put between themselves and a backend. Knows
// nothing of Outspan.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { issue, makeAuthority } from "#e2e/certificates";
import { cleanEnvironment } from "#e2e/environment";
import { freePorts } from "#e2e/interop/free-ports";
import { ended } from "#e2e/outspan";

const behaviours = [
  "tls",
  "grpc_tls",
  "mtls",
  "prefix",
  "small_body",
  "dead",
  "dead_grpc",
  "page",
  "page_h2",
  "anything",
  "moved",
  "moved_308",
  "basic",
  "busy",
] as const;
type Behaviour = (typeof behaviours)[number];

export type Nginx = { ports: Record<Behaviour, number>; ca: string; stop(): Promise<number | null> };

/** `http` and `grpc` are the Collector's plaintext ports, nothing listens on `closed`. */
export async function startNginx(
  binary: string,
  folder: string,
  upstream: { http: number; grpc: number; closed: number },
): Promise<Nginx> {
  const place = path.join(folder, "nginx");
  mkdirSync(place, { recursive: true });
  const free = await freePorts(behaviours.length);
  const ports = Object.fromEntries(behaviours.map((name, at) => [name, free[at]])) as Nginx["ports"];
  const authority = makeAuthority("Outspan interop edge authority");
  const pair = issue(authority, "localhost", { names: ["localhost", "127.0.0.1"] });
  for (const [name, text] of [
    ["server.crt", pair.cert],
    ["server.key", pair.key],
    ["ca.crt", authority.cert],
    ["users", "otel:{PLAIN}correct horse\n"],
  ] as const) {
    writeFileSync(path.join(place, name), text, { mode: 0o600 });
  }
  const configuration = path.join(place, "nginx.conf");
  writeFileSync(configuration, configure(place, ports, upstream));
  const child = spawn(binary, ["-p", place, "-c", configuration, "-e", path.join(place, "error.log")], {
    env: cleanEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk).slice(-4000);
  });
  const deadline = Date.now() + 10_000;
  while (!(await isOpen(ports.busy))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill();
      throw new Error(`nginx is not ready:\n${words}`);
    }
    await wait(50);
  }
  return { ports, ca: authority.cert, stop: () => ended(child) };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function configure(
  place: string,
  ports: Nginx["ports"],
  upstream: { http: number; grpc: number; closed: number },
): string {
  const to = `proxy_pass http://127.0.0.1:${upstream.http};`;
  const page = (text: string) => `default_type text/html; location / { return 200 "${text}"; }`;
  const slash = (name: string) => `location = /v1/${name} { return 308 /v1/${name}/; }`;
  const servers: Record<Behaviour, [listen: string, ...lines: string[]]> = {
    tls: ["ssl", `location / { ${to} }`],
    grpc_tls: ["ssl http2", `location / { grpc_pass grpc://127.0.0.1:${upstream.grpc}; }`],
    mtls: ["ssl", `ssl_client_certificate ${place}/ca.crt;`, "ssl_verify_client on;", `location / { ${to} }`],
    prefix: ["", `location /otlp/ { proxy_pass http://127.0.0.1:${upstream.http}/; }`],
    small_body: ["", "client_max_body_size 16;", `location / { ${to} }`],
    dead: ["", `location / { proxy_pass http://127.0.0.1:${upstream.closed}; }`],
    dead_grpc: ["http2", `location / { grpc_pass grpc://127.0.0.1:${upstream.closed}; }`],
    page: ["", page("<!doctype html><title>Dashboards</title>")],
    page_h2: ["http2", page("<html><title>Dashboards</title></html>")],
    anything: ["", "default_type application/x-protobuf;", 'location / { return 200 ""; }'],
    moved: ["", `return 301 https://127.0.0.1:${ports.tls}$request_uri;`],
    moved_308: ["", ...["traces", "metrics", "logs"].map(slash)],
    basic: ["", 'auth_basic "telemetry";', `auth_basic_user_file ${place}/users;`, `location / { ${to} }`],
    busy: ["", "return 429;"],
  };
  const written = behaviours.map((name) => {
    const [listen, ...lines] = servers[name];
    return `  server { listen 127.0.0.1:${ports[name]} ${listen}; ${lines.join(" ")} }`;
  });
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path ${place}/${name};`,
  );
  return [
    `daemon off; master_process off; pid ${place}/nginx.pid; error_log ${place}/error.log;`,
    "events {}",
    "http {",
    "  access_log off;",
    ...folders,
    `  ssl_certificate ${place}/server.crt; ssl_certificate_key ${place}/server.key;`,
    ...written,
    "}",
    "",
  ].join("\n");
}
