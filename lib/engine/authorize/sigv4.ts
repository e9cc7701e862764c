// A signature of AWS, version 4, by the AWS team's own package: over the bytes that go on the wire, the host and every header.
// Knows no socket and fetches nothing.
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import type { WireBytes } from "#lib/engine/authorize/authorizer";

export type AwsKeys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
type Scope = { region: string; service: string };

type Signing = { keys: AwsKeys; scope: Scope; now: Date; method?: string; withChecksum?: boolean };

/** All headers that are to be added. */
export async function signatureHeaders(bytes: WireBytes, signing: Signing): Promise<Record<string, string>> {
  const { keys, scope, now, method = "POST", withChecksum = true } = signing;
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  // 10 MB that an engine without AWS does not hold.
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const signer = new SignatureV4({
    ...scope,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: NodeSha256,
    applyChecksum: withChecksum,
    uriEscapePath: scope.service !== "s3",
  });
  const url = new URL(`http://host${bytes.path}`);
  const { headers } = await signer.sign(
    {
      ...{ method, protocol: "https:", hostname: bytes.headers.host ?? "", path: pathOf(bytes.path) },
      query: queryOf(url.searchParams),
      headers: bytes.headers,
      body: bytes.body,
    },
    { signingDate: now },
  );
  const added = Object.entries(headers).filter(([name, value]) => bytes.headers[name] !== value);
  return Object.fromEntries(added.map(([name, value]) => [name.toLowerCase(), value]));
}

/** As it is sent: URL would rewrite dots and letters. */
function pathOf(path: string): string {
  return path.replace(/[?#].*$/s, "");
}

function queryOf(parameters: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}

/** The shape the package wants of a hash: made with `new`, keyed or not, and told asynchronously. */
class NodeSha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error("Not used");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
