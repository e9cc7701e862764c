// The environment a started process gets: the machine's own, less whatever would change what is being tested.

export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(OUTSPAN_|OTEL_|DATABASE_URL$|PORT$|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$|NO_COLOR$)/.test(name),
  );
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
