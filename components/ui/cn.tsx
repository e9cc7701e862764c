// Joins class names. Where a caller's class must win over the component's own, it says so itself with a "!": a table of which
// class replaces which is 2 kB gz that every page would load.

type ClassName = string | number | bigint | boolean | null | undefined;

export function cn(...classes: ClassName[]): string {
  return classes.filter(Boolean).join(" ");
}
