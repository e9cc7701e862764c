// The formats that settings travel in: their names and labels. Knows how none of them looks.
import * as z from "zod";

/** What can be pasted. */
export const ImportFormat = z.enum([
  "env",
  "modal",
  "collector",
  "declarative",
  "toml",
  "json",
  "truefoundry",
  "pixie",
  "curl",
  "vendor",
  "outspan",
]);
export type ImportFormat = z.output<typeof ImportFormat>;

/** What a destination can be written as. */
export const ExportFormat = z.enum([
  "env",
  "dotenv",
  "compose",
  "kubernetes",
  "collector",
  "declarative",
  "toml",
  "json",
  "modal",
  "curl",
  "cdk",
  "outspan",
]);
export type ExportFormat = z.output<typeof ExportFormat>;
