// What healthy means for a test: green, without a word, and every signal's item taken once.
import { expect } from "vitest";
import type { ProbedDestination } from "#lib/destination/schema";
import { probe } from "#lib/engine/testing/receivers";
import { type Signal, signals } from "#lib/otlp/signal";

type Options = Parameters<typeof probe>[1];

export const hex = (bytes: string) => Buffer.from(bytes, "hex");
/** An empty partial_success, as a message of two bytes. */
export const emptyPartial = hex("0a00");
/** Fields that no version of OTLP has: a varint, a string and a message with one inside. */
export const unknownFields = hex(`7801${"8201026869"}${"8a010408011001"}`);

export async function expectHealthy(
  probed: ProbedDestination,
  taken: () => Signal[],
  options: Options = {},
): Promise<void> {
  const { verdict, diagnosis, stages } = await probe(probed, options);
  const codes = diagnosis.map(({ code, title }) => `${code}: ${title}`);
  const warned = stages.filter(({ status }) => status === "warned" || status === "failed").map(({ stage }) => stage);
  expect({ verdict, codes, warned }).toEqual({ verdict: "accepted", codes: [], warned: [] });
  expect([...taken()].sort()).toEqual([...signals].sort());
}
