// Whether a server that leaves exports hanging answers a plain GET of its front page: then it is alive, and slow or stuck at what
// it does with exports alone.
import type { Facts } from "#lib/otlp/explain/facts";
import { type PageQuestion, replyTo } from "#lib/otlp/explain/questions";

export function askFrontPage({ tls, host, port, signals: [signal], seen }: Facts): PageQuestion[] {
  if (signal === undefined || seen.tls?.fault?.code === "ETIMEDOUT") return [];
  return [{ kind: "page", tls, host, port, path: "/", signal }];
}

export function isFrontPageAnswered(facts: Facts): boolean {
  return askFrontPage(facts).some((question) => replyTo(facts, question)?.exchange?.answer != null);
}
