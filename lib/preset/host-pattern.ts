// Patterns of the URLs that are a vendor's own, and what they tell of one. Plain data, so that a page can be given it.

/** A regular expression's source, and the variables that its groups hold. Plain data, so that a page can be given it. */
export type HostPattern = {
  id: string;
  source: string;
  variables: string[];
  plan?: string;
  /** The first variable is a URL: its value has a scheme, which the host alone has not. */
  isUrl?: true;
};
export type Recognised = { id: string; variables: Record<string, string> };

export function recogniseAmong(patterns: readonly HostPattern[], endpoint: string): Recognised | null {
  const text = endpoint.trim();
  for (const { id, source, variables, plan, isUrl } of patterns) {
    const found = new RegExp(source, "i").exec(text);
    if (found === null) continue;
    const read = variables.flatMap((name, index) => {
      const value = found[index + 1];
      if (value === undefined) return [];
      return [[name, isUrl && index === 0 ? `https://${value}` : value] as const];
    });
    return { id, variables: { ...(plan === undefined ? {} : { plan }), ...Object.fromEntries(read) } };
  }
  return null;
}
