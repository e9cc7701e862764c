// Writes a destination as the settings of another program. Secrets are placeholders; what cannot be said is told. Pure.
import type { NamedSecret } from "#lib/destination/named-secret-use";
import type { ProbedDestination } from "#lib/destination/schema";
import { cdkWriter } from "#lib/format/cdk/write";
import { collectorWriter } from "#lib/format/collector/write";
import { curlWriter } from "#lib/format/curl/write";
import { declarativeWriter } from "#lib/format/declarative/write";
import { composeWriter, dotenvWriter, kubernetesWriter, shellWriter } from "#lib/format/env/write";
import type { Exported, Writer } from "#lib/format/exported";
import { askedIn } from "#lib/format/fill";
import type { ExportFormat } from "#lib/format/format";
import { medplumWriter } from "#lib/format/json/write";
import { modalWriter } from "#lib/format/modal/write";
import { outspanWriter } from "#lib/format/outspan/write";
import { withPlaceholders } from "#lib/format/placeholders";
import { stalwartWriter } from "#lib/format/toml/write";

/** In the order of the menu. */
const writers: readonly Writer[] = [
  shellWriter,
  dotenvWriter,
  composeWriter,
  kubernetesWriter,
  collectorWriter,
  declarativeWriter,
  curlWriter,
  stalwartWriter,
  medplumWriter,
  modalWriter,
  cdkWriter,
  outspanWriter,
];

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
  const { text, left, fill: more = [] } = writer.write(open, fill);
  // What a format leaves out needs no filling.
  return { format, fileName: writer.fileName, text, fill: askedIn(text, [...fill, ...more]), left };
}
