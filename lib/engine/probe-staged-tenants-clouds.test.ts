// Backends that know who is asking and want more: a tenant, a signature, a clock that is right, a role; and firewalls in front of
// them. Staged in words of their own, named, and repaired where a change of the settings can.
import { describe, expect, test } from "vitest";
import type { Connection } from "#lib/destination/schema";
import {
  type Answer,
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  notFound,
  otlpAt,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
/** Every name means this machine. */
const net = { lookup: async () => [{ address: "127.0.0.1" }] };
const at = (host: string, port: number, more: Connection = {}) => destination(`http://${host}:${port}`, more);
const here = (port: number, more: Connection = {}) => at("127.0.0.1", port, more);
const codes = ({ diagnosis }: { diagnosis: { code: string }[] }) => diagnosis.map(({ code }) => code);

describe("A05 tenant.missing", () => {
  test.each([
    [401, "no org id\n"],
    [503, '{"error":"no org id in request"}'],
    [400, "required header X-Scope-OrgID is not set"],
  ])("%i %s: a tenant that was taken is one click away", async (status, body) => {
    const { port } = await httpReceiver(({ headers }) =>
      headers["x-scope-orgid"] === undefined ? { status, type: "text/plain", body } : taken,
    );
    const report = await probe(here(port));
    expect(told(report)).toEqual([`tenant.missing certain ${all}: Add X-Scope-OrgID: anonymous`]);
    expect((await probeFixed(here(port), firstOf(report))).verdict).toBe("accepted");
  });

  test("over gRPC it is UNKNOWN", async () => {
    const { port } = await grpcReceiver(({ metadata }) =>
      metadata.get("x-scope-orgid").length > 0 ? {} : { code: 2, details: "no org id" },
    );
    const probed = here(port, { transport: "grpc" });
    const report = await probe(probed);
    expect(told(report)).toEqual([`tenant.missing certain ${all}: Add X-Scope-OrgID: anonymous`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("no tenant is offered that was not taken; words alone are likely; a header that is sent does not arrive", async () => {
    const strict = await httpReceiver(() => ({ status: 401, type: "text/plain", body: "no org id" }));
    expect(told(await probe(here(strict.port)))).toEqual([`tenant.missing certain ${all}: no fix`]);
    const worded = await httpReceiver(() => ({ status: 400, type: "text/plain", body: "tenant must be given" }));
    expect(told(await probe(here(worded.port)))[0]).toBe(`tenant.missing likely ${all}: no fix`);
    const headers = [{ name: "x-scope-orgid", value: "t1", secret: false }];
    const report = await probe(here(strict.port, { headers }));
    expect(firstOf(report)).toMatchObject({ code: "tenant.missing", certainty: "likely", fix: null });
  });

  test("not claimed for a key that is unknown", async () => {
    const { port } = await httpReceiver(() => ({ status: 401, type: "text/plain", body: "invalid token for tenant" }));
    expect(codes(await probe(here(port)))).toEqual(["auth.missing_or_invalid"]);
  });
});

describe("AWS", () => {
  const amzn = { "x-amzn-requestid": "5f0c2f0e-1", date: new Date().toUTCString() };
  const xray = "xray.eu-west-1.amazonaws.com";

  test.each([
    [
      403,
      { ...amzn, "x-amzn-errortype": "MissingAuthenticationTokenException" },
      '{"message":"Missing Authentication Token"}',
    ],
    [
      403,
      amzn,
      "<ErrorResponse><Error><Code>IncompleteSignature</Code><Message>needs Credential</Message></Error></ErrorResponse>",
    ],
    [400, amzn, '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"the token is invalid"}'],
  ])("A06 aws.sigv4_missing: %i", async (status, headers, body) => {
    const { port } = await httpReceiver(() => ({ status, type: "application/json", headers, body }));
    const auth = { type: "bearer" as const, token: "fixed-key-1" };
    const report = await probe(at(xray, port, { auth }), { net });
    expect(told(report)).toEqual([`aws.sigv4_missing certain ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("SigV4");
  });

  test("A06 AWS' host that refuses without a name is likely; AWS' headers alone of an accepted item are nothing", async () => {
    const { port } = await httpReceiver(() => ({
      status: 403,
      type: "application/json",
      body: '{"message":"Forbidden"}',
    }));
    expect(told(await probe(at(xray, port), { net }))[0]).toBe(`aws.sigv4_missing likely ${all}: no fix`);
    const healthy = await httpReceiver(() => ({ ...taken, headers: amzn }));
    expect(codes(await probe(here(healthy.port)))).toEqual([]);
  });

  test("A06 logs without the names of group and stream", async () => {
    const { port } = await httpReceiver(({ path }) =>
      path === "/v1/logs"
        ? {
            status: 400,
            type: "application/json",
            headers: amzn,
            body: '{"message":"x-aws-log-group header is needed"}',
          }
        : taken,
    );
    const report = await probe(at("logs.eu-west-1.amazonaws.com", port), { net });
    expect(told(report)).toEqual(["aws.sigv4_missing certain logs: no fix"]);
    expect(firstOf(report).title).toContain("log group");
  });

  test.each([
    [403, "Signature expired: 20261121T114412Z is now earlier than 20261121T115000Z (20261121T115500Z - 5 min.)"],
    [400, "Signature not yet current: 20261121T121500Z is still later than 20261121T120500Z"],
  ])("A07 aws.clock_skew: %i, with the difference by the answer's Date", async (status, message) => {
    const date = new Date(Date.now() + 11 * 60_000).toUTCString();
    const { port } = await httpReceiver(() => ({
      ...{ status, type: "application/json", headers: { ...amzn, date } },
      body: JSON.stringify({ message }),
    }));
    const report = await probe(at(xray, port), { net });
    expect(told(report)).toEqual([`aws.clock_skew certain ${all}: no fix`]);
    expect(firstOf(report).title).toMatch(/clock is 1[01] min behind/);
  });

  test("A07 is not claimed for a token that has expired", async () => {
    const { port } = await httpReceiver(() => ({
      status: 403,
      type: "text/plain",
      body: "this token expired yesterday",
    }));
    expect(codes(await probe(here(port))).join()).not.toContain("aws");
  });
});

describe("A08 gcp.quota_project_or_role", () => {
  const auth = { type: "bearer" as const, token: "ya29.an-access-token" };
  const google = "telemetry.googleapis.com";
  const error = (reason: string) => ({
    error: {
      ...{ code: 403, message: "denied", status: "PERMISSION_DENIED" },
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "googleapis.com" }],
    },
  });

  test.each([
    ["SERVICE_DISABLED", "API is off"],
    ["IAM_PERMISSION_DENIED", "role"],
    ["USER_PROJECT_DENIED", "quota project"],
  ])("the named reason %s is certain", async (reason, words) => {
    const { port } = await httpReceiver(() => ({
      ...{ status: 403, type: "application/json; charset=UTF-8", body: JSON.stringify(error(reason)) },
    }));
    const report = await probe(at(google, port, { auth }), { net });
    expect(told(report)).toEqual([`gcp.quota_project_or_role certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(words);
  });

  test("over gRPC the reason stands in grpc-status-details-bin", async () => {
    const info = Buffer.from(
      "\x08\x10\x12\x04none\x1a.type.googleapis.com/google.rpc.ErrorInfo\x14ACCESS_TOKEN_EXPIRED",
    );
    const { port } = await grpcReceiver(() => ({
      ...{ code: 16, details: "none", metadata: { "grpc-status-details-bin": info } },
    }));
    const report = await probe(at(google, port, { auth, transport: "grpc" }), { net });
    expect(told(report)).toEqual([`gcp.quota_project_or_role certain ${all}: no fix`]);
  });

  test("a refusal without a reason is likely, of another host nothing", async () => {
    const { port } = await httpReceiver(() => ({ status: 403, type: "application/json", body: '{"message":"no"}' }));
    expect(told(await probe(at(google, port, { auth }), { net }))[0]).toBe(
      `gcp.quota_project_or_role likely ${all}: no fix`,
    );
    expect(codes(await probe(here(port, { auth }))).join()).not.toContain("gcp");
  });
});

describe("A09 edge.waf_block", () => {
  const page = "<!DOCTYPE html><html><head><title>Attention</title></head><body>Ray 8f2</body></html>";
  const blocked = (status: number, headers = {}) => ({ status, type: "text/html; charset=UTF-8", body: page, headers });
  /** Items that can be read in the body are refused; what is packed, or empty, passes. */
  const looksInside = (status: number, headers = {}): Answer => {
    const receive = otlpAt();
    return (seen, response) =>
      seen.bytes > 2 && seen.headers["content-encoding"] !== "gzip"
        ? blocked(status, headers)
        : receive(seen, response);
  };

  test.each([
    ["certain", 403, { server: "cloudflare", "cf-ray": "8f2a-FRA" }],
    ["certain", 406, { server: "awselb/2.0" }],
    ["likely", 403, { server: "nginx" }],
    ["likely", 429, { "cf-ray": "8f2a-FRA" }],
  ])("%s for %i: an empty request passes, gzip passes too", async (certainty, status, headers) => {
    const { port } = await httpReceiver(looksInside(status, headers));
    const probed = here(port, { encoding: "json" });
    const report = await probe(probed);
    expect(firstOf(report)).toMatchObject({
      code: "edge.waf_block",
      certainty,
      fix: { label: "Use Protobuf with gzip" },
    });
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("an edge that refuses everything is likely", async () => {
    const { port } = await httpReceiver(() => blocked(403, { server: "cloudflare", "cf-ray": "1" }));
    const report = await probe(here(port, { compression: "gzip" }));
    expect(told(report)[0]).toBe(`edge.waf_block likely ${all}: no fix`);
  });

  test("not claimed for a page of one's own (A01, A02), for JSON through an edge, or for a rate that is limited (R01)", async () => {
    const own = await httpReceiver(() => blocked(403));
    expect(codes(await probe(here(own.port)))).not.toContain("edge.waf_block");
    const json = await httpReceiver(() => ({
      ...{ status: 403, type: "application/json", headers: { "cf-ray": "1" }, body: '{"error":"unknown key"}' },
    }));
    expect(codes(await probe(here(json.port)))).not.toContain("edge.waf_block");
    const rate = await httpReceiver(() => blocked(429, { "cf-ray": "1", "retry-after": "20" }));
    expect(codes(await probe(here(rate.port)))).toEqual(["throttle.429"]);
    const missing = await httpReceiver(() => ({ ...notFound, headers: { "cf-ray": "1" } }));
    expect(codes(await probe(here(missing.port)))).toEqual(["unrecognised"]);
  });
});

describe("A10 accepted, then rejected", () => {
  test("is no diagnosis: the stage says what was not proven and where to look, for vendors that do so", async () => {
    const { port } = await httpReceiver(() => taken);
    const report = await probe(at("otlp.nr-data.net", port), { net });
    expect(report.verdict).toBe("accepted");
    expect(report.diagnosis).toEqual([]);
    const [traces] = report.stages.filter(({ stage }) => stage === "traces");
    expect(traces).toMatchObject({ status: "passed" });
    expect(traces?.evidence.notProven).toContain("NrIntegrationError");
  });

  test("nothing is said of a backend of one's own, or of what was refused", async () => {
    const own = await httpReceiver(() => taken);
    const refusing = await httpReceiver(() => ({ status: 400, type: "text/plain", body: "no" }));
    for (const report of [await probe(here(own.port)), await probe(at("otlp.nr-data.net", refusing.port), { net })]) {
      for (const { evidence } of report.stages) expect(evidence).not.toHaveProperty("notProven");
    }
  });
});
