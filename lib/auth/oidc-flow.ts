// What a sign-in remembers while the browser is at the provider: state, nonce, PKCE verifier, and where to go afterwards. It travels
// sealed in a cookie of its own, ten minutes long, over https under a name that no other host can set; each is good once.
import * as z from "zod";
import { cookieOf } from "#lib/auth/cookie-of";
import { localPath } from "#lib/auth/local-path";
import type { Runtime } from "#lib/runtime";

const Flow = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string().nullable(),
  at: z.number(),
});
export type Flow = z.output<typeof Flow>;

export type FlowCookies = {
  /** The `Set-Cookie` line. */
  write(flow: Omit<Flow, "at">): string;
  /** Null where there is none, or an old or a foreign one. */
  read(cookies: string | null): Flow | null;
  /** The `Set-Cookie` line that takes it away. */
  clear: string;
  /** False the second time: on this node. On others the provider's own rule holds, by which a code is good once. */
  spend(flow: Flow): boolean;
};

const lifeMs = 10 * 60_000;
/** A cookie holds 4 KiB, and the address comes from whoever made the link. */
const nextLengthMax = 1500;
const spentMax = 10_000;
const context = "oidc sign-in";

export function flowCookies(
  sealer: Pick<Runtime, "seal" | "unseal">,
  { isSecure, now }: { isSecure: boolean; now: () => Date },
): FlowCookies {
  const name = isSecure ? "__Host-outspan.oidc" : "outspan.oidc";
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  const spent = new Set<string>();
  return {
    write(flow) {
      const next = flow.next !== null && flow.next.length <= nextLengthMax ? flow.next : null;
      const sealed = sealer.seal(JSON.stringify({ ...flow, next, at: now().getTime() }), context);
      return `${name}=${sealed}; Max-Age=${lifeMs / 1000}; ${attributes}`;
    },
    read(cookies) {
      const sealed = cookieOf(cookies ?? "", name);
      const text = sealed === null ? null : sealer.unseal(sealed, context);
      if (text === null) return null;
      const flow = Flow.parse(JSON.parse(text));
      const ageMs = now().getTime() - flow.at;
      return ageMs >= 0 && ageMs <= lifeMs ? { ...flow, next: localPath(flow.next) } : null;
    },
    clear: `${name}=; Max-Age=0; ${attributes}`,
    spend({ state }) {
      if (spent.has(state)) return false;
      spent.add(state);
      // A set keeps the order: the one spent longest ago is over by its time long since.
      const oldest = spent.values().next().value;
      if (spent.size > spentMax && oldest !== undefined) spent.delete(oldest);
      return true;
    },
  };
}
