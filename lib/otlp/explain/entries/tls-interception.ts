// T09: something on the way opens TLS and signs with an authority of its own. The code is T01's; the issuer's name tells it, and
// over gRPC that it lost HTTP/2 too.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, interceptorOf } from "#lib/otlp/explain/facts";
import { trustFix } from "#lib/otlp/explain/trust";

export const tlsInterception: Entry = {
  code: "tls.interception",
  recognise: (facts) => {
    if (interceptorOf(facts) === null) return null;
    return findAll(facts, lostHttp2(facts) ? "certain" : "likely");
  },
  tell: (facts, signals) => {
    const who = interceptorOf(facts);
    const root = facts.seen.tls?.chain.at(-1);
    const fix = trustFix(facts, signals);
    const fingerprint = fix === null ? "" : ` Its SHA-256 fingerprint: ${root?.fingerprint256}.`;
    return {
      title: `${who} opens the TLS connection to ${facts.host} on the way`,
      advice: `Its certificate took the server's place. Have ${facts.host} exempted there${facts.transport === "grpc" ? ", which gRPC needs" : ""}, or add the inspection's authority to Custom CA.${fingerprint}`,
      fix,
    };
  },
};

/** A certificate made for this very name, by such a product, on a connection that lost HTTP/2. */
function lostHttp2({ transport, host, seen: { tls } }: Facts): boolean {
  const isForHost = tls?.chain[0]?.names.includes(host) === true;
  return transport === "grpc" && isForHost && tls.alpn !== "h2";
}
