// What a browser calls itself, in the words of people: "Firefox on Linux". Pure; believes what it is told, so it decides nothing.

const browsers: [name: string, sign: RegExp][] = [
  // The order counts: the later ones name themselves in the earlier ones' texts.
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bVersion\/\S+ .*\bSafari\//],
  ["curl", /^curl\//],
];

const systems: [name: string, sign: RegExp][] = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
];

export function browserWords(userAgent: string): string {
  const nameOf = (known: [string, RegExp][]) => known.find(([, sign]) => sign.test(userAgent))?.[0];
  const system = nameOf(systems);
  return `${nameOf(browsers) ?? "Unknown browser"}${system === undefined ? "" : ` on ${system}`}`;
}
