// A receiver that verifies SigV4 as AWS does: from the raw request alone, by node:crypto, without the package under test. Answers a
// wrong signature in AWS's form.
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { request as itemRequest } from "#lib/engine/testing/export";
import { listen } from "#lib/engine/testing/peers";

export type AwsCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
type Verified = { path: string; headers: IncomingMessage["headers"]; body: Buffer; error: string | null };

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();

/** Notes what came and whether its signature is right for `credentials`, `scope` and the clock. */
export async function awsServer(credentials: AwsCredentials, scope: string, nowMs = Date.now) {
  const requests: Verified[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      const error = verify(incoming, body, credentials, scope, nowMs());
      requests.push({ path: incoming.url ?? "", headers: incoming.headers, body, error });
      if (error === null) return response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      const name = "InvalidSignatureException";
      const said = JSON.stringify({ __type: name, message: error });
      response.writeHead(403, { "content-type": "application/json", "x-amzn-errortype": name }).end(said);
    });
  });
  return { port: await listen(server), requests, items: () => requests.filter(({ body }) => body.length > 2) };
}

/** Null: it is right. */
function verify(
  { headers, method, url = "" }: IncomingMessage,
  body: Buffer,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  scope: string,
  nowMs: number,
): string | null {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/(\S+)\/aws4_request, SignedHeaders=(\S+), Signature=(\w{64})$/;
  const [, key, day = "", signedScope, names = "", signature] = form.exec(headers.authorization ?? "") ?? [];
  if (key !== accessKeyId) return "The security token included in the request is invalid.";
  if (signedScope !== scope) return `Credential should be scoped to ${scope}.`;
  const date = String(headers["x-amz-date"]);
  const atMs = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(nowMs - atMs) < 300_000) || !date.startsWith(day)) return "Signature expired.";
  const signed = names.split(";");
  if (!["host", "x-amz-date"].every((name) => signed.includes(name))) return "Host and date must be signed.";
  if (headers["x-amz-security-token"] !== sessionToken) return "The security token does not fit the key.";
  const lines = signed.map(
    (name) =>
      `${name}:${String(headers[name] ?? "")
        .trim()
        .replace(/ +/g, " ")}\n`,
  );
  const canonical = [method, ...canonicalUrl(url), lines.join(""), names, sha256(body)].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", date, `${day}/${scope}/aws4_request`, sha256(canonical)].join("\n");
  const parts = [day, ...scope.split("/"), "aws4_request"];
  const signingKey = parts.reduce<Buffer>((last, part) => hmac(last, part), Buffer.from(`AWS4${secretAccessKey}`));
  const right = createHmac("sha256", signingKey).update(toSign).digest("hex");
  return right === signature ? null : "The request signature we calculated does not match the signature you provided.";
}

/** Every service but S3 encodes the path once more than it is on the wire; names and values of the query are sorted. */
function canonicalUrl(url: string): [string, string] {
  const [path = "", query = ""] = url.split("?");
  const encoded = path.split("/").map(coded).join("/");
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => `${coded(name)}=${coded(value)}`);
  return [encoded, pairs.sort().join("&")];
}

function coded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A traces request that gzip makes smaller. */
export const aRequest = () =>
  itemRequest("traces", { resourceSpans: [{ scopeSpans: [{ spans: [{ name: "a".repeat(500) }] }] }] });
