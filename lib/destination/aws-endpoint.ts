// What the host of an AWS endpoint says of itself: service and region, as a signature names them. Pure; knows no key.
import type { Auth } from "#lib/destination/schema";

export type SigningScope = { region: string | null; service: string | null };

const awsHost = /^(.+)\.amazonaws\.com(?:\.cn)?$/;
const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
/** Hosts whose first label is not what a signature calls the service. */
const signingNames: Record<string, string> = { "aps-workspaces": "aps" };

/** The hosts that credentials of this machine may sign for. */
export function isAwsHost(host: string): boolean {
  return awsHost.test(host);
}

/** xray.us-east-1.amazonaws.com → xray, us-east-1. Null for what it does not tell. */
export function scopeOfHost(host: string): SigningScope {
  const labels = awsHost.exec(host)?.[1]?.split(".") ?? [];
  const at = labels.findIndex((label) => regionName.test(label));
  const behind = at < 0 ? undefined : labels[at + 1];
  // Ingestion pipelines are name.region.osis; private endpoints are id.service.region.vpce.
  const found = behind !== undefined && behind !== "vpce" ? behind : at < 0 ? labels.at(-1) : labels[at - 1];
  const service = found?.replace(/-fips$/, "") ?? null;
  return { region: labels[at] ?? null, service: service && (signingNames[service] ?? service) };
}

/** As typed, else as the endpoint's host says. */
export function signingScope(
  { region, service }: Pick<Extract<Auth, { type: "sigv4" }>, "region" | "service">,
  host: string,
): SigningScope {
  const read = scopeOfHost(host);
  return { region: region || read.region, service: service || read.service };
}
