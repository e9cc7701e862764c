// A plain object as YAML that every YAML parser reads alike: texts are quoted where one of them would see a number, a date or a yes.
import { Document, isPair, isScalar, type Scalar, visit } from "yaml";

/** Letters and the signs of URLs, names and ${env:X}: no parser takes such a text for anything else. */
const plain = /^(?:[A-Za-z/]|\$\{)[A-Za-z0-9_./:{}$-]*$/;
const duration = /^\d+[hms][0-9hms]*$/;
const words = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

/** `head`: comment lines above it, each without its number sign. */
export function yamlText(content: object, head: readonly string[]): string {
  const document = new Document(content, { aliasDuplicateObjects: false });
  document.commentBefore = head.map((line) => (line === "" ? "" : ` ${line}`)).join("\n");
  visit(document, {
    Pair: (key, pair, path) => {
      if (key !== 0 && path.length === 2 && isScalar(pair.key)) pair.key.spaceBefore = true;
    },
    Scalar: (key, node) => {
      if (key !== "key") node.type = typeOfText(node.value);
    },
    Seq: (_, node, path) => {
      const owner = path.at(-1);
      const isShort = node.items.every((item) => isScalar(item) && String(item.value).length < 40);
      if (isPair(owner) && isShort && node.items.length < 4) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function typeOfText(value: unknown): Scalar.Type {
  if (typeof value !== "string") return "PLAIN";
  if (value.includes("\n")) return "BLOCK_LITERAL";
  const isPlain = duration.test(value) || (plain.test(value) && !words.test(value) && !value.endsWith(":"));
  return isPlain ? "PLAIN" : "QUOTE_DOUBLE";
}
