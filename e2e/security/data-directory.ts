// The whole data directory as it lies on the disk, telemetry log included, for whoever searches it.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Ledger } from "#e2e/security/ledger";

/** Rows of the audit lie in the telemetry log with what stands beside them: without one the files would be searched in vain. */
export async function auditExported(ledger: Ledger, directory: string): Promise<void> {
  ledger.about("searched: the audit as it is exported");
  const isThere = () => filesOf(directory).some(({ text }) => text.includes("outspan.detail.verdict"));
  for (const deadline = performance.now() + 10_000; performance.now() < deadline && !isThere(); )
    await new Promise((resolve) => setTimeout(resolve, 100));
  ledger.check(isThere(), "no test was exported with the audit: there was nothing to search");
}

export function filesOf(directory: string): { where: string; text: Buffer }[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const file = path.join(directory, name);
    const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
    return isFile ? [{ where: `file ${name.replaceAll(/\d{6,}/g, "N")}`, text: readFileSync(file) }] : [];
  });
}
