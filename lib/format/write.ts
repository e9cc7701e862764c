// Writes a destination as the settings of another program. Secrets are placeholders; what cannot be said is told. Pure.
import type { NamedSecret } from "#lib/destination/named-secret-use";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Exported, Writer } from "#lib/format/exported";
import type { ExportFormat } from "#lib/format/format";
import { withPlaceholders } from "#lib/format/placeholders";

/** In the order of the menu. */
const writers: readonly Writer[] = [];

/** What the menu shows. */
export const exportLabels: readonly Pick<Writer, "format" | "label">[] = writers.map(({ format, label }) => ({
  format,
  label,
}));

/** null: no writer has this format. `secrets`: the named ones that the destination uses, without values. */
export function writeDestination(
  destination: ProbedDestination,
  secrets: readonly NamedSecret[],
  format: ExportFormat,
): Exported | null {
  const writer = writers.find((one) => one.format === format);
  if (writer === undefined) return null;
  const { destination: open, fill } = withPlaceholders(destination, secrets);
  const { text, left } = writer.write(open, fill);
  // What a format leaves out needs no filling.
  return { format, fileName: writer.fileName, text, fill: fill.filter(({ name }) => text.includes(name)), left };
}
