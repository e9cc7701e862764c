// The receiver's settings with the files they name read in. Opens no port.
import { readFile } from "node:fs/promises";
import type { ReceiverSettings } from "#lib/engine/receive/receiver";
import { fail, ok, type Result } from "#lib/result";

/** As the environment gives them: paths of PEM files in place of their contents. */
export type ReceiverFiles = Omit<ReceiverSettings, "tls"> & { tls: Files | null };
type Files = { cert: string; key: string; clientCa: string | null };

/** Fails with one line that names the variable of the file that cannot be read. */
export async function receiverSettings({ tls, ...settings }: ReceiverFiles): Promise<Result<ReceiverSettings>> {
  if (tls === null) return ok({ ...settings, tls: null });
  const cert = await read(tls, "cert", "OUTSPAN_OTLP_TLS_CERT");
  const key = await read(tls, "key", "OUTSPAN_OTLP_TLS_KEY");
  const clientCa = tls.clientCa === null ? ok(null) : await read(tls, "clientCa", "OUTSPAN_OTLP_TLS_CLIENT_CA");
  if (!cert.ok) return cert;
  if (!key.ok) return key;
  if (!clientCa.ok) return clientCa;
  return ok({ ...settings, tls: { cert: cert.data, key: key.data, clientCa: clientCa.data } });
}

async function read(files: Files, which: keyof Files, variable: string): Promise<Result<string>> {
  const path = files[which] ?? "";
  try {
    return ok(await readFile(path, "utf8"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    return fail("invalid", `${variable}: ${path} cannot be read${code}`);
  }
}
