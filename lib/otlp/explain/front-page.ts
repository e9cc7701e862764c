// Whether a server that leaves exports hanging is there all the same: it answers a plain GET of its front page, or hangs up on a
// ClientHello that it cannot read. Then it is slow or stuck, and not silent.
import type { Facts } from "#lib/otlp/explain/facts";
import { ownPort } from "#lib/otlp/explain/places";
import { type PageQuestion, replyTo } from "#lib/otlp/explain/questions";

export function askFrontPage({ tls, host, port, signals: [signal], seen }: Facts): PageQuestion[] {
  if (signal === undefined || seen.tls?.fault?.code === "ETIMEDOUT") return [];
  return [{ kind: "page", tls, host, port, path: "/", signal }];
}

/** By either sign. */
export function isThere(facts: Facts): boolean {
  return isFrontPageAnswered(facts) || ownPort(facts)?.refusesTls === true;
}

export function isFrontPageAnswered(facts: Facts): boolean {
  return askFrontPage(facts).some((question) => replyTo(facts, question)?.exchange?.answer != null);
}
