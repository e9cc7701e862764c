// Where destinations may point, as OUTSPAN_TARGETS names it: the setting, its page and the engine's policy share the words.

export const targets = ["public", "private", "any"] as const;
export type Targets = (typeof targets)[number];
