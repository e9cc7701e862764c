// The environment a started process gets: the machine's own, less whatever would change what is being tested.

const ours = /^(OUTSPAN_|OTEL_|DATABASE_URL$|PORT$|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$|NO_COLOR$)/;

export function cleanEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  // Next's types demand a NODE_ENV; the launcher sets it itself.
  return { ...Object.fromEntries(kept), ...more } as NodeJS.ProcessEnv;
}
