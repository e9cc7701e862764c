// The headers that every answer must carry, whatever was asked for and whoever asked.
import type { Ledger } from "#e2e/security/ledger";

type Answer = { status: number; header(name: string): string | null; text: string };

export function checkHeaders(ledger: Ledger, where: string, answer: Answer, isHttps: boolean): void {
  const must = (isHeld: boolean, otherwise: string) =>
    ledger.check(isHeld, `${where} (${answer.status}): ${otherwise}`);
  const policy = new Map(
    (answer.header("content-security-policy") ?? "").split(/;\s*/).map((line) => {
      const [name = "", ...values] = line.split(" ");
      return [name, values.join(" ")];
    }),
  );
  const scripts = policy.get("script-src") ?? "";
  must(/'nonce-[A-Za-z0-9+/]{22}=='/.test(scripts), "the policy for scripts has no nonce");
  must(!/unsafe-|https?:|\*|data:/.test(scripts), `the policy for scripts allows ${scripts}`);
  must(policy.get("default-src") === "'none'", "the policy does not begin with nothing");
  must(policy.get("frame-ancestors") === "'none'", "it may be framed");
  must(policy.get("base-uri") === "'none'" && policy.get("form-action") === "'self'", "base or form may lead away");
  must(answer.header("x-frame-options") === "DENY", "X-Frame-Options is not DENY");
  must(answer.header("x-content-type-options") === "nosniff", "no nosniff");
  must(answer.header("referrer-policy") === "same-origin", "the referrer goes to other sites");
  must(answer.header("cross-origin-opener-policy") === "same-origin", "other sites' windows hold on to it");
  must(answer.header("cross-origin-resource-policy") === "same-origin", "other sites may embed it");
  must(answer.header("x-powered-by") === null && answer.header("server") === null, "it names its software");
  must(
    [...corsHeaders].every((name) => answer.header(name) === null),
    "it allows another origin",
  );
  const hsts = Number(/max-age=(\d+)/.exec(answer.header("strict-transport-security") ?? "")?.[1] ?? 0);
  must(isHttps ? hsts >= 15_552_000 : hsts === 0, `Strict-Transport-Security has max-age ${hsts}`);
}

const corsHeaders = ["access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-headers"];

/** Every script of a page carries the nonce of its answer, and no attribute runs code. */
export function checkScripts(ledger: Ledger, where: string, { header, text }: Answer): void {
  const nonce = /'nonce-([^']+)'/.exec(header("content-security-policy") ?? "")?.[1] ?? "";
  const scripts = [...text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  ledger.check(
    scripts.length > 0 && scripts.every((tag) => tag.includes(`nonce="${nonce}"`)),
    `${where}: a script without its nonce`,
  );
  const withoutScripts = text.replaceAll(/<script\b[\s\S]*?<\/script>/g, "");
  ledger.check(!/<[^>]+\son[a-z]+=/i.test(withoutScripts), `${where}: an attribute runs code`);
  // React writes this one on a form that a script will handle; the policy would stop it anyway.
  const foreign = withoutScripts.replaceAll(/action="javascript:throw new Error\([^"]*\)"/g, "");
  ledger.check(!/(href|src|action)="\s*javascript:/i.test(foreign), `${where}: a link runs code`);
}
