// The ways to authenticate that stand in the first paint; the others come with the later part (auth-kinds.ts).
import type { AuthDraft } from "#lib/destination/draft-shape";

export const firstAuthKinds: { value: AuthDraft["type"]; label: string }[] = [
  { value: "none", label: "None, headers only" },
  { value: "bearer", label: "Bearer" },
  { value: "basic", label: "Basic" },
];
