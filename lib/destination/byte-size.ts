// Sizes as people write them ("1 GiB") and as the schema keeps them (bytes).

/** Powers of 1024 as this product writes them, powers of 1000 as it also reads them. */
const units: Record<string, number> = {
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
};
const written = ["TiB", "GiB", "MiB", "KiB"] as const;

/** Bytes of "1 GiB", "512MiB", "1.5 gib", "2 GB". null when there is no unit or it is not a size. */
export function parseByteSize(text: string): number | null {
  const [, amount, unit] = /^(\d{1,15}(?:\.\d{1,6})?) ?([kmgt]?i?b)$/i.exec(text.trim()) ?? [];
  const factor = units[unit?.toLowerCase() ?? ""];
  if (amount === undefined || factor === undefined) return null;
  return Math.round(Number(amount) * factor);
}

/** The text with the largest unit that parses back to the same bytes: 1610612736 → "1536 MiB". */
export function formatByteSize(bytes: number): string {
  const unit = written.find((name) => bytes > 0 && bytes % (units[name.toLowerCase()] ?? 1) === 0);
  return unit === undefined ? `${bytes} B` : `${bytes / (units[unit.toLowerCase()] ?? 1)} ${unit}`;
}
