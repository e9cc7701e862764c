// T02: the server sends its own certificate without the intermediate that signed it.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { isIssuerPublic, mayLackChain } from "#lib/otlp/explain/facts";

export const tlsChainIncomplete: Entry = {
  code: "tls.chain_incomplete",
  recognise: (facts) => findAll(facts, mayLackChain(facts) ? (isIssuerPublic(facts) ? "likely" : "possible") : null),
  tell: (facts) => ({
    title: `${facts.host} ${isIssuerPublic(facts) ? "sends" : "may send"} its certificate without the chain to a trusted authority`,
    advice: "Install the full chain on the server. Browsers fetch the missing part by themselves; exporters do not.",
    fix: null,
  }),
};
