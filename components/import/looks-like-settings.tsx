// Whether a pasted text is more than a URL. By a look alone; pure.

const signs = [
  /^\s*(?:export\s+|ENV\s+)?[A-Z][A-Z0-9_]{2,}\s*=/,
  /^\s*\$?\s*curl\s/,
  /^\s*(?:exporters|service|receivers|file_format|env|environment|apiVersion|destinations)\s*:/,
  /^\s*\[[a-z]/i,
  /^\s*\{/,
  /^\s*[\w-]+:\s+\S/,
];

export function looksLikeSettings(text: string): boolean {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  return lines.length > 1 || signs.some((sign) => sign.test(text));
}
