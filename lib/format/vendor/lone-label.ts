// A label that stands on a line of its own, as a page's form is copied: its value is on the next line. Knows what such labels are
// made of, not what they mean.

const parts = new Set(
  "otlp opentelemetry http grpc https endpoint url host address traces trace metrics logs instance stack account id user name username login password api access ingest ingestion license bearer secret key token header headers value your the or".split(
    " ",
  ),
);

function isLoneLabel(line: string): boolean {
  if (line === "" || line.length > 80) return false;
  const words = line
    .replace(/^#{1,6}\s+|\*\*|:$/g, "")
    .toLowerCase()
    .split(/[\s/()]+/)
    .filter((word) => word !== "");
  return words.length > 0 && words.length <= 6 && words.every((word) => parts.has(word));
}

export type LoneLabel = {
  /** Index of the line with its value; null: it heads what follows. */
  valueAt: number | null;
};

/** What the line labels; null: it is no label by itself. Lines come without blanks around them. */
export function loneLabelAt(lines: readonly string[], index: number): LoneLabel | null {
  const line = lines[index] ?? "";
  if (!isLoneLabel(line)) return null;
  let next = index + 1;
  while (lines[next] === "") next += 1;
  const value = lines[next] ?? "";
  const isValue = /^\S+$/.test(value) && !isLoneLabel(value) && !/\bheaders?:?$/i.test(line);
  return { valueAt: isValue ? next : null };
}
