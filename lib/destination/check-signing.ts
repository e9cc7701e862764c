// Judges a SigV4 signature by where it is sent: the transport, the region and service it names, whose credentials it uses. Pure.
import { isAwsHost, signingScope } from "#lib/destination/aws-endpoint";
import type { Fix, Problem } from "#lib/destination/problem";
import { type Connected, effectiveConnection } from "#lib/destination/resolve";
import { type Signal, signalFacts } from "#lib/otlp/signal";

export function checkSigning(destination: Connected, signal: Signal): Problem[] {
  const connection = effectiveConnection(destination, signal);
  if (connection === null || connection.auth.type !== "sigv4") return [];
  const { auth, target, transport, kind, from } = connection;
  const at = `${from.auth}/auth`;
  const found: Problem[] = [];
  const wrong = (path: string, message: string, fix: Fix | null = null) =>
    found.push({ path, code: "settings.invalid", message, fix });
  if (transport === "grpc") {
    const endpoint = kind === "own" ? target.url + signalFacts[signal].path : target.url;
    const changes = [
      { path: `${from.endpoint}/transport`, value: "http" },
      { path: `${from.endpoint}/endpoint`, value: endpoint },
    ];
    wrong(`${at}/type`, "SigV4 is for HTTP: AWS's OTLP endpoints take no gRPC", { label: "Switch to HTTP", changes });
  }
  const scope = signingScope(auth, target.host);
  if (scope.region === null) wrong(`${at}/region`, "Enter the region: the endpoint's host does not tell it");
  if (scope.service === null) wrong(`${at}/service`, "Enter the service: the endpoint's host does not tell it");
  if (auth.credentials === "host" && !isAwsHost(target.host)) {
    wrong(`${at}/credentials`, "The credentials of this host are for amazonaws.com only: enter static keys");
  }
  return found;
}

/** Where this host's credentials are not allowed: what the administrator has to set. */
export function hostCredentialProblems(destination: Connected, signals: readonly Signal[]): Problem[] {
  return signals.flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    if (connection?.auth.type !== "sigv4" || connection.auth.credentials !== "host") return [];
    const message = "Start Outspan with OUTSPAN_AWS_HOST_CREDENTIALS=on to use the credentials of this host";
    return [{ path: `${connection.from.auth}/auth/credentials`, code: "settings.invalid", message, fix: null }];
  });
}
