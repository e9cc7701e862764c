// Credentials in the wrong form, the wrong header or the wrong region: staged with servers that want the right one, named, and
// repaired by the fix that is offered.
import { describe, expect, test } from "vitest";
import type { Connection } from "#lib/destination/schema";
import {
  type Answer,
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notPassed,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const right = "k3y-Of-This_Place";
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** Takes what has that value in that header; refuses all else in those words. */
function wants(
  value: string,
  more: { header?: string; words?: string; challenge?: string; status?: number } = {},
): Answer {
  const { header = "authorization", words = "who are you", challenge, status = 401 } = more;
  return ({ headers }) => {
    if (headers[header] === value) return taken;
    const sent = challenge === undefined ? {} : { headers: { "www-authenticate": challenge } };
    return { status, type: "text/plain", body: words, ...sent };
  };
}

const row = (value: string, name = "Authorization"): Connection => ({ headers: [{ name, value }] });
const here = (port: number, more: Connection) => destination(`http://127.0.0.1:${port}`, more);

describe("the form of a key", () => {
  test.each([
    ["Bearer in front of quotes", row(`Bearer "${right}"`), `Bearer ${right}`],
    [
      "a quoted password",
      { auth: { type: "basic" as const, username: "me", password: `'${right}'` } },
      basic("me", right),
    ],
  ])("C08 header.surrounding_quotes: %s", async (_what, connection, value) => {
    const { port } = await httpReceiver(wants(value));
    const report = await probe(here(port, connection));
    expect(notPassed(report)).toEqual(["auth failed"]);
    expect(told(report)).toEqual([
      `header.surrounding_quotes likely ${all}: Remove the quotes`,
      `auth.missing_or_invalid possible ${all}: no fix`,
    ]);
    expect(JSON.stringify(report)).not.toContain(right);
    expect((await probeFixed(here(port, connection), firstOf(report))).verdict).toBe("accepted");
  });

  test.each([
    ["certain", row(`Bearer%20${right}`), `Bearer ${right}`],
    ["likely", row(`Bearer ${right}%3D%3D`), `Bearer ${right}==`],
    ["likely", { auth: { type: "bearer" as const, token: `${right}%2F7` } }, `Bearer ${right}/7`],
    ["likely", row(`${right}%3D`, "x-ingest"), `${right}=`],
  ])("C10 header.percent_encoding %s: the decoded value is taken", async (certainty, connection, value) => {
    const header = connection.headers?.[0]?.name.toLowerCase() ?? "authorization";
    const { port } = await httpReceiver(wants(value, { header }));
    const report = await probe(here(port, connection));
    expect(firstOf(report)).toMatchObject({ code: "header.percent_encoding", certainty });
    expect(report.diagnosis.map(({ code }) => code)).not.toContain("header.auth_scheme");
    expect((await probeFixed(here(port, connection), firstOf(report))).verdict).toBe("accepted");
  });

  test.each([
    ["Write Bearer once", "certain", row(`Bearer Bearer ${right}`)],
    ["Write Bearer once", "certain", row(`bearer: ${right}`)],
    ["Write Bearer once", "certain", { auth: { type: "bearer" as const, token: `Bearer ${right}` } }],
    ["Add Bearer", "likely", row(right)],
  ])("C11 header.auth_scheme: %s (%s)", async (label, certainty, connection) => {
    const { port } = await httpReceiver(wants(`Bearer ${right}`));
    const report = await probe(here(port, connection));
    expect(firstOf(report)).toMatchObject({ code: "header.auth_scheme", certainty, fix: { label } });
    expect((await probeFixed(here(port, connection), firstOf(report))).verdict).toBe("accepted");
  });

  test("C11 WWW-Authenticate makes a missing scheme certain; another scheme than the one sent is likely, with words certain", async () => {
    const bare = await httpReceiver(wants(`Bearer ${right}`, { challenge: 'Bearer realm="a, b", error="invalid"' }));
    expect(told(await probe(here(bare.port, row(right))))).toEqual([`header.auth_scheme certain ${all}: Add Bearer`]);
    const other = await httpReceiver(wants(basic("me", right), { challenge: 'Basic realm="ingest", charset="UTF-8"' }));
    const bearer: Connection = { auth: { type: "bearer", token: right } };
    expect(told(await probe(here(other.port, bearer)))[0]).toBe(`header.auth_scheme likely ${all}: no fix`);
    const worded = await httpReceiver(
      wants(`Api-Token ${right}`, { challenge: "Api-Token", words: "the scheme Bearer is not supported here" }),
    );
    const report = await probe(here(worded.port, bearer));
    expect(firstOf(report)).toMatchObject({ code: "header.auth_scheme", certainty: "certain" });
    expect(firstOf(report).title).toBe("The server wants Api-Token, this destination sends Bearer");
  });

  test("C11 is not claimed where the server names the scheme that was sent", async () => {
    const { port } = await httpReceiver(wants("nothing", { challenge: "Bearer", words: "invalid bearer token" }));
    const report = await probe(here(port, { auth: { type: "bearer", token: right } }));
    expect(told(report)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  });

  test("C12 header.basic_not_base64: raw user and key are encoded, over HTTP and gRPC", async () => {
    const http = await httpReceiver(wants(basic("12345", right)));
    const raw = row(`Basic 12345:${right}`);
    const report = await probe(here(http.port, raw));
    expect(told(report)).toEqual([`header.basic_not_base64 certain ${all}: Encode as base64`]);
    expect((await probeFixed(here(http.port, raw), firstOf(report))).verdict).toBe("accepted");

    const grpc = await grpcReceiver(({ metadata }) => ({
      code: metadata.get("authorization")[0] === basic("12345", right) ? 0 : 16,
      details: "bad key",
    }));
    const overGrpc = { ...here(grpc.port, { ...raw, transport: "grpc" }) };
    const second = await probe(overGrpc);
    expect(told(second)).toEqual([`header.basic_not_base64 certain ${all}: Encode as base64`]);
    expect((await probeFixed(overGrpc, firstOf(second))).verdict).toBe("accepted");
  });

  test("C12 a lone key in base64 is likely, what does not decode certain, and neither has a fix", async () => {
    const { port } = await httpReceiver(wants("Basic of its own"));
    const lone = row(`Basic ${Buffer.from("only-the-key").toString("base64")}`);
    expect(told(await probe(here(port, lone)))[0]).toBe(`header.basic_not_base64 likely ${all}: no fix`);
    expect(told(await probe(here(port, row("Basic gl%%c"))))[0]).toContain("header.basic_not_base64 certain");
  });

  test("C09 a zero-width space in a password", async () => {
    const { port } = await httpReceiver(wants(basic("me", right)));
    const connection: Connection = { auth: { type: "basic", username: "me", password: `${right}\u200b` } };
    const report = await probe(here(port, connection));
    expect(firstOf(report)).toMatchObject({ code: "header.invisible_or_non_ascii", certainty: "likely" });
    expect((await probeFixed(here(port, connection), firstOf(report))).verdict).toBe("accepted");
  });

  test("A02 is certain whatever the form: without the key the server asks for one, so it was read", async () => {
    const { port } = await httpReceiver(({ headers }) =>
      headers.authorization ? { status: 403, type: "text/plain", body: "role ingest is missing" } : { status: 401 },
    );
    const report = await probe(here(port, row(`Bearer "${right}"`)));
    expect(told(report)).toEqual([`auth.no_permission certain ${all}: no fix`]);
  });
});

/** Every name means this machine. */
const net = { lookup: async () => [{ address: "127.0.0.1" }] };
const at = (host: string, port: number, more: Connection) => destination(`http://${host}:${port}`, more);

describe("a vendor's own header and region", () => {
  test("A03 auth.wrong_header_name: the key moves to the header that the vendor reads", async () => {
    const { port } = await httpReceiver(wants(right, { header: "api-key", status: 403, words: "forbidden" }));
    const probed = at("otlp.nr-data.net", port, row(right, "X-License-Key"));
    const report = await probe(probed, { net });
    expect(told(report)).toEqual([`auth.wrong_header_name certain ${all}: Send it as api-key`]);
    expect((await probeFixed(probed, firstOf(report), { net })).verdict).toBe("accepted");
  });

  test("A03 a token under Authentication cannot be moved: the header is told", async () => {
    const { port } = await httpReceiver(wants(right, { header: "x-honeycomb-team", words: "unknown API key" }));
    const report = await probe(at("api.honeycomb.io", port, { auth: { type: "bearer", token: right } }), { net });
    expect(told(report)).toEqual([`auth.wrong_header_name certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain("x-honeycomb-team");
  });

  test("A03 of an unknown host its words can name a header: likely", async () => {
    const { port } = await httpReceiver(
      wants(right, { header: "x-ingest-token", words: "header x-ingest-token is absent" }),
    );
    const probed = here(port, row(right, "X-Api-Key"));
    const report = await probe(probed);
    expect(firstOf(report)).toMatchObject({ code: "auth.wrong_header_name", certainty: "likely" });
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("A04 auth.wrong_region: the other region is one click away, and possible beside an unknown key", async () => {
    const { port } = await httpReceiver(({ headers }) =>
      headers["x-honeycomb-team"] === right && headers.host?.startsWith("api.eu1.") ? taken : { status: 401 },
    );
    const probed = at("api.honeycomb.io", port, row(right, "x-honeycomb-team"));
    const report = await probe(probed, { net });
    expect(told(report)).toEqual([
      `auth.wrong_region possible ${all}: Use api.eu1.honeycomb.io`,
      `auth.missing_or_invalid possible ${all}: no fix`,
    ]);
    expect(firstOf(report).advice).toContain("another origin");
    expect((await probeFixed(probed, firstOf(report), { net })).verdict).toBe("accepted");
  });

  test("A04 a key that names its region makes it likely", async () => {
    const { port } = await httpReceiver(() => ({ status: 403, type: "application/json", body: "{}" }));
    const probed = at("otlp.nr-data.net", port, row("eu01xx4b8c2fFFFFNRAL", "api-key"));
    const report = await probe(probed, { net });
    expect(firstOf(report)).toMatchObject({ code: "auth.wrong_region", certainty: "likely" });
    expect(firstOf(report).fix?.label).toBe("Use otlp.eu01.nr-data.net");
  });

  test("A03 and A04 are not claimed of a host that is nobody's", async () => {
    const { port } = await httpReceiver(() => ({ status: 401, type: "text/plain", body: "no" }));
    const report = await probe(here(port, row(right, "x-api-key")));
    expect(told(report)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
  });
});
