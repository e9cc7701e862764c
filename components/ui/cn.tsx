// Joins class names; of two that set the same property the later one stays. Knows the groups our primitives let a
// caller override, not all of Tailwind: the full table of tailwind-merge is 5 kB gz that a page would load for nothing.
import { createTailwindMerge } from "tailwind-merge";

const any = () => true;
const isTextSize = (value: string) => /^\d+$/.test(value);
const isColor = (value: string) =>
  /^(canvas|surface|sunken|raised|hover|selected|line|control|ink|act|on|span|wait|stop|focus|transparent)\b/.test(
    value,
  );
/** Not gap-x, rounded-b and the like: they add to the other, they do not replace it. */
const isWhole = (value: string) => !/^[a-z]-/.test(value);

const groups = {
  display: ["block", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "hidden", "contents"],
  width: [{ w: [any] }],
  maxWidth: [{ "max-w": [any] }],
  height: [{ h: [any] }],
  size: [{ size: [any] }],
  gap: [{ gap: [isWhole] }],
  padding: [{ p: [any] }],
  paddingX: [{ px: [any] }],
  paddingY: [{ py: [any] }],
  textSize: [{ text: [isTextSize] }],
  textColor: [{ text: [isColor] }],
  weight: [{ font: ["text", "soft", "mid", "label", "strong", "head", "title"] }],
  background: [{ bg: [any] }],
  borderColor: [{ border: [isColor] }],
  borderStyle: [{ border: ["solid", "dashed"] }],
  radius: [{ rounded: [isWhole] }],
  shadow: [{ shadow: [any] }],
};

export const cn = createTailwindMerge(() => ({
  cacheSize: 200,
  theme: {},
  classGroups: groups,
  conflictingClassGroups: { padding: ["paddingX", "paddingY"] },
  conflictingClassGroupModifiers: {},
  postfixLookupClassGroups: [],
  orderSensitiveModifiers: [],
}));
