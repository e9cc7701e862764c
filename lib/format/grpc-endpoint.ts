// A gRPC endpoint as other programs take it, with a path and without a port, as Outspan takes it.

export type GrpcEndpoint = {
  endpoint: string;
  /** Completes "Endpoint of …": what was done to it. "" for nothing. */
  note: string;
};

/** A scheme stands for its port, and a path means nothing to gRPC. */
export function grpcEndpointOf(text: string): GrpcEndpoint {
  const [, scheme = "", authority = "", path = ""] = /^(https?:\/\/)?([^/?#]*)(.*)$/is.exec(text) ?? [];
  if (authority === "") return { endpoint: text, note: "" };
  const port = scheme === "" || /:\d*$|\$\{/.test(authority) ? "" : scheme.length === 8 ? ":443" : ":80";
  const notes = [
    ...(port === "" ? [] : [`its scheme means port ${port.slice(1)}`]),
    ...(path === "" || path === "/" ? [] : ["the path is ignored because gRPC has none"]),
  ];
  return { endpoint: `${scheme}${authority}${port}`, note: notes.map((one) => `; ${one}`).join("") };
}
