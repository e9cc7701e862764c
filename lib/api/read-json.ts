// Reads a request's body as JSON, to 1 MiB: never more in memory, whatever Content-Length says.
import { fail, ok, type Result } from "#lib/result";

const bodyBytesMax = 1024 * 1024;

/** An absent body is `undefined`. */
export async function readJson(request: Request): Promise<Result<unknown>> {
  const bytes = await readBytes(request);
  if (!bytes.ok) return bytes;
  if (bytes.data.length === 0) return ok(undefined);
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    return fail("invalid", "Send the body as JSON, with Content-Type: application/json");
  }
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.data)));
  } catch {
    return fail("invalid", "The body is not JSON", { fields: { "": ["Not JSON"] } });
  }
}

async function readBytes(request: Request): Promise<Result<Uint8Array>> {
  const tooLarge = fail("too_large", "The body is larger than 1 MiB");
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytesMax) return tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (request.body !== null) {
    for await (const chunk of request.body) {
      length += chunk.byteLength;
      if (length > bodyBytesMax) return tooLarge;
      chunks.push(chunk);
    }
  }
  return ok(Buffer.concat(chunks));
}
