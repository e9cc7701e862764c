// Keys of a named secret, and where messages about one stand. Small and by itself: pages need it without the schema.

/** The convention of Modal's settings: what follows is the header's name. */
export const keyPrefix = "OTEL_HEADER_";

/** "OTEL_HEADER_api-key" → "api-key". */
export function headerOf(key: string): string {
  return key.slice(keyPrefix.length);
}

/** Where the messages about one value stand. A pointer as long as a pasted text helps nobody. */
export function pointerOf(key: string): string {
  return key.length > 280 ? "/values" : `/values/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
