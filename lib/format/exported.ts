// What a destination comes to in another format: the text, what has to be filled in, and what the format cannot say. Holds no secret.
import * as z from "zod";
import type { ProbedDestination } from "#lib/destination/schema";
import { ExportFormat } from "#lib/format/format";

export const Exported = z.strictObject({
  format: ExportFormat,
  /** A file's name to save it under. */
  fileName: z.string(),
  text: z.string(),
  /** Placeholders of the text and what belongs in each: "the value of the header api-key". */
  fill: z.array(z.strictObject({ name: z.string(), words: z.string() })),
  /** What of the destination this format has no words for, a sentence each. */
  left: z.array(z.string()),
});
export type Exported = z.output<typeof Exported>;

/** How one format is written. `destination` has placeholders ${NAME} where its secrets were, and `fill` names them all. */
export type Writer = {
  format: ExportFormat;
  label: string;
  fileName: string;
  write: (
    destination: ProbedDestination,
    fill: Exported["fill"],
  ) => Pick<Exported, "text" | "left"> & {
    /** What is to be filled in beyond the secrets: a file's path, the base64 of a whole. */
    fill?: Exported["fill"];
  };
};

/** The text for who sees nothing else: what it leaves out stands above it, where the format has comments. */
export function toldText({ format, text, left }: Exported): string {
  if (format === "json") return text;
  const lines = left.map((one) => `Not in this text: ${one.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}`);
  return [...lines.map((one) => `${format === "cdk" ? "//" : "#"} ${one}`), text].join("\n");
}
