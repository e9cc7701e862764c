// Counts, bytes, ages and rates as every page says them (numbers beat adjectives). Pure; knows no unit of its own.

/** "477,648". */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** "1,284", "477.6 k", "19.8 M": where the full figure stands elsewhere. */
export function formatShort(count: number): string {
  if (count < 10_000) return formatCount(count);
  const [unit, size] = count < 999_950 ? ["k", 1e3] : count < 999_950_000 ? ["M", 1e6] : ["G", 1e9];
  return `${(count / Number(size)).toFixed(1)} ${unit}`;
}

/** "512 B", "214 KiB", "61.3 MiB", "1 GiB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const size = bytes / 1024 ** step;
  const digits = size < 100 && step > 1 ? 1 : 0;
  return `${size.toFixed(digits).replace(/\.0$/, "")} ${units[step]}`;
}

/** "12 s", "6 min 12 s", "4 min" from ten minutes on without seconds, "3 h 5 min", "2 days". */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return joined(`${minutes} min`, seconds % 60, "s");
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(`${hours} h`, minutes % 60, "min");
  return `${Math.floor(hours / 24)} days`;
}

function joined(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest} ${unit}`;
}

/** "612", "2.4", "0.3": items in one second; "0" only where nothing moves. */
export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return "0";
  if (perSecond < 10) return Math.max(0.1, perSecond).toFixed(1).replace(/\.0$/, "");
  return formatShort(perSecond);
}

/** "1 span", "48,120 spans". */
export function countWords(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
