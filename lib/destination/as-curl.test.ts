import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asCurl } from "#lib/destination/as-curl";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { shellComment, shellWord } from "#lib/destination/shell-word";

const on = { enabled: true };
const destination = (connection: Connection, signals: ProbedDestination["signals"] = { traces: on }) => ({
  connection: { transport: "http" as const, endpoint: "http://127.0.0.1:4318", ...connection },
  signals,
});

/** What a shell makes of it: curl and grpcurl as functions that print their words, one command a list. */
async function wordsOf(commands: string, environment: Record<string, string> = {}): Promise<string[][]> {
  const listing =
    'curl() { printf "%s\\0" "$@"; printf "\\036\\0"; }; grpcurl() { curl "$@"; }; printf() { builtin printf "$@"; }';
  const script = `cd "$(mktemp -d)"\n${listing}\n${commands}`;
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { env: { ...process.env, ...environment } });
  const lists = stdout.split("\u001e\0");
  return lists.slice(0, -1).map((list) => list.split("\0").slice(0, -1));
}

function valuesOf(words: readonly string[], option: string): string[] {
  return words.flatMap((word, position) => (words[position - 1] === option ? [word] : []));
}

describe("words of a shell", () => {
  test("any text comes out of a shell as it was put in", async () => {
    const texts = fc.sample(
      fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "").toWellFormed()),
      200,
    );
    const nasty = [
      "",
      "'",
      "a'b''c",
      "\n",
      "$(id) `id` $HOME",
      "!",
      "~",
      "-",
      "*",
      "\\",
      "\\'",
      "a b",
      "{a,b}",
      "#c",
      '"',
      "\r\n",
    ];
    const all = [...nasty, ...texts];
    const [got] = await wordsOf(`curl ${all.map(shellWord).join(" ")}`);
    expect(got).toEqual(all);
  });

  test("a variable stands for its value, whatever is around it", async () => {
    const word = (text: string) => shellWord([text, { variable: "TOKEN" }]);
    const texts = ["Bearer ", "it's $HOME: ", '"', "`id`", ""];
    const [got] = await wordsOf(`curl ${texts.map(word).join(" ")}`, { TOKEN: "s3'c $x `y` \\" });
    expect(got).toEqual(texts.map((text) => `${text}s3'c $x \`y\` \\`));
    expect(word("authorization: Bearer ")).toBe('"authorization: Bearer $TOKEN"');
  });

  test("a comment is one line", () => {
    expect(shellComment("a\nrm -rf /\r\u2028b")).toBe("# a rm -rf / b");
  });
});

describe("a destination as curl", () => {
  test("one command a signal that is on, each to its exact URL, with an empty request in its encoding", async () => {
    const own = { endpoint: "http://127.0.0.1:9/ingest?tenant=a&x=[1]" };
    const commands = asCurl(
      destination(
        { encoding: "json" },
        { traces: on, metrics: { ...on, connection: { encoding: "protobuf" } }, logs: { ...on, connection: own } },
      ),
    );
    const [traces = [], metrics = [], logs = []] = await wordsOf(commands);
    expect([traces, metrics, logs].map((words) => words.at(-1))).toEqual([
      "http://127.0.0.1:4318/v1/traces",
      "http://127.0.0.1:4318/v1/metrics",
      own.endpoint,
    ]);
    expect([traces, metrics, logs].map((words) => valuesOf(words, "--data-binary"))).toEqual([
      ['{"resourceSpans":[]}'],
      [""],
      ['{"resourceLogs":[]}'],
    ]);
    expect(valuesOf(traces, "-H")).toEqual(["content-type: application/json"]);
    expect(valuesOf(metrics, "-H")).toEqual(["content-type: application/x-protobuf"]);
    expect(asCurl(destination({}, {}))).toContain("nothing to send");
  });

  test("a secret is a variable and nowhere in the text; several have numbers and are told on top", async () => {
    const headers = [
      { name: "Api-Key", value: "s3cret-one" },
      { name: "x-tenant", value: "it's mine", secret: false },
      { name: "x-saved", value: null },
    ];
    const commands = asCurl(
      destination({ headers, auth: { type: "bearer", token: "s3cret-two" } }, { traces: on, logs: on }),
    );
    expect(commands).not.toContain("s3cret");
    expect(commands.split("\n").slice(2, 5)).toEqual([
      "# Set first: TOKEN_1 is the value of the header api-key",
      "# Set first: TOKEN_2 is the value of the header x-saved",
      "# Set first: TOKEN_3 is the bearer token",
    ]);
    const [traces = []] = await wordsOf(commands, { TOKEN_1: "a", TOKEN_2: "b", TOKEN_3: "c" });
    expect(valuesOf(traces, "-H").slice(0, -1)).toEqual([
      "api-key: a",
      "x-tenant: it's mine",
      "x-saved: b",
      "authorization: Bearer c",
    ]);
    const single = asCurl(destination({ auth: { type: "basic", username: "jo'e", password: "s3cret" } }));
    expect(single).toContain('$TOKEN"');
    expect(single).not.toMatch(/TOKEN_1|s3cret/);
    expect(valuesOf((await wordsOf(single, { TOKEN: "p" }))[0] ?? [], "-u")).toEqual(["jo'e:p"]);
  });

  test("says on top that an empty, uncompressed request tells nothing of items, temporality, size and gzip", () => {
    for (const transport of ["http", "grpc"] as const)
      expect(asCurl(destination({ transport })).split("\n").slice(0, 2)).toEqual([
        "# These requests are empty and uncompressed. They show whether the way, the path and the key are right,",
        "# not whether these items, their temporality, their size or gzip are accepted.",
      ]);
  });

  test("the connection's proxy, time limit, CA, client certificate and server name are curl's too", async () => {
    const pem = (kind: string) => `-----BEGIN ${kind}-----\nMII'B\n-----END ${kind}-----\n`;
    const tls = {
      ca: pem("CERTIFICATE"),
      clientCert: pem("CERTIFICATE"),
      clientKey: pem("PRIVATE KEY"),
      serverName: "inner.example",
    };
    const commands = asCurl(
      destination({ endpoint: "https://[::1]:4318", proxy: "http://127.0.0.1:3128", timeoutMs: 1500, tls }),
    );
    expect(commands).not.toContain("PRIVATE KEY");
    expect(commands).toContain("# Put the client's private key into outspan-client.key first");
    const [written = [], words = []] = await wordsOf(
      `${commands}`.replace(/^curl/m, 'curl "$(cat outspan-ca.pem)"\ncurl'),
    );
    expect(written).toEqual([tls.ca.trim()]);
    const told = ["--max-time", "-x", "--cacert", "--cert", "--key", "--connect-to"].map(
      (option) => valuesOf(words, option)[0],
    );
    expect(told).toEqual([
      "1.5",
      "http://127.0.0.1:3128",
      "outspan-ca.pem",
      "outspan-client.pem",
      "outspan-client.key",
      "inner.example:4318:[::1]:4318",
    ]);
    expect(words).toContain("--proxytunnel");
    expect(words).not.toContain("--insecure");
    expect(words.at(-1)).toBe("https://inner.example:4318/v1/traces");
    expect(valuesOf(words, "-H")[0]).toBe("host: [::1]:4318");
  });

  test("an unverified certificate is warned of; plain text has no TLS options; no proxy means none", async () => {
    const unverified = asCurl(destination({ endpoint: "https://h.example", tls: { skipVerify: true } }));
    expect(unverified).toContain("# Warning: the certificate is not verified");
    expect((await wordsOf(unverified))[0]).toContain("--insecure");
    const [words = []] = await wordsOf(asCurl(destination({ tls: { skipVerify: true, ca: "x" } })));
    expect(words).not.toContain("--insecure");
    expect(words).not.toContain("--cacert");
    expect(valuesOf(words, "--noproxy")).toEqual(["*"]);
  });

  test("gRPC is grpcurl with method, definitions, headers and TLS", async () => {
    const grpc = {
      transport: "grpc" as const,
      endpoint: "http://127.0.0.1:4317",
      headers: [{ name: "Api-Key", value: "s3cret" }],
    };
    const [words = []] = await wordsOf(asCurl(destination(grpc)), { TOKEN: "k" });
    expect(words.slice(-2)).toEqual(["127.0.0.1:4317", "opentelemetry.proto.collector.trace.v1.TraceService/Export"]);
    expect(valuesOf(words, "-proto")).toEqual(["opentelemetry/proto/collector/trace/v1/trace_service.proto"]);
    expect(valuesOf(words, "-H")).toEqual(["api-key: k"]);
    expect(words).toContain("-plaintext");
    const secure = asCurl(
      destination({ transport: "grpc", endpoint: "h.example:4317", tls: { skipVerify: true } }, { logs: on }),
    );
    const [overTls = []] = await wordsOf(secure);
    expect(overTls).toContain("-insecure");
    expect(overTls).not.toContain("-plaintext");
    expect(overTls.at(-1)).toBe("opentelemetry.proto.collector.logs.v1.LogsService/Export");
  });

  test("an AWS signature is curl's own, region and service from the settings or the host", async () => {
    const auth = {
      type: "sigv4" as const,
      credentials: "static" as const,
      accessKeyId: "AKID",
      secretAccessKey: "s3cret",
      sessionToken: null,
    };
    const commands = asCurl(destination({ endpoint: "https://xray.eu-west-1.amazonaws.com", auth }));
    expect(commands).not.toContain("s3cret");
    const [words = []] = await wordsOf(commands, { TOKEN_1: "k", TOKEN_2: "session" });
    expect(valuesOf(words, "--aws-sigv4")).toEqual(["aws:amz:eu-west-1:xray"]);
    expect(valuesOf(words, "-u")).toEqual(["AKID:k"]);
    expect(valuesOf(words, "-H")).toContain("x-amz-security-token: session");
  });

  test("an endpoint that is none is said, and breaks no line", async () => {
    const commands = asCurl(destination({ endpoint: "htp:/\nrm -rf /" }, { traces: on }));
    expect(commands).toBe("# Traces: the endpoint or the proxy is missing or wrong\n");
  });
});
