// An endpoint as typed, and the exact target it means (api.md, Endpoint). Every fix offered here leads to a right one.
// Pure and browser-safe: opens nothing, looks nothing up.
import { readGrpc } from "#lib/destination/endpoint-grpc";
import { readHttp } from "#lib/destination/endpoint-http";
import {
  type EndpointInput,
  endpointChanges,
  type Fault,
  type Reading,
  splitEndpoint,
  type Target,
} from "#lib/destination/endpoint-parts";
import { findDirt } from "#lib/destination/endpoint-text";
import type { Fix, Hint, Problem } from "#lib/destination/problem";

export type { EndpointInput, Target } from "#lib/destination/endpoint-parts";

export type ResolvedEndpoint = { target: Target | null; problems: Problem[]; hints: Hint[] };

/** A repair may need another one: at most this many. */
const repairsMax = 4;

/** The target of one endpoint, or what is wrong with it. `target` is null exactly when there are problems. */
export function resolveEndpoint(input: EndpointInput): ResolvedEndpoint {
  const reading = read(input);
  if ("target" in reading) return { ...reading, problems: [] };
  const { code, message } = reading;
  return { target: null, problems: [{ path: input.path, code, message, fix: fixOf(input, reading) }], hints: [] };
}

function read(input: EndpointInput): Reading {
  const dirt = findDirt(input.endpoint);
  if (dirt) return { code: dirt.code, message: dirt.message, instead: dirt.clean };
  const parts = splitEndpoint(input.endpoint);
  return input.transport === "http" ? readHttp(input, parts) : readGrpc(input, parts);
}

function fixOf(input: EndpointInput, fault: Fault): Fix | null {
  const right = repaired(input, fault, repairsMax);
  if (right === null) return null;
  const { transport, endpoint, path } = right;
  const label = fault.label ?? (endpoint.length <= 80 ? `Use ${endpoint}` : "Use the repaired URL");
  return { label, changes: endpointChanges(path, endpoint, transport === input.transport ? undefined : transport) };
}

/** Follows the repairs to an endpoint that is right; null when they do not lead to one. */
function repaired(input: EndpointInput, fault: Fault, repairs: number): EndpointInput | null {
  if (fault.instead == null || repairs === 0) return null;
  const next = { ...input, transport: fault.transport ?? input.transport, endpoint: fault.instead };
  const reading = read(next);
  return "target" in reading ? next : repaired(next, reading, repairs - 1);
}
