// How Outspan names itself to servers (R10.1): product first, then the exporter as OTLP wants it named.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const file = join(import.meta.dirname, "..", "..", "package.json");
export const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8")));

export const userAgent = `Outspan/${version} OTel-OTLP-Exporter-JavaScript/${version}`;
