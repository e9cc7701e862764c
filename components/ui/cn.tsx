// Joins class names; of two that set the same property the later one stays. Knows the groups our primitives let a
// caller override, not all of Tailwind: the full table of tailwind-merge is 5 kB gz that a page would load for nothing.
import { createTailwindMerge } from "tailwind-merge";

const any = () => true;
const isTextSize = (value: string) => /^\d+$/.test(value);

const groups = {
  display: ["block", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "hidden", "contents"],
  width: [{ w: [any] }],
  maxWidth: [{ "max-w": [any] }],
  height: [{ h: [any] }],
  gap: [{ gap: [any] }],
  padding: [{ p: [any] }],
  paddingX: [{ px: [any] }],
  paddingY: [{ py: [any] }],
  marginTop: [{ mt: [any] }],
  columns: [{ "grid-cols": [any] }],
  justify: [{ justify: [any] }],
  items: [{ items: [any] }],
  textSize: [{ text: [isTextSize] }],
  textColor: [{ text: [any] }],
  weight: [{ font: ["text", "soft", "mid", "label", "strong", "head", "title"] }],
  background: [{ bg: [any] }],
  radius: [{ rounded: [any] }],
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
