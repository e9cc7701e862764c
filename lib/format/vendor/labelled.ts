// A line of a page as a label and its value, without the page's own decoration: bullets, tables, backticks, bold. Knows no label.

export type Labelled = {
  /** Lower case; "" where the line is a value alone. */
  label: string;
  /** As it was written, for the name of a header. */
  name: string;
  value: string;
};

/** null: a rule between rows, or nothing. */
export function labelled(line: string): Labelled | null {
  const text = line
    .replace(/^\s*(?:[-*•‣]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s+)?/, "")
    .replace(/\*\*([^*]{1,200})\*\*/g, "$1")
    .trim();
  if (/^[\s|:+=-]*$/.test(text)) return null;
  const cells = cellsOf(text);
  if (cells === null) return { label: "", name: "", value: unquoted(text) };
  const [name = "", value = ""] = cells.map(unquoted);
  return { label: name.toLowerCase(), name, value };
}

function cellsOf(text: string): string[] | null {
  if (text.startsWith("|")) {
    const cells = text.split("|").map((cell) => cell.trim());
    const filled = cells.filter((cell) => cell !== "");
    return filled.length < 2 ? null : [filled[0] ?? "", filled.find((cell) => /:\/\//.test(cell)) ?? filled[1] ?? ""];
  }
  const [, name, value] = /^([^:=\t]{1,60}?)(?:\t+|\s{2,}|\s*:\s+|:(?!\/\/|\d)|\s*=\s*)(\S.*)$/.exec(text) ?? [];
  return name === undefined || value === undefined ? null : [name, value];
}

function unquoted(text: string): string {
  const bare = text.trim().replace(/[,;]$/, "");
  const [, inside] = /^(["'`“])(?:.*)["'`”]$/.test(bare) ? [0, bare.slice(1, -1)] : [];
  return (inside ?? bare).replace(/^<(https?:\/\/[^<>]+)>$/, "$1").trim();
}

/** What stands in backticks within a sentence. */
export function codesOf(sentence: string): string[] {
  return sentence.split("`").filter((_, index) => index % 2 === 1);
}
