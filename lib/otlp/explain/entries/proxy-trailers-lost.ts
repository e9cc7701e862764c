// P07: a proxy on the way drops HTTP/2 trailers, and with them the status of every gRPC call. Fingerprint: 200 and the content
// type of gRPC, complete, without a grpc-status.

import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, lacksTrailers } from "#lib/otlp/explain/facts";
import { textInFrame } from "#lib/otlp/explain/frame-text";
import { askPlaces, moveFix, originNote, type Place, provenPlace, siblingPort } from "#lib/otlp/explain/places";

export const proxyTrailersLost: Entry = {
  code: "proxy.trailers_lost",
  ask: (facts) => (facts.attempts.some(lacksTrailers) ? askPlaces(facts, places(facts)) : []),
  // Text where a frame should be is a page (H13).
  recognise: (facts) =>
    findEach(facts, (attempt: Attempt) => (lacksTrailers(attempt) && textInFrame(attempt) === null ? "certain" : null)),
  tell: (facts, signals) => {
    const title = "The gRPC answer came without its trailers: a proxy drops them";
    const place = provenPlace(facts, places(facts));
    if (place === null) {
      const advice =
        "Tell the proxy that this is gRPC (grpc_pass in nginx, backend-protocol GRPC at an ingress), let it pass TCP through, or use HTTP.";
      return { title, advice, fix: null };
    }
    const advice = `An OTLP receiver answers over HTTP on port ${place.port}: that needs no trailers.`;
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

function places({ tls, port }: Facts): Place[] {
  const sibling = siblingPort(port);
  const ports = sibling === null ? [port] : [port, sibling];
  return ports.map((one) => ({ transport: "http", tls, port: one }));
}
