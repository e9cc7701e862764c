// One value as shells, .env files and YAML take it. Placeholders ${NAME} stay what the reader of it fills in; any other $ is one that means nothing.

const placeholder = /(\$\{[A-Za-z_]\w{0,127}\})/;

/** Texts and placeholders by turns. */
function parted(value: string, text: (part: string) => string): string {
  return value
    .split(placeholder)
    .map((part, index) => (index % 2 === 1 ? part : text(part)))
    .join("");
}

export function shellValue(value: string): string {
  if (/^[\w./:=@%+,-]+$/.test(value)) return value;
  const whole = value.replaceAll("\0", "");
  if (!placeholder.test(whole)) return `'${whole.replaceAll("'", "'\\''")}'`;
  return `"${parted(whole, (part) => part.replace(/["\\$`]/g, "\\$&"))}"`;
}

/** No .env reader knows every escape: single quotes where nothing is to be filled in. */
export function dotenvValue(value: string): string {
  if (/^[\w./:=@%+,-]+$/.test(value)) return value;
  const whole = value.replace(/[\0\r\n]/g, "");
  return placeholder.test(whole) || whole.includes("'")
    ? `"${parted(whole, (part) => part.replace(/["\\$`]/g, "\\$&"))}"`
    : `'${whole}'`;
}

/** JSON's quotes are YAML's too. */
export function yamlValue(value: string): string {
  return JSON.stringify(parted(value, (part) => part.replaceAll("$", "$$$$")));
}

/** As in yamlValue; placeholders that a Secret holds are references of Kubernetes. */
export function kubernetesValue(value: string, inSecret: ReadonlySet<string>): string {
  const whole = parted(value, (part) => part.replaceAll("$", "$$$$"));
  return JSON.stringify(
    whole.replace(/\$\{([A-Za-z_]\w{0,127})\}/g, (written, name: string) =>
      inSecret.has(name) ? `$(${name})` : written,
    ),
  );
}
